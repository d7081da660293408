//! Which browser sends a request, and what a browser may have of the lab's
//! memory. The lab tells browsers apart by a cookie of its own, a random
//! number that is nobody's session: so the session's cookie can be tampered
//! with, moved and lost while the lab still shows what happened.

use std::{fmt, sync::Arc, time::Duration};

use actix_web::{
    cookie::{Cookie, SameSite},
    http::header::{self, HeaderMap, HeaderValue},
};
use moka::sync::Cache;

/// Name of the cookie.
pub const COOKIE: &str = "lab_browser";

/// The most browsers that the lab remembers; who was here longest ago is
/// forgotten first.
const MAX_BROWSERS: u64 = 128;

/// How long a browser is remembered after it was here.
const REMEMBERED: Duration = Duration::from_secs(3_600);

/// A browser's number: nobody else can guess it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Browser(u128);

impl Browser {
    /// A browser that has not been here.
    pub fn new() -> Self {
        Self(rand::random())
    }

    /// The browser whose cookie has that value.
    pub fn from_cookie(text: &str) -> Option<Self> {
        (text.len() == 32).then(|| u128::from_str_radix(text, 16).ok().map(Self))?
    }

    /// The cookie by which it will be known. It ends with the browser.
    pub fn cookie(self, secure: bool) -> Cookie<'static> {
        let cookie = Cookie::build(COOKIE, format!("{:032x}", self.0)).path("/");
        cookie.http_only(true).secure(secure).same_site(SameSite::Lax).finish()
    }
}

/// Never the number: who has it sees what that browser sees.
impl fmt::Debug for Browser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Browser(…)")
    }
}

/// The value of a cookie as it was sent. It is read here and not by actix,
/// which would read all cookies once and keep them, before the session layer
/// has had its way.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let [value] = cookies(headers, [name]);
    value
}

/// The values of several, in one go through the header.
pub fn cookies<'a, const N: usize>(headers: &'a HeaderMap, names: [&str; N]) -> [Option<&'a str>; N] {
    let mut values = [None; N];
    let lines = headers.get_all(header::COOKIE).map(HeaderValue::as_bytes);
    for piece in lines.flat_map(|line| line.split(|byte| *byte == b';')) {
        for (name, value) in names.iter().zip(&mut values).filter(|(_, value)| value.is_none()) {
            let rest = piece.trim_ascii_start().strip_prefix(name.as_bytes());
            *value = rest.and_then(|rest| rest.strip_prefix(b"=")).map(<[u8]>::trim_ascii_end);
        }
    }
    values.map(|value| std::str::from_utf8(value?).ok())
}

/// Something that the lab keeps for each browser, for a while, and not for
/// more browsers than it can afford.
pub struct PerBrowser<T>(Cache<Browser, Arc<T>>);

impl<T: Default + Send + Sync + 'static> PerBrowser<T> {
    /// What is kept for a browser; new if it has nothing yet.
    pub fn of(&self, browser: Browser) -> Arc<T> {
        self.0.get_with(browser, Arc::default)
    }
}

impl<T: Send + Sync + 'static> Default for PerBrowser<T> {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(MAX_BROWSERS).time_to_idle(REMEMBERED).build())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The browser of a request with that header.
    fn of(line: &str) -> Option<Browser> {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_str(line).unwrap());
        cookie(&headers, COOKIE).and_then(Browser::from_cookie)
    }

    #[test]
    fn a_browser_is_known_by_the_cookie_it_was_given() {
        let browser = Browser::new();
        let cookie = browser.cookie(false);
        let line = format!("sessionid=x; {}={}; other=y", cookie.name(), cookie.value());
        assert_eq!(of(&line), Some(browser));
    }

    #[test]
    fn what_is_no_number_is_no_browser() {
        for value in ["", "1", &"g".repeat(32), &"1".repeat(33), &"+".repeat(32)] {
            assert_eq!(of(&format!("{COOKIE}={value}")), None, "{value:?}");
        }
    }
}
