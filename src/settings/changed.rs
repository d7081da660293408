//! The settings of the sessions with some of them overridden. The lab uses
//! this for the settings of a single browser.

use std::collections::BTreeMap;

use super::{SessionSettings, Settings, SettingsError, Sources};

const NAME: &str = "session.cookie_name";

impl Settings {
    /// Returns the values of all settings `session.*` as texts, by their dotted
    /// names.
    pub fn session_texts(&self) -> &BTreeMap<String, String> {
        &self.session_texts
    }

    /// Returns the settings of the sessions with `changes` applied. Both the
    /// names and the values of `changes` are those of `settings.toml`.
    ///
    /// # Errors
    /// Returns the first value that is not allowed.
    pub fn session_with(&self, changes: &BTreeMap<String, String>) -> Result<SessionSettings, SettingsError> {
        let mut sources = Sources::default();
        // The aliases are the values that `session.cache_alias` and
        // `session.database` allow.
        for alias in self.caches.keys() {
            sources.set(format!("caches.{alias}.backend"), "");
        }
        for alias in self.databases.keys() {
            sources.set(format!("databases.{alias}.url"), "");
        }
        for (name, text) in self.session_texts.iter().chain(changes) {
            sources.set(name, text);
        }
        let mut session = SessionSettings::read(&mut sources)?;
        // The cookie of a browser keeps the name that the site's cookie has.
        let is_prefixed = Some(&self.session.cookie_name) != self.session_texts.get(NAME);
        if is_prefixed {
            session.add_host_prefix();
        }
        Ok(session)
    }

    /// Returns an error for each change whose value is not allowed. If there is
    /// none, returns an error for a value that conflicts with another one.
    pub fn session_errors(&self, changes: &BTreeMap<String, String>) -> Vec<SettingsError> {
        let error_of = |(name, text): (&String, &String)| {
            let change = BTreeMap::from([(name.clone(), text.clone())]);
            let error = self.session_with(&change).err()?;
            matches!(error, SettingsError::Value { .. }).then_some(error)
        };
        let errors: Vec<_> = changes.iter().filter_map(error_of).collect();
        if errors.is_empty() { self.session_with(changes).err().into_iter().collect() } else { errors }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(changes: &[(&str, &str)]) -> Vec<String> {
        let settings = Settings::read(&mut Sources::default()).unwrap();
        let changes = changes.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        let errors = settings.session_errors(&changes);
        errors.iter().map(|error| error.name().unwrap().to_owned()).collect()
    }

    #[test]
    fn each_wrong_value_is_an_error_of_its_own() {
        let wrong = [
            ("session.engine", "redis"),
            ("session.cookie_age", "0"),
            ("session.cookie_path", "/shop"),
            ("session.cache_alias", "nowhere"),
        ];
        assert_eq!(errors(&wrong), ["session.cache_alias", "session.cookie_age", "session.engine"]);
    }

    #[test]
    fn a_changed_cookie_has_the_prefix_only_if_the_sites_cookie_has_it() {
        let name = |site: &[(&str, &str)], changes: &[(&str, &str)]| {
            let mut sources = Sources::default();
            for (name, text) in site {
                sources.set(*name, *text);
            }
            let settings = Settings::read(&mut sources).unwrap();
            let changes =
                changes.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
            settings.session_with(&changes).unwrap().cookie_name
        };
        let secure = ("session.cookie_secure", "true");
        assert_eq!(name(&[], &[secure]), "sessionid");
        assert_eq!(name(&[secure], &[("session.cookie_age", "60")]), "__Host-sessionid");
        assert_eq!(name(&[secure], &[("session.cookie_secure", "false")]), "sessionid");
        assert_eq!(name(&[secure], &[("session.cookie_path", "/lab")]), "sessionid");
        assert_eq!(name(&[secure], &[("session.cookie_name", "tea")]), "tea");
    }

    #[test]
    fn a_conflict_is_reported_when_each_value_is_allowed() {
        let host = ("session.cookie_name", "__Host-id");
        assert_eq!(errors(&[host]), ["session.cookie_name"]);
        assert_eq!(errors(&[host, ("session.cookie_secure", "true")]), Vec::<String>::new());
        assert_eq!(errors(&[host, ("session.cookie_age", "x")]), ["session.cookie_age"]);
    }
}
