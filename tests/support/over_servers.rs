//! Opens the engines whose stores are real servers.

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
    combinations::{EngineAndStore, cache_engine, cached_db, over_database, sqlite},
    servers::{BorrowedDatabase, Memcached, Redis, mariadb, memcached, postgres, redis},
};

/// The timeout of a cache that all tests share, which may be busy.
const SHARED_CACHE_TIMEOUT: Duration = Duration::from_millis(500);

/// Borrows the database that the store needs, if it is on a database server.
pub fn borrow(combination: EngineAndStore) -> Option<BorrowedDatabase> {
    match combination {
        EngineAndStore::DbPostgres | EngineAndStore::CachedDbRedisPostgres => Some(postgres().borrow()),
        EngineAndStore::DbMysql | EngineAndStore::CachedDbMemcachedMysql => Some(mariadb().borrow()),
        _ => None,
    }
}

/// Opens the engine of a combination that needs a server.
pub async fn open(
    combination: EngineAndStore,
    folder: &TempDir,
    database: Option<&BorrowedDatabase>,
    clock: &Clock,
) -> Arc<dyn Engine> {
    let database = async || match database {
        Some(database) => over_database(&database.url, folder).await,
        None => sqlite(folder).await,
    };
    match combination {
        EngineAndStore::DbPostgres | EngineAndStore::DbMysql => Arc::new(database().await),
        EngineAndStore::CacheRedis => Arc::new(cache_engine(shared_redis_cache(), clock)),
        EngineAndStore::CacheMemcached => Arc::new(cache_engine(shared_memcached_cache(), clock)),
        EngineAndStore::CachedDbRedisSqlite | EngineAndStore::CachedDbRedisPostgres => {
            Arc::new(cached_db(database().await, shared_redis_cache(), clock))
        }
        EngineAndStore::CachedDbMemcachedSqlite | EngineAndStore::CachedDbMemcachedMysql => {
            Arc::new(cached_db(database().await, shared_memcached_cache(), clock))
        }
        other => unreachable!("{other:?} needs no server"),
    }
}

/// Returns the cache of a `cached_db` combination that needs a cache server.
pub fn cache_of(combination: EngineAndStore) -> Arc<dyn Cache> {
    match combination {
        EngineAndStore::CachedDbRedisSqlite | EngineAndStore::CachedDbRedisPostgres => shared_redis_cache(),
        EngineAndStore::CachedDbMemcachedSqlite | EngineAndStore::CachedDbMemcachedMysql => {
            shared_memcached_cache()
        }
        other => unreachable!("{other:?} has no cache server before a database"),
    }
}

/// Returns a cache in the Redis server that all tests share.
pub fn shared_redis_cache() -> Arc<dyn Cache> {
    Arc::new(RedisCache::new(&redis().url(), SHARED_CACHE_TIMEOUT).unwrap())
}

/// Returns a cache in the Memcached server that all tests share.
pub fn shared_memcached_cache() -> Arc<dyn Cache> {
    Arc::new(MemcachedCache::new(&memcached().url(), 8, SHARED_CACHE_TIMEOUT).unwrap())
}

/// The default timeout of the settings.
const TIMEOUT: Duration = Duration::from_millis(250);

/// Returns a cache in a Redis server that only this test uses.
pub fn redis_cache_at(server: &Redis) -> Arc<dyn Cache> {
    Arc::new(RedisCache::new(&server.url(), TIMEOUT).unwrap())
}

/// Returns a cache in a Memcached server that only this test uses.
pub fn memcached_cache_at(server: &Memcached) -> Arc<dyn Cache> {
    Arc::new(MemcachedCache::new(&server.url(), 4, TIMEOUT).unwrap())
}
