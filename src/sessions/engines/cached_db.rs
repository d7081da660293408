//! The `cached_db` engine: the database is the truth, and a cache in front of
//! it answers most reads (D11 to D13). A write goes to the database first and
//! then to the cache; without the cache everything goes on, only slower.
//!
//! The cache must never end older than the database, however two requests
//! cross. So nothing in it is replaced by a lower version; a deleted session
//! leaves a tombstone there, past which a slow reader can't put back what it
//! read before; and a key whose entry could not be brought up to date, since the
//! cache was away or the request given up, is not asked there again before the
//! entry is gone (see [`super::stale`]).

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use time::OffsetDateTime;

use super::{
    Cleared, Engine, EngineError, Found, Lying, Replace, breaker::Breaker, cache::entry, stale::Stale,
};
use crate::{
    caches::{Cache, CacheError, Swap},
    sessions::{clock::Clock, data::Data, key::SessionKey, record::Record, text},
};

/// How long a tombstone stands: far longer than any request takes. No entry is
/// gone sooner: a slow reader could put back what it replaced.
const TOMBSTONE: Duration = Duration::from_secs(300);

/// No record gets past it.
const TOMBSTONE_VERSION: i64 = i64::MAX;

/// What may be put in the place of an entry of the same version.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Same {
    /// What was just written: it has the same data and another end.
    Overwrite,
    /// Not what was only read: its end may have been moved since.
    Keep,
}

/// Keeps sessions in a database, and copies of them in a cache.
pub struct CachedDbEngine {
    database: Arc<dyn Engine>,
    cache: Arc<dyn Cache>,
    prefix: String,
    clock: Clock,
    breaker: Breaker,
    stale: Stale,
}

impl CachedDbEngine {
    /// Copies lie under keys that begin with `prefix`.
    pub fn new(
        database: Arc<dyn Engine>,
        cache: Arc<dyn Cache>,
        prefix: impl Into<String>,
        clock: Clock,
    ) -> Self {
        Self {
            database,
            cache,
            prefix: prefix.into(),
            clock,
            breaker: Breaker::default(),
            stale: Stale::default(),
        }
    }

    fn name_of(&self, key: &SessionKey) -> String {
        format!("{}{}", self.prefix, key.as_str())
    }

    /// The record as the cache has it. Every fault of the cache is a miss.
    async fn cached(&self, name: &str) -> Option<Record> {
        if !self.may_ask(name).await {
            return None;
        }
        let text = self.breaker.note(self.cache.get(name).await)??;
        match text::read(&text) {
            Ok(record) => Some(record),
            Err(error) => {
                log::warn!("an entry of the cache can't be read, the database is asked: {error}");
                self.breaker.note(self.cache.delete(name).await);
                None
            }
        }
    }

    /// Puts a record into the cache, unless something newer is there.
    async fn remember(&self, name: String, record: &Record, same: Same) {
        let put = self.put_or_point(&name, record, same);
        self.in_cache(&name, put).await;
    }

    /// Makes a change in the cache, or notes that the entry is out of date.
    async fn in_cache(&self, name: &str, change: impl Future<Output = Result<(), CacheError>> + Send) {
        let is_done = self.may_ask(name).await && self.breaker.note(change.await).is_some();
        if !is_done && !self.stale.mark(name.to_owned()) {
            self.breaker.give_up();
        }
    }

    /// Of a record that does not fit only the version is put there, as one that
    /// is over: so the database is asked, and nothing older gets in.
    async fn put_or_point(&self, name: &str, record: &Record, same: Same) -> Result<(), CacheError> {
        match self.put_newer(name, record, same).await {
            Err(CacheError::TooLarge { .. }) => {
                let pointer = pointer(record.version);
                self.put_newer(name, &pointer, Same::Overwrite).await
            }
            done => done,
        }
    }

    async fn put_newer(&self, name: &str, record: &Record, same: Same) -> Result<(), CacheError> {
        let text = text::write(record).map_err(|error| CacheError::Unavailable(error.to_string()))?;
        let lives = self.time_to_live(record);
        // Most often the version before it is there, or, at a touch, its own.
        let mut expected = record.version - 1;
        loop {
            match self.cache.swap(name, &text::prefix(expected), &text, lives).await? {
                Swap::Swapped => return Ok(()),
                Swap::Missing if self.cache.add(name, &text, lives).await? => return Ok(()),
                Swap::Missing => {}
                Swap::Conflict(present) => match text::read(&present) {
                    Ok(present) if present.version > record.version => return Ok(()),
                    Ok(present) if present.version == record.version && same == Same::Keep => return Ok(()),
                    Ok(present) => expected = present.version,
                    Err(_) => self.cache.delete(name).await?,
                },
            }
        }
    }

