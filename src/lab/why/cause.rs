//! The causes for which a visitor's cart is gone, and what the page tells of each: how
//! many questions of the tree were answered with yes, the lesson that shows it, and the
//! settings that decide it.

use crate::{i18n::Message, lab::overrides::map::OUTAGE};

/// What the page tells of a cause.
pub struct About {
    /// Its name in the page's HTML.
    pub name: &'static str,
    /// The number of questions that were answered with yes.
    pub passed: usize,
    /// The slug of the lesson.
    pub lesson: &'static str,
    /// The names of the settings.
    pub settings: &'static [&'static str],
    pub title: Message,
    pub text: Message,
}

/// A row is a cause, with the questions that were answered with yes; its lesson; its
/// settings; its name, and the ids of its title and its text.
macro_rules! causes {
    ($(
        $(#[$doc:meta])*
        $cause:ident $passed:literal $lesson:literal [$($setting:expr),*] $name:literal $title:literal $text:literal;
    )+) => {
        /// Why a cart is not there.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Cause { $($(#[$doc])* $cause),+ }

        impl Cause {
            /// All causes.
            #[cfg(test)]
            const ALL: &[Self] = &[$(Self::$cause),+];

            /// Returns what the page tells of the cause.
            pub fn about(self) -> About {
                match self {
                    $(Self::$cause => About {
                        name: $name,
                        passed: $passed,
                        lesson: $lesson,
                        settings: &[$($setting),*],
                        title: Message::new($title),
                        text: Message::new($text),
                    }),+
                }
            }
        }
    };
}

causes! {
    /// The exchanges show no cart.
    NoCart 0 "a2-first-cookie" []
        "no-cart" "why-no-cart" "why-no-cart-text";
    /// The cart is under the machine's other name: `localhost` or `127.0.0.1`.
    OtherHost 0 "f4-name-path-domain" ["session.cookie_domain"]
        "other-host" "why-other-host" "why-other-host-text";
    /// Sessions are off.
    SessionsOff 0 "a9-sessions-off" ["session.enabled"]
        "sessions-off" "why-sessions-off" "why-sessions-off-text";
    /// Another name, path or domain of the cookie applies now.
    OtherCookie 0 "f4-name-path-domain" ["session.cookie_name", "session.cookie_path", "session.cookie_domain"]
        "other-cookie" "why-other-cookie" "why-other-cookie-text";
    /// The cookie's path does not cover the page.
    Path 0 "f4-name-path-domain" ["session.cookie_path"]
        "path" "why-path" "why-path-text";
    /// The browser refused the cookie, because this host is not in its domain.
    Domain 0 "f4-name-path-domain" ["session.cookie_domain"]
        "domain" "why-domain" "why-domain-text";
    /// The browser does not send the cookie over plain HTTP.
    Secure 0 "f1-secure" ["session.cookie_secure"]
        "secure" "why-secure" "why-secure-text";
    /// The browser deleted the cookie after its `Max-Age`.
    MaxAge 0 "b2-max-age-and-expires" ["session.cookie_age", "session.absolute_age", "session.expire_at_browser_close"]
        "max-age" "why-max-age" "why-max-age-text";
    /// The browser does not have the cookie any more.
    CookieDeleted 0 "b4-read-and-delete" []
        "cookie-deleted" "why-cookie-deleted" "why-cookie-deleted-text";
    /// The server has another secret key now.
    SecretKey 1 "h8-key-rotation" ["secret_key", "secret_key_fallbacks"]
        "secret-key" "why-secret-key" "why-secret-key-text";
    /// The cookie is signed where an encrypted one is expected, or the reverse.
    CookieContent 1 "d14-signed-cookies" ["session.cookie_content"]
        "cookie-content" "why-cookie-content" "why-cookie-content-text";
    /// The cookie was changed.
    Tampered 1 "f5-tampered" []
        "tampered" "why-tampered" "why-tampered-text";
    /// The store failed.
    StoreFailed 2 "h5-store-away" ["session.store_timeout_ms", OUTAGE]
        "store-failed" "why-store-failed" "why-store-failed-text";
    /// A request ended the session.
    Ended 2 "c9-flush" []
        "ended" "why-ended" "why-ended-text";
    /// The session moved to another key, and this request has the old one.
    Moved 2 "f6-fixation" []
        "moved" "why-moved" "why-moved-text";
    /// The session is in another engine or store.
    OtherStore 2 "d1-engines" ["session.engine", "session.cache_alias", "session.database"]
        "other-store" "why-other-store" "why-other-store-text";
    /// The cache of this process has removed the session.
    Evicted 2 "d8-cache-full-and-restarted" ["session.engine", "session.cache_alias"]
        "evicted" "why-evicted" "why-evicted-text";
    /// The cache server has removed the session, or was restarted.
    CacheServer 2 "d8-cache-full-and-restarted" ["session.engine", "session.cache_alias"]
        "cache-server" "why-cache-server" "why-cache-server-text";
    /// The cache is in the memory of another process.
    OtherProcess 2 "d10-two-processes" ["session.engine", "session.cache_alias"]
        "other-process" "why-other-process" "why-other-process-text";
    /// The store has no record any more.
    Deleted 2 "e11-clearing" []
        "deleted" "why-deleted" "why-deleted-text";
    /// The idle limit: the settings' age since the last change.
    IdleLimit 3 "e1-cookie-age" ["session.cookie_age", "session.anonymous_age"]
        "idle-limit" "why-idle-limit" "why-idle-limit-text";
    /// The absolute limit, since the session began.
    AbsoluteLimit 3 "h7-two-limits" ["session.absolute_age"]
        "absolute-limit" "why-absolute-limit" "why-absolute-limit-text";
    /// The session's own expiry, from `set_expiry`.
    OwnExpiry 3 "e3-set-expiry" []
        "own-expiry" "why-own-expiry" "why-own-expiry-text";
    /// The cart became an order.
    Ordered 4 "g6-checkout" []
        "ordered" "why-ordered" "why-ordered-text";
    /// The visitor removed the teas.
    Emptied 4 "g4-cart" []
        "emptied" "why-emptied" "why-emptied-text";
    /// Another request of this browser removed the data.
    Cleared 4 "c8-clear" []
        "cleared" "why-cleared" "why-cleared-text";
    /// Another browser or another tab removed the teas.
    Elsewhere 4 "g4-cart" []
        "elsewhere" "why-elsewhere" "why-elsewhere-text";
    /// The browser has another session now.
    OtherSession 4 "a5-nobody-shares" []
        "other-session" "why-other-session" "why-other-session-text";
    /// The cart is not gone.
    StillThere 5 "g4-cart" []
        "still-there" "why-still-there" "why-still-there-text";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::{lessons, overrides::map::settings};

    #[test]
    fn each_cause_names_a_lesson_and_settings_that_exist() {
        let of_site = ["secret_key", "secret_key_fallbacks", OUTAGE];
        for cause in Cause::ALL {
            let about = cause.about();
            assert!(lessons::find(about.lesson).is_some(), "{}: {}", about.name, about.lesson);
            for name in about.settings {
                let is_known = of_site.contains(name) || settings().any(|spec| spec.name == *name);
                assert!(is_known, "{}: {name}", about.name);
            }
        }
    }
}
