//! Opens what the settings name: a database, a cache, and the engine over them
//! that keeps the sessions. What can't be reached is said here, by name, before
//! the first visitor comes. Each is opened once, however many engines use it.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use super::StartError;
use crate::{
    caches::{Cache, CacheError, MemcachedCache, MemoryCache, RedisCache},
    databases::{Database, DatabaseError},
    sessions::{
        Clock,
        engines::{
            CacheEngine, CachedDbEngine, DbEngine, Engine, EngineError, FileEngine, SignedCookiesEngine,
        },
        trace::{TracedCache, TracedEngine},
    },
    settings::{Backend, EngineName, SessionSettings, Settings},
};

/// How long a store may take to answer at the start.
const START_TIMEOUT: Duration = Duration::from_secs(3);

/// The database of that alias, with its tables up to date.
pub async fn open_database(settings: &Settings, alias: &str) -> Result<Database, StartError> {
    let named = settings.databases.get(alias).ok_or_else(|| StartError::no_such("database", alias))?;
    let (url, folder) = (named.url.clone(), settings.server.data_dir.clone());
    let connections = named.connections;
    let timeout = Duration::from_millis(settings.session.store_timeout_ms);
    // It may wait for a server, and for the lab it is opened while the shop serves.
    let opened =
        tokio::task::spawn_blocking(move || Database::open(&url, &folder, connections, timeout)).await;
    let failed = |error| StartError::Database(alias.to_owned(), error);
    let database = opened.unwrap_or(Err(DatabaseError::Stopped)).map_err(failed)?;
    let steps = database.migrate().await.map_err(failed)?;
    if steps > 0 {
        log::info!("the database {alias} took {steps} migrations");
    }
    Ok(database)
}

/// The stores of the sessions, opened when they are first asked for. There are
/// not more of them than the settings have names for: the lab lets a browser
/// choose among those, and not the folder or the prefix.
pub struct Stores {
    settings: Settings,
    clock: Clock,
    caches: Mutex<HashMap<String, Arc<dyn Cache>>>,
    databases: tokio::sync::Mutex<HashMap<String, Database>>,
    engines: Mutex<HashMap<Place, Arc<dyn Engine>>>,
}

/// What makes two engines the same one.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Place {
    Db(String),
    File(PathBuf),
    Cache(String, String),
    CachedDb(String, String, String),
    SignedCookies,
}

impl Stores {
    /// With the shop's own database, which is open already.
    pub fn new(settings: &Settings, shop: &Database, clock: Clock) -> Self {
        let databases = HashMap::from([("default".to_owned(), shop.clone())]);
        Self {
            settings: settings.clone(),
            clock,
            caches: Mutex::default(),
            engines: Mutex::default(),
            databases: tokio::sync::Mutex::new(databases),
        }
    }

    /// The engine that these settings name, once its store has answered.
    pub async fn engine(&self, session: &SessionSettings) -> Result<Arc<dyn Engine>, StartError> {
        let place = Place::of(session);
        if let Some(engine) = locked(&self.engines).get(&place) {
            return Ok(Arc::clone(engine));
        }
        let engine = self.open(&place).await?;
        let answer = tokio::time::timeout(START_TIMEOUT, engine.check()).await;
        let reason = match answer {
            Ok(Ok(())) => {
                let mut engines = locked(&self.engines);
                return Ok(Arc::clone(engines.entry(place).or_insert(engine)));
            }
            Ok(Err(error)) => error.to_string(),
            Err(_) => format!("no answer within {START_TIMEOUT:?}"),
        };
        Err(StartError::Store(engine.name(), place.setting(), reason))
    }

    async fn open(&self, place: &Place) -> Result<Arc<dyn Engine>, StartError> {
        let engine: Arc<dyn Engine> = match place {
            Place::Db(alias) => Arc::new(self.open_db(alias).await?),
            Place::File(folder) => Arc::new(open_files(folder)?),
            Place::Cache(alias, prefix) => {
                Arc::new(CacheEngine::new(self.cache(alias)?, prefix, self.clock.clone()))
            }
            Place::CachedDb(database, alias, prefix) => {
                let (database, cache) = (DbEngine::new(self.database(database).await?), self.cache(alias)?);
                let clock = self.clock.clone();
                Arc::new(if self.settings.has_lab() {
                    let wrap = Arc::new(TracedEngine::over_database);
                    CachedDbEngine::with_wrapped_database(database, wrap, cache, prefix, clock)
                } else {
                    CachedDbEngine::new(database, cache, prefix, clock)
                })
            }
            Place::SignedCookies => Arc::new(SignedCookiesEngine),
        };
        Ok(self.watched(engine))
    }

