//! The lab: students see every exchange of their own browser, toggle every
//! setting for it alone, and try each behaviour in a lesson of its own. Nothing
//! is simulated: it is the shop's own session framework that is looked at.
//!
//! It is on where only this machine's users can reach it, or where the settings
//! say so; off, none of it is there and nothing of it costs a request.

mod browser;
mod engines_compared;
mod exchanges;
mod in_force;
mod index;
mod lessons;
mod outage;
mod toggles;
mod watching;

use std::sync::Arc;

use actix_web::{cookie::Key, web::ServiceConfig};
use moka::sync::Cache;

use crate::{
    sessions::Options,
    settings::{Secret, SessionSettings, Settings},
};

use browser::PerBrowser;
use engines_compared::Compared;
use exchanges::Log;
use in_force::{InForce, Toggled};
use lessons::KeptOfEngines;

pub use in_force::pick_options;
pub use toggles::Toggles;
pub use watching::watch;

/// The most different toggles cookies whose meaning is kept.
const MOST_TOGGLED: u64 = 1_000;

/// Makes the framework's options of some settings. `app` supplies it, since it
/// is there that stores are opened.
pub type OptionsFor = Arc<dyn Fn(&SessionSettings) -> Options + Send + Sync>;

/// What the lab's pages share.
pub struct Lab {
    settings: Settings,
    site: Arc<Options>,
    options_for: OptionsFor,
    key: Key,
    secure_cookies: bool,
    logs: PerBrowser<Log>,
    toggled: Cache<String, Arc<Toggled>>,
    compared: PerBrowser<Compared>,
    kept_of_engines: PerBrowser<KeptOfEngines>,
    measuring: tokio::sync::Mutex<()>,
}

impl Lab {
    /// Beside a shop with these settings. The lab's own cookies are signed with
    /// a key derived from the secret, which is good for nothing else.
    pub fn new(settings: &Settings, secret: &Secret, site: Arc<Options>, options_for: OptionsFor) -> Self {
        Self {
            settings: settings.clone(),
            site,
            options_for,
            key: Key::derive_from(format!("the lab's cookies {}", secret.reveal()).as_bytes()),
            secure_cookies: settings.session.cookie_secure,
            logs: PerBrowser::default(),
            toggled: Cache::new(MOST_TOGGLED),
            compared: PerBrowser::default(),
            kept_of_engines: PerBrowser::default(),
            measuring: tokio::sync::Mutex::default(),
        }
    }
}

/// `/lab` and all below it.
pub fn routes(config: &mut ServiceConfig) {
    index::routes(config);
    engines_compared::routes(config);
    lessons::routes(config);
}
