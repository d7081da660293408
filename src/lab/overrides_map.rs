//! What one browser has set otherwise than the site (H4). It lies in a signed
//! cookie of that browser's own: so it can reach nobody else, needs no memory
//! here, and holds for every process of the shop.

use std::collections::BTreeMap;

use actix_web::cookie::{Cookie, CookieJar, Key, SameSite};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::settings::{SPECS, Spec};

/// Name of the cookie.
pub const COOKIE: &str = "lab_settings";

/// The lab's own switch, beside the settings: `false` makes this browser's
/// requests write without looking, as most session frameworks do (H1, H2).
pub const REPLAY: &str = "lab.replay";

/// Another one: `refuses` or `hangs` makes this browser's store be away (H5);
/// `none` does not.
pub const OUTAGE: &str = "lab.outage";

/// Settings of the whole site that make no sense for one browser.
const OF_THE_SITE: [&str; 3] = ["session.key_prefix", "session.sweep_interval", "session.file_path"];

/// Names of settings and their texts, where they differ from the site's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides(BTreeMap<String, String>);

/// The settings that a browser can have its own way, in the order of the table.
pub fn settings() -> impl Iterator<Item = &'static Spec> {
    let sessions = SPECS.iter().filter(|spec| spec.name.starts_with("session."));
    sessions.filter(|spec| !OF_THE_SITE.contains(&spec.name))
}

fn is_known(name: &str) -> bool {
    [REPLAY, OUTAGE].contains(&name) || settings().any(|spec| spec.name == name)
}

impl Overrides {
    /// Those of `wished` that differ from what the site has.
    pub fn beside(
        site: &BTreeMap<String, String>,
        wished: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let known = wished.into_iter().filter(|(name, _)| is_known(name));
        let site_has = |name: &str, text: &str| match site.get(name) {
            Some(present) => present == text,
            None => [(REPLAY, "true"), (OUTAGE, "none")].contains(&(name, text)),
        };
        Self(known.filter(|(name, text)| !site_has(name, text)).collect())
    }

    /// With some of them changed.
    #[must_use]
    pub fn with(&self, site: &BTreeMap<String, String>, changes: &[(&str, &str)]) -> Self {
        let mut wished = self.0.clone();
        wished.extend(changes.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
        Self::beside(site, wished)
    }

    /// Whether everything is as the site has it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Names and texts.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// The text of a setting, if it is toggled.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The changed settings `session.*`.
    pub fn of_sessions(&self) -> BTreeMap<String, String> {
        let sessions = self.0.iter().filter(|(name, _)| name.starts_with("session."));
        sessions.map(|(name, text)| (name.clone(), text.clone())).collect()
    }

    /// Whether what was done is done again on newer records, as always on the
    /// site.
    pub fn replays(&self) -> bool {
        self.get(REPLAY) != Some("false")
    }

    /// The cookie that keeps them, or removes them if there are none.
    pub fn cookie(&self, key: &Key, secure: bool) -> Cookie<'static> {
        let json = serde_json::to_string(&self.0).unwrap_or_default();
        let cookie = Cookie::build(COOKIE, URL_SAFE_NO_PAD.encode(json)).path("/");
        // What other sites send along must find the settings it was made under.
        let goes_along = self.get("session.cookie_samesite") == Some("None")
            && self.get("session.cookie_secure") == Some("true");
        let same_site = if goes_along { SameSite::None } else { SameSite::Lax };
        let cookie = cookie.http_only(true).secure(secure || goes_along).same_site(same_site).finish();
        let mut jar = CookieJar::new();
        jar.signed_mut(key).add(cookie);
        let mut cookie = jar.get(COOKIE).cloned().unwrap_or_else(|| Cookie::new(COOKIE, ""));
        if self.is_empty() {
            cookie.make_removal();
        }
        cookie
    }

    /// From the value of the cookie; nothing if it is not as we made it.
    pub fn from_cookie(value: &str, key: &Key) -> Option<Self> {
        let cookie = Cookie::parse_encoded(format!("{COOKIE}={value}")).ok()?.into_owned();
        let mut jar = CookieJar::new();
        jar.add_original(cookie);
        let opened = jar.signed(key).get(COOKIE)?;
        let json = URL_SAFE_NO_PAD.decode(opened.value()).ok()?;
        let mut toggles: BTreeMap<String, String> = serde_json::from_slice(&json).ok()?;
        toggles.retain(|name, _| is_known(name));
        Some(Self(toggles))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wished(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    fn site() -> BTreeMap<String, String> {
        wished(&[("session.engine", "db"), ("session.cookie_age", "60")]).into_iter().collect()
    }

    #[test]
    fn what_the_site_has_already_is_no_toggle() {
        let wished = wished(&[
            ("session.engine", "db"),
            ("session.cookie_age", "5"),
            ("secret_key", "x"),
            ("session.key_prefix", "y"),
            (REPLAY, "true"),
        ]);
        let toggles = Overrides::beside(&site(), wished);
        assert_eq!(toggles.iter().collect::<Vec<_>>(), [("session.cookie_age", "5")]);
        assert!(toggles.replays());
    }

    #[test]
    fn a_cookie_holds_only_under_the_key_that_made_it() {
        let toggles = Overrides::beside(&site(), wished(&[("session.engine", "file"), (REPLAY, "false")]));
        let (ours, other) = (Key::generate(), Key::generate());
        let cookie = toggles.cookie(&ours, false);
        let value = cookie.encoded().to_string();
        let value = value.split_once('=').unwrap().1.split(';').next().unwrap();
        assert_eq!(Overrides::from_cookie(value, &ours), Some(toggles));
        assert_eq!(Overrides::from_cookie(value, &other), None);
        assert_eq!(Overrides::from_cookie("x", &ours), None);
    }
}