    /// Leaves a tombstone in the cache.
    async fn forget(&self, name: String) {
        let tombstone = pointer(TOMBSTONE_VERSION);
        let Ok(text) = text::write(&tombstone) else { return };
        self.in_cache(&name, self.cache.set(&name, &text, TOMBSTONE)).await;
    }

    /// Whether the cache may be asked for that entry: it answered lately, and
    /// the entry is not out of date. What is gets removed on the way.
    async fn may_ask(&self, name: &str) -> bool {
        if !self.breaker.allows() {
            return false;
        }
        for entry in self.stale.batch() {
            if self.breaker.note(self.cache.delete(&entry.0).await).is_none() {
                return false;
            }
            self.stale.forget(&entry);
        }
        !self.stale.contains(name)
    }

    /// After a write: what the cache is to know of it.
    async fn tell(&self, name: String, outcome: &Replace, written: &Record) {
        match outcome {
            Replace::Replaced(_) => self.remember(name, written, Same::Overwrite).await,
            Replace::Conflict(newer) => self.remember(name, newer, Same::Keep).await,
            Replace::Gone => self.forget(name).await,
        }
    }

    fn time_to_live(&self, record: &Record) -> Duration {
        let left = (record.expire_date - self.clock.now()).try_into().unwrap_or(Duration::ZERO);
        left.max(TOMBSTONE)
    }
}

fn pointer(version: i64) -> Record {
    Record { data: Data::default(), expire_date: OffsetDateTime::UNIX_EPOCH, version }
}

#[async_trait]
impl Engine for CachedDbEngine {
    fn name(&self) -> &'static str {
        "cached_db"
    }

    async fn load(&self, key: &SessionKey) -> Result<Option<Record>, EngineError> {
        if !key.is_drawn() {
            return Ok(None);
        }
        let (name, now) = (self.name_of(key), self.clock.now());
        match self.cached(&name).await {
            Some(record) if record.version == TOMBSTONE_VERSION => return Ok(None),
            Some(record) if !record.is_expired(now) => return Ok(Some(record)),
            // The database knows whether it has been cleared.
            _ => {}
        }
        let record = self.database.load(key).await?;
        if let Some(record) = record.as_ref().filter(|record| !record.is_expired(now)) {
            self.remember(name, record, Same::Keep).await;
        }
        Ok(record)
    }

    async fn create(&self, record: &Record) -> Result<SessionKey, EngineError> {
        let key = self.database.create(record).await?;
        // Nobody knows the key yet: what is given up here is never asked for.
        let first = Record { version: 1, ..record.clone() };
        self.remember(self.name_of(&key), &first, Same::Keep).await;
        Ok(key)
    }

    async fn replace(&self, key: &SessionKey, record: &Record) -> Result<Replace, EngineError> {
        let name = self.name_of(key);
        let writing = self.stale.writing(name.clone());
        let outcome = self.database.replace(key, record).await?;
        self.tell(name, &outcome, &Record { version: record.version + 1, ..record.clone() }).await;
        writing.done();
        Ok(outcome)
    }

    async fn touch(&self, key: &SessionKey, record: &Record) -> Result<Replace, EngineError> {
        let name = self.name_of(key);
        let writing = self.stale.writing(name.clone());
        let outcome = self.database.touch(key, record).await?;
        self.tell(name, &outcome, record).await;
        writing.done();
        Ok(outcome)
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), EngineError> {
        let name = self.name_of(key);
        let writing = self.stale.writing(name.clone());
        self.database.delete(key).await?;
        self.forget(name).await;
        writing.done();
        Ok(())
    }

    async fn clear_expired(&self, now: OffsetDateTime) -> Result<Cleared, EngineError> {
        self.database.clear_expired(now).await
    }

    /// The database is what counts.
    async fn check(&self) -> Result<(), EngineError> {
        self.database.check().await
    }

    /// Each fault is shown at its own place.
    async fn inspect(&self, key: &SessionKey) -> Found {
        if !key.is_drawn() {
            return Ok(None);
        }
        let cache = Box::new(entry(&*self.cache, self.name_of(key)).await);
        Ok(Some(Lying::Both { cache, database: Box::new(self.database.inspect(key).await) }))
    }
}
