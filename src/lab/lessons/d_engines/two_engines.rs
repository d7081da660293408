//! Two sessions over one small cache: one in `cache`, one in `cached_db` with the
//! site's database behind it. The cache belongs to one browser, so a student can
//! fill it, restart it and make it unavailable without effect on anybody else.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use time::OffsetDateTime;

use crate::{
    caches::{Cache, CacheError, MemoryCache, Swap},
    sessions::{
        Clock, Record, SessionKey,
        data::Data,
        engines::{CacheEngine, CachedDbEngine, DbEngine, Engine, EngineError, Replace},
        trace::{self, StoreCall, TracedCache, TracedEngine},
    },
};

/// Entries of the cache.
pub const MAX_ENTRIES: u64 = 8;

/// The key in each of the two sessions.
const NOTES: &str = "note";

/// When the two sessions expire after their last change. The row in the database
/// is cleared soon after.
const TTL: time::Duration = time::Duration::HOUR;

/// How long a call to an engine may take.
const TIMEOUT: Duration = Duration::from_millis(800);

/// The shop's cache in memory, with a switch that makes it unavailable.
pub struct DemoCache {
    memory: MemoryCache,
    is_unavailable: AtomicBool,
}

impl DemoCache {
    fn new(is_unavailable: bool) -> Self {
        Self { memory: MemoryCache::new(MAX_ENTRIES), is_unavailable: AtomicBool::new(is_unavailable) }
    }

    /// Returns the number of entries.
    pub fn entries(&self) -> u64 {
        self.memory.entries()
    }

    /// Reports whether the cache is unavailable.
    pub fn is_unavailable(&self) -> bool {
        self.is_unavailable.load(Ordering::Relaxed)
    }

    fn available(&self) -> Result<&MemoryCache, CacheError> {
        if self.is_unavailable() {
            return Err(CacheError::Unavailable("the lab made it unavailable".to_owned()));
        }
        Ok(&self.memory)
    }
}

#[async_trait]
impl Cache for DemoCache {
    fn backend(&self) -> &'static str {
        self.memory.backend()
    }

    async fn get(&self, key: &str) -> Result<Option<String>, CacheError> {
        self.available()?.get(key).await
    }

    async fn set(&self, key: &str, text: &str, ttl: Duration) -> Result<(), CacheError> {
        self.available()?.set(key, text, ttl).await
    }

    async fn add(&self, key: &str, text: &str, ttl: Duration) -> Result<bool, CacheError> {
        self.available()?.add(key, text, ttl).await
    }

    async fn swap(&self, key: &str, prefix: &str, text: &str, ttl: Duration) -> Result<Swap, CacheError> {
        self.available()?.swap(key, prefix, text, ttl).await
    }

    async fn delete(&self, key: &str) -> Result<(), CacheError> {
        self.available()?.delete(key).await
    }

    async fn check(&self) -> Result<(), CacheError> {
        self.available()?.check().await
    }

    async fn instance(&self) -> Result<String, CacheError> {
        self.available()?.instance().await
    }
}

/// The two sessions and their cache.
pub struct TwoEngines {
    database: DbEngine,
    clock: Clock,
    cache: Arc<DemoCache>,
    sides: [DemoSession; 2],
    /// Whether the cache was restarted while both sessions existed.
    is_restarted: bool,
}

/// What the last step found after the cache was restarted.
#[derive(Clone, Copy, Debug)]
pub struct AfterRestart {
    /// Whether the session in `cache` is lost.
    pub is_lost_in_cache: bool,
    /// Whether the session in `cached_db` was found.
    pub is_found_in_cached_db: bool,
}

/// One of the two sessions.
pub struct DemoSession {
    engine: Arc<dyn Engine>,
    key: Option<SessionKey>,
    /// Whether the session is there, as far as it is known.
    pub presence: Presence,
    /// The calls to the store in the last step.
    pub calls: Vec<StoreCall>,
}

/// Whether a session is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Presence {
    /// No session was created yet.
    NotCreated,
    /// The last step found it, with this number of notes.
    Found(u32),
    /// The last step did not find it.
    Lost,
    /// The cache changed, and no step has loaded the session since.
    Unknown,
    /// The engine failed in the last step.
    Failed,
}

impl TwoEngines {
    /// Creates both engines over a database and an empty cache.
    pub fn new(database: DbEngine, clock: Clock) -> Self {
        let cache = Arc::new(DemoCache::new(false));
        let engines = engines(&database, &cache, &clock);
        Self { database, clock, cache, sides: engines.map(DemoSession::new), is_restarted: false }
    }

    /// Returns the cache.
    pub fn cache(&self) -> &DemoCache {
        &self.cache
    }

    /// Returns the two sessions.
    pub fn sides(&self) -> &[DemoSession; 2] {
        &self.sides
    }

    /// Adds a note to each session, as a request of each visitor.
    pub async fn write(&mut self) {
        let expire_date = self.clock.now() + TTL;
        for side in &mut self.sides {
            let written = trace::watch(tokio::time::timeout(TIMEOUT, side.write(expire_date))).await;
            side.set_outcome(written);
        }
    }

