//! The databases and caches, each under an alias (`[databases.default]`,
//! `[caches.redis]`). Some aliases are built in.

use std::{collections::BTreeMap, fmt, path::PathBuf};

use strum::{EnumString, VariantNames};

use super::{SettingsError, Sources, redaction::redact_url, specs};

/// A database.
#[derive(Clone)]
pub struct DatabaseSettings {
    /// `sqlite:PATH`, `postgres://…` or `mysql://…`.
    pub url: String,
    /// The maximum number of connections.
    pub connections: u32,
    /// Whether a pooler gives each transaction another connection to the server.
    pub transaction_pooling: bool,
}

/// A cache.
#[derive(Clone)]
pub struct CacheSettings {
    /// The kind of the cache.
    pub backend: Backend,
    /// The URL of the server; empty for the memory of this process.
    pub url: String,
    /// The PEM file with the certificate authorities of the server. `None` is those of
    /// the system.
    pub ca_file: Option<PathBuf>,
    /// The maximum number of entries of a cache in memory.
    pub max_entries: u64,
    /// The maximum number of connections of each worker thread.
    pub connections: usize,
    /// The timeout of a call, in milliseconds.
    pub timeout_ms: u64,
}

/// The kinds of caches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Backend {
    /// The memory of this process.
    Memory,
    /// A Redis server.
    Redis,
    /// A Memcached server.
    Memcached,
}

impl Backend {
    /// The names of all kinds, as the settings have them.
    pub const NAMES: &'static [&'static str] = <Self as VariantNames>::VARIANTS;
}

/// The schemes of the URLs of Redis and Valkey: over TCP, TLS and a Unix socket, Sentinel
/// and Cluster.
const REDIS_SCHEMES: &[&str] = &[
    "redis",
    "rediss",
    "redis+unix",
    "unix",
    "redis+sentinel",
    "rediss+sentinel",
    "redis+cluster",
    "rediss+cluster",
    "valkey",
    "valkeys",
    "valkey+unix",
    "valkey+sentinel",
    "valkeys+sentinel",
    "valkey+cluster",
    "valkeys+cluster",
];

/// Hides the password in the URL.
impl fmt::Debug for DatabaseSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseSettings({}, {} connections)", redact_url(&self.url), self.connections)
    }
}

/// Hides the password in the URL.
impl fmt::Debug for CacheSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CacheSettings({:?}, {})", self.backend, redact_url(&self.url))
    }
}

impl DatabaseSettings {
    /// Returns whether the database is a file of this machine.
    pub fn is_sqlite(&self) -> bool {
        self.url.starts_with("sqlite:")
    }

    pub(super) fn aliases(sources: &Sources) -> Vec<String> {
        sources.aliases("databases", &["default"])
    }

    pub(super) fn read_all(sources: &mut Sources) -> Result<BTreeMap<String, Self>, SettingsError> {
        let aliases = Self::aliases(sources).into_iter();
        aliases.map(|alias| Ok((alias.clone(), Self::read(sources, &alias)?))).collect()
    }

    fn read(sources: &mut Sources, alias: &str) -> Result<Self, SettingsError> {
        let (variable, default) =
            if alias == "default" { ("DATABASE_URL", "sqlite:shop.sqlite3") } else { ("", "") };
        let url = ("databases.NAME.url", alias);
        Ok(Self {
            url: sources.read_aliased(url, variable, default, specs::database_url)?,
            connections: sources.read_aliased_number(("databases.NAME.connections", alias))?,
            transaction_pooling: sources
                .read_aliased_boolean(("databases.NAME.transaction_pooling", alias))?,
        })
    }
}

impl CacheSettings {
    pub(super) fn aliases(sources: &Sources) -> Vec<String> {
        sources.aliases("caches", &["default", "redis", "memcached"])
    }

    pub(super) fn read_all(sources: &mut Sources) -> Result<BTreeMap<String, Self>, SettingsError> {
        let aliases = Self::aliases(sources).into_iter();
        aliases.map(|alias| Ok((alias.clone(), Self::read(sources, &alias)?))).collect()
    }

    fn read(sources: &mut Sources, alias: &str) -> Result<Self, SettingsError> {
        let built_in = if matches!(alias, "redis" | "memcached") { alias } else { "memory" };
        let backend = sources.read_aliased(("caches.NAME.backend", alias), "", built_in, specs::parsed)?;
        Ok(Self {
            backend,
            url: Self::read_url(sources, alias, backend)?,
            ca_file: sources.read_aliased(("caches.NAME.ca_file", alias), "", "", specs::optional_path)?,
            max_entries: sources.read_aliased_number(("caches.NAME.max_entries", alias))?,
            connections: sources.read_aliased_number(("caches.NAME.connections", alias))?,
            timeout_ms: sources.read_aliased_number(("caches.NAME.timeout_ms", alias))?,
        })
    }

    /// Reads the URL. The default is the server's usual port on this machine
    /// (D7: Redis and Memcached can store the sessions).
    fn read_url(sources: &mut Sources, alias: &str, backend: Backend) -> Result<String, SettingsError> {
        let (variable, default, schemes): (_, _, &[_]) = match backend {
            Backend::Memory => return Ok(String::new()),
            Backend::Redis => ("REDIS_URL", "redis://127.0.0.1:6379/0", REDIS_SCHEMES),
            Backend::Memcached => ("MEMCACHED_URL", "memcache://127.0.0.1:11211", &["memcache"]),
        };
        let parse = |text: &str| specs::cache_url(text, schemes);
        sources.read_aliased(("caches.NAME.url", alias), variable, default, parse)
    }
}
