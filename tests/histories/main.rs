//! Randomised histories: does the shop keep its promises when many clients,
//! several processes and faults meet?
//!
//! The method is that of Jepsen (<https://jepsen.io>): real clients work on
//! real processes while faults happen, everything that the clients see is
//! recorded, and only afterwards a checker says whether it could have come
//! from a shop that keeps its promises. In its words:
//!
//! - an **operation** is a request with its response; its **invocation** is the
//!   moment at which the request is sent;
//! - a **history** is the list of all operations of a run, with the times at
//!   which they were sent and answered; operations whose times overlap are
//!   **concurrent**, and may have happened in either order;
//! - an operation is **acknowledged** when the response says that it was done;
//!   from then on everybody must see it;
//! - it is **indeterminate** when there was no response, or an error: it may
//!   have happened, may happen later, or never, but not twice;
//! - the **nemesis** is the part of the harness that makes the faults;
//! - a **checker** is a pure function over a history (`check/`).
//!
//! `HISTORY_SEED` repeats a run as far as real concurrency allows,
//! `HISTORY_SECONDS` makes more histories of each configuration.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on says where")]
#![cfg_attr(not(feature = "server-tests"), allow(dead_code, reason = "servers take the rest"))]

#[path = "../support/mod.rs"]
mod support;

#[cfg(feature = "server-tests")]
mod cache_server;
mod check;
mod client;
mod cluster;
mod configuration;
mod directed;
mod forms;
mod history;
mod ledger;
mod nemesis;
mod operations;
mod report;
mod run;

use configuration::{Cache, Configuration, Database, Engine};
use run::random_histories;

macro_rules! random_histories {
    ($($test:ident: $engine:expr, $database:ident;)*) => {
        $(#[test]
        fn $test() {
            random_histories(stringify!($test), Configuration::new($engine, Database::$database));
        })*
    };
}

random_histories! {
    random_db_sqlite: Engine::Db, Sqlite;
    random_file: Engine::File, Sqlite;
    random_cache_memory: Engine::Cache(Cache::Memory), Sqlite;
    random_cached_db_memory_sqlite: Engine::CachedDb(Cache::Memory), Sqlite;
    random_signed_cookies: Engine::SignedCookies, Sqlite;
}

#[cfg(feature = "server-tests")]
random_histories! {
    random_db_postgres: Engine::Db, Postgres;
    random_db_mariadb: Engine::Db, MariaDb;
    random_cache_redis: Engine::Cache(Cache::Redis), Sqlite;
    random_cache_memcached: Engine::Cache(Cache::Memcached), Sqlite;
    random_cached_db_redis_sqlite: Engine::CachedDb(Cache::Redis), Sqlite;
    random_cached_db_redis_postgres: Engine::CachedDb(Cache::Redis), Postgres;
    random_cached_db_memcached_mariadb: Engine::CachedDb(Cache::Memcached), MariaDb;
}
