//! The settings in force for one request. The layer is given a function that
//! picks them, so that they may differ from visitor to visitor.

use std::{sync::Arc, time::Duration};

use actix_session::config::CookieContentSecurity;
use actix_web::cookie::{Key, SameSite};

use super::{clock::Clock, engines::Engine, expiry::GlobalExpiry};

/// Everything that the framework needs to know to serve a request.
#[derive(Clone)]
pub struct Options {
    /// `session.enabled`: without it there are no sessions (A9).
    pub enabled: bool,
    /// Where sessions are kept (D1).
    pub engine: Arc<dyn Engine>,
    /// How long an engine may take to answer one call (H5).
    pub store_timeout: Duration,
    /// What time it is.
    pub clock: Clock,
    /// When sessions end.
    pub expiry: GlobalExpiry,
    /// `session.absolute_age`, seconds after its beginning or the login that a
    /// session ends in any case; 0 is never (H7).
    pub absolute_age: u32,
    /// `session.save_every_request`: a look extends the session too (E8).
    pub save_every_request: bool,
    /// `session.max_bytes`: the most that a session's data may take as JSON.
    pub max_bytes: usize,
    /// What the cookie says.
    pub cookie: CookieOptions,
    /// What signs it.
    pub keys: Keys,
    /// What becomes of two requests at once; on a site always
    /// [`Concurrency::Replay`].
    pub concurrency: Concurrency,
}

/// What becomes of the changes of a request when another request of the same
/// session has written, or ended it, since.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Concurrency {
    /// They are made again on what the other left (H1), and not at all on a
    /// session that has ended (H2).
    #[default]
    Replay,
    /// The whole session is written as this request saw it, as most session
    /// frameworks do. Only the lab has this, to show what gets lost.
    LastWriteWins,
}

impl Options {
    /// Sessions in `engine`, and for the rest Django's defaults.
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
            expiry: GlobalExpiry { cookie_age: 1_209_600, expire_at_browser_close: false },
            absolute_age: 0,
            save_every_request: false,
            max_bytes: 1_048_576,
            cookie,
            keys,
            concurrency: Concurrency::default(),
        }
    }
}

/// The attributes of the session's cookie (F1 to F4).
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
    /// `session.cookie_content`: signed, or encrypted too (D16).
    pub content: CookieContentSecurity,
}

/// The keys that cookies are signed with.
#[derive(Clone)]
pub struct Keys {
    /// `secret_key`: signs what goes out.
    pub current: Key,
    /// `secret_key_fallbacks`: still hold for what comes in (H8).
    pub fallbacks: Vec<Key>,
}

impl Keys {
    /// Derived from the texts in the settings. Each text needs at least 32
    /// bytes.
    pub fn derive(current: &str, fallbacks: &[String]) -> Self {
        let key = |text: &str| Key::derive_from(text.as_bytes());
        Self { current: key(current), fallbacks: fallbacks.iter().map(|text| key(text)).collect() }
    }
}
