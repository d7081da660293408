//! The lab: students see every exchange of their own browser, override every
//! setting for it alone, and try each behaviour in a lesson. Nothing is
//! simulated: the lab shows the shop's own session framework.
//!
//! The lab is on where only users of this machine can reach it, or where the
//! settings turn it on. Where it is off, its pages are absent and no request
//! pays for it.

mod attack;
mod browser;
mod browser_cookie;
mod choose;
mod context;
mod cookie_rules;
mod dictionary;
mod display;
mod documents;
mod engines_compared;
mod entries;
mod exchanges;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod goals;
mod hosts;
mod inspector;
mod lessons;
mod overrides;
mod own_cookies;
mod plain_cookies;
mod progress;
mod recorder;
mod request_settings;
mod session_diff;
mod set_cookie;
mod side_by_side;
mod tabs;
mod unavailable_engine;
mod why;
mod words;

use std::sync::Arc;

use actix_web::{
    cookie::{Cookie, Key},
    guard::GuardContext,
    http::header::HeaderMap,
    web::{Data, ServiceConfig},
};
use futures_util::future::LocalBoxFuture;
use moka::sync::Cache;

use crate::{
    sessions::{
        Options,
        engines::{DbEngine, EngineError},
    },
    settings::{LabSettings, Secret, SessionSettings, Settings},
    web::{client, signing::SigningKeys},
};

use browser::BrowserStates;
use browser_cookie::Browser;
use context::LabContext;
use own_cookies::OwnCookies;
use request_settings::{OverriddenOptions, RequestSettings};

pub use attack::{attacker, target};
pub use hosts::Ports;
pub use lessons::{break_it, tampering::tampering};
pub use overrides::Overrides;
pub use recorder::record_exchanges;
pub use request_settings::pick_options;
pub use words::{GLOSSARY, Term};

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
    browser_keys: SigningKeys,
    progress_keys: SigningKeys,
    own_cookies: OwnCookies,
    secure_cookies: bool,
    browsers: BrowserStates,
    /// By the value of the cookie: on other hosts, and on the user's own machine.
    overridden: [Cache<String, Arc<OverriddenOptions>>; 2],
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
            browser_keys: SigningKeys::derive("lab browser", secret, &settings.secret_key_fallbacks),
            progress_keys: SigningKeys::derive("lab progress", secret, &settings.secret_key_fallbacks),
            own_cookies: OwnCookies::new(settings),
            secure_cookies: settings.session.cookie_secure,
            browsers: BrowserStates::new(settings.lab_max_browsers),
            overridden: [(); 2].map(|()| Cache::new(MAX_OVERRIDDEN)),
            measuring: tokio::sync::Mutex::default(),
            store_checks: overrides::StoreChecks::default(),
        }
    }
}

impl Lab {
    /// Returns the cookie that holds a browser's number.
    fn browser_cookie(&self, browser: Browser) -> Cookie<'static> {
        browser.cookie(&self.own_cookies.browser, self.secure_cookies, &self.browser_keys)
    }

    /// Returns the cookie that holds the overrides.
    fn overrides_cookie(&self, overrides: &Overrides) -> Cookie<'static> {
        overrides.cookie(&self.own_cookies.overrides, &self.key, self.secure_cookies)
    }

    /// Returns whether the lab is open to a request with these headers. The automatic
    /// lab is open to this machine only: a proxy on it passes on requests of others.
    pub fn is_open_to(&self, headers: &HeaderMap) -> bool {
        self.settings.lab != LabSettings::OnLoopbackOnly || !client::is_forwarded(headers)
    }
}

/// Returns the guard of the lab's routes. Where the lab is not open, they do not
/// match.
pub fn guard(context: &GuardContext<'_>) -> bool {
    let lab = context.app_data::<Data<Lab>>();
    lab.is_some_and(|lab| lab.is_open_to(context.head().headers()))
}

/// Registers `/lab` and all pages below it.
pub fn routes(config: &mut ServiceConfig) {
    engines_compared::routes(config);
    goals::routes(config);
    inspector::routes(config);
    dictionary::routes(config);
    documents::routes(config);
    lessons::routes(config);
    overrides::routes(config);
    plain_cookies::routes(config);
    why::routes(config);
    tabs::routes(config);
    choose::routes(config);
    side_by_side::routes(config);
    words::routes(config);
}
