//! The settings that one browser overrides (H4: every setting can be tried in
//! one's own browser). A signed cookie of that browser holds them: so they reach
//! nobody else, need no memory on the server, and apply in every process.

use std::collections::BTreeMap;

use actix_web::cookie::{Cookie, CookieJar, Key, SameSite};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::settings::{SPECS, Spec};

/// Name of the cookie, without the prefix that it has over HTTPS.
pub const COOKIE: &str = "lab_settings";

/// A switch of the lab: with `false` this browser's requests overwrite the
/// stored record without a check, as most session frameworks do (H1: lost
/// updates; H2: a deleted session returns).
pub const REPLAY: &str = "lab.replay";

/// A switch of the lab: with `refuses` or `hangs` this browser's store is
/// unavailable (H5); with `none` it is not.
pub const OUTAGE: &str = "lab.outage";

/// A setting that a browser can override on its user's own machine only.
pub const DOMAIN: &str = "session.cookie_domain";

/// Settings that make sense for the whole site only.
const SITE_ONLY: [&str; 5] = [
    "session.key_prefix",
    "session.new_per_address",
    "session.slow_call_ms",
    "session.sweep_interval",
    "session.file_path",
];

/// The names and texts of settings that differ from the site's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides(BTreeMap<String, String>);

/// Returns the settings that a browser can override, in the order of the table.
pub fn settings() -> impl Iterator<Item = &'static Spec> {
    let sessions = SPECS.iter().filter(|spec| spec.name.starts_with("session."));
    sessions.filter(|spec| !SITE_ONLY.contains(&spec.name))
}

fn is_known(name: &str) -> bool {
    [REPLAY, OUTAGE].contains(&name) || settings().any(|spec| spec.name == name)
}

impl Overrides {
    /// Keeps those of `texts` that differ from the site's settings.
    pub fn differing_from(
        site: &BTreeMap<String, String>,
        texts: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let known = texts.into_iter().filter(|(name, _)| is_known(name));
        let site_has = |name: &str, text: &str| match site.get(name) {
            Some(present) => present == text,
            None => [(REPLAY, "true"), (OUTAGE, "none")].contains(&(name, text)),
        };
        Self(known.filter(|(name, text)| !site_has(name, text)).collect())
    }

    /// Returns the overrides with some of them changed.
    #[must_use]
    pub fn with(&self, site: &BTreeMap<String, String>, changes: &[(&str, &str)]) -> Self {
        let mut texts = self.0.clone();
        texts.extend(changes.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
        Self::differing_from(site, texts)
    }

    /// Reports whether nothing is overridden.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns names and texts.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// Returns the text of a setting, if it is overridden.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Removes a domain of the session's cookie. It would send the cookie to other hosts,
    /// and the overrides may have been planted by one of them.
    #[must_use]
    pub fn without_domain(mut self) -> Self {
        self.0.remove(DOMAIN);
        self
    }

    /// Returns the overridden settings `session.*`.
    pub fn session_texts(&self) -> BTreeMap<String, String> {
        let sessions = self.0.iter().filter(|(name, _)| name.starts_with("session."));
        sessions.map(|(name, text)| (name.clone(), text.clone())).collect()
    }

    /// Reports whether changes are replayed on newer records, as they always
    /// are on the site.
    pub fn replays(&self) -> bool {
        self.get(REPLAY) != Some("false")
    }

    /// Returns the cookie that holds the overrides; its removal if there are
    /// none.
    pub fn cookie(&self, name: &str, key: &Key, secure: bool) -> Cookie<'static> {
        let json = serde_json::to_string(&self.0).unwrap_or_default();
        let cookie = Cookie::build(name.to_owned(), URL_SAFE_NO_PAD.encode(json)).path("/");
        // A request from another site must find the settings of the session's cookie.
        let is_cross_site = self.get("session.cookie_samesite") == Some("None")
            && self.get("session.cookie_secure") == Some("true");
        let same_site = if is_cross_site { SameSite::None } else { SameSite::Lax };
        let cookie = cookie.http_only(true).secure(secure || is_cross_site).same_site(same_site).finish();
        let mut jar = CookieJar::new();
        jar.signed_mut(key).add(cookie);
        let mut cookie = jar.get(name).cloned().unwrap_or_else(|| Cookie::new(name.to_owned(), ""));
        if self.is_empty() {
            cookie.make_removal();
        }
        cookie
    }

    /// Reads the value of the cookie; `None` if its signature is not ours.
    pub fn from_cookie(value: &str, key: &Key) -> Option<Self> {
        let cookie = Cookie::parse_encoded(format!("{COOKIE}={value}")).ok()?.into_owned();
        let mut jar = CookieJar::new();
        jar.add_original(cookie);
        let opened = jar.signed(key).get(COOKIE)?;
        let json = URL_SAFE_NO_PAD.decode(opened.value()).ok()?;
        let mut overrides: BTreeMap<String, String> = serde_json::from_slice(&json).ok()?;
        overrides.retain(|name, _| is_known(name));
        Some(Self(overrides))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    fn site() -> BTreeMap<String, String> {
        pairs(&[("session.engine", "db"), ("session.cookie_age", "60")]).into_iter().collect()
    }

    #[test]
    fn the_sites_own_value_is_no_override() {
        let texts = pairs(&[
            ("session.engine", "db"),
            ("session.cookie_age", "5"),
            ("secret_key", "x"),
            ("session.key_prefix", "y"),
            (REPLAY, "true"),
        ]);
        let overrides = Overrides::differing_from(&site(), texts);
        assert_eq!(overrides.iter().collect::<Vec<_>>(), [("session.cookie_age", "5")]);
        assert!(overrides.replays());
    }

    #[test]
    fn a_cookie_is_read_only_with_the_key_that_signed_it() {
        let overrides =
            Overrides::differing_from(&site(), pairs(&[("session.engine", "file"), (REPLAY, "false")]));
        let (ours, other) = (Key::generate(), Key::generate());
        let cookie = overrides.cookie(COOKIE, &ours, false);
        let value = cookie.encoded().to_string();
        let value = value.split_once('=').unwrap().1.split(';').next().unwrap();
        assert_eq!(Overrides::from_cookie(value, &ours), Some(overrides));
        assert_eq!(Overrides::from_cookie(value, &other), None);
        assert_eq!(Overrides::from_cookie("x", &ours), None);
    }
}
