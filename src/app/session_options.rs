//! Converts the settings to the options of the session framework.

use std::{sync::Arc, time::Duration};

use actix_session::config::CookieContentSecurity;
use actix_web::cookie::SameSite as CookieSameSite;

use crate::{
    accounts,
    sessions::{
        Clock, CookieOptions, Keys, Options, engines::Engine, expiry::GlobalExpiry,
        new_sessions::NewSessionRule, options::Concurrency,
    },
    settings::{CookieContent, SameSite, Secret, SessionSettings, Settings},
};

/// Returns the keys that sign and encrypt the session cookies.
pub fn keys(settings: &Settings, secret: &Secret) -> Keys {
    let fallbacks: Vec<String> =
        settings.secret_key_fallbacks.iter().map(|secret| secret.reveal().to_owned()).collect();
    Keys::derive(secret.reveal(), &fallbacks)
}

/// Returns the options that follow from the settings of the sessions.
pub fn from_settings(
    session: &SessionSettings,
    keys: Keys,
    engine: Arc<dyn Engine>,
    clock: Clock,
    new_sessions: NewSessionRule,
) -> Options {
    Options {
        enabled: session.enabled,
        engine,
        store_timeout: Duration::from_millis(session.store_timeout_ms),
        clock,
        expiry: GlobalExpiry {
            cookie_age: session.cookie_age,
            expire_at_browser_close: session.expire_at_browser_close,
            anonymous_age: session.anonymous_age,
            owner_key: Some(accounts::SESSION_KEY),
        },
        absolute_age: session.absolute_age,
        save_every_request: session.save_every_request,
        max_bytes: session.max_bytes,
        new_sessions: Some(new_sessions),
        cookie: cookie_options(session),
        keys,
        concurrency: Concurrency::Replay,
    }
}

fn cookie_options(session: &SessionSettings) -> CookieOptions {
    CookieOptions {
        name: session.cookie_name.clone(),
        path: session.cookie_path.clone(),
        domain: session.cookie_domain.clone(),
        secure: session.cookie_secure,
        http_only: session.cookie_httponly,
        same_site: match session.cookie_samesite {
            SameSite::Strict => CookieSameSite::Strict,
            SameSite::Lax => CookieSameSite::Lax,
            SameSite::None => CookieSameSite::None,
        },
        content: match session.cookie_content {
            CookieContent::Signed => CookieContentSecurity::Signed,
            CookieContent::Private => CookieContentSecurity::Private,
        },
    }
}
