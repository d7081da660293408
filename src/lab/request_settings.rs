//! What holds for one request: whose browser it is, what that browser has
//! toggled, and the session framework's options that follow from it.

use std::{rc::Rc, sync::Arc};

use actix_web::{HttpMessage, HttpRequest, HttpResponse, dev::ServiceRequest, web::Data};

use super::{
    Lab, Overrides,
    browser::{self, Browser},
    outage::AwayEngine,
    overrides_map::{self, OUTAGE},
};
use crate::{
    sessions::{Options, layer::PickOptions, options::Concurrency, trace::TracedEngine},
    settings::SessionSettings,
    web::Error,
};

/// What a browser's toggles come to.
pub struct OverriddenOptions {
    /// What differs from the site.
    pub toggles: Overrides,
    /// All settings of the sessions, with that.
    pub session: SessionSettings,
    /// The same as the framework wants them.
    pub options: Arc<Options>,
}

/// What holds for one request; in its extensions.
#[derive(Clone)]
pub struct RequestSettings {
    /// The browser that sent it.
    pub browser: Browser,
    /// Whether it has not been here before.
    pub is_new: bool,
    /// What it has toggled, if anything.
    pub toggled: Option<Arc<OverriddenOptions>>,
    /// The options in force.
    pub options: Arc<Options>,
}

impl RequestSettings {
    /// What holds for that request, if the lab is on.
    pub fn of(request: &HttpRequest) -> Option<Rc<Self>> {
        request.extensions().get::<Rc<Self>>().cloned()
    }

    /// Looks at the request's cookies.
    pub fn find(lab: &Lab, request: &ServiceRequest) -> Self {
        let [known, toggled] = browser::cookies(request.headers(), [browser::COOKIE, overrides_map::COOKIE]);
        let known = known.and_then(Browser::from_cookie);
        let toggled = toggled.and_then(|value| lab.toggled(value));
        let options = toggled.as_ref().map_or(&lab.site, |toggled| &toggled.options);
        Self {
            browser: known.unwrap_or_else(Browser::new),
            is_new: known.is_none(),
            options: Arc::clone(options),
            toggled,
        }
    }
}

/// For the session layer: the options of each request's own browser.
pub fn pick_options(lab: &Data<Lab>) -> PickOptions {
    let site = Arc::clone(&lab.site);
    Rc::new(move |request| {
        let found =
            request.extensions().get::<Rc<RequestSettings>>().map(|in_force| Arc::clone(&in_force.options));
        found.unwrap_or_else(|| Arc::clone(&site))
    })
}

impl Lab {
    /// What a toggles cookie of that value comes to. The same value comes with
    /// each request of its browser, so what it comes to is kept for a while.
    fn toggled(&self, value: &str) -> Option<Arc<OverriddenOptions>> {
        if let Some(toggled) = self.toggled.get(value) {
            return Some(toggled);
        }
        let toggles = Overrides::from_cookie(value, &self.key)?;
        let resolved = Arc::new(self.resolve(toggles).ok()?);
        self.toggled.insert(value.to_owned(), Arc::clone(&resolved));
        Some(resolved)
    }

    /// What a browser's toggles are once some of them are changed.
    pub fn changed(&self, in_force: &RequestSettings, changes: &[(&str, &str)]) -> Overrides {
        let present = in_force.toggled.as_ref().map(|toggled| toggled.toggles.clone()).unwrap_or_default();
        present.with(self.settings.session_texts(), changes)
    }

    /// Gives a browser these toggles, by a cookie on the answer.
    pub fn set_toggles(&self, toggles: &Overrides, answer: &mut HttpResponse) -> Result<(), Error> {
        answer.add_cookie(&toggles.cookie(&self.key, self.secure_cookies)).map_err(Error::internal)
    }

    /// Both. Only for settings that leave the session where it is.
    pub fn toggle(
        &self,
        in_force: &RequestSettings,
        changes: &[(&str, &str)],
        answer: &mut HttpResponse,
    ) -> Result<(), Error> {
        self.set_toggles(&self.changed(in_force, changes), answer)
    }

    /// What toggles come to; an error if a value is not allowed.
    pub fn resolve(&self, toggles: Overrides) -> Result<OverriddenOptions, crate::settings::SettingsError> {
        let session = self.settings.session_with(&toggles.of_sessions())?;
        let mut options = (self.options_for)(&session);
        if !toggles.replays() {
            options.concurrency = Concurrency::LastWriteWins;
        }
        if let Some(how) = toggles.get(OUTAGE) {
            let away = AwayEngine::new(options.engine.name(), how == "hangs");
            options.engine = Arc::new(TracedEngine::new(Arc::new(away)));
        }
        Ok(OverriddenOptions { toggles, session, options: Arc::new(options) })
    }
}
