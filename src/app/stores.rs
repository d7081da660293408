//! Opens the databases, the caches and the engines that the settings name. A
//! store that does not respond is an error with its name before the shop
//! serves. Each store is opened once and shared by all engines that use it.

use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use super::StartError;
use crate::{
    accounts,
    caches::{Cache, CacheError, MemcachedCache, MemoryCache, RedisCache},
    databases::{self, Database, InitialRows},
    sessions::{
        Clock, codec,
        engines::{
            CacheEngine, CachedDbEngine, CallMetrics, CallObserver, CallSpans, DbEngine, Engine, EngineError,
            FileEngine, ObservedCache, ObservedEngine, Observers, SignedCookiesEngine, SlowCallLog,
        },
        trace::{TracedCache, TracedEngine},
    },
    settings::{Backend, EngineName, SessionSettings, Settings, StoreLocation},
};

/// The timeout of a store's first response.
const START_TIMEOUT: Duration = Duration::from_secs(3);

/// Opens the database of that alias, runs the pending migrations, and inserts `rows` if they
/// are missing. With `server.migrate = false` it changes nothing.
///
/// # Errors
/// If the settings have no such alias, if the database can't be opened or migrated, or if it
/// has pending migrations that must not be run.
pub async fn open_database(
    settings: &Settings,
    alias: &str,
    rows: Option<InitialRows>,
) -> Result<Database, StartError> {
    let database = connect(settings, alias).await?;
    let failed = |error| StartError::Database(alias.to_owned(), error);
    if !settings.server.migrate {
        return database.check_up_to_date().await.map(|()| database).map_err(failed);
    }
    let migrated = database.migrate_and_insert(rows).await.map_err(failed)?;
    if migrated.migrations > 0 {
        log::info!("{} migrations were run on the database {alias}", migrated.migrations);
    }
    if migrated.rows > 0 {
        log::info!("{} teas were added to the empty catalogue", migrated.rows);
    }
    Ok(database)
}

/// Opens the database of that alias without running migrations.
///
/// # Errors
/// If the settings have no such alias, or if the database can't be opened.
pub async fn connect(settings: &Settings, alias: &str) -> Result<Database, StartError> {
    let named = settings.databases.get(alias).ok_or_else(|| StartError::no_such("database", alias))?;
    let (url, folder) = (named.url.clone(), settings.server.data_dir.clone());
    let connections = named.connections;
    let open = if named.transaction_pooling { Database::open_pooled } else { Database::open };
    let timeout = Duration::from_millis(settings.session.store_timeout_ms);
    // Opening waits for the server. The lab opens databases while the shop serves.
    let opened = databases::run_blocking(move || open(&url, &folder, connections, timeout)).await;
    opened.map_err(|error| StartError::Database(alias.to_owned(), error))
}

/// The stores of the sessions. Each is opened at its first use. Their number is
/// limited by the aliases in the settings: in the lab, a browser can choose
/// among the aliases, but not the folder or the key prefix.
pub struct Stores {
    settings: Settings,
    clock: Clock,
    caches: Mutex<HashMap<String, Arc<dyn Cache>>>,
    databases: tokio::sync::Mutex<HashMap<String, Database>>,
    engines: Mutex<HashMap<StoreLocation, Arc<dyn Engine>>>,
}

impl Stores {
    /// Returns the stores of `settings`. `shop` is the database `default`, which
    /// is already open.
    pub fn new(settings: &Settings, shop: &Database, clock: Clock) -> Self {
        let databases = HashMap::from([("default".to_owned(), shop.clone())]);
        Self { databases: tokio::sync::Mutex::new(databases), ..Self::without_database(settings, clock) }
    }

    /// Returns the stores of `settings`, of which none is open.
    pub fn without_database(settings: &Settings, clock: Clock) -> Self {
        Self {
            settings: settings.clone(),
            clock,
            caches: Mutex::default(),
            engines: Mutex::default(),
            databases: tokio::sync::Mutex::default(),
        }
    }

    /// Returns the engine that `session` names. Opens it at the first use, and
    /// waits until its store has responded.
    ///
    /// # Errors
    /// If the store can't be opened or does not respond.
    pub async fn engine(&self, session: &SessionSettings) -> Result<Arc<dyn Engine>, StartError> {
        let location = session.store_location();
        if let Some(engine) = locked(&self.engines).get(&location) {
            return Ok(Arc::clone(engine));
        }
        let engine = self.open(session).await?;
        let reason = match tokio::time::timeout(START_TIMEOUT, engine.check()).await {
            Ok(Ok(())) => {
                let mut engines = locked(&self.engines);
                return Ok(Arc::clone(engines.entry(location).or_insert(engine)));
            }
            Ok(Err(error)) => error.to_string(),
            Err(_) => format!("no response within {START_TIMEOUT:?}"),
        };
        Err(StartError::Store(engine.name(), location.setting(), reason))
    }

    async fn open(&self, session: &SessionSettings) -> Result<Arc<dyn Engine>, StartError> {
        let clock = self.clock.clone();
        let engine: Arc<dyn Engine> = match session.engine {
            EngineName::Db => Arc::new(self.open_db(&session.database).await?),
            EngineName::File => Arc::new(open_files(&session.folder())?),
            EngineName::Cache => {
                Arc::new(CacheEngine::new(self.cache(&session.cache_alias)?, &session.key_prefix, clock))
            }
            EngineName::CachedDb => Arc::new(self.open_cached_db(session).await?),
            EngineName::SignedCookies => Arc::new(SignedCookiesEngine),
        };
        // The calls of the other engines are calls to a cache and a database inside them.
        let is_store = matches!(session.engine, EngineName::Db | EngineName::File);
        let store = is_store.then(|| session.store_location().setting());
        Ok(self.watched(engine, store.as_deref()))
    }

