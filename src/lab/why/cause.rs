//! The causes for which a visitor's cart is gone, and what the page tells of each: the
//! question whose answer was no, the lesson, and the settings that decide it.

use crate::{i18n::Message, lab::overrides::map::OUTAGE};

/// Why a cart is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The exchanges show no cart.
    NoCart,
    /// The cart is under the machine's other name: `localhost` or `127.0.0.1`.
    OtherHost,
    /// Sessions are off.
    SessionsOff,
    /// Another name, path or domain of the cookie applies now.
    OtherCookie,
    /// The cookie's path does not cover the page.
    Path,
    /// The browser refused the cookie, because this host is not in its domain.
    Domain,
    /// The browser does not send the cookie over plain HTTP.
    Secure,
    /// The browser deleted the cookie after its `Max-Age`.
    MaxAge,
    /// The browser does not have the cookie any more.
    CookieDeleted,
    /// The server has another secret key now.
    SecretKey,
    /// The cookie is signed where an encrypted one is expected, or the reverse.
    CookieContent,
    /// The cookie was changed.
    Tampered,
    /// The store failed.
    StoreFailed,
    /// A request ended the session.
    Ended,
    /// The session moved to another key, and this request has the old one.
    Moved,
    /// The session is in another engine or store.
    OtherStore,
    /// The cache of this process has removed the session.
    Evicted,
    /// The cache server has removed the session, or was restarted.
    CacheServer,
    /// The cache is in the memory of another process.
    OtherProcess,
    /// The store has no record any more.
    Deleted,
    /// The idle limit: the settings' age since the last change.
    IdleLimit,
    /// The absolute limit, since the session began.
    AbsoluteLimit,
    /// The session's own expiry, from `set_expiry`.
    OwnExpiry,
    /// The cart became an order.
    Ordered,
    /// The visitor removed the teas.
    Emptied,
    /// Another request of this browser removed the data.
    Cleared,
    /// Another browser or another tab removed the teas.
    Elsewhere,
    /// The browser has another session now.
    OtherSession,
    /// The cart is not gone.
    StillThere,
}

/// What the page tells of a cause.
pub struct About {
    /// Its name in the page's HTML.
    pub name: &'static str,
    /// The number of questions of the tree that were answered with yes.
    pub passed: usize,
    /// The slug of the lesson that shows it.
    pub lesson: &'static str,
    /// The settings that decide it.
    pub settings: &'static [&'static str],
    pub title: Message,
    pub text: Message,
}

/// Returns the facts of a cause.
macro_rules! about {
    ($name:literal, $passed:literal, $lesson:literal, $settings:expr, $title:literal, $text:literal) => {
        About {
            name: $name,
            passed: $passed,
            lesson: $lesson,
            settings: &$settings,
            title: Message::new($title),
            text: Message::new($text),
        }
    };
}

impl Cause {
    /// Returns what the page tells of the cause.
    pub fn about(self) -> About {
        match self {
            Self::NoCart | Self::OtherHost | Self::SessionsOff => self.about_no_session(),
            Self::OtherCookie
            | Self::Path
            | Self::Domain
            | Self::Secure
            | Self::MaxAge
            | Self::CookieDeleted => self.about_missing_cookie(),
            Self::SecretKey | Self::CookieContent | Self::Tampered => self.about_signature(),
            Self::IdleLimit | Self::AbsoluteLimit | Self::OwnExpiry => self.about_expiry(),
            Self::Ordered
            | Self::Emptied
            | Self::Cleared
            | Self::Elsewhere
            | Self::OtherSession
            | Self::StillThere => self.about_cart(),
            _ => self.about_store(),
        }
    }

    fn about_no_session(self) -> About {
        match self {
            Self::OtherHost => about!(
                "other-host",
                0,
                "f4-name-path-domain",
                ["session.cookie_domain"],
                "why-other-host",
                "why-other-host-text"
            ),
            Self::SessionsOff => about!(
                "sessions-off",
                0,
                "a9-sessions-off",
                ["session.enabled"],
                "why-sessions-off",
                "why-sessions-off-text"
            ),
            _ => about!("no-cart", 0, "a2-first-cookie", [], "why-no-cart", "why-no-cart-text"),
        }
    }