    /// The `db` engine. A cache that was before its database until now hears of
    /// nothing that is written from now on.
    async fn open_db(&self, alias: &str) -> Result<DbEngine, StartError> {
        let engine = DbEngine::new(self.database(alias).await?);
        let raised = engine.raise_cache_epoch().await;
        let failed = |error: EngineError| StartError::Store("db", alias.to_owned(), error.to_string());
        raised.map(|()| engine).map_err(failed)
    }

    /// For the lab every call is to be seen; elsewhere nothing stands between.
    fn watched(&self, engine: Arc<dyn Engine>) -> Arc<dyn Engine> {
        if self.settings.has_lab() { Arc::new(TracedEngine::new(engine)) } else { engine }
    }

    /// The database that the settings name for sessions.
    pub async fn session_database(&self) -> Result<DbEngine, StartError> {
        Ok(DbEngine::new(self.database(&self.settings.session.database).await?))
    }

    async fn database(&self, alias: &str) -> Result<Database, StartError> {
        let mut open = self.databases.lock().await;
        if let Some(database) = open.get(alias) {
            return Ok(database.clone());
        }
        let database = open_database(&self.settings, alias).await?;
        open.insert(alias.to_owned(), database.clone());
        Ok(database)
    }

    /// The cache of that alias.
    pub fn cache(&self, alias: &str) -> Result<Arc<dyn Cache>, StartError> {
        let mut open = locked(&self.caches);
        if let Some(cache) = open.get(alias) {
            return Ok(Arc::clone(cache));
        }
        let cache = open_cache(&self.settings, alias)?;
        let cache = if self.settings.has_lab() { Arc::new(TracedCache::new(cache)) } else { cache };
        open.insert(alias.to_owned(), Arc::clone(&cache));
        Ok(cache)
    }
}

fn open_files(folder: &Path) -> Result<FileEngine, StartError> {
    let failed = |error| StartError::Folder("session.file_path", folder.to_owned(), error);
    FileEngine::open(folder.to_owned()).map_err(failed)
}

fn open_cache(settings: &Settings, alias: &str) -> Result<Arc<dyn Cache>, StartError> {
    let named = settings.caches.get(alias).ok_or_else(|| StartError::no_such("cache", alias))?;
    let timeout = Duration::from_millis(named.timeout_ms);
    let failed = |error: CacheError| StartError::Store("cache", alias.to_owned(), error.to_string());
    Ok(match named.backend {
        Backend::Memory => Arc::new(MemoryCache::new(named.max_entries)),
        Backend::Redis => Arc::new(RedisCache::new(&named.url, timeout).map_err(failed)?),
        Backend::Memcached => {
            Arc::new(MemcachedCache::new(&named.url, named.connections, timeout).map_err(failed)?)
        }
    })
}

impl Place {
    fn of(session: &SessionSettings) -> Self {
        let (alias, prefix) = (session.cache_alias.clone(), session.key_prefix.clone());
        match session.engine {
            EngineName::Db => Self::Db(session.database.clone()),
            EngineName::File => Self::File(session.file_path.clone().unwrap_or_else(std::env::temp_dir)),
            EngineName::Cache => Self::Cache(alias, prefix),
            EngineName::CachedDb => Self::CachedDb(session.database.clone(), alias, prefix),
            EngineName::SignedCookies => Self::SignedCookies,
        }
    }

    /// The setting that says where it is, for a message.
    fn setting(&self) -> String {
        match self {
            Self::Db(alias) | Self::CachedDb(alias, ..) => format!("databases.{alias}"),
            Self::Cache(alias, _) => format!("caches.{alias}"),
            Self::File(_) => "session.file_path".to_owned(),
            Self::SignedCookies => "the cookie".to_owned(),
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