    async fn open_cached_db(&self, session: &SessionSettings) -> Result<CachedDbEngine, StartError> {
        let database = DbEngine::new(self.database(&session.database).await?);
        let cache = self.cache(&session.cache_alias)?;
        let (prefix, clock) = (&session.key_prefix, self.clock.clone());
        let observers = observers(&self.settings, Some(&format!("databases.{}", session.database)));
        let has_lab = self.settings.has_lab();
        let wrap = Arc::new(move |database| watched(Arc::new(database), &observers, has_lab));
        Ok(CachedDbEngine::with_wrapped_database(database, wrap, cache, prefix, clock))
    }

    /// Opens the `db` engine. It raises the epoch of the session cache: a
    /// `cached_db` engine must not use copies from before, because `db` does not
    /// update the cache.
    async fn open_db(&self, alias: &str) -> Result<DbEngine, StartError> {
        let engine = DbEngine::new(self.database(alias).await?);
        let raised = engine.raise_cache_epoch().await;
        let failed = |error: EngineError| StartError::Store("db", alias.to_owned(), error.to_string());
        raised.map(|()| engine).map_err(failed)
    }

    /// Returns `engine` with the observers of its calls. `store` is its store as the settings
    /// name it, or `None` if the engine calls other stores that have observers themselves.
    fn watched(&self, engine: Arc<dyn Engine>, store: Option<&str>) -> Arc<dyn Engine> {
        watched(engine, &observers(&self.settings, store), self.settings.has_lab())
    }

    /// Returns a `db` engine over the database that `session.database` names.
    ///
    /// # Errors
    /// If the database can't be opened.
    pub async fn session_database(&self) -> Result<DbEngine, StartError> {
        Ok(DbEngine::new(self.database(&self.settings.session.database).await?))
    }

    /// Returns the databases that are open, by alias. While one is being opened, returns
    /// none: a scrape must not wait for a server that does not respond.
    pub fn open_databases(&self) -> Vec<(String, Database)> {
        let Ok(open) = self.databases.try_lock() else { return Vec::new() };
        open.iter().map(|(alias, database)| (alias.clone(), database.clone())).collect()
    }

    async fn database(&self, alias: &str) -> Result<Database, StartError> {
        let mut open = self.databases.lock().await;
        if let Some(database) = open.get(alias) {
            return Ok(database.clone());
        }
        let database = open_database(&self.settings, alias, None).await?;
        open.insert(alias.to_owned(), database.clone());
        Ok(database)
    }

    /// Returns the cache of that alias. Opens it at the first use.
    ///
    /// # Errors
    /// If the settings have no such alias, or if the URL can't be used.
    pub fn cache(&self, alias: &str) -> Result<Arc<dyn Cache>, StartError> {
        let mut open = locked(&self.caches);
        if let Some(cache) = open.get(alias) {
            return Ok(Arc::clone(cache));
        }
        let cache = open_cache(&self.settings, alias)?;
        let cache = ObservedCache::wrap(cache, &observers(&self.settings, Some(&format!("caches.{alias}"))));
        let cache = if self.settings.has_lab() { Arc::new(TracedCache::new(cache)) } else { cache };
        open.insert(alias.to_owned(), Arc::clone(&cache));
        Ok(cache)
    }
}

/// Returns an engine that reports its calls to the observers and, if the lab is on, records
/// them for the inspector. Without both, returns `engine` itself.
fn watched(engine: Arc<dyn Engine>, observers: &Observers, has_lab: bool) -> Arc<dyn Engine> {
    let engine = ObservedEngine::wrap(engine, observers);
    if has_lab { Arc::new(TracedEngine::new(engine)) } else { engine }
}

/// Returns the observers of an engine or a cache. `store` is the store that it calls, as the
/// settings name it.
fn observers(settings: &Settings, store: Option<&str>) -> Observers {
    let mut observers: Vec<Arc<dyn CallObserver>> = Vec::new();
    let threshold = Duration::from_millis(settings.session.slow_call_ms);
    if let Some(store) = store.filter(|_| !threshold.is_zero()) {
        observers.push(Arc::new(SlowCallLog { store: store.to_owned(), threshold }));
    }
    if settings.monitoring.metrics_bind.is_some() {
        observers.push(Arc::new(CallMetrics));
    }
    if settings.monitoring.tracing_endpoint.is_some() {
        observers.push(Arc::new(CallSpans));
    }
    observers.into()
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
        Backend::Memory => Arc::new(MemoryCache::with_protected(named.max_entries, is_members_session)),
        Backend::Redis => {
            let ca = named.ca_file.as_deref().map(read_ca_file).transpose().map_err(failed)?;
            Arc::new(RedisCache::with_ca(&named.url, ca, timeout).map_err(failed)?)
        }
        Backend::Memcached => {
            Arc::new(MemcachedCache::new(&named.url, named.connections, timeout).map_err(failed)?)
        }
    })
}

fn read_ca_file(file: &Path) -> Result<Vec<u8>, CacheError> {
    let failed =
        |error| CacheError::Unavailable(format!("its ca_file {} can't be read: {error}", file.display()));
    std::fs::read(file).map_err(failed)
}

/// Returns whether an entry of a cache is the session of a user who is logged in. Visitors
/// without a login must not evict it.
fn is_members_session(entry: &str) -> bool {
    // Most entries need no parsing.
    entry.contains(accounts::SESSION_KEY)
        && codec::read(entry).is_ok_and(|record| record.data.get(accounts::SESSION_KEY).is_some())
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
