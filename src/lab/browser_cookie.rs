//! Tells browsers apart: a cookie of the lab has a random number and the shop's
//! signature of it. Numbers that the shop has not issued are ignored, so nobody can
//! choose the number of another browser.

use std::fmt;

use actix_web::{
    cookie::{Cookie, SameSite},
    http::header::{self, HeaderMap, HeaderValue},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::web::signing::SigningKeys;

/// Name of the cookie, without the prefix that it has over HTTPS.
pub const NAME: &str = "lab_browser";

/// A browser's number, which nobody else can guess.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Browser(u128);

impl Browser {
    /// Returns a number for a browser that has none.
    pub fn new() -> Self {
        Self(rand::random())
    }

    /// Returns the value of the cookie: the number and its signature.
    fn value(self, keys: &SigningKeys) -> String {
        let number = self.0.to_be_bytes();
        URL_SAFE_NO_PAD.encode([&number[..], &keys.sign(&[&number])].concat())
    }

    /// Reads the value of the cookie; `None` if the shop has not issued it.
    fn from_value(text: &str, keys: &SigningKeys) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (number, signature) = bytes.split_first_chunk()?;
        keys.verify(&[number], signature).then(|| Self(u128::from_be_bytes(*number)))
    }

    /// Returns the browser that sent a request. Of several cookies of the name, the
    /// first that the shop has issued counts.
    pub fn find(headers: &HeaderMap, name: &str, keys: &SigningKeys) -> Option<Self> {
        cookies(headers, name).find_map(|value| Self::from_value(value, keys))
    }

    /// Returns the browser in the text of a `Cookie` header.
    pub fn in_text(text: &str, name: &str, keys: &SigningKeys) -> Option<Self> {
        let pairs = text.split(';').filter_map(|piece| piece.trim().split_once('='));
        pairs.filter(|(key, _)| *key == name).find_map(|(_, value)| Self::from_value(value, keys))
    }

    /// Returns the cookie that holds the number until the browser is closed.
    pub fn cookie(self, name: &str, secure: bool, keys: &SigningKeys) -> Cookie<'static> {
        let cookie = Cookie::build(name.to_owned(), self.value(keys)).path("/");
        cookie.http_only(true).secure(secure).same_site(SameSite::Lax).finish()
    }
}

/// Hides the number: whoever has it sees what that browser sees.
impl fmt::Debug for Browser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Browser(…)")
    }
}

/// Returns the values of a cookie as they were sent. Actix would parse all cookies
/// once and keep them, before the session layer has changed the header.
pub fn cookies<'a>(headers: &'a HeaderMap, name: &str) -> impl Iterator<Item = &'a str> {
    let lines = headers.get_all(header::COOKIE).map(HeaderValue::as_bytes);
    let pieces = lines.flat_map(|line| line.split(|byte| *byte == b';'));
    let values = pieces.filter_map(move |piece| {
        let rest = piece.trim_ascii_start().strip_prefix(name.as_bytes())?;
        Some(rest.strip_prefix(b"=")?.trim_ascii_end())
    });
    values.filter_map(|value| std::str::from_utf8(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Secret;

    fn keys(secret: &str) -> SigningKeys {
        SigningKeys::derive("lab", &Secret::parse(secret).unwrap(), &[])
    }

    /// The browser of a request with that header.
    fn of(line: &str) -> Option<Browser> {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_str(line).unwrap());
        Browser::find(&headers, NAME, &keys("the secret key of the shop in these tests"))
    }

    fn value(browser: Browser, secret: &str) -> String {
        browser.cookie(NAME, false, &keys(secret)).value().to_owned()
    }

    #[test]
    fn a_browser_is_known_by_the_cookie_it_was_given() {
        let browser = Browser::new();
        let value = value(browser, "the secret key of the shop in these tests");
        assert_eq!(of(&format!("sessionid=x; {NAME}={value}; other=y")), Some(browser));
        let planted = format!("{NAME}=00000000000000000000000000000001; {NAME}={value}");
        assert_eq!(of(&planted), Some(browser), "one that the shop did not issue is passed over");
    }

    #[test]
    fn a_number_that_the_shop_did_not_issue_is_no_browser() {
        let of_other_shop = value(Browser::new(), "the secret key of some other shop than ours");
        for value in ["", "1", &"1".repeat(32), &"A".repeat(64), &of_other_shop, &format!("{of_other_shop}A")]
        {
            assert_eq!(of(&format!("{NAME}={value}")), None, "{value:?}");
        }
    }
}
