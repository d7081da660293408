//! Explains the attributes of a cookie, also the missing ones.

use actix_web::cookie::{Cookie, SameSite};

use super::{MAX_SHOWN, sent_cookies::DEFAULT_PATH};
use crate::{
    i18n::Message,
    lab::{cookie_rules::MAX_COOKIE_BYTES, display::shorten},
};

/// An attribute with its explanation.
pub struct Attribute {
    /// The attribute as written; empty if it is missing.
    pub text: String,
    /// The explanation.
    pub meaning: Message,
}

/// Explains the name and value, then the attributes.
pub fn explain(cookie: &Cookie<'_>) -> Vec<Attribute> {
    let bytes = cookie.name().len() + cookie.value().len();
    let pair = format!("{}={}", cookie.name(), cookie.value());
    let pair = given(shorten(&pair, MAX_SHOWN), size(bytes));
    let lifetime = lifetime(cookie);
    let rest = [path(cookie), domain(cookie), secure(cookie), http_only(cookie), same_site(cookie)];
    std::iter::once(pair).chain(lifetime).chain(rest).collect()
}

fn given(text: impl Into<String>, meaning: Message) -> Attribute {
    Attribute { text: text.into(), meaning }
}

fn missing(meaning: Message) -> Attribute {
    given("", meaning)
}

fn size(bytes: usize) -> Message {
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    Message::new("lab-cookies-means-pair").count("bytes", count(bytes)).count("most", count(MAX_COOKIE_BYTES))
}

fn lifetime(cookie: &Cookie<'_>) -> Vec<Attribute> {
    let mut found = Vec::new();
    let max_age = cookie.max_age().map(actix_web::cookie::time::Duration::whole_seconds);
    if let Some(seconds) = max_age {
        let meaning = match seconds {
            ..=0 => Message::new("lab-cookies-means-max-age-over"),
            _ => Message::new("lab-cookies-means-max-age").count("seconds", seconds),
        };
        found.push(given(format!("Max-Age={seconds}"), meaning));
    }
    if cookie.expires_datetime().is_some() {
        // The crate alone writes the timestamp.
        let line = cookie.to_string();
        let text = line.split("; ").find(|piece| piece.starts_with("Expires=")).unwrap_or_default();
        let meaning = match max_age {
            Some(_) => Message::new("lab-cookies-means-expires-ignored"),
            None => Message::new("lab-cookies-means-expires"),
        };
        found.push(given(text, meaning));
    }
    if found.is_empty() {
        found.push(missing(Message::new("lab-cookies-means-no-end")));
    }
    found
}

fn path(cookie: &Cookie<'_>) -> Attribute {
    match cookie.path() {
        Some(path) => {
            given(format!("Path={path}"), Message::new("lab-cookies-means-path").with("path", path))
        }
        None => missing(Message::new("lab-cookies-means-no-path").with("path", DEFAULT_PATH)),
    }
}

fn domain(cookie: &Cookie<'_>) -> Attribute {
    match cookie.domain() {
        Some(domain) => {
            given(format!("Domain={domain}"), Message::new("lab-cookies-means-domain").with("domain", domain))
        }
        None => missing(Message::new("lab-cookies-means-no-domain")),
    }
}

fn secure(cookie: &Cookie<'_>) -> Attribute {
    match cookie.secure() {
        Some(true) => given("Secure", Message::new("lab-cookies-means-secure")),
        _ => missing(Message::new("lab-cookies-means-no-secure")),
    }
}

fn http_only(cookie: &Cookie<'_>) -> Attribute {
    match cookie.http_only() {
        Some(true) => given("HttpOnly", Message::new("lab-cookies-means-httponly")),
        _ => missing(Message::new("lab-cookies-means-no-httponly")),
    }
}

fn same_site(cookie: &Cookie<'_>) -> Attribute {
    match cookie.same_site() {
        Some(SameSite::Strict) => given("SameSite=Strict", Message::new("lab-cookies-means-strict")),
        Some(SameSite::Lax) => given("SameSite=Lax", Message::new("lab-cookies-means-lax")),
        Some(SameSite::None) => given("SameSite=None", Message::new("lab-cookies-means-none")),
        None => missing(Message::new("lab-cookies-means-no-samesite")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(line: &str) -> Vec<String> {
        let cookie = Cookie::parse(line.to_owned()).unwrap();
        explain(&cookie).into_iter().map(|attribute| attribute.text).filter(|text| !text.is_empty()).collect()
    }

    #[test]
    fn every_attribute_of_the_line_is_explained() {
        let expires = "Expires=Thu, 01 Jan 1970 00:00:00 GMT";
        let line =
            format!("a=1; HttpOnly; SameSite=None; Secure; Path=/x; Domain=tea.org; Max-Age=5; {expires}");
        let mut explained = texts(&line);
        let mut sent: Vec<_> = line.split("; ").map(ToOwned::to_owned).collect();
        explained.sort();
        sent.sort();
        assert_eq!(explained, sent);
        assert_eq!(texts("a=1"), ["a=1"]);
    }
}
