//! The combinations of a session engine and a store over which the scenarios run. The
//! macro [`over_every_store!`] makes one test of each scenario and each combination. A
//! new combination needs a variant of [`EngineAndStore`], an arm in its `open`, and a
//! line in `over_engine!`.

use std::sync::Arc;

use actix_web::rt::System;
use futures_util::future::LocalBoxFuture;
use session_shop::{
    caches::{Cache, MemoryCache},
    databases::{DEFAULT_TIMEOUT, Database},
    sessions::{
        Clock,
        engines::{CacheEngine, CachedDbEngine, DbEngine, Engine, FileEngine, SignedCookiesEngine},
    },
};
use tempfile::TempDir;

#[cfg(feature = "server-tests")]
use super::{over_servers, servers::BorrowedDatabase};

/// A session engine and the kind of store behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EngineAndStore {
    DbSqlite,
    File,
    CacheMemory,
    CachedDbMemorySqlite,
    SignedCookiesSigned,
    SignedCookiesPrivate,
    #[cfg(feature = "server-tests")]
    DbPostgres,
    #[cfg(feature = "server-tests")]
    DbMysql,
    #[cfg(feature = "server-tests")]
    CacheRedis,
    #[cfg(feature = "server-tests")]
    CacheMemcached,
    #[cfg(feature = "server-tests")]
    CachedDbRedisSqlite,
    #[cfg(feature = "server-tests")]
    CachedDbMemcachedSqlite,
    #[cfg(feature = "server-tests")]
    CachedDbRedisPostgres,
    #[cfg(feature = "server-tests")]
    CachedDbMemcachedMysql,
}

/// An opened engine, and the data that is removed when the test ends.
pub struct OpenStore {
    pub engine: Arc<dyn Engine>,
    _folder: TempDir,
    #[cfg(feature = "server-tests")]
    _database: Option<BorrowedDatabase>,
}

impl EngineAndStore {
    /// Returns the engine's name in the settings.
    pub fn engine_name(self) -> &'static str {
        match self {
            Self::DbSqlite => "db",
            Self::File => "file",
            Self::CacheMemory => "cache",
            Self::CachedDbMemorySqlite => "cached_db",
            Self::SignedCookiesSigned | Self::SignedCookiesPrivate => "signed_cookies",
            #[cfg(feature = "server-tests")]
            Self::DbPostgres | Self::DbMysql => "db",
            #[cfg(feature = "server-tests")]
            Self::CacheRedis | Self::CacheMemcached => "cache",
            #[cfg(feature = "server-tests")]
            _ => "cached_db",
        }
    }

    /// Whether the data is in the cookie and not on the server.
    pub fn is_in_cookie(self) -> bool {
        self.engine_name() == "signed_cookies"
    }

    /// Whether the sessions are in a database, with or without a cache in front.
    pub fn is_in_database(self) -> bool {
        ["db", "cached_db"].contains(&self.engine_name())
    }

    /// Whether the cookie is encrypted.
    pub fn is_private(self) -> bool {
        self == Self::SignedCookiesPrivate
    }

    /// Opens the engine over an empty store that no other test uses.
    pub async fn open(self, clock: &Clock) -> OpenStore {
        let folder = tempfile::tempdir().unwrap();
        #[cfg(feature = "server-tests")]
        let database = over_servers::borrow(self);
        let engine: Arc<dyn Engine> = match self {
            Self::DbSqlite => Arc::new(sqlite(&folder).await),
            Self::File => Arc::new(FileEngine::open(folder.path().to_owned()).unwrap()),
            Self::CacheMemory => Arc::new(cache_engine(memory(), clock)),
            Self::CachedDbMemorySqlite => Arc::new(cached_db(sqlite(&folder).await, memory(), clock)),
            Self::SignedCookiesSigned | Self::SignedCookiesPrivate => Arc::new(SignedCookiesEngine),
            #[cfg(feature = "server-tests")]
            other => over_servers::open(other, &folder, database.as_ref(), clock).await,
        };
        OpenStore {
            engine,
            _folder: folder,
            #[cfg(feature = "server-tests")]
            _database: database,
        }
    }
}

/// The empty database and the empty cache of a `cached_db` combination.
pub struct CachedDbParts {
    pub database: Arc<DbEngine>,
    pub cache: Arc<dyn Cache>,
    _folder: TempDir,
    #[cfg(feature = "server-tests")]
    _database: Option<BorrowedDatabase>,
}

impl EngineAndStore {
    /// Opens the database and the cache of a `cached_db` combination. Panics for another
    /// engine.
    pub async fn open_parts(self) -> CachedDbParts {
        let folder = tempfile::tempdir().unwrap();
        #[cfg(feature = "server-tests")]
        {
            let borrowed = over_servers::borrow(self);
            let database = match &borrowed {
                Some(borrowed) => over_database(&borrowed.url, &folder).await,
                None => sqlite(&folder).await,
            };
            let cache =
                if self == Self::CachedDbMemorySqlite { memory() } else { over_servers::cache_of(self) };
            CachedDbParts { database: Arc::new(database), cache, _folder: folder, _database: borrowed }
        }
        #[cfg(not(feature = "server-tests"))]
        {
            assert_eq!(self, Self::CachedDbMemorySqlite);
            CachedDbParts { database: Arc::new(sqlite(&folder).await), cache: memory(), _folder: folder }
        }
    }
}