    /// Loads each session, as a request of each visitor that changes nothing.
    pub async fn read(&mut self) {
        for side in self.sides.iter_mut().filter(|side| side.key.is_some()) {
            let read = trace::watch(tokio::time::timeout(TIMEOUT, side.read())).await;
            side.set_outcome(read);
        }
    }

    /// Restarts the cache: it is empty, and its clients are new.
    pub fn restart_cache(&mut self) {
        self.is_restarted = self.sides.iter().all(|side| side.key.is_some());
        self.cache = Arc::new(DemoCache::new(self.cache.is_unavailable()));
        let engines = engines(&self.database, &self.cache, &self.clock);
        for (side, engine) in self.sides.iter_mut().zip(engines) {
            side.engine = engine;
        }
        self.set_unknown();
    }

    /// Returns what the last step found, if the cache was restarted before.
    pub fn after_restart(&self) -> Option<AfterRestart> {
        let [cache, cached_db] = &self.sides;
        self.is_restarted.then(|| AfterRestart {
            is_lost_in_cache: cache.presence == Presence::Lost,
            is_found_in_cached_db: matches!(cached_db.presence, Presence::Found(_)),
        })
    }

    /// Creates sessions of other visitors until the cache is full of them.
    pub async fn fill_cache(&mut self) {
        let record = Record { data: Data::default(), expire_date: self.clock.now() + TTL, version: 1 };
        let others = async {
            for _ in 0..MAX_ENTRIES {
                self.sides[0].engine.create(&record).await?;
            }
            Ok::<_, EngineError>(())
        };
        // While the cache is unavailable, nothing is created.
        let _ = trace::watch(others).await;
        // Counting runs the cache's pending evictions.
        self.cache.entries();
        self.set_unknown();
    }

    /// Makes the cache unavailable, or available with all its entries.
    pub fn set_unavailable(&mut self, is_unavailable: bool) {
        self.cache.is_unavailable.store(is_unavailable, Ordering::Relaxed);
        self.set_unknown();
    }

    fn set_unknown(&mut self) {
        for side in self.sides.iter_mut().filter(|side| side.key.is_some()) {
            side.presence = Presence::Unknown;
            side.calls.clear();
        }
    }
}

impl DemoSession {
    fn new(engine: Arc<dyn Engine>) -> Self {
        Self { engine, key: None, presence: Presence::NotCreated, calls: Vec::new() }
    }

    /// Returns the name of the engine.
    pub fn engine_name(&self) -> &'static str {
        self.engine.name()
    }

    /// Loads and replaces the record, as every request that changes a session. A
    /// visitor whose session is lost gets a new one.
    async fn write(&mut self, expire_date: OffsetDateTime) -> Result<Presence, EngineError> {
        let found = self.load().await?;
        let notes = found.as_ref().map_or(0, notes) + 1;
        let mut data = Data::default();
        data.set(NOTES, notes.to_string());
        let record = Record::new(data, expire_date);
        match self.key.clone().zip(found) {
            None => self.key = Some(self.engine.create(&record).await?),
            Some((key, found)) => {
                let next = Record { version: Record::version_after(found.version), ..record };
                let replaced = self.engine.replace(&key, found.version, &next).await?;
                if !matches!(replaced, Replace::Replaced(_)) {
                    return Ok(Presence::Lost);
                }
            }
        }
        Ok(Presence::Found(notes))
    }

    async fn read(&mut self) -> Result<Presence, EngineError> {
        Ok(self.load().await?.as_ref().map_or(Presence::Lost, |record| Presence::Found(notes(record))))
    }

    async fn load(&self) -> Result<Option<Record>, EngineError> {
        match &self.key {
            Some(key) => self.engine.load(key).await,
            None => Ok(None),
        }
    }

    fn set_outcome<E>(
        &mut self,
        (outcome, calls): (Result<Result<Presence, EngineError>, E>, Vec<StoreCall>),
    ) {
        self.presence = outcome.ok().and_then(Result::ok).unwrap_or(Presence::Failed);
        self.calls = calls;
    }
}

fn notes(record: &Record) -> u32 {
    record.data.read(NOTES).unwrap_or(0)
}

/// Creates both engines over a cache, with their calls recorded.
fn engines(database: &DbEngine, cache: &Arc<DemoCache>, clock: &Clock) -> [Arc<dyn Engine>; 2] {
    let watched = || Arc::new(TracedCache::new(Arc::clone(cache) as _));
    let (database, wrap) = (database.clone(), TracedEngine::over_database);
    let cached_db =
        CachedDbEngine::with_wrapped_database(database, Arc::new(wrap), watched(), "two:", clock.clone());
    [
        Arc::new(TracedEngine::new(Arc::new(CacheEngine::new(watched(), "one:", clock.clone())))),
        Arc::new(TracedEngine::new(Arc::new(cached_db))),
    ]
}
