//! Experiments with a browser: forms that are filled in already, and cookies of
//! an exact size.

use actix_web::cookie::Cookie;

use super::names::{LAB_PATH, PREFIX};
use crate::{i18n::Message, web::Page};

/// Bytes of the name and value of a cookie: below the limit of browsers, the
/// limit, one more, and far more.
pub const SIZES: [usize; 4] = [4_000, 4_096, 4_097, 5_000];

/// A form of hidden fields with a button.
pub struct Experiment {
    /// The text of the button.
    pub label: String,
    /// The names and values of the fields.
    pub fields: Vec<(String, String)>,
}

/// Creates an experiment from the text of its button and its encoded form.
fn experiment(label: impl Into<String>, form: &str) -> Experiment {
    Experiment { label: label.into(), fields: serde_urlencoded::from_str(form).unwrap_or_default() }
}

/// B1: a cookie with `HttpOnly` and one without.
pub fn http_only(page: &Page) -> Vec<Experiment> {
    let rest = "value=oolong&path=/lab&samesite=Lax";
    vec![
        experiment(page.text("lab-cookies-try-open"), &format!("key=open&{rest}")),
        experiment(page.text("lab-cookies-try-hidden"), &format!("key=hidden&{rest}&httponly=on")),
    ]
}

/// B2: Max-Age and Expires that contradict each other, both ways.
pub fn max_age_and_expires(page: &Page) -> Vec<Experiment> {
    let stays = "key=age_wins&value=kept&max_age=3600&expires=1970-01-01T00:00&path=/lab";
    let goes = "key=age_wins_too&value=dropped&max_age=0&expires=2099-01-01T00:00&path=/lab";
    vec![
        experiment(page.text("lab-cookies-try-stays"), stays),
        experiment(page.text("lab-cookies-try-goes"), goes),
    ]
}

/// B3: for this page, for another page, and for two other hosts.
pub fn paths_and_domains(page: &Page, host: &str) -> Vec<Experiment> {
    let path = |key: &str, path: &str| {
        let label = page.localize(&Message::new("lab-cookies-try-path").with("path", path));
        experiment(label, &format!("key={key}&value=oolong&path={path}"))
    };
    let domain = |key: &str, domain: &str| {
        let label = page.localize(&Message::new("lab-cookies-try-domain").with("domain", domain));
        experiment(label, &format!("key={key}&value=oolong&path={LAB_PATH}&domain={domain}"))
    };
    let other_host = if host == "localhost" { "127.0.0.1" } else { "localhost" };
    vec![
        path("here", LAB_PATH),
        path("elsewhere", "/lab/cookies/elsewhere"),
        domain("twin", other_host),
        domain("stranger", "example.com"),
    ]
}

/// B6: returns the name of a cookie of a size.
pub fn name_of_size(bytes: usize) -> String {
    format!("{PREFIX}size_{bytes}")
}

/// B6: returns a cookie whose name and value have exactly this many bytes.
pub fn cookie_of_size(bytes: usize) -> Cookie<'static> {
    let name = name_of_size(bytes);
    let value = "x".repeat(bytes.saturating_sub(name.len()));
    Cookie::build(name, value).path(LAB_PATH).secure(false).finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_has_exactly_its_size() {
        for bytes in SIZES {
            let cookie = cookie_of_size(bytes);
            assert_eq!(cookie.name().len() + cookie.value().len(), bytes);
        }
    }
}
