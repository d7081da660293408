//! The stores that every scenario of the framework is tried over, each in a
//! test of its own. A new one is a line in [`Combination`], one in its `open`,
//! and one in the lists at the end.

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
use super::{over_servers, servers::Borrowed};

/// An engine over a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Combination {
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

/// An opened engine, and what goes when the test is over.
pub struct Store {
    pub engine: Arc<dyn Engine>,
    _folder: TempDir,
    #[cfg(feature = "server-tests")]
    _database: Option<Borrowed>,
}

impl Combination {
    /// The engine's name in the settings.
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

    /// Whether the sessions are in a database, with a cache before it or not.
    pub fn is_in_database(self) -> bool {
        ["db", "cached_db"].contains(&self.engine_name())
    }

    /// Whether the visitor can't read what is in the cookie.
    pub fn is_private(self) -> bool {
        self == Self::SignedCookiesPrivate
    }

    /// A store of its own, with nothing in it.
    pub async fn open(self, clock: &Clock) -> Store {
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
        Store {
            engine,
            _folder: folder,
            #[cfg(feature = "server-tests")]
            _database: database,
        }
    }
}

/// The two parts of a `cached_db` store, with nothing in them.
pub struct CachedDbParts {
    pub database: Arc<DbEngine>,
    pub cache: Arc<dyn Cache>,
    _folder: TempDir,
    #[cfg(feature = "server-tests")]
    _database: Option<Borrowed>,
}

impl Combination {
    /// Opens the parts that `cached_db` is made of.
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

/// Nobody else's keys begin so.
fn prefix() -> String {
    format!("{:016x}:", rand::random::<u64>())
}

pub fn cache_engine(cache: Arc<dyn Cache>, clock: &Clock) -> CacheEngine {
    CacheEngine::new(cache, prefix(), clock.clone())
}

pub fn cached_db(database: DbEngine, cache: Arc<dyn Cache>, clock: &Clock) -> CachedDbEngine {
    CachedDbEngine::new(database, cache, prefix(), clock.clone())
}

pub async fn sqlite(folder: &TempDir) -> DbEngine {
    over_database("sqlite:sessions.sqlite3", folder).await
}

/// The db engine over the database at `url`, brought up to date.
pub async fn over_database(url: &str, folder: &TempDir) -> DbEngine {
    let database = Database::open(url, folder.path(), 4, DEFAULT_TIMEOUT).unwrap();
    database.migrate().await.unwrap();
    DbEngine::new(database)
}

/// Plays a scenario as a test.
pub fn play(scenario: fn(Combination) -> LocalBoxFuture<'static, ()>, combination: Combination) {
    System::new().block_on(scenario(combination));
}

/// Makes a test of each scenario for each store.
///
/// After `except signed_cookies:` stand the scenarios that an engine without a
/// store can't satisfy. It keeps nothing on the server, so there is no record
/// to be looked up by the session's key (which is the data itself); a copied
/// cookie holds until it expires, whatever became of the session since (`flush`
/// and `cycle_key` end the visitor's own cookie only, and there is no H2); and
/// of two requests at once the later answer's cookie wins (no H1).
/// `d_signed_cookies` shows what that means.
///
/// `only [db cached_db]:` names the engines that the scenarios run over, each
/// with all of its stores.
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
            use $crate::support::combinations::{Combination, play};
            play(|combination| Box::pin(super::$scenario(combination)), Combination::$combination);
        })*
    };
}

pub(crate) use {over_engine, over_engines, over_every_store, tests};
