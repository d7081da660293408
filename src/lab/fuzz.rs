//! Fuzz targets of the lab: its own cookies, and the values that a visitor types into the
//! forms of the dictionary and of the plain cookies.

use std::collections::BTreeMap;

use actix_web::{
    cookie::{Cookie, Key},
    http::header::{COOKIE, HeaderMap, HeaderValue},
};
use serde_json::Value;

use super::{
    browser_cookie::{self, Browser},
    dictionary::fuzz::{read_timestamp, read_value},
    overrides::map,
    progress::{self, Progress},
    set_cookie::SetCookie,
};
use crate::{settings::Secret, web::signing::SigningKeys};

/// The deepest nesting of a JSON value that the lab accepts: the limit of `serde_json`.
const MAX_DEPTH: usize = 128;

/// The input is a `Cookie` header. No settings are read from it, since no cookie in it was
/// signed, and what is found under a name is what the header has there.
///
/// # Panics
/// If a property does not hold.
pub fn lab_cookies(data: &[u8]) {
    let Ok(value) = HeaderValue::from_bytes(data) else { return };
    let mut headers = HeaderMap::new();
    headers.insert(COOKIE, value);
    let text = String::from_utf8_lossy(data);
    let key = Key::derive_from(b"the secret of the lab's cookies in this test");
    for name in [browser_cookie::NAME, map::COOKIE] {
        for value in browser_cookie::cookies(&headers, name) {
            assert!(text.contains(&format!("{name}={value}")), "{}", data.escape_ascii());
            assert_eq!(map::Overrides::from_cookie(value, &key), None);
        }
    }
    assert_eq!(Browser::find(&headers, browser_cookie::NAME, &browser_keys()), None);
    assert_eq!(Progress::find(&headers, progress::NAME, &browser_keys()), Progress::default());
    changed_overrides(data, &key);
    issued_browser(&mut headers);
    let parsed = SetCookie::parse(&text);
    let _ = (parsed.removes(), parsed.attribute("Path"));
}

/// Checks that the shop finds the number that it has issued after any other cookies.
fn issued_browser(headers: &mut HeaderMap) {
    let browser = Browser::new();
    let cookie = browser.cookie(browser_cookie::NAME, false, &browser_keys());
    let pair = format!("{}={}", cookie.name(), cookie.value());
    let Ok(value) = HeaderValue::from_str(&pair) else { unreachable!() };
    headers.append(COOKIE, value);
    assert_eq!(Browser::find(headers, browser_cookie::NAME, &browser_keys()), Some(browser));
}

/// The keys of the browsers' numbers, which no input knows.
fn browser_keys() -> SigningKeys {
    let secret = Secret::parse("the secret of the lab's browsers in this test");
    SigningKeys::derive("lab", &secret.unwrap_or_else(|| unreachable!()), &[])
}

/// Changes one byte of a signed cookie: at the place that the first byte of the input
/// names, to the second one.
fn changed_overrides(data: &[u8], key: &Key) {
    let [at, byte, ..] = data else { return };
    let site = BTreeMap::from([("session.engine".to_owned(), "db".to_owned())]);
    let texts = [("session.engine".to_owned(), "file".to_owned())];
    let overrides = map::Overrides::differing_from(&site, texts);
    let cookie = overrides.cookie(map::COOKIE, key, false);
    let genuine = cookie.value();
    assert_eq!(map::Overrides::from_cookie(&encoded(&cookie), key).as_ref(), Some(&overrides));
    let mut changed = genuine.as_bytes().to_vec();
    let at = usize::from(*at) % changed.len();
    changed[at] = *byte;
    if let Ok(changed) = String::from_utf8(changed)
        && changed != genuine
    {
        let cookie = Cookie::new(map::COOKIE, changed.clone());
        assert_eq!(map::Overrides::from_cookie(&encoded(&cookie), key), None, "{changed}");
    }
}

fn encoded(cookie: &Cookie<'_>) -> String {
    let pair = cookie.encoded().stripped().to_string();
    pair.split_once('=').map(|(_, value)| value.to_owned()).unwrap_or_default()
}

/// A typed value is refused, or it is a JSON value that is written and read again as it
/// is, and is not nested too deeply for any reader. A timestamp is one of the years that a
/// browser's field has.
///
/// # Panics
/// If a property does not hold.
pub fn json_input(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Some(value) = read_value(&text) {
        assert!(depth(&value) < MAX_DEPTH, "{text:?}");
        let json = serde_json::to_string(&value).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(serde_json::from_str::<Value>(&json).ok(), Some(value), "{text:?}");
    }
    if let Some(at) = read_timestamp(&text) {
        assert!(at.offset().is_utc() && (1970..=9999).contains(&at.year()), "{text:?}");
    }
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(fields) => 1 + fields.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}
