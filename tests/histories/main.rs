//! Randomised histories: do the shop's promises hold for many clients, several
//! processes and faults at the same time?
//!
//! The method is that of Jepsen (<https://jepsen.io>). Real clients send requests
//! to real processes while faults happen, and everything that the clients see is
//! recorded. Afterwards a checker decides whether a shop that keeps its promises
//! could have produced that record. The terms are those of Jepsen:
//!
//! - an **operation** is a request with its response; its **invocation** is the
//!   time at which the request is sent, its **completion** that of the response;
//! - a **history** is the list of all operations of a run, with the times of their
//!   invocations and completions; operations whose times overlap are
//!   **concurrent**, and may have been executed in either order;
//! - an operation is **acknowledged** when the response says that it was done;
//!   from then on every request must see it;
//! - it is **indeterminate** when there was no response, or an error: it may have
//!   been executed, may be executed later, or never, but not twice;
//! - the **nemesis** is the part of the test that injects the faults;
//! - a **checker** is a pure function over a history (`check/`).
//!
//! `HISTORY_SEED` repeats a run as far as real concurrency allows.
//! `HISTORY_SECONDS` is the time for further histories of each configuration.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failed test reports where it failed")]
#![cfg_attr(
    not(feature = "server-tests"),
    allow(dead_code, reason = "some items are for tests over servers")
)]

#[path = "../support/mod.rs"]
mod support;

#[cfg(feature = "server-tests")]
mod balancer;
#[cfg(feature = "server-tests")]
mod cache_server;
mod check;
mod client;
mod cluster;
mod configuration;
mod directed;
mod forms;
mod history;
mod http;
mod nemesis;
mod operations;
mod process_slot;
mod report;
mod run;
mod shop_database;

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
