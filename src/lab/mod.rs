//! The lab: students see every exchange of their own browser, toggle every
//! setting for it alone, and try each behaviour in a lesson of its own. Nothing
//! is simulated: it is the shop's own session framework that is looked at.
//!
//! It is on where only this machine's users can reach it, or where the settings
//! say so; off, none of it is there and nothing of it costs a request.

mod attack;
mod browser;
mod dictionary;
mod engines_compared;
mod exchanges;
mod hosts;
mod index;
mod inspector;
mod lessons;
mod outage;
mod overrides;
mod overrides_map;
mod plain_cookies;
mod request_settings;
mod tampering;
mod watching;

use std::sync::Arc;

use actix_web::{cookie::Key, web::ServiceConfig};
use futures_util::future::LocalBoxFuture;
use moka::sync::Cache;

use crate::{
    sessions::{
        Options,
        engines::{DbEngine, EngineError},
    },
    settings::{Secret, SessionSettings, Settings},
};

use browser::PerBrowser;
use dictionary::TriedLast;
use engines_compared::Compared;
use exchanges::Log;
use lessons::KeptOfEngines;
use lessons::Tried;
use plain_cookies::Sent;
use request_settings::{OverriddenOptions, RequestSettings};

pub use attack::{attacker, target};
pub use hosts::Ports;
pub use overrides_map::Overrides;
pub use request_settings::pick_options;
pub use tampering::tampering;
pub use watching::watch;

/// The most different toggles cookies whose meaning is kept.
const MAX_OVERRIDDEN: u64 = 1_000;

/// Makes the framework's options of some settings. `app` supplies it, since it
/// is there that stores are opened.
pub type OptionsFor = Arc<dyn Fn(&SessionSettings) -> Options + Send + Sync>;

/// Opens the database that the settings name for sessions; supplied by `app`.
pub type SessionDatabase =
    Arc<dyn Fn() -> LocalBoxFuture<'static, Result<DbEngine, EngineError>> + Send + Sync>;

/// What the lab's pages share.
pub struct Lab {
    settings: Settings,
    site: Arc<Options>,
    options_for: OptionsFor,
    session_database: SessionDatabase,
    key: Key,
    secure_cookies: bool,
    logs: PerBrowser<Log>,
    cookies: PerBrowser<Sent>,
    tried: PerBrowser<Tried>,
    toggled: Cache<String, Arc<OverriddenOptions>>,
    compared: PerBrowser<Compared>,
    kept_of_engines: PerBrowser<KeptOfEngines>,
    measuring: tokio::sync::Mutex<()>,
    own_settings: PerBrowser<overrides::Memory>,
    last_look: overrides::LastLook,
    operated: PerBrowser<TriedLast>,
    expiry: PerBrowser<lessons::LeftBehind>,
}

impl Lab {
    /// Beside a shop with these settings. The lab's own cookies are signed with
    /// a key derived from the secret, which is good for nothing else.
    pub fn new(
        settings: &Settings,
        secret: &Secret,
        site: Arc<Options>,
        options_for: OptionsFor,
        session_database: SessionDatabase,
    ) -> Self {
        Self {
            settings: settings.clone(),
            site,
            options_for,
            session_database,
            key: Key::derive_from(format!("the lab's cookies {}", secret.reveal()).as_bytes()),
            secure_cookies: settings.session.cookie_secure,
            logs: PerBrowser::default(),
            cookies: PerBrowser::default(),
            tried: PerBrowser::default(),
            toggled: Cache::new(MAX_OVERRIDDEN),
            compared: PerBrowser::default(),
            kept_of_engines: PerBrowser::default(),
            measuring: tokio::sync::Mutex::default(),
            own_settings: PerBrowser::default(),
            last_look: overrides::LastLook::default(),
            operated: PerBrowser::default(),
            expiry: PerBrowser::default(),
        }
    }
}

/// `/lab` and all below it.
pub fn routes(config: &mut ServiceConfig) {
    index::routes(config);
    engines_compared::routes(config);
    inspector::routes(config);
    dictionary::routes(config);
    lessons::routes(config);
    overrides::routes(config);
    plain_cookies::routes(config);
}
