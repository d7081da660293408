//! A tampered session cookie (F5) and session fixation (F6). A button sets the
//! session's cookie to another value, outside the session layer, which would
//! replace a broken cookie.

use actix_web::{HttpResponse, Resource, cookie::Cookie, http::header::SET_COOKIE, web};
use askama::Template;

use super::{CookieReport, add_one, signed_content};
use crate::{
    lab::{LabContext, display::shorten_key, lessons},
    sessions::{CookieOptions, Options, Session, SessionKey, cookie},
    web::{Error, Form, Page, respond},
};

/// A session id that an attacker chooses, in the form of a real one.
const CHOSEN_ID: &str = "iamtheattackerandichosethisid123";

/// Characters of a cookie that the server checks.
const MAX_LENGTH: usize = 4_096;

/// Returns the resource `/lab/tamper`.
pub fn tampering() -> Resource {
    web::resource("/lab/tamper").post(tamper)
}

/// Sets the session's cookie to another value. Without a session's cookie there
/// may be nothing to set.
async fn tamper(context: LabContext, form: Form) -> Result<HttpResponse, Error> {
    let lesson = lessons::find(form.value("lesson"));
    let lesson = lesson.ok_or_else(|| Error::BadRequest("there is no such lesson".to_owned()))?;
    let options = context.options();
    let present = || context.session_cookie().map(ToOwned::to_owned);
    let value = match form.value("what") {
        "altered" => present().map(alter),
        "truncated" => present().map(|text| text.chars().take(text.len() / 2).collect()),
        "chosen" => Some(CHOSEN_ID.to_owned()),
        "unknown" => Some(signed(SessionKey::random().as_str(), options)),
        "before" => context.browser.memory().cookie_before_cycle.clone(),
        what => return Err(Error::BadRequest(format!("there is no such trick: {what}"))),
    };
    let mut response = respond::see_other(&format!("/lab/lessons/{}", lesson.slug));
    if let Some(value) = value {
        let line = cookie_with(value, &options.cookie).to_string().parse().map_err(Error::internal)?;
        response.headers_mut().append(SET_COOKIE, line);
    }
    Ok(response)
}

/// Changes the last character, so that the signature does not fit the value.
fn alter(mut text: String) -> String {
    let last = text.pop();
    text.push(if last == Some('a') { 'b' } else { 'a' });
    text
}

/// Signs a key as the shop does: the cookie of a session that is deleted.
fn signed(key: &str, options: &Options) -> String {
    let pair = cookie::seal(&options.cookie.name, key, options);
    pair.split_once('=').map_or_else(String::new, |(_, value)| value.to_owned())
}

/// Returns the session's cookie with another value, until the browser is closed.
pub fn cookie_with(value: String, options: &CookieOptions) -> Cookie<'static> {
    let mut cookie = cookie::removal(options);
    cookie.set_value(value);
    cookie.set_max_age(None);
    cookie.unset_expires();
    cookie
}

#[derive(Template)]
#[template(path = "lab/controls/tampered.html")]
struct Tampered {
    page: Page,
    slug: &'static str,
    report: CookieReport,
    /// The text to check, or else the cookie that came.
    text: String,
    /// The result, if a text was checked.
    checked: Option<Checked>,
}

struct Checked {
    /// The beginning of the signed content, if the signature is valid.
    content: Option<String>,
}

/// F5: breaks the cookie, or checks any text as a cookie.
pub async fn tampered(context: LabContext, page: Page) -> Result<String, Error> {
    let report = CookieReport::of(&context).await;
    let text = context.browser.memory().checked_cookie.clone();
    let check =
        |text: &String| Checked { content: signed_content(&context, text).as_deref().map(shorten_key) };
    let checked = text.as_ref().map(check);
    let text = text.or_else(|| report.value.clone()).unwrap_or_default();
    Ok(Tampered { page, slug: "f5-tampered", report, text, checked }.render()?)
}

/// Stores the text that the lesson's page checks.
pub async fn check(context: LabContext, form: Form) -> Result<HttpResponse, Error> {
    let text: String = form.trimmed("cookie").chars().take(MAX_LENGTH).collect();
    context.browser.memory().checked_cookie = Some(text);
    Ok(respond::see_other("/lab/lessons/f5-tampered"))
}

#[derive(Template)]
#[template(path = "lab/controls/fixation.html")]
struct Fixation {
    page: Page,
    slug: &'static str,
    report: CookieReport,
    /// The beginning of the key before it was cycled.
    before: Option<String>,
}

/// F6: neither a chosen id nor the id before a login is accepted.
pub async fn fixation(context: LabContext, page: Page) -> Result<String, Error> {
    let report = CookieReport::of(&context).await;
    let before = context.browser.memory().cookie_before_cycle.clone();
    let before = before.and_then(|text| signed_content(&context, &text));
    let before = before.as_deref().map(shorten_key);
    Ok(Fixation { page, slug: "f6-fixation", report, before }.render()?)
}

/// Moves the session to a new key, as each login does.
pub async fn cycle(context: LabContext, session: Session) -> Result<HttpResponse, Error> {
    context.browser.memory().cookie_before_cycle = context.session_cookie().map(ToOwned::to_owned);
    add_one(&session)?;
    session.cycle_key();
    Ok(respond::see_other("/lab/lessons/f6-fixation"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_altered_text_differs_and_has_the_same_length() {
        for text in ["xyz", "xya"] {
            let changed = alter(text.to_owned());
            assert_ne!(changed, text);
            assert_eq!(changed.len(), text.len());
        }
        assert_eq!(alter(String::new()), "a");
    }

    #[test]
    fn the_chosen_id_has_the_form_of_a_real_one() {
        assert!(SessionKey::from_cookie(CHOSEN_ID).is_well_formed());
    }
}
