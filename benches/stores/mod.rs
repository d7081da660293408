//! What is measured: every engine over every store that is built in, and a
//! session of a given size. The stores, real servers included, are the ones that
//! the tests use.

#![allow(dead_code, unused_imports, unused_macros, reason = "each benchmark uses a part of it")]

#[path = "../../tests/support/combinations.rs"]
pub mod combinations;
#[cfg(feature = "server-tests")]
#[path = "../../tests/support/over_servers.rs"]
pub mod over_servers;
#[cfg(feature = "server-tests")]
#[path = "../../tests/support/servers/mod.rs"]
pub mod servers;

use std::time::Duration;

use criterion::Criterion;
use session_shop::sessions::{Clock, Record, data::Data};
use time::OffsetDateTime;
use tokio::runtime::{Builder, Runtime};

pub use combinations::{EngineAndStore, OpenStore};

/// The engines that keep sessions on the server.
pub const SERVER_SIDE: &[(&str, EngineAndStore)] = &[
    ("db-sqlite", EngineAndStore::DbSqlite),
    ("file", EngineAndStore::File),
    ("cache-memory", EngineAndStore::CacheMemory),
    ("cached_db-memory-sqlite", EngineAndStore::CachedDbMemorySqlite),
    #[cfg(feature = "server-tests")]
    ("db-postgres", EngineAndStore::DbPostgres),
    #[cfg(feature = "server-tests")]
    ("db-mysql", EngineAndStore::DbMysql),
    #[cfg(feature = "server-tests")]
    ("cache-redis", EngineAndStore::CacheRedis),
    #[cfg(feature = "server-tests")]
    ("cache-memcached", EngineAndStore::CacheMemcached),
    #[cfg(feature = "server-tests")]
    ("cached_db-redis-sqlite", EngineAndStore::CachedDbRedisSqlite),
    #[cfg(feature = "server-tests")]
    ("cached_db-memcached-sqlite", EngineAndStore::CachedDbMemcachedSqlite),
    #[cfg(feature = "server-tests")]
    ("cached_db-redis-postgres", EngineAndStore::CachedDbRedisPostgres),
    #[cfg(feature = "server-tests")]
    ("cached_db-memcached-mysql", EngineAndStore::CachedDbMemcachedMysql),
];

/// The one that keeps them in their cookies. Signing and encrypting is the
/// middleware's work: to the engine both cookies are the same.
pub const SIGNED_COOKIES: (&str, EngineAndStore) = ("signed_cookies", EngineAndStore::SignedCookiesSigned);

/// Entries in a session of 200 bytes, 2 kB and 20 kB.
pub const SIZES: [(&str, usize); 3] = [("200B", 2), ("2kB", 20), ("20kB", 200)];

/// One thread for the requests and others for what waits, as in each worker of
/// the server.
pub fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// An empty store of its own.
pub fn open(runtime: &Runtime, combination: EngineAndStore) -> OpenStore {
    runtime.block_on(combination.open(&Clock::system()))
}

/// A session that ends in two weeks, with so many entries of 100 bytes each.
pub fn record(entries: usize) -> Record {
    let mut data = Data::default();
    for number in 0..entries {
        data.set(format!("item-{number:03}"), format!("\"{}\"", "t".repeat(86)));
    }
    Record { data, expire_date: OffsetDateTime::now_utc() + Duration::from_secs(14 * 24 * 3600), version: 0 }
}

/// Short, since there are many; the options of the command line overrule it.
pub fn short() -> Criterion {
    Criterion::default()
        .without_plots()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
}
