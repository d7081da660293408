//! Experiments with a browser: forms that are filled in already, and cookies of
//! an exact size.

use actix_web::cookie::Cookie;

use super::{
    names::{LAB_PATH, PREFIX},
    sent_cookies::DEFAULT_PATH,
};
use crate::{i18n::Message, web::Page};

/// Bytes of the name and value of a cookie: below the limit of browsers, the
/// limit, one more, and far more.
pub const SIZES: [usize; 4] = [4_000, 4_096, 4_097, 5_000];

/// A form of hidden fields with a button.
pub struct Experiment {
    /// The text of the button.
    pub label: String,
    /// The names and values of the fields.
    pub fields: Vec<(&'static str, String)>,
}

fn experiment(label: impl Into<String>, fields: &[(&'static str, &str)]) -> Experiment {
    let fields = fields.iter().map(|(name, value)| (*name, (*value).to_owned()));
    Experiment { label: label.into(), fields: fields.collect() }
}

/// B1: a cookie with `HttpOnly` and one without.
pub fn http_only(page: &Page) -> Vec<Experiment> {
    let open = [("key", "open"), ("value", "oolong"), ("path", LAB_PATH), ("samesite", "Lax")];
    let hidden =
        [("key", "hidden"), ("value", "oolong"), ("path", LAB_PATH), ("samesite", "Lax"), ("httponly", "on")];
    vec![
        experiment(page.text("lab-cookies-try-open"), &open),
        experiment(page.text("lab-cookies-try-hidden"), &hidden),
    ]
}

/// B2: Max-Age and Expires that contradict each other, both ways.
pub fn max_age_and_expires(page: &Page) -> Vec<Experiment> {
    let stays = [
        ("key", "age_wins"),
        ("value", "kept"),
        ("max_age", "3600"),
        ("expires", "1970-01-01T00:00"),
        ("path", LAB_PATH),
    ];
    let goes = [
        ("key", "age_wins_too"),
        ("value", "dropped"),
        ("max_age", "0"),
        ("expires", "2099-01-01T00:00"),
        ("path", LAB_PATH),
    ];
    vec![
        experiment(page.text("lab-cookies-try-stays"), &stays),
        experiment(page.text("lab-cookies-try-goes"), &goes),
    ]
}

/// B3: for this page, for another page, and for two other hosts.
pub fn paths_and_domains(page: &Page, host: &str) -> Vec<Experiment> {
    let elsewhere = format!("{DEFAULT_PATH}/elsewhere");
    let twin = if host == "localhost" { "127.0.0.1" } else { "localhost" };
    let at = |label, key, attribute, place: &str| {
        let path = if attribute == "path" { ("path", place) } else { ("path", LAB_PATH) };
        let domain = if attribute == "domain" { ("domain", place) } else { ("domain", "") };
        experiment(label, &[("key", key), ("value", "oolong"), path, domain])
    };
    vec![
        at(page.say(&Message::new("lab-cookies-try-path").with("path", LAB_PATH)), "here", "path", LAB_PATH),
        at(
            page.say(&Message::new("lab-cookies-try-path").with("path", elsewhere.clone())),
            "elsewhere",
            "path",
            &elsewhere,
        ),
        at(page.say(&Message::new("lab-cookies-try-domain").with("domain", twin)), "twin", "domain", twin),
        at(
            page.say(&Message::new("lab-cookies-try-domain").with("domain", "example.com")),
            "stranger",
            "domain",
            "example.com",
        ),
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
