//! How the stores that stand on real servers are opened.

use std::{sync::Arc, time::Duration};

use session_shop::{
    caches::{Cache, MemcachedCache, RedisCache},
    sessions::{
        Clock,
        engines::{DbEngine, Engine},
    },
};
use tempfile::TempDir;

use super::{
    combinations::{Combination, cache_engine, cached_db, over_database, sqlite},
    servers::{Borrowed, Memcached, Redis, mariadb, memcached, postgres, redis},
};

/// The machine is busy with other tests.
const CACHE_TIMEOUT: Duration = Duration::from_millis(500);

/// The database that the store needs.
pub fn borrow(combination: Combination) -> Option<Borrowed> {
    match combination {
        Combination::DbPostgres | Combination::CachedDbRedisPostgres => Some(postgres().borrow()),
        Combination::DbMysql | Combination::CachedDbMemcachedMysql => Some(mariadb().borrow()),
        _ => None,
    }
}

pub async fn open(
    combination: Combination,
    folder: &TempDir,
    database: Option<&Borrowed>,
    clock: &Clock,
) -> Arc<dyn Engine> {
    let database = async || match database {
        Some(database) => over_database(&database.url, folder).await,
        None => sqlite(folder).await,
    };
    match combination {
        Combination::DbPostgres | Combination::DbMysql => Arc::new(database().await),
        Combination::CacheRedis => Arc::new(cache_engine(in_redis(), clock)),
        Combination::CacheMemcached => Arc::new(cache_engine(in_memcached(), clock)),
        Combination::CachedDbRedisSqlite | Combination::CachedDbRedisPostgres => {
            Arc::new(cached_db(database().await, in_redis(), clock))
        }
        Combination::CachedDbMemcachedSqlite | Combination::CachedDbMemcachedMysql => {
            Arc::new(cached_db(database().await, in_memcached(), clock))
        }
        other => unreachable!("{other:?} needs no server"),
    }
}

/// The server that a `cached_db` store has before its database.
pub fn cache_of(combination: Combination) -> Arc<dyn Cache> {
    match combination {
        Combination::CachedDbRedisSqlite | Combination::CachedDbRedisPostgres => in_redis(),
        Combination::CachedDbMemcachedSqlite | Combination::CachedDbMemcachedMysql => in_memcached(),
        other => unreachable!("{other:?} has no cache server before a database"),
    }
}

pub fn in_redis() -> Arc<dyn Cache> {
    Arc::new(RedisCache::new(&redis().url(), CACHE_TIMEOUT).unwrap())
}

pub fn in_memcached() -> Arc<dyn Cache> {
    Arc::new(MemcachedCache::new(&memcached().url(), 8, CACHE_TIMEOUT).unwrap())
}

/// As the settings have it.
const TIMEOUT: Duration = Duration::from_millis(250);

/// In a server of a test's own.
pub fn at_redis(server: &Redis) -> Arc<dyn Cache> {
    Arc::new(RedisCache::new(&server.url(), TIMEOUT).unwrap())
}

/// In a server of a test's own.
pub fn at_memcached(server: &Memcached) -> Arc<dyn Cache> {
    Arc::new(MemcachedCache::new(&server.url(), 4, TIMEOUT).unwrap())
}
