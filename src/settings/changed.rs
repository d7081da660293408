//! The sessions' settings with some of them changed, as the lab does for one
//! browser.

use std::collections::BTreeMap;

use super::{SessionSettings, Settings, SettingsError, Sources};

impl Settings {
    /// The settings `session.*` in force, as texts by their dotted names.
    pub fn session_texts(&self) -> &BTreeMap<String, String> {
        &self.session_texts
    }

    /// The sessions' settings with some of them changed; `changes` are texts by
    /// dotted names. The first that is wrong is an error.
    pub fn session_with(&self, changes: &BTreeMap<String, String>) -> Result<SessionSettings, SettingsError> {
        let mut sources = Sources::default();
        // Their names are what `session.cache_alias` and `session.database` may say.
        for alias in self.caches.keys() {
            sources.set(format!("caches.{alias}.backend"), "");
        }
        for alias in self.databases.keys() {
            sources.set(format!("databases.{alias}.url"), "");
        }
        for (name, text) in self.session_texts.iter().chain(changes) {
            sources.set(name, text);
        }
        SessionSettings::read(&mut sources)
    }

    /// Every change that is wrong by itself; if none is, what does not go
    /// together.
    pub fn session_errors(&self, changes: &BTreeMap<String, String>) -> Vec<SettingsError> {
        let alone = |(name, text): (&String, &String)| {
            let change = BTreeMap::from([(name.clone(), text.clone())]);
            let error = self.session_with(&change).err()?;
            matches!(error, SettingsError::Value { .. }).then_some(error)
        };
        let wrong: Vec<_> = changes.iter().filter_map(alone).collect();
        if wrong.is_empty() { self.session_with(changes).err().into_iter().collect() } else { wrong }
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
    fn each_wrong_change_is_an_error_of_its_own() {
        let wrong = [
            ("session.engine", "redis"),
            ("session.cookie_age", "0"),
            ("session.cookie_path", "/shop"),
            ("session.cache_alias", "nowhere"),
        ];
        assert_eq!(errors(&wrong), ["session.cache_alias", "session.cookie_age", "session.engine"]);
    }

    #[test]
    fn what_does_not_go_together_is_said_when_each_is_right_by_itself() {
        let host = ("session.cookie_name", "__Host-id");
        assert_eq!(errors(&[host]), ["session.cookie_name"]);
        assert_eq!(errors(&[host, ("session.cookie_secure", "true")]), Vec::<String>::new());
        assert_eq!(errors(&[host, ("session.cookie_age", "x")]), ["session.cookie_age"]);
    }
}
