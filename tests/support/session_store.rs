//! The settings with which the real shop stores its sessions in an empty store that
//! only one test uses. `TestApp::over_store` starts the shop in this process with them;
//! a shop in its own process reads them from its `settings.toml`.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use super::{app::Setting, combinations::EngineAndStore};
#[cfg(feature = "server-tests")]
use super::{
    over_servers,
    servers::{BorrowedDatabase, memcached, redis},
};

/// An empty session store, and the settings that name it.
pub struct SessionStore {
    pub combination: EngineAndStore,
    settings: Vec<(&'static str, String)>,
    files: TempDir,
    #[cfg(feature = "server-tests")]
    _database: Option<BorrowedDatabase>,
}

impl SessionStore {
    /// Prepares an empty store of that kind.
    pub fn new(combination: EngineAndStore) -> Self {
        let files = tempfile::tempdir().unwrap();
        #[cfg(feature = "server-tests")]
        let database = over_servers::borrow(combination);
        let mut settings = vec![
            ("session.engine", combination.engine_name().to_owned()),
            ("session.file_path", files.path().to_str().unwrap().to_owned()),
            ("session.key_prefix", format!("{:016x}:", rand::random::<u64>())),
        ];
        if combination.is_private() {
            settings.push(("session.cookie_content", "private".to_owned()));
        }
        #[cfg(feature = "server-tests")]
        {
            settings.extend(cache_settings(combination));
            if let Some(database) = &database {
                settings.push(("session.database", "sessions".to_owned()));
                settings.push(("databases.sessions.url", database.url.clone()));
            }
        }
        Self {
            combination,
            settings,
            files,
            #[cfg(feature = "server-tests")]
            _database: database,
        }
    }

    /// Returns the settings, each with its dotted name.
    pub fn settings(&self) -> Vec<Setting<'_>> {
        self.settings.iter().map(|(name, text)| (*name, text.as_str())).collect()
    }

    /// Returns the value of one setting.
    pub fn setting(&self, name: &str) -> Option<&str> {
        self.settings().into_iter().find(|(known, _)| *known == name).map(|(_, text)| text)
    }

    /// Writes the settings to `settings.toml` in the folder, together with `more`.
    pub fn write_settings_file(&self, folder: &Path, more: &[Setting<'_>]) {
        let mut text = String::new();
        for (name, value) in self.settings().iter().chain(more) {
            writeln!(text, "{name} = {value:?}").unwrap();
        }
        fs::write(folder.join("settings.toml"), text).unwrap();
    }

    /// Returns the session files of the `file` engine.
    pub fn session_files(&self) -> Vec<PathBuf> {
        let paths = fs::read_dir(self.files.path()).unwrap().map(|entry| entry.unwrap().path());
        let is_session = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().starts_with("session_");
        paths.filter(is_session).collect()
    }
}

#[cfg(feature = "server-tests")]
fn cache_settings(combination: EngineAndStore) -> Vec<(&'static str, String)> {
    let alias = |name: &str| ("session.cache_alias", name.to_owned());
    match combination {
        EngineAndStore::CacheRedis
        | EngineAndStore::CachedDbRedisSqlite
        | EngineAndStore::CachedDbRedisPostgres => {
            vec![alias("redis"), ("caches.redis.url", redis().url())]
        }
        EngineAndStore::CacheMemcached
        | EngineAndStore::CachedDbMemcachedSqlite
        | EngineAndStore::CachedDbMemcachedMysql => {
            vec![alias("memcached"), ("caches.memcached.url", memcached().url())]
        }
        _ => Vec::new(),
    }
}
