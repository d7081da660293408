//! The lab: students see every exchange of their own browser, override every
//! setting for it alone, and try each behaviour in a lesson. Nothing is
//! simulated: the lab shows the shop's own session framework.
//!
//! The lab is on where only users of this machine can reach it, or where the
//! settings turn it on. Where it is off, its pages are absent and no request
//! pays for it.

mod attack;
mod browser;
mod context;
mod cookie_rules;
mod dictionary;
mod display;
mod engines_compared;
mod exchanges;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod hosts;
mod inspector;
mod lessons;
mod overrides;
mod plain_cookies;
mod recorder;
mod request_settings;
mod session_diff;
mod set_cookie;
mod unavailable_engine;

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

use browser::BrowserStates;
use context::LabContext;
use request_settings::{OverriddenOptions, RequestSettings};

pub use attack::{attacker, target};
pub use hosts::Ports;
pub use lessons::tampering::tampering;
pub use overrides::Overrides;
pub use recorder::record_exchanges;
pub use request_settings::pick_options;

/// Values of the overrides cookie whose options are cached.
const MAX_OVERRIDDEN: u64 = 1_000;

/// Makes the options of the session framework from settings. `app` supplies it,
/// because `app` opens the stores.
pub type OptionsFor = Arc<dyn Fn(&SessionSettings) -> Options + Send + Sync>;

/// Opens the database that the settings name for sessions. `app` supplies it.
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
    browsers: BrowserStates,
    overridden: Cache<String, Arc<OverriddenOptions>>,
    measuring: tokio::sync::Mutex<()>,
    store_checks: overrides::StoreChecks,
}

impl Lab {
    /// Creates the lab of a shop with these settings. A key that is derived from
    /// the secret signs the lab's own cookies and nothing else.
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
            browsers: BrowserStates::default(),
            overridden: Cache::new(MAX_OVERRIDDEN),
            measuring: tokio::sync::Mutex::default(),
            store_checks: overrides::StoreChecks::default(),
        }
    }
}

/// Registers `/lab` and all pages below it.
pub fn routes(config: &mut ServiceConfig) {
    engines_compared::routes(config);
    inspector::routes(config);
    dictionary::routes(config);
    lessons::routes(config);
    overrides::routes(config);
    plain_cookies::routes(config);
}
