//! Tells browsers apart and remembers what the lab has shown to each. The lab
//! sets a cookie of its own with a random number, which is no session: so a
//! session's cookie can be tampered with, moved and lost while the lab still
//! shows what happened.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use actix_web::{
    cookie::{Cookie, SameSite},
    http::header::{self, HeaderMap, HeaderValue},
};
use moka::sync::Cache;

use super::{
    dictionary::OperationResult,
    engines_compared::Compared,
    exchanges::ExchangeLog,
    lessons::{TamperedCookie, TwoEngines},
    overrides::LeftSessions,
    plain_cookies::SentCookies,
};
use crate::{
    i18n::Message,
    sessions::{SessionKey, engines::Cleared},
};

/// Name of the cookie.
pub const COOKIE: &str = "lab_browser";

/// Browsers that the lab remembers. A new one replaces the one that was away
/// longest.
const MAX_BROWSERS: u64 = 128;

/// How long a browser is remembered after its last request.
const IDLE_TIMEOUT: Duration = Duration::from_secs(3_600);

/// A browser's number, which nobody else can guess.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Browser(u128);

impl Browser {
    /// Returns a number for a browser that has none.
    pub fn new() -> Self {
        Self(rand::random())
    }

    /// Reads the value of the cookie; `None` if it holds no number.
    pub fn from_cookie(text: &str) -> Option<Self> {
        (text.len() == 32).then(|| u128::from_str_radix(text, 16).ok().map(Self))?
    }

    /// Returns the cookie that holds the number until the browser is closed.
    pub fn cookie(self, secure: bool) -> Cookie<'static> {
        let cookie = Cookie::build(COOKIE, format!("{:032x}", self.0)).path("/");
        cookie.http_only(true).secure(secure).same_site(SameSite::Lax).finish()
    }
}

/// Hides the number: whoever has it sees what that browser sees.
impl fmt::Debug for Browser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Browser(…)")
    }
}

/// Returns the value of a cookie as it was sent. Actix would parse all cookies
/// once and keep them, before the session layer has changed the header.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let [value] = cookies(headers, [name]);
    value
}

/// Returns the values of several cookies, and reads the header once.
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

/// What the lab remembers of each browser.
pub struct BrowserStates(Cache<Browser, Arc<BrowserState>>);

impl BrowserStates {
    /// Returns what is remembered of a browser; an empty state if nothing is.
    pub fn of(&self, browser: Browser) -> Arc<BrowserState> {
        self.0.get_with(browser, Arc::default)
    }
}

impl Default for BrowserStates {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(MAX_BROWSERS).time_to_idle(IDLE_TIMEOUT).build())
    }
}

/// What the lab remembers of one browser.
#[derive(Default)]
pub struct BrowserState {
    /// Its last requests and their responses (H3: the inspector shows them).
    pub exchanges: ExchangeLog,
    /// The last comparison of the engines.
    pub compared: Compared,
    /// The sessions that it left behind when it moved to another store.
    pub left: LeftSessions,
    /// The two engines of the lesson on caches, over a cache of its own.
    pub two_engines: tokio::sync::Mutex<Option<TwoEngines>>,
    memory: Mutex<Memory>,
}

impl BrowserState {
    /// Locks the small things that are remembered.
    pub fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What pages and lessons remember of a browser, since its session can't: it
/// may be off, lost, or flushed.
#[derive(Default)]
pub struct Memory {
    /// The plain cookies that it was sent.
    pub sent_cookies: SentCookies,
    /// The operation that it ran last in a lesson, until its page shows it.
    pub last_operation: Option<(&'static str, OperationResult)>,
    /// What the next page of the settings reports.
    pub notice: Option<Message>,
    /// The signed cookie that it tampered with last (D14).
    pub tampered_cookie: Option<TamperedCookie>,
    /// The cookie that it asked the server to check last (F5).
    pub checked_cookie: Option<String>,
    /// The session's cookie before its key was cycled (F6).
    pub cookie_before_cycle: Option<String>,
    /// The key of the session that it saw last while watching expiry (E9).
    pub watched_key: Option<SessionKey>,
    /// Keys of the sessions that it created to expire (E11), the oldest first.
    pub expiring_keys: Vec<SessionKey>,
    /// What the last clearing did, until its page shows it (E11).
    pub cleared: Option<Cleared>,
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
