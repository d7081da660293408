//! The options of the session of one request. The layer selects them with a function, so
//! that they can differ between visitors.

use std::{sync::Arc, time::Duration};

use actix_session::config::CookieContentSecurity;
use actix_web::cookie::{Key, SameSite};

use super::{clock::Clock, engines::Engine, expiry::GlobalExpiry, new_sessions::NewSessionRule};

/// The options of a session: the engine, the cookie and the expiry. The names are those of
/// [Django's settings](https://docs.djangoproject.com/en/stable/ref/settings/#sessions).
///
/// # Examples
/// ```
/// use std::sync::Arc;
///
/// use session_shop::sessions::{Keys, Options, engines::SignedCookiesEngine};
///
/// let keys = Keys::derive("at least 32 bytes that nobody else knows", &[]);
/// let mut options = Options::new(Arc::new(SignedCookiesEngine), keys);
/// assert_eq!(options.cookie.name, "sessionid");
/// assert_eq!(options.expiry.cookie_age, 1_209_600, "two weeks in seconds");
///
/// // Half an hour after the last request, and only over HTTPS.
/// options.expiry.cookie_age = 1_800;
/// options.save_every_request = true;
/// options.cookie.secure = true;
/// ```
#[derive(Clone)]
pub struct Options {
    /// `session.enabled`: whether there are sessions (A9).
    pub enabled: bool,
    /// `session.engine`: stores the sessions (D1).
    pub engine: Arc<dyn Engine>,
    /// `session.store_timeout_ms`: the timeout of one engine call (H5).
    pub store_timeout: Duration,
    /// The clock.
    pub clock: Clock,
    /// When sessions expire.
    pub expiry: GlobalExpiry,
    /// `session.absolute_age`: the seconds after its start or the login after which a
    /// session expires in any case; 0 is no limit (H7).
    pub absolute_age: u32,
    /// `session.save_every_request`: whether a request that changes nothing extends the
    /// session too (E8).
    pub save_every_request: bool,
    /// `session.max_bytes`: the largest size of the data as JSON, in bytes.
    pub max_bytes: usize,
    /// Decides whether a request may start a session; `None` permits all requests.
    pub new_sessions: Option<NewSessionRule>,
    /// The name and the attributes of the cookie.
    pub cookie: CookieOptions,
    /// The secret keys that sign the cookie.
    pub keys: Keys,
    /// How two requests at the same time are handled; outside the lab always
    /// [`Concurrency::Replay`].
    pub concurrency: Concurrency,
}

/// What happens to the changes of a request when another request has changed or ended the
/// session since it was loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Concurrency {
    /// The changes are repeated on the newer record (H1). They are not made if the session
    /// has ended (H2).
    #[default]
    Replay,
    /// The whole session is written as this request sees it, as in most session frameworks.
    /// The lab uses this to show a lost update.
    LastWriteWins,
}

impl Options {
    /// Returns options with that engine, those secret keys and Django's defaults.
    pub fn new(engine: Arc<dyn Engine>, keys: Keys) -> Self {
        let cookie = CookieOptions {
            name: "sessionid".to_owned(),
            path: "/".to_owned(),
            domain: None,
            secure: false,
            http_only: true,
            same_site: SameSite::Lax,
            content: CookieContentSecurity::Signed,
        };
        Self {
            enabled: true,
            engine,
            store_timeout: Duration::from_millis(800),
            clock: Clock::system(),
            expiry: GlobalExpiry { cookie_age: 1_209_600, ..GlobalExpiry::default() },
            absolute_age: 0,
            save_every_request: false,
            max_bytes: 1_048_576,
            new_sessions: None,
            cookie,
            keys,
            concurrency: Concurrency::default(),
        }
    }
}

/// The name and the attributes of the session's cookie (F1 to F4).
#[derive(Clone, Debug)]
pub struct CookieOptions {
    /// `session.cookie_name`.
    pub name: String,
    /// `session.cookie_path`.
    pub path: String,
    /// `session.cookie_domain`.
    pub domain: Option<String>,
    /// `session.cookie_secure`.
    pub secure: bool,
    /// `session.cookie_httponly`.
    pub http_only: bool,
    /// `session.cookie_samesite`.
    pub same_site: SameSite,
    /// `session.cookie_content`: whether the cookie is only signed, or encrypted too (D16).
    pub content: CookieContentSecurity,
}

/// The secret keys that sign or encrypt cookies.
#[derive(Clone)]
pub struct Keys {
    /// `secret_key`: signs new cookies and verifies cookies.
    pub current: Key,
    /// `secret_key_fallbacks`: old keys, which still verify cookies (H8).
    pub fallbacks: Vec<Key>,
}

impl Keys {
    /// Derives the keys from the texts in the settings.
    ///
    /// # Panics
    /// If a text has fewer than 32 bytes.
    pub fn derive(current: &str, fallbacks: &[String]) -> Self {
        let key = |text: &str| Key::derive_from(text.as_bytes());
        Self { current: key(current), fallbacks: fallbacks.iter().map(|text| key(text)).collect() }
    }
}
