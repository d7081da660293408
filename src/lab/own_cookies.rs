//! The names of the cookies that the shop and the lab set for themselves. Over HTTPS they
//! have the prefix `__Host-`, so that no other host of the same domain can plant one.

use super::{browser_cookie, overrides::map, progress};
use crate::settings::{Settings, own_cookie_name};

/// The names of the shop's and the lab's own cookies, without the session's.
#[derive(Debug)]
pub struct OwnCookies {
    /// The secret against forged forms.
    pub csrf: String,
    /// The number of the browser.
    pub browser: String,
    /// The settings that the browser overrides.
    pub overrides: String,
    /// The progress through the course.
    pub progress: String,
}

impl OwnCookies {
    /// Returns the names that follow from the settings.
    pub fn new(settings: &Settings) -> Self {
        let own = |name| own_cookie_name(name, settings.session.cookie_secure);
        Self {
            csrf: settings.csrf_cookie_name.clone(),
            browser: own(browser_cookie::NAME),
            overrides: own(map::COOKIE),
            progress: own(progress::NAME),
        }
    }

    /// Returns all names.
    pub fn names(&self) -> [&str; 4] {
        [&self.csrf, &self.browser, &self.overrides, &self.progress]
    }
}
