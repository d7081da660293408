//! What the lab's handlers and widgets work with: the lab, the settings of the
//! request's own browser, and what the lab remembers of that browser.

use std::{
    future::{Ready, ready},
    rc::Rc,
    sync::Arc,
};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest, HttpResponse, cookie::Cookie, dev::Payload, http::header,
    web::Data,
};

use super::{
    Lab, Overrides,
    browser::BrowserState,
    browser_cookie,
    display::shorten_key,
    hosts,
    overrides::map::{OUTAGE, REPLAY},
    recorder::CookiesAfterLayer,
    request_settings::RequestSettings,
};
use crate::{
    sessions::{self, Options, Session, cookie},
    settings::{SessionSettings, SettingsError},
    web::{Error, Form},
};

/// The lab as one request sees it. As an extractor it responds with 404
/// where the lab is off.
#[derive(Clone)]
pub struct LabContext {
    pub request: HttpRequest,
    pub lab: Data<Lab>,
    /// The settings that apply to the request.
    pub settings: Rc<RequestSettings>,
    /// What the lab remembers of the browser that sent the request.
    pub browser: Arc<BrowserState>,
}

impl LabContext {
    /// Returns the context of a request.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the lab is off.
    pub fn of(request: &HttpRequest) -> Result<Self, Error> {
        let lab = request.app_data::<Data<Lab>>().cloned().ok_or(Error::NotFound)?;
        let settings = RequestSettings::of(request).ok_or(Error::NotFound)?;
        let browser = settings.browser_state(&lab);
        Ok(Self { request: request.clone(), lab, settings, browser })
    }

    /// Returns the request's session.
    ///
    /// # Errors
    /// If sessions are off, or if their store can't be reached.
    pub async fn session(&self) -> Result<Session, sessions::Error> {
        Session::extract(&self.request).await
    }

    /// Returns the options of the session framework for this request.
    pub fn options(&self) -> &Arc<Options> {
        &self.settings.options
    }

    /// Returns the session settings for this request.
    pub fn session_settings(&self) -> &SessionSettings {
        self.settings.overridden.as_ref().map_or(&self.lab.settings.session, |overridden| &overridden.session)
    }

    /// Returns the settings that this browser has overridden.
    pub fn overrides(&self) -> Overrides {
        self.settings.overridden.as_ref().map(|overridden| overridden.overrides.clone()).unwrap_or_default()
    }

    /// Returns the text of a setting or of one of the lab's own switches, as it
    /// applies to this browser.
    pub fn setting(&self, name: &str) -> String {
        let overridden = self.settings.overridden.as_ref();
        let own = overridden.and_then(|overridden| overridden.overrides.get(name));
        own.unwrap_or_else(|| self.site_setting(name)).to_owned()
    }

    /// Returns the text of a setting as the site has it.
    pub fn site_setting(&self, name: &str) -> &str {
        match name {
            REPLAY => "true",
            OUTAGE => "none",
            name => self.lab.settings.session_texts().get(name).map_or("", String::as_str),
        }
    }

    /// Overrides settings for this browser and sets the cookie that keeps them.
    /// If the session's cookie gets another name, path or domain, the present
    /// one is removed: both would be sent.
    ///
    /// # Errors
    /// If a value is not allowed; the response is unchanged.
    pub fn override_settings(
        &self,
        changes: &[(&str, &str)],
        response: &mut HttpResponse,
    ) -> Result<(), SettingsError> {
        let mut overrides = self.overrides().with(self.lab.settings.session_texts(), changes);
        if !hosts::is_own_machine(&self.request) {
            overrides = overrides.without_domain();
        }
        let overridden = self.lab.resolve(overrides)?;
        let (before, after) = (&self.options().cookie, &overridden.options.cookie);
        if (&before.name, &before.path, &before.domain) != (&after.name, &after.path, &after.domain) {
            self.set_after_layer(vec![cookie::removal(before)]);
        }
        let cookie = self.lab.overrides_cookie(&overridden.overrides);
        if let Ok(value) = header::HeaderValue::from_str(&cookie.to_string()) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
        Ok(())
    }

    /// Sets cookies of the session's name, which the session layer would remove
    /// from the response.
    pub fn set_after_layer(&self, cookies: Vec<Cookie<'static>>) {
        self.request.extensions_mut().insert(CookiesAfterLayer(cookies));
    }

    /// Returns the name of the session's cookie.
    pub fn cookie_name(&self) -> &str {
        &self.options().cookie.name
    }

    /// Returns the value of the session's cookie as the browser sent it.
    pub fn session_cookie(&self) -> Option<&str> {
        browser_cookie::cookies(self.request.headers(), self.cookie_name()).next()
    }

    /// Returns the last `Set-Cookie` line for the session that this browser was
    /// sent, with its value shortened.
    pub fn last_set_cookie(&self) -> Option<String> {
        let prefix = format!("{}=", self.cookie_name());
        let exchanges = self.browser.exchanges.latest_first();
        let mut lines = exchanges.iter().flat_map(|exchange| &exchange.set_cookies);
        let line = lines.find_map(|line| line.strip_prefix(&prefix))?;
        let (value, attributes) = line.split_once(';').unwrap_or((line, ""));
        Some(format!("{prefix}{};{attributes}", shorten_key(value)))
    }

    /// Returns a field of the query string.
    pub fn query(&self, name: &str) -> Option<String> {
        let fields: Vec<(String, String)> = serde_urlencoded::from_str(self.request.query_string()).ok()?;
        fields.into_iter().find(|(field, _)| field == name).map(|(_, value)| value)
    }

    /// Returns the form that was refused, if this response shows it again.
    pub fn refused_form(&self) -> Option<Form> {
        self.request.extensions().get().cloned()
    }
}

impl FromRequest for LabContext {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}
