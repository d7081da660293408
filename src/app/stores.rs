//! Opens what the settings name: a database, a cache, and the engine over them
//! that keeps the sessions. What can't be reached is said here, by name, before
//! the first visitor comes.

use std::{sync::Arc, time::Duration};

use super::StartError;
use crate::{
    caches::{Cache, MemcachedCache, MemoryCache, RedisCache},
    databases::Database,
    sessions::{
        Clock,
        engines::{CacheEngine, CachedDbEngine, DbEngine, Engine, FileEngine, SignedCookiesEngine},
    },
    settings::{Backend, EngineName, Settings},
};

/// How long a store may take to answer at the start.
const PATIENCE: Duration = Duration::from_secs(3);

/// The database of that alias, with its tables up to date.
pub async fn open_database(settings: &Settings, alias: &str) -> Result<Database, StartError> {
    let named = settings.databases.get(alias).ok_or_else(|| StartError::no_such("database", alias))?;
    let opened = Database::open(&named.url, &settings.server.data_dir, named.connections);
    let failed = |error| StartError::Database(alias.to_owned(), error);
    let database = opened.map_err(failed)?;
    let steps = database.migrate().await.map_err(failed)?;
    if steps > 0 {
        log::info!("the database {alias} took {steps} migrations");
    }
    Ok(database)
}

/// The engine that keeps the sessions. `shop` is the shop's own database.
pub async fn open_engine(
    settings: &Settings,
    shop: &Database,
    clock: &Clock,
) -> Result<Arc<dyn Engine>, StartError> {
    let session = &settings.session;
    let prefix = session.key_prefix.clone();
    let engine: Arc<dyn Engine> = match session.engine {
        EngineName::Db => Arc::new(DbEngine::new(session_database(settings, shop).await?)),
        EngineName::File => Arc::new(open_files(settings)?),
        EngineName::Cache => Arc::new(CacheEngine::new(open_cache(settings)?, prefix, clock.clone())),
        EngineName::CachedDb => {
            let database = DbEngine::new(session_database(settings, shop).await?);
            Arc::new(CachedDbEngine::new(database, open_cache(settings)?, prefix, clock.clone()))
        }
        EngineName::SignedCookies => Arc::new(SignedCookiesEngine),
    };
    let answer = tokio::time::timeout(PATIENCE, engine.check()).await;
    let reason = match answer {
        Ok(Ok(())) => return Ok(engine),
        Ok(Err(error)) => error.to_string(),
        Err(_) => format!("no answer within {PATIENCE:?}"),
    };
    Err(StartError::Store(engine.name(), place(settings), reason))
}

/// The shop's own, unless the sessions have another (D3).
async fn session_database(settings: &Settings, shop: &Database) -> Result<Database, StartError> {
    match settings.session.database.as_str() {
        "default" => Ok(shop.clone()),
        alias => open_database(settings, alias).await,
    }
}

fn open_files(settings: &Settings) -> Result<FileEngine, StartError> {
    let folder = settings.session.file_path.clone().unwrap_or_else(std::env::temp_dir);
    FileEngine::open(folder.clone()).map_err(|error| StartError::Folder("session.file_path", folder, error))
}

fn open_cache(settings: &Settings) -> Result<Arc<dyn Cache>, StartError> {
    let alias = &settings.session.cache_alias;
    let named = settings.caches.get(alias).ok_or_else(|| StartError::no_such("cache", alias))?;
    let timeout = Duration::from_millis(named.timeout_ms);
    let failed =
        |error: crate::caches::CacheError| StartError::Store("cache", alias.clone(), error.to_string());
    Ok(match named.backend {
        Backend::Memory => Arc::new(MemoryCache::new(named.max_entries)),
        Backend::Redis => Arc::new(RedisCache::new(&named.url, timeout).map_err(failed)?),
        Backend::Memcached => {
            Arc::new(MemcachedCache::new(&named.url, named.connections, timeout).map_err(failed)?)
        }
    })
}

/// Where the sessions are, for a message.
fn place(settings: &Settings) -> String {
    let session = &settings.session;
    match session.engine {
        EngineName::Db | EngineName::CachedDb => format!("databases.{}", session.database),
        EngineName::Cache => format!("caches.{}", session.cache_alias),
        EngineName::File => "session.file_path".to_owned(),
        EngineName::SignedCookies => "the cookie".to_owned(),
    }
}
