//! The databases and caches, each under an alias of its own
//! (`[databases.default]`, `[caches.redis]`). Some are there without a file.

use std::collections::BTreeMap;

use super::{SettingsError, Sources, specs};

/// A database.
#[derive(Clone, Debug)]
pub struct DatabaseSettings {
    /// `sqlite:PATH`, `postgres://…` or `mysql://…`.
    pub url: String,
    /// The most connections to it.
    pub connections: u32,
}

/// A cache.
#[derive(Clone, Debug)]
pub struct CacheSettings {
    /// What kind of cache.
    pub backend: Backend,
    /// Where it is; empty for the memory of this process.
    pub url: String,
    /// The most entries, in memory.
    pub max_entries: u64,
    /// The most connections to it, of each worker thread.
    pub connections: usize,
    /// How long it may take to answer, milliseconds.
    pub timeout_ms: u64,
}

/// The kinds of caches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// The memory of this process.
    Memory,
    /// A Redis server.
    Redis,
    /// A Memcached server.
    Memcached,
}

impl DatabaseSettings {
    pub(super) fn aliases(sources: &Sources) -> Vec<String> {
        with_built_in(&["default"], sources.aliases("databases"))
    }

    pub(super) fn read_all(sources: &mut Sources) -> Result<BTreeMap<String, Self>, SettingsError> {
        let aliases = Self::aliases(sources).into_iter();
        aliases.map(|alias| Ok((alias.clone(), Self::read(sources, &alias)?))).collect()
    }

    fn read(sources: &mut Sources, alias: &str) -> Result<Self, SettingsError> {
        let (variable, default) =
            if alias == "default" { ("DATABASE_URL", "sqlite:shop.sqlite3") } else { ("", "") };
        let count = |text: &str| specs::number(text, 1..=1_000);
        Ok(Self {
            url: sources.take_of(("databases.NAME.url", alias), variable, default, specs::database_url)?,
            connections: sources.take_of(("databases.NAME.connections", alias), "", "8", count)?,
        })
    }
}

impl CacheSettings {
    pub(super) fn aliases(sources: &Sources) -> Vec<String> {
        with_built_in(&["default", "redis", "memcached"], sources.aliases("caches"))
    }

    pub(super) fn read_all(sources: &mut Sources) -> Result<BTreeMap<String, Self>, SettingsError> {
        let aliases = Self::aliases(sources).into_iter();
        aliases.map(|alias| Ok((alias.clone(), Self::read(sources, &alias)?))).collect()
    }

    fn read(sources: &mut Sources, alias: &str) -> Result<Self, SettingsError> {
        let built_in = if matches!(alias, "redis" | "memcached") { alias } else { "memory" };
        let backend = sources.take_of(("caches.NAME.backend", alias), "", built_in, specs::backend)?;
        let entries = |text: &str| specs::number(text, 1..=1_000_000_000);
        let count = |text: &str| specs::number(text, 1..=1_000);
        let wait = |text: &str| specs::number(text, 5..=60_000);
        Ok(Self {
            backend,
            url: Self::read_url(sources, alias, backend)?,
            max_entries: sources.take_of(("caches.NAME.max_entries", alias), "", "100000", entries)?,
            connections: sources.take_of(("caches.NAME.connections", alias), "", "16", count)?,
            timeout_ms: sources.take_of(("caches.NAME.timeout_ms", alias), "", "250", wait)?,
        })
    }

    /// The ports are the usual ones (D7).
    fn read_url(sources: &mut Sources, alias: &str, backend: Backend) -> Result<String, SettingsError> {
        let (variable, default, scheme) = match backend {
            Backend::Memory => return Ok(String::new()),
            Backend::Redis => ("REDIS_URL", "redis://127.0.0.1:6379/0", "redis://"),
            Backend::Memcached => ("MEMCACHED_URL", "memcache://127.0.0.1:11211", "memcache://"),
        };
        let parse = |text: &str| specs::cache_url(text, scheme);
        sources.take_of(("caches.NAME.url", alias), variable, default, parse)
    }
}

fn with_built_in(built_in: &[&str], mut named: Vec<String>) -> Vec<String> {
    named.extend(built_in.iter().map(|name| (*name).to_owned()));
    named.sort();
    named.dedup();
    named
}
