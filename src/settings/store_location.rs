//! Where the sessions of some settings are stored: the engine, and the names
//! of the stores that it uses.

use std::{fmt, path::PathBuf};

use super::{EngineName, SessionSettings, StoreKind};

/// Where sessions are stored. Settings with equal locations share their
/// sessions.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StoreLocation {
    /// The engine.
    pub engine: EngineName,
    /// The alias of the cache, and the prefix of the keys in it.
    pub cache: Option<(String, String)>,
    /// The alias of the database.
    pub database: Option<String>,
    /// The folder.
    pub folder: Option<PathBuf>,
}

impl StoreLocation {
    /// Returns the location that the settings choose.
    pub fn of(session: &SessionSettings) -> Self {
        let needs = |kind| session.engine.needs(kind);
        let cache = || (session.cache_alias.clone(), session.key_prefix.clone());
        Self {
            engine: session.engine,
            cache: needs(StoreKind::Cache).then(cache),
            database: needs(StoreKind::Database).then(|| session.database.clone()),
            folder: needs(StoreKind::Folder).then(|| session.folder()),
        }
    }

    /// Returns the setting that configures the store, for error messages.
    pub fn setting(&self) -> String {
        match (&self.database, &self.cache) {
            (Some(alias), _) => format!("databases.{alias}"),
            (None, Some((alias, _))) => format!("caches.{alias}"),
            (None, None) if self.folder.is_some() => StoreKind::Folder.setting().to_owned(),
            (None, None) => "the cookie".to_owned(),
        }
    }
}

/// Writes the engine and the aliases that it uses, such as
/// `cached_db (redis, default)`.
impl fmt::Display for StoreLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cache = self.cache.as_ref().map(|(alias, _)| alias.as_str());
        let aliases: Vec<_> = cache.into_iter().chain(self.database.as_deref()).collect();
        f.write_str(self.engine.as_str())?;
        if aliases.is_empty() { Ok(()) } else { write!(f, " ({})", aliases.join(", ")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Settings, Sources};

    fn location(engine: EngineName) -> StoreLocation {
        let session = Settings::read(&mut Sources::default()).unwrap().session;
        StoreLocation::of(&SessionSettings { engine, cache_alias: "redis".to_owned(), ..session })
    }

    #[test]
    fn a_location_names_what_the_engine_uses_and_nothing_else() {
        let shown: Vec<_> = EngineName::ALL.iter().map(|engine| location(*engine).to_string()).collect();
        let expected =
            ["db (default)", "file", "cache (redis)", "cached_db (redis, default)", "signed_cookies"];
        assert_eq!(shown, expected);
    }

    #[test]
    fn an_error_names_the_setting_of_the_store() {
        let settings: Vec<_> = EngineName::ALL.iter().map(|engine| location(*engine).setting()).collect();
        let expected =
            ["databases.default", "session.file_path", "caches.redis", "databases.default", "the cookie"];
        assert_eq!(settings, expected);
    }
}
