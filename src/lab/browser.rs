//! Remembers what the lab has shown to each browser. A cookie of the lab's own has
//! the browser's number ([`super::browser_cookie`]), which is no session: so a
//! session's cookie can be tampered with, moved and lost while the lab still
//! shows what happened.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use moka::{policy::EvictionPolicy, sync::Cache};

use super::{
    browser_cookie::Browser,
    dictionary::OperationResult,
    engines_compared::Compared,
    exchanges::ExchangeLog,
    lessons::{TamperedCookie, TwoEngines},
    overrides::LeftSessions,
    plain_cookies::SentCookies,
    tabs::Bench,
};
use crate::{
    i18n::Message,
    sessions::{SessionKey, engines::Cleared},
};

/// How long a browser is remembered after its last request.
const IDLE_TIMEOUT: Duration = Duration::from_secs(3_600);

/// What the lab remembers of each browser. A new browser replaces the one that was
/// away longest.
pub struct BrowserStates {
    /// Browsers that have sent their number.
    known: Cache<Browser, Arc<BrowserState>>,
    /// Browsers that got their number with the last response. Requests without a
    /// number replace each other here, and never a known browser.
    new: Cache<Browser, Arc<BrowserState>>,
}

impl BrowserStates {
    /// Creates the memory for at most `max_browsers` browsers, and as many new ones.
    pub fn new(max_browsers: u64) -> Self {
        let cache = || {
            let cache = Cache::builder().max_capacity(max_browsers).time_to_idle(IDLE_TIMEOUT);
            cache.eviction_policy(EvictionPolicy::lru()).build()
        };
        Self { known: cache(), new: cache() }
    }

    /// Returns what is remembered of a browser that has sent its number; an empty
    /// state if nothing is.
    pub fn of(&self, browser: Browser) -> Arc<BrowserState> {
        self.known.get_with(browser, || self.new.remove(&browser).unwrap_or_default())
    }

    /// Returns the state of a browser that has no number yet.
    pub fn of_new(&self, browser: Browser) -> Arc<BrowserState> {
        self.new.get_with(browser, Arc::default)
    }

    /// Moves a browser to a new number after a login. Somebody who has planted the old
    /// number in the browser sees nothing under it any more. Only the exchanges stay,
    /// which are shown and never acted on; whatever else was remembered under the old
    /// number may be the work of somebody else, such as a session to return to.
    pub fn renew(&self, old: Browser, new: Browser) {
        let exchanges = self.of(old).exchanges.take();
        self.known.insert(new, Arc::new(BrowserState { exchanges, ..BrowserState::default() }));
        self.known.invalidate(&old);
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
    /// The two requests of `/lab/tabs`, over a session of their own.
    pub tabs: tokio::sync::Mutex<Option<Bench>>,
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

    #[test]
    fn new_browsers_replace_each_other_and_no_known_one() {
        let states = BrowserStates::new(2);
        let student = Browser::new();
        let first = states.of_new(student);
        assert!(Arc::ptr_eq(&first, &states.of(student)), "the first exchange stays");
        for _ in 0..330 {
            states.of_new(Browser::new());
        }
        states.new.run_pending_tasks();
        states.known.run_pending_tasks();
        assert!(states.new.entry_count() <= 2);
        assert!(Arc::ptr_eq(&first, &states.of(student)));
    }

    #[test]
    fn the_browser_that_was_away_longest_is_removed() {
        let states = BrowserStates::new(2);
        let browsers = [Browser::new(), Browser::new(), Browser::new()];
        for browser in browsers {
            states.of(browser);
            states.known.run_pending_tasks();
        }
        assert_eq!(browsers.map(|browser| states.known.contains_key(&browser)), [false, true, true]);
    }

    #[test]
    fn a_renewed_browser_keeps_its_exchanges_alone() {
        let states = BrowserStates::new(2);
        let (old, new) = (Browser::new(), Browser::new());
        states.of(old).memory().checked_cookie = Some("planted".to_owned());
        states.renew(old, new);
        assert!(!states.known.contains_key(&old));
        assert_eq!(states.of(new).memory().checked_cookie, None);
    }
}
