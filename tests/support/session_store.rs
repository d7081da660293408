//! The settings that make the real shop keep its sessions in a store of the
//! test's own. `TestApp::over_store` starts the shop in this process with them;
//! a shop in a process of its own reads them from its `settings.toml`.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use super::{app::Setting, combinations::Combination};
#[cfg(feature = "server-tests")]
use super::{
    over_servers,
    servers::{Borrowed, memcached, redis},
};

/// An empty store, and the settings that name it.
pub struct SessionStore {
    pub combination: Combination,
    settings: Vec<(&'static str, String)>,
    files: TempDir,
    #[cfg(feature = "server-tests")]
    _database: Option<Borrowed>,
}

impl SessionStore {
    pub fn new(combination: Combination) -> Self {
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

    /// By their dotted names.
    pub fn settings(&self) -> Vec<Setting<'_>> {
        self.settings.iter().map(|(name, text)| (*name, text.as_str())).collect()
    }

    /// The value of one of them.
    pub fn setting(&self, name: &str) -> Option<&str> {
        self.settings().into_iter().find(|(known, _)| *known == name).map(|(_, text)| text)
    }

    /// Writes them to `settings.toml` in the folder, together with others.
    pub fn write_settings_file(&self, folder: &Path, more: &[Setting<'_>]) {
        let mut text = String::new();
        for (name, value) in self.settings().iter().chain(more) {
            writeln!(text, "{name} = {value:?}").unwrap();
        }
        fs::write(folder.join("settings.toml"), text).unwrap();
    }

    /// The files of the `file` engine's sessions.
    pub fn session_files(&self) -> Vec<PathBuf> {
        let paths = fs::read_dir(self.files.path()).unwrap().map(|entry| entry.unwrap().path());
        let is_session = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().starts_with("session_");
        paths.filter(is_session).collect()
    }
}

#[cfg(feature = "server-tests")]
fn cache_settings(combination: Combination) -> Vec<(&'static str, String)> {
    let alias = |name: &str| ("session.cache_alias", name.to_owned());
    match combination {
        Combination::CacheRedis | Combination::CachedDbRedisSqlite | Combination::CachedDbRedisPostgres => {
            vec![alias("redis"), ("caches.redis.url", redis().url())]
        }
        Combination::CacheMemcached
        | Combination::CachedDbMemcachedSqlite
        | Combination::CachedDbMemcachedMysql => {
            vec![alias("memcached"), ("caches.memcached.url", memcached().url())]
        }
        _ => Vec::new(),
    }
}