fn memory() -> Arc<dyn Cache> {
    Arc::new(MemoryCache::new(10_000))
}

/// Returns a key prefix that no other test uses.
fn prefix() -> String {
    format!("{:016x}:", rand::random::<u64>())
}

/// Returns the `cache` engine over that cache.
pub fn cache_engine(cache: Arc<dyn Cache>, clock: &Clock) -> CacheEngine {
    CacheEngine::new(cache, prefix(), clock.clone())
}

/// Returns the `cached_db` engine over that database and cache.
pub fn cached_db(database: DbEngine, cache: Arc<dyn Cache>, clock: &Clock) -> CachedDbEngine {
    CachedDbEngine::new(database, cache, prefix(), clock.clone())
}

/// Returns the `db` engine over an SQLite file in the folder.
pub async fn sqlite(folder: &TempDir) -> DbEngine {
    over_database("sqlite:sessions.sqlite3", folder).await
}

/// Returns the `db` engine over the database at `url`, after running the migrations.
pub async fn over_database(url: &str, folder: &TempDir) -> DbEngine {
    let database = Database::open(url, folder.path(), 4, DEFAULT_TIMEOUT).unwrap();
    database.migrate().await.unwrap();
    DbEngine::new(database)
}

/// Runs a scenario over a combination, in an actix system of its own.
pub fn run_scenario(
    scenario: fn(EngineAndStore) -> LocalBoxFuture<'static, ()>,
    combination: EngineAndStore,
) {
    System::new().block_on(scenario(combination));
}

/// Makes a test of each scenario over each combination of engine and store. The test's
/// name is that of the scenario, then that of the combination:
/// `c_dictionary::a_nested_value_is_read_back_unchanged::db_sqlite`.
///
/// - Without a prefix, the scenarios run over every combination.
/// - `except signed_cookies:` leaves out the engine that stores nothing on the server. It
///   has no record that could be looked up by a key. A copied cookie works until it
///   expires, although `flush` or `cycle_key` ended the session (so a logged-out session
///   can come back, against behaviour H2), and of two concurrent requests the last
///   response's cookie wins (so a change can be lost, against H1). `d_signed_cookies`
///   tests these limits.
/// - `only [db cached_db]:` names the engines, each with all of its stores.
macro_rules! over_every_store {
    (except signed_cookies: $($scenario:ident,)*) => {
        $crate::support::combinations::over_every_store! {
            only [db file cache cached_db]: $($scenario,)*
        }
    };
    (only $engines:tt: $($scenario:ident,)*) => {
        $(mod $scenario {
            $crate::support::combinations::over_engines! { $engines $scenario }
        })*
    };
    ($($scenario:ident,)*) => {
        $crate::support::combinations::over_every_store! {
            only [db file cache cached_db signed_cookies]: $($scenario,)*
        }
    };
}

macro_rules! over_engines {
    ([$($engine:ident)+] $scenario:ident) => {
        $($crate::support::combinations::over_engine! { $engine $scenario })+
    };
}

macro_rules! over_engine {
    (db $scenario:ident) => {
        $crate::support::combinations::tests! { $scenario: db_sqlite DbSqlite, }
        #[cfg(feature = "server-tests")]
        $crate::support::combinations::tests! { $scenario: db_postgres DbPostgres, db_mysql DbMysql, }
    };
    (file $scenario:ident) => {
        $crate::support::combinations::tests! { $scenario: file File, }
    };
    (cache $scenario:ident) => {
        $crate::support::combinations::tests! { $scenario: cache_memory CacheMemory, }
        #[cfg(feature = "server-tests")]
        $crate::support::combinations::tests! { $scenario:
            cache_redis CacheRedis,
            cache_memcached CacheMemcached,
        }
    };
    (cached_db $scenario:ident) => {
        $crate::support::combinations::tests! { $scenario: cached_db_memory_sqlite CachedDbMemorySqlite, }
        #[cfg(feature = "server-tests")]
        $crate::support::combinations::tests! { $scenario:
            cached_db_redis_sqlite CachedDbRedisSqlite,
            cached_db_memcached_sqlite CachedDbMemcachedSqlite,
            cached_db_redis_postgres CachedDbRedisPostgres,
            cached_db_memcached_mysql CachedDbMemcachedMysql,
        }
    };
    (signed_cookies $scenario:ident) => {
        $crate::support::combinations::tests! { $scenario:
            signed_cookies_signed SignedCookiesSigned,
            signed_cookies_private SignedCookiesPrivate,
        }
    };
}

macro_rules! tests {
    ($scenario:ident: $($test:ident $combination:ident,)*) => {
        $(#[test]
        fn $test() {
            use $crate::support::combinations::{EngineAndStore, run_scenario};
            run_scenario(|combination| Box::pin(super::$scenario(combination)), EngineAndStore::$combination);
        })*
    };
}

pub(crate) use {over_engine, over_engines, over_every_store, tests};