    fn about_missing_cookie(self) -> About {
        match self {
            Self::OtherCookie => about!(
                "other-cookie",
                0,
                "f4-name-path-domain",
                ["session.cookie_name", "session.cookie_path", "session.cookie_domain"],
                "why-other-cookie",
                "why-other-cookie-text"
            ),
            Self::Path => {
                about!("path", 0, "f4-name-path-domain", ["session.cookie_path"], "why-path", "why-path-text")
            }
            Self::Domain => about!(
                "domain",
                0,
                "f4-name-path-domain",
                ["session.cookie_domain"],
                "why-domain",
                "why-domain-text"
            ),
            Self::Secure => {
                about!("secure", 0, "f1-secure", ["session.cookie_secure"], "why-secure", "why-secure-text")
            }
            Self::MaxAge => about!(
                "max-age",
                0,
                "b2-max-age-and-expires",
                ["session.cookie_age", "session.absolute_age", "session.expire_at_browser_close"],
                "why-max-age",
                "why-max-age-text"
            ),
            _ => about!(
                "cookie-deleted",
                0,
                "b4-read-and-delete",
                [],
                "why-cookie-deleted",
                "why-cookie-deleted-text"
            ),
        }
    }

    fn about_signature(self) -> About {
        match self {
            Self::SecretKey => about!(
                "secret-key",
                1,
                "h8-key-rotation",
                ["secret_key", "secret_key_fallbacks"],
                "why-secret-key",
                "why-secret-key-text"
            ),
            Self::CookieContent => about!(
                "cookie-content",
                1,
                "d14-signed-cookies",
                ["session.cookie_content"],
                "why-cookie-content",
                "why-cookie-content-text"
            ),
            _ => about!("tampered", 1, "f5-tampered", [], "why-tampered", "why-tampered-text"),
        }
    }

    fn about_store(self) -> About {
        match self {
            Self::StoreFailed => about!(
                "store-failed",
                2,
                "h5-store-away",
                ["session.store_timeout_ms", OUTAGE],
                "why-store-failed",
                "why-store-failed-text"
            ),
            Self::Ended => about!("ended", 2, "c9-flush", [], "why-ended", "why-ended-text"),
            Self::Moved => about!("moved", 2, "f6-fixation", [], "why-moved", "why-moved-text"),
            Self::OtherStore => about!(
                "other-store",
                2,
                "d1-engines",
                ["session.engine", "session.cache_alias", "session.database"],
                "why-other-store",
                "why-other-store-text"
            ),
            Self::Evicted => about!(
                "evicted",
                2,
                "d8-cache-full-and-restarted",
                ["session.engine", "session.cache_alias"],
                "why-evicted",
                "why-evicted-text"
            ),
            Self::CacheServer => about!(
                "cache-server",
                2,
                "d8-cache-full-and-restarted",
                ["session.engine", "session.cache_alias"],
                "why-cache-server",
                "why-cache-server-text"
            ),
            Self::OtherProcess => about!(
                "other-process",
                2,
                "d10-two-processes",
                ["session.engine", "session.cache_alias"],
                "why-other-process",
                "why-other-process-text"
            ),
            _ => about!("deleted", 2, "e11-clearing", [], "why-deleted", "why-deleted-text"),
        }
    }

    fn about_expiry(self) -> About {
        match self {
            Self::AbsoluteLimit => about!(
                "absolute-limit",
                3,
                "h7-two-limits",
                ["session.absolute_age"],
                "why-absolute-limit",
                "why-absolute-limit-text"
            ),
            Self::OwnExpiry => {
                about!("own-expiry", 3, "e3-set-expiry", [], "why-own-expiry", "why-own-expiry-text")
            }
            _ => about!(
                "idle-limit",
                3,
                "e1-cookie-age",
                ["session.cookie_age", "session.anonymous_age"],
                "why-idle-limit",
                "why-idle-limit-text"
            ),
        }
    }

    fn about_cart(self) -> About {
        match self {
            Self::Ordered => about!("ordered", 4, "g6-checkout", [], "why-ordered", "why-ordered-text"),
            Self::Emptied => about!("emptied", 4, "g4-cart", [], "why-emptied", "why-emptied-text"),
            Self::Cleared => about!("cleared", 4, "c8-clear", [], "why-cleared", "why-cleared-text"),
            Self::Elsewhere => {
                about!("elsewhere", 4, "g4-cart", [], "why-elsewhere", "why-elsewhere-text")
            }
            Self::OtherSession => about!(
                "other-session",
                4,
                "a5-nobody-shares",
                [],
                "why-other-session",
                "why-other-session-text"
            ),
            _ => about!("still-there", 5, "g4-cart", [], "why-still-there", "why-still-there-text"),
        }
    }
}
