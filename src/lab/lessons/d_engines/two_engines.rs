//! Two sessions side by side over one small cache: one in `cache`, one in
//! `cached_db` with the site's database behind it. What is done to the cache
//! happens to both.

use std::{sync::Arc, time::Duration};

use time::Duration as TimeDuration;

use super::own_cache::{MAX_ENTRIES, OwnCache};
use crate::sessions::{
    Clock, Record, SessionKey,
    data::Data,
    engines::{CacheEngine, CachedDbEngine, DbEngine, Engine, EngineError, Replace},
    trace::{self, StoreCall, TracedCache, TracedEngine},
};

/// What is counted in each of the two.
const NOTE: &str = "note";

/// How long the two last: the row in the database is soon to be cleared.
const LASTS: TimeDuration = TimeDuration::HOUR;

/// How long an engine may take.
const TIMEOUT: Duration = Duration::from_millis(800);

/// The two, and their cache.
pub struct TwoEngines {
    database: DbEngine,
    clock: Clock,
    cache: Arc<OwnCache>,
    sides: [Side; 2],
}

/// One of the two.
pub struct Side {
    engine: Arc<dyn Engine>,
    key: Option<SessionKey>,
    /// How its session is, as far as it is known.
    pub state: State,
    /// What its store was asked last.
    pub calls: Vec<StoreCall>,
}

/// How a session is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing was written yet.
    None,
    /// It was there when it was asked for, with so many notes.
    There(u32),
    /// It was not there any more.
    Lost,
    /// Something happened to the cache, and it was not asked for since.
    NotAsked,
    /// Its engine could not do it.
    Failed,
}

impl TwoEngines {
    /// With that database, and an empty cache.
    pub fn new(database: DbEngine, clock: Clock) -> Self {
        let cache = Arc::new(OwnCache::new(false));
        let engines = engines(&database, &cache, &clock);
        Self { database, clock, cache, sides: engines.map(Side::new) }
    }

    /// The cache.
    pub fn cache(&self) -> &OwnCache {
        &self.cache
    }

    /// The two.
    pub fn sides(&self) -> &[Side; 2] {
        &self.sides
    }

    /// A request of each visitor that writes one note more.
    pub async fn write(&mut self) {
        let end = self.clock.now() + LASTS;
        for side in &mut self.sides {
            let written = trace::watch(tokio::time::timeout(TIMEOUT, side.write(end))).await;
            side.note(written);
        }
    }

    /// A request of each visitor that only reads.
    pub async fn read(&mut self) {
        for side in self.sides.iter_mut().filter(|side| side.key.is_some()) {
            let read = trace::watch(tokio::time::timeout(TIMEOUT, side.read())).await;
            side.note(read);
        }
    }

    /// The cache starts again: it is empty, and so are its clients.
    pub fn restart_cache(&mut self) {
        self.cache = Arc::new(OwnCache::new(self.cache.is_away()));
        let engines = engines(&self.database, &self.cache, &self.clock);
        for (side, engine) in self.sides.iter_mut().zip(engines) {
            side.engine = engine;
        }
        self.forget_states();
    }

    /// So many other visitors come that the cache is full of their sessions.
    pub async fn fill_cache(&mut self) {
        let record = Record::new(Data::default(), self.clock.now() + LASTS);
        let others = async {
            for _ in 0..MAX_ENTRIES {
                self.sides[0].engine.create(&record).await?;
            }
            Ok::<_, EngineError>(())
        };
        // If it is away, nobody gets in.
        let _ = trace::watch(others).await;
        self.cache.entries();
        self.forget_states();
    }

    /// Takes the cache away, or brings it back.
    pub fn set_away(&mut self, is_away: bool) {
        self.cache.set_away(is_away);
        self.forget_states();
    }

    fn forget_states(&mut self) {
        for side in self.sides.iter_mut().filter(|side| side.key.is_some()) {
            side.state = State::NotAsked;
            side.calls.clear();
        }
    }
}

impl Side {
    fn new(engine: Arc<dyn Engine>) -> Self {
        Self { engine, key: None, state: State::None, calls: Vec::new() }
    }

    /// Its engine's name.
    pub fn name(&self) -> &'static str {
        self.engine.name()
    }

    /// As every request that changes a session: load, then replace; a visitor
    /// whose session is lost gets a fresh one.
    async fn write(&mut self, end: time::OffsetDateTime) -> Result<State, EngineError> {
        let found = self.load().await?;
        let notes = found.as_ref().map_or(0, notes) + 1;
        let mut data = Data::default();
        data.set(NOTE, notes.to_string());
        let record = Record::new(data, end);
        match self.key.clone().zip(found) {
            None => self.key = Some(self.engine.create(&record).await?),
            Some((key, found)) => {
                let next = Record { version: Record::version_after(found.version), ..record };
                let replaced = self.engine.replace(&key, found.version, &next).await?;
                if !matches!(replaced, Replace::Replaced(_)) {
                    return Ok(State::Lost);
                }
            }
        }
        Ok(State::There(notes))
    }

    async fn read(&mut self) -> Result<State, EngineError> {
        Ok(self.load().await?.as_ref().map_or(State::Lost, |record| State::There(notes(record))))
    }

    async fn load(&self) -> Result<Option<Record>, EngineError> {
        match &self.key {
            Some(key) => self.engine.load(key).await,
            None => Ok(None),
        }
    }

    fn note<E>(&mut self, (outcome, calls): (Result<Result<State, EngineError>, E>, Vec<StoreCall>)) {
        self.state = outcome.ok().and_then(Result::ok).unwrap_or(State::Failed);
        self.calls = calls;
    }
}

fn notes(record: &Record) -> u32 {
    record.data.read(NOTE).unwrap_or(0)
}

/// Both engines over that cache, so that each call can be seen.
fn engines(database: &DbEngine, cache: &Arc<OwnCache>, clock: &Clock) -> [Arc<dyn Engine>; 2] {
    let watched = || Arc::new(TracedCache::new(Arc::clone(cache) as _));
    let (database, wrap) = (database.clone(), TracedEngine::over_database);
    let cached_db =
        CachedDbEngine::with_wrapped_database(database, Arc::new(wrap), watched(), "two:", clock.clone());
    [
        Arc::new(TracedEngine::new(Arc::new(CacheEngine::new(watched(), "one:", clock.clone())))),
        Arc::new(TracedEngine::new(Arc::new(cached_db))),
    ]
}
