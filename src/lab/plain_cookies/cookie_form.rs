//! Reads the form of a cookie with each of its attributes (B1). What RFC 6265bis
//! does not allow in a cookie gets a message beside its field; a browser would
//! ignore such a cookie without a message.

use actix_web::cookie::{
    Cookie, Expiration, SameSite,
    time::{Duration, OffsetDateTime},
};

use super::names::ReservedNames;
use crate::{i18n::Message, lab::display::parse_local_timestamp, web::Form};

/// Bytes of a value, more than browsers keep.
const MAX_VALUE_LENGTH: usize = 5_000;

/// Bytes of an attribute. Browsers ignore a longer one (RFC 6265bis, section 5.6).
const MAX_ATTRIBUTE_LENGTH: usize = 1_024;

/// Returns the cookie of a form; `None` if a field is wrong.
pub fn read_cookie(form: &mut Form, reserved: &ReservedNames) -> Option<Cookie<'static>> {
    let name = reserved.full_name(form.trimmed("key"));
    let name = accept(form, "key", name).unwrap_or_default();
    let value = value(&name, form.trimmed("value"));
    let max_age = max_age(form.trimmed("max_age"));
    let expires = expires(form.trimmed("expires"));
    let path = path(form.trimmed("path"));
    let domain = domain(form.trimmed("domain"));
    let same_site = same_site(form.trimmed("samesite"));
    let mut cookie = Cookie::new(name, accept(form, "value", value).unwrap_or_default());
    cookie.set_max_age(accept(form, "max_age", max_age).flatten());
    if let Some(at) = accept(form, "expires", expires).flatten() {
        cookie.set_expires(Expiration::DateTime(at));
    }
    if let Some(path) = accept(form, "path", path).flatten() {
        cookie.set_path(path);
    }
    if let Some(domain) = accept(form, "domain", domain).flatten() {
        cookie.set_domain(domain);
    }
    // Always set: the crate makes a cookie with SameSite=None Secure by itself.
    cookie.set_secure(form.is_checked("secure"));
    cookie.set_http_only(form.is_checked("httponly"));
    cookie.set_same_site(accept(form, "samesite", same_site).flatten());
    form.is_valid().then_some(cookie)
}

fn accept<T>(form: &mut Form, field: &'static str, read: Result<T, Message>) -> Option<T> {
    read.map_err(|message| form.reject(field, message)).ok()
}

/// Reads a value, which consists of cookie octets (RFC 6265bis, section 4.1.1).
fn value(name: &str, text: &str) -> Result<String, Message> {
    let is_octet = |byte| matches!(byte, 0x21 | 0x23..=0x2B | 0x2D..=0x3A | 0x3C..=0x5B | 0x5D..=0x7E);
    if let Some(wrong) = text.chars().find(|c| !c.is_ascii() || !is_octet(*c as u8)) {
        let encoded = Cookie::new("", wrong.to_string()).encoded().to_string();
        let message =
            Message::new("lab-cookies-value-wrong").with("character", wrong.escape_debug().to_string());
        return Err(message.with("encoded", encoded.trim_start_matches('=')));
    }
    if text.len() > MAX_VALUE_LENGTH {
        return Err(Message::new("form-too-long").count("longest", 5_000));
    }
    // Actix fails to read a `Cookie` header with such a value.
    if Cookie::parse_encoded(format!("{name}={text}")).is_err() {
        return Err(Message::new("lab-cookies-value-percent"));
    }
    Ok(text.to_owned())
}

/// Reads Max-Age in seconds. With zero or less the cookie has expired.
fn max_age(text: &str) -> Result<Option<Duration>, Message> {
    if text.is_empty() {
        return Ok(None);
    }
    let seconds = text.parse().ok().filter(|seconds: &i64| seconds.abs() <= 9_999_999_999);
    seconds.map(Duration::seconds).map(Some).ok_or_else(|| Message::new("lab-cookies-max-age-wrong"))
}

fn expires(text: &str) -> Result<Option<OffsetDateTime>, Message> {
    if text.is_empty() {
        return Ok(None);
    }
    // Browsers ignore years before 1601 (RFC 6265bis, section 5.1.1).
    let at = parse_local_timestamp(text).filter(|at| (1601..=9999).contains(&at.year()));
    at.map(Some).ok_or_else(|| Message::new("lab-cookies-expires-wrong"))
}

fn path(text: &str) -> Result<Option<String>, Message> {
    let is_path = text.starts_with('/') && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b';');
    match text {
        "" => Ok(None),
        _ if is_path && text.len() <= MAX_ATTRIBUTE_LENGTH => Ok(Some(text.to_owned())),
        _ => Err(Message::new("lab-cookies-path-wrong")),
    }
}

fn domain(text: &str) -> Result<Option<String>, Message> {
    let is_host = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
    match text.trim_start_matches('.') {
        "" if text.is_empty() => Ok(None),
        host if !host.is_empty() && is_host && host.len() <= 253 => Ok(Some(host.to_owned())),
        _ => Err(Message::new("lab-cookies-domain-wrong")),
    }
}

fn same_site(text: &str) -> Result<Option<SameSite>, Message> {
    match text {
        "" => Ok(None),
        "Strict" => Ok(Some(SameSite::Strict)),
        "Lax" => Ok(Some(SameSite::Lax)),
        "None" => Ok(Some(SameSite::None)),
        _ => Err(Message::new("lab-cookies-samesite-wrong")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_consists_of_cookie_octets() {
        for good in ["", "oolong", "%E8%8C%B6", "a=b", "!#$&'()*+-./:<=>?@[]^_`{|}~"] {
            assert_eq!(value("lab_demo_x", good), Ok(good.to_owned()));
        }
        for wrong in ["a b", "a;b", "a,b", "\"a\"", "a\\b", "茶", "\u{7f}", "%FF", &"x".repeat(5_001)] {
            assert!(value("lab_demo_x", wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn an_empty_field_is_no_attribute() {
        assert_eq!(max_age(""), Ok(None));
        assert_eq!(expires(""), Ok(None));
        assert_eq!(path(""), Ok(None));
        assert_eq!(domain(""), Ok(None));
        assert_eq!(same_site(""), Ok(None));
    }

    #[test]
    fn a_malformed_attribute_is_refused() {
        assert!(["1.5", "soon", "99999999999"].iter().all(|text| max_age(text).is_err()));
        assert!(["soon", "2026-13-01T00:00", "1500-01-01T00:00"].iter().all(|text| expires(text).is_err()));
        assert!(["lab", "/a;b", "/a b", "/茶"].iter().all(|text| path(text).is_err()));
        assert!([".", "a b", "a;b", "a/b", "茶.tw"].iter().all(|text| domain(text).is_err()));
        assert!(same_site("lax").is_err());
    }

    #[test]
    fn a_timestamp_is_read_with_and_without_seconds() {
        let read = |text| expires(text).unwrap().unwrap().unix_timestamp();
        assert_eq!(read("1970-01-01T00:01"), 60);
        assert_eq!(read("1970-01-01T00:01:05"), 65);
    }
}
