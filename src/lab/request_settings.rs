//! The settings that apply to one request: its browser, what that browser
//! overrides, and the options of the session framework that follow.

use std::{rc::Rc, sync::Arc};

use actix_web::{HttpMessage, HttpRequest, dev::ServiceRequest, web::Data};

use super::{
    Lab, Overrides,
    browser::BrowserState,
    browser_cookie::{self, Browser},
    hosts,
    overrides::map::OUTAGE,
    unavailable_engine::UnavailableEngine,
};
use crate::{
    sessions::{Options, layer::PickOptions, options::Concurrency, trace::TracedEngine},
    settings::{SessionSettings, SettingsError, StoreLocation},
};

/// A browser's overrides, and the settings and options that follow from them.
pub struct OverriddenOptions {
    /// The settings that differ from the site's.
    pub overrides: Overrides,
    /// All settings of sessions.
    pub session: SessionSettings,
    /// The options of the session framework.
    pub options: Arc<Options>,
}

/// The settings that apply to one request, in its extensions.
#[derive(Clone)]
pub struct RequestSettings {
    /// The browser that sent the request.
    pub browser: Browser,
    /// Whether the browser has no number yet.
    pub is_new: bool,
    /// What the browser overrides.
    pub overridden: Option<Arc<OverriddenOptions>>,
    /// The options of the session framework.
    pub options: Arc<Options>,
}

impl RequestSettings {
    /// Returns the settings of a request; `None` if the lab is off.
    pub fn of(request: &HttpRequest) -> Option<Rc<Self>> {
        request.extensions().get::<Rc<Self>>().cloned()
    }

    /// Returns what the lab remembers of the browser.
    pub fn browser_state(&self, lab: &Lab) -> Arc<BrowserState> {
        if self.is_new { lab.browsers.of_new(self.browser) } else { lab.browsers.of(self.browser) }
    }

    /// Returns where the sessions of these settings are stored.
    pub fn store_location(&self, lab: &Lab) -> StoreLocation {
        let session = self.overridden.as_ref().map_or(&lab.settings.session, |own| &own.session);
        session.store_location()
    }

    /// Reads the settings from the request's cookies.
    pub fn find(lab: &Lab, request: &ServiceRequest) -> Self {
        let (headers, names) = (request.headers(), &lab.own_cookies);
        let browser = Browser::find(headers, &names.browser, &lab.browser_keys);
        let is_own_machine = || hosts::is_own_machine(request.request());
        let overridden = browser_cookie::cookies(headers, &names.overrides)
            .find_map(|value| lab.overridden_options(value, is_own_machine()));
        let options = overridden.as_ref().map_or(&lab.site, |overridden| &overridden.options);
        Self {
            browser: browser.unwrap_or_else(Browser::new),
            is_new: browser.is_none(),
            options: Arc::clone(options),
            overridden,
        }
    }
}

/// Returns the function by which the session layer picks the options of each
/// request's own browser.
pub fn pick_options(lab: &Data<Lab>) -> PickOptions {
    let site = Arc::clone(&lab.site);
    Rc::new(move |request| {
        let found =
            request.extensions().get::<Rc<RequestSettings>>().map(|settings| Arc::clone(&settings.options));
        found.unwrap_or_else(|| Arc::clone(&site))
    })
}

impl Lab {
    /// Returns the options for the value of an overrides cookie. Each request of
    /// a browser brings the same value, so the options are cached.
    /// A domain in it counts on the user's own machine only.
    fn overridden_options(&self, value: &str, is_own_machine: bool) -> Option<Arc<OverriddenOptions>> {
        let cached = &self.overridden[usize::from(is_own_machine)];
        if let Some(overridden) = cached.get(value) {
            return Some(overridden);
        }
        let mut overrides = Overrides::from_cookie(value, &self.key)?;
        if !is_own_machine {
            overrides = overrides.without_domain();
        }
        let resolved = Arc::new(self.resolve(overrides).ok()?);
        cached.insert(value.to_owned(), Arc::clone(&resolved));
        Some(resolved)
    }

    /// Returns the settings and options that follow from overrides.
    ///
    /// # Errors
    /// If a value is not allowed.
    pub fn resolve(&self, overrides: Overrides) -> Result<OverriddenOptions, SettingsError> {
        let session = self.settings.session_with(&overrides.session_texts())?;
        let mut options = (self.options_for)(&session);
        if !overrides.replays() {
            options.concurrency = Concurrency::LastWriteWins;
        }
        if let Some(outage) = overrides.get(OUTAGE) {
            let unavailable = UnavailableEngine::new(options.engine.name(), outage == "hangs");
            options.engine = Arc::new(TracedEngine::new(Arc::new(unavailable)));
        }
        Ok(OverriddenOptions { overrides, session, options: Arc::new(options) })
    }
}
