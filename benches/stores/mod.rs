//! The engines and sessions of the benchmarks: every engine over every store of this
//! build, and a session of a given size. The tests use the same stores, also the real
//! servers.

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

/// The engines that store sessions on the server.
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

/// The engine that stores sessions in their cookies. The middleware signs or encrypts the
/// cookie, so both kinds of cookie are the same for the engine.
pub const SIGNED_COOKIES: (&str, EngineAndStore) = ("signed_cookies", EngineAndStore::SignedCookiesSigned);

/// The number of entries in a session of 200 bytes, 2 kB and 20 kB.
pub const SIZES: [(&str, usize); 3] = [("200B", 2), ("2kB", 20), ("20kB", 200)];

/// Returns a runtime with one thread for requests, and others for blocking work, as in each
/// worker of the server.
pub fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// Opens an empty store.
pub fn open(runtime: &Runtime, combination: EngineAndStore) -> OpenStore {
    runtime.block_on(combination.open(&Clock::system()))
}

/// Returns a session that expires in two weeks, with entries of 100 bytes each.
pub fn record(entries: usize) -> Record {
    let mut data = Data::default();
    for number in 0..entries {
        data.set(format!("item-{number:03}"), format!("\"{}\"", "t".repeat(86)));
    }
    Record::new(data, OffsetDateTime::now_utc() + Duration::from_secs(14 * 24 * 3600))
}

/// Returns a configuration with short measurements, since there are many of them. Options
/// of the command line override it.
pub fn short() -> Criterion {
    Criterion::default()
        .without_plots()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
}
