//! The `cached_db` engine: the database is the truth, and a cache in front of
//! it answers most reads (D11 to D13). A write goes to the database first and
//! then to the cache; without the cache everything goes on, only slower.
//!
//! The cache must never end older than the database, however two requests
//! cross. So nothing in it is replaced by a lower version; a deleted session
//! leaves a tombstone there, past which a slow reader can't put back what it
//! read before; and a key whose entry could not be brought up to date while the
//! cache was away is not asked there again before the entry is gone.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use time::OffsetDateTime;

use super::{Cleared, DbEngine, Engine, EngineError, Replace, breaker::Breaker};
use crate::{
    caches::{Cache, CacheError, Swap},
    sessions::{clock::Clock, key::SessionKey, record::Record, text},
};

/// How long a tombstone stands: far longer than any request takes.
const TOMBSTONE: Duration = Duration::from_secs(300);

/// No record gets past it.
const TOMBSTONE_VERSION: i64 = i64::MAX;

/// The most keys that are remembered as out of date.
const MOST_STALE: usize = 100_000;

/// Keeps sessions in a database, and copies of them in a cache.
pub struct CachedDbEngine {
    database: DbEngine,
    cache: Arc<dyn Cache>,
    prefix: String,
    clock: Clock,
    breaker: Breaker,
    /// Keys whose entries in the cache may be older than the database.
    stale: Mutex<HashSet<String>>,
}

impl CachedDbEngine {
    /// Copies lie under keys that begin with `prefix`.
    pub fn new(database: DbEngine, cache: Arc<dyn Cache>, prefix: impl Into<String>, clock: Clock) -> Self {
        Self {
            database,
            cache,
            prefix: prefix.into(),
            clock,
            breaker: Breaker::default(),
            stale: Mutex::default(),
        }
    }

    fn name_of(&self, key: &SessionKey) -> String {
        format!("{}{}", self.prefix, key.as_str())
    }

    /// The record as the cache has it. Every fault of the cache is a miss.
    async fn cached(&self, key: &SessionKey) -> Option<Record> {
        if !self.is_usable().await {
            return None;
        }
        let name = self.name_of(key);
        let text = self.breaker.note(self.cache.get(&name).await)??;
        match text::read(&text) {
            Ok(record) => Some(record),
            Err(error) => {
                log::warn!("an entry of the cache can't be read, the database is asked: {error}");
                self.breaker.note(self.cache.delete(&name).await);
                None
            }
        }
    }

    /// Puts a record into the cache, unless something newer is there.
    async fn remember(&self, key: &SessionKey, record: &Record) {
        let name = self.name_of(key);
        let stored = match self.is_usable().await {
            true => self.breaker.note(self.put_newer(&name, record).await),
            false => None,
        };
        if stored.is_none() {
            self.mark_stale(name);
        }
    }

    async fn put_newer(&self, name: &str, record: &Record) -> Result<(), CacheError> {
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
                    Ok(present) => expected = present.version,
                    Err(_) => self.cache.delete(name).await?,
                },
            }
        }
    }

    /// Leaves a tombstone in the cache.
    async fn forget(&self, key: &SessionKey) {
        let name = self.name_of(key);
        let tombstone = Record::tombstone(TOMBSTONE_VERSION, OffsetDateTime::UNIX_EPOCH);
        let Ok(text) = text::write(&tombstone) else { return };
        let stored = match self.is_usable().await {
            true => self.breaker.note(self.cache.set(&name, &text, TOMBSTONE).await),
            false => None,
        };
        if stored.is_none() {
            self.mark_stale(name);
        }
    }

    /// Whether the cache may be asked: it answered lately, and what went out of
    /// date while it did not has been removed from it.
    async fn is_usable(&self) -> bool {
        if !self.breaker.allows() {
            return false;
        }
        loop {
            let Some(name) = self.stale().iter().next().cloned() else { return true };
            if self.breaker.note(self.cache.delete(&name).await).is_none() {
                return false;
            }
            self.stale().remove(&name);
        }
    }

    fn mark_stale(&self, name: String) {
        let mut stale = self.stale();
        if stale.len() < MOST_STALE {
            stale.insert(name);
        } else {
            self.breaker.give_up();
        }
    }

    fn stale(&self) -> std::sync::MutexGuard<'_, HashSet<String>> {
        self.stale.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn time_to_live(&self, record: &Record) -> Duration {
        (record.expire_date - self.clock.now()).try_into().unwrap_or(Duration::ZERO)
    }
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
        if let Some(record) = self.cached(key).await {
            return Ok(Some(record).filter(|record| record.version != TOMBSTONE_VERSION));
        }
        let record = self.database.load(key).await?;
        if let Some(record) = &record {
            self.remember(key, record).await;
        }
        Ok(record)
    }

    async fn create(&self, record: &Record) -> Result<SessionKey, EngineError> {
        let key = self.database.create(record).await?;
        self.remember(&key, &Record { version: 1, ..record.clone() }).await;
        Ok(key)
    }

    async fn replace(&self, key: &SessionKey, record: &Record) -> Result<Replace, EngineError> {
        let outcome = self.database.replace(key, record).await?;
        match &outcome {
            Replace::Replaced(key) => {
                self.remember(key, &Record { version: record.version + 1, ..record.clone() }).await;
            }
            Replace::Conflict(newer) => self.remember(key, newer).await,
            Replace::Gone => self.forget(key).await,
        }
        Ok(outcome)
    }

    async fn touch(&self, key: &SessionKey, record: &Record) -> Result<Replace, EngineError> {
        let outcome = self.database.touch(key, record).await?;
        match &outcome {
            Replace::Replaced(key) => self.remember(key, record).await,
            Replace::Conflict(newer) => self.remember(key, newer).await,
            Replace::Gone => self.forget(key).await,
        }
        Ok(outcome)
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), EngineError> {
        self.database.delete(key).await?;
        self.forget(key).await;
        Ok(())
    }

    async fn clear_expired(&self, now: OffsetDateTime) -> Result<Cleared, EngineError> {
        self.database.clear_expired(now).await
    }

    /// The database is what counts.
    async fn check(&self) -> Result<(), EngineError> {
        self.database.check().await
    }
}
