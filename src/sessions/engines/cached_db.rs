//! The `cached_db` engine: stores sessions in a database, and copies of them in a cache,
//! which serves most reads (D11 to D13). When the cache fails, the database serves all
//! calls, only slower.
//!
//! After a change or a deletion has been acknowledged, no process serves an older state
//! for longer than a second, whatever process or server fails (H11):
//!
//! - A write puts a marker into the cache, writes the database, and replaces the marker
//!   with a copy. If it stops before the last step, the marker stays, and readers load
//!   from the database (see [`super::cache_entry`]).
//! - A write that can't put its marker into the cache raises an epoch in the database, in
//!   the same transaction. The epoch is part of the name of each entry, so no process
//!   uses the old entries any more (see [`super::cache_epoch`]).
//! - The instance of the cache server is part of the name too. An entry that a restarted
//!   server reads from an old snapshot has a name that no process uses.
//! - A process reads epoch and instance again before they are a second old (see
//!   [`super::lease`]).

#[cfg(test)]
mod tests;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use time::OffsetDateTime;

use super::{
    Cleared, DbEngine, Engine, EngineError, InspectResult, RawRecord, Readiness, Replace,
    breaker::{CACHE_BEFORE_DATABASE, CircuitBreaker},
    cache::raw_entry,
    cache_entry::{self, NewEntry},
    cache_epoch::EpochRule,
    lease::{Lease, Leases, Wrap},
    readiness,
};
use crate::{
    caches::{Cache, CacheError, Swap},
    sessions::{clock::Clock, codec, key::SessionKey, record::Record},
};

/// The time to live of a marker, much longer than any request takes. No copy has a
/// shorter one: after its expiry a slow reader could store the copy that it replaced.
const MARKER_TTL: Duration = Duration::from_secs(300);

/// The longest time to live of a copy. Copies of earlier epochs use memory until then.
const MAX_COPY_TTL: Duration = Duration::from_secs(3_600);

/// The most attempts of a write under the current epoch. After them the write raises the
/// epoch itself.
const ATTEMPTS: usize = 3;

/// How the engine is degraded while the cache fails.
const WITHOUT_CACHE: &str = "without its cache";

/// Stores sessions in a database, and copies of them in a cache.
pub struct CachedDbEngine {
    /// For reads, and for the creation of sessions, which needs no marker.
    database: Arc<dyn Engine>,
    /// For writes that raise the epoch.
    raising: Arc<dyn Engine>,
    leases: Leases,
    cache: Arc<dyn Cache>,
    prefix: String,
    clock: Clock,
    breaker: CircuitBreaker,
}

/// A write to an existing session.
#[derive(Clone, Copy)]
enum Write<'a> {
    Replace { expected: i64, next: &'a Record },
    Touch(&'a Record),
    Delete,
}

impl CachedDbEngine {
    /// Returns an engine over a migrated database. The names of its cache entries begin
    /// with `prefix`.
    pub fn new(database: DbEngine, cache: Arc<dyn Cache>, prefix: impl Into<String>, clock: Clock) -> Self {
        Self::with_wrapped_database(database, Arc::new(|engine| Arc::new(engine)), cache, prefix, clock)
    }

    /// Returns an engine that calls the database through the wrapper that `wrap` returns,
    /// for example to trace the calls.
    pub fn with_wrapped_database(
        database: DbEngine,
        wrap: Wrap,
        cache: Arc<dyn Cache>,
        prefix: impl Into<String>,
        clock: Clock,
    ) -> Self {
        Self {
            raising: wrap(database.with_epoch(EpochRule::Raise)),
            database: wrap(database.clone()),
            leases: Leases::new(database, wrap),
            cache,
            prefix: prefix.into(),
            clock,
            breaker: CircuitBreaker::new(CACHE_BEFORE_DATABASE),
        }
    }

    /// Returns the current lease, or `None` if the cache can't be used now.
    async fn lease(&self) -> Option<Arc<Lease>> {
        self.leases.get(&*self.cache, &self.breaker).await
    }

    /// Returns the name of a session's cache entry.
    fn entry_name(&self, key: &SessionKey, lease: &Lease) -> String {
        format!("{}{}{}", self.prefix, key.as_str(), lease.suffix)
    }

    /// Stores a copy of a record from the database in the cache. `current` is the entry
    /// that was found there before the database was read.
    async fn store_copy(&self, name: &str, record: &Record, current: Option<&str>) {
        let Ok(copy) = NewEntry::copy(record) else { return };
        let expected = match current.map(|current| copy.prefix_to_replace(current)) {
            Some(None) => return,
            Some(Some(prefix)) => Some(prefix.to_owned()),
            None => None,
        };
        self.store(name, &copy, expected, self.ttl(record)).await;
    }

    /// Stores an entry unless the cache has a newer one. `expected` is the prefix of the
    /// entry that is probably there. Returns whether the cache has the entry, or a newer
    /// one, now.
    async fn store(&self, name: &str, new: &NewEntry, expected: Option<String>, ttl: Duration) -> bool {
        self.breaker.record(self.store_if_newer(name, new, expected, ttl).await).is_some()
    }

    /// Repeats the compare-and-swap until the cache has the entry or a newer one.
    async fn store_if_newer(
        &self,
        name: &str,
        new: &NewEntry,
        mut expected: Option<String>,
        ttl: Duration,
    ) -> Result<(), CacheError> {
        loop {
            let current = match &expected {
                Some(prefix) => match self.cache.swap(name, prefix, new.text(), ttl).await? {
                    Swap::Swapped => return Ok(()),
                    Swap::Missing => None,
                    Swap::Conflict(current) => Some(current),
                },
                None if self.cache.add(name, new.text(), ttl).await? => return Ok(()),
                None => self.cache.get(name).await?,
            };
            expected = match current.as_deref().map(|current| new.prefix_to_replace(current)) {
                None => None,
                Some(Some(prefix)) => Some(prefix.to_owned()),
                Some(None) => return Ok(()),
            };
        }
    }

    /// Puts the marker of a write into the cache. Returns whether it is there.
    async fn put_marker(&self, name: &str, write: Write<'_>) -> bool {
        let expected = match write {
            Write::Replace { expected, .. } => Some(codec::prefix(expected)),
            Write::Touch(record) => Some(codec::prefix(record.version)),
            // The marker of a deletion replaces every entry.
            Write::Delete => return self.put_deletion_marker(name).await,
        };
        self.store(name, &write.marker(), expected, MARKER_TTL).await
    }

    /// Puts the marker of a deletion into the cache. Returns whether it is there.
    async fn put_deletion_marker(&self, name: &str) -> bool {
        let marked = self.cache.set(name, NewEntry::deleted().text(), MARKER_TTL).await;
        self.breaker.record(marked).is_some()
    }

    /// Replaces the marker of a write with a copy of the record that the database has now.
    /// If that fails, the marker stays.
    async fn replace_marker(&self, name: &str, write: Write<'_>, outcome: &Replace) {
        let (copy, record) = match (outcome, write) {
            (Replace::Replaced(_), Write::Replace { next, .. }) => (NewEntry::copy(next), next),
            (Replace::Replaced(_), Write::Touch(record)) => (NewEntry::touched(record), record),
            (Replace::Conflict(newer), _) => (NewEntry::copy(newer), newer),
            (Replace::Gone, Write::Replace { .. } | Write::Touch(_)) => {
                self.put_deletion_marker(name).await;
                return;
            }
            (_, Write::Delete) => return,
        };
        let Ok(copy) = copy else { return };
        let marker = write.marker();
        let stored = self.store_if_newer(name, &copy, Some(marker.text().to_owned()), self.ttl(record)).await;
        match stored {
            // A Memcached server with a small item limit has deleted the marker.
            Err(CacheError::TooLarge { .. }) => {
                self.store(name, &NewEntry::marker(record.version), None, MARKER_TTL).await;
            }
            stored => drop(self.breaker.record(stored)),
        }
    }

    /// Writes to the cache and the database under one epoch. Without the cache, or after
    /// too many attempts, writes only the database and raises the epoch.
    async fn write(&self, key: &SessionKey, write: Write<'_>) -> Result<Replace, EngineError> {
        for _ in 0..ATTEMPTS {
            let Some(lease) = self.lease().await else { break };
            let name = self.entry_name(key, &lease);
            if !self.put_marker(&name, write).await {
                break;
            }
            match write.apply(&*lease.database, key).await {
                Err(EngineError::CacheEpochChanged) => self.leases.invalidate(),
                Err(error) => return Err(error),
                Ok(outcome) => {
                    self.replace_marker(&name, write, &outcome).await;
                    return Ok(outcome);
                }
            }
        }
        let outcome = write.apply(&*self.raising, key).await;
        self.leases.invalidate();
        outcome
    }

    /// Returns the time to live of a copy.
    fn ttl(&self, record: &Record) -> Duration {
        let left = (record.expire_date - self.clock.now()).try_into().unwrap_or(Duration::ZERO);
        left.clamp(MARKER_TTL, MAX_COPY_TTL)
    }
}

/// Returns the record in an entry, or `None` if the entry is a marker or can't be read; the
/// caller then loads from the database.
fn parse(entry: &str) -> Option<Record> {
    let log = |error: &EngineError| log::warn!("an entry of the cache is ignored: {error}");
    cache_entry::read_copy(entry).inspect_err(log).ok().flatten()
}

impl Write<'_> {
    /// Returns the marker of this write.
    fn marker(self) -> NewEntry {
        match self {
            Self::Replace { next, .. } => NewEntry::marker(next.version),
            Self::Touch(record) => NewEntry::touch_marker(record),
            Self::Delete => NewEntry::deleted(),
        }
    }

    /// Makes this write in the database.
    async fn apply(self, database: &dyn Engine, key: &SessionKey) -> Result<Replace, EngineError> {
        match self {
            Self::Replace { expected, next } => database.replace(key, expected, next).await,
            Self::Touch(record) => database.touch(key, record).await,
            Self::Delete => database.delete(key).await.map(|()| Replace::Gone),
        }
    }
}

#[async_trait]
impl Engine for CachedDbEngine {
    fn name(&self) -> &'static str {
        "cached_db"
    }

    async fn load(&self, key: &SessionKey) -> Result<Option<Record>, EngineError> {
        if !key.is_well_formed() {
            return Ok(None);
        }
        // The lease is read before the database. So the copy of a record that a write
        // under a later epoch has replaced can't get the name of that epoch.
        let Some(lease) = self.lease().await else { return self.database.load(key).await };
        let (name, now) = (self.entry_name(key, &lease), self.clock.now());
        let entry = self.breaker.record(self.cache.get(&name).await);
        let cached = entry.as_ref().and_then(|entry| parse(entry.as_deref()?));
        // Only the database knows whether an expired session has been cleared.
        if let Some(record) = cached.filter(|record| !record.is_expired(now)) {
            return Ok(Some(record));
        }
        let record = self.database.load(key).await?;
        if let (Some(entry), Some(record)) = (entry, &record)
            && !record.is_expired(now)
        {
            self.store_copy(&name, record, entry.as_deref()).await;
        }
        Ok(record)
    }

    /// Creates a session in the database and stores a copy. No other request can know the
    /// key yet, so no marker is needed, and a copy that can't be stored does no harm.
    async fn create(&self, record: &Record) -> Result<SessionKey, EngineError> {
        let lease = self.lease().await;
        let key = self.database.create(record).await?;
        if let Some(lease) = lease {
            self.store_copy(&self.entry_name(&key, &lease), record, None).await;
        }
        Ok(key)
    }

    async fn replace(&self, key: &SessionKey, expected: i64, next: &Record) -> Result<Replace, EngineError> {
        self.write(key, Write::Replace { expected, next }).await
    }

    async fn touch(&self, key: &SessionKey, record: &Record) -> Result<Replace, EngineError> {
        self.write(key, Write::Touch(record)).await
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), EngineError> {
        self.write(key, Write::Delete).await.map(drop)
    }

    async fn clear_expired(&self, now: OffsetDateTime) -> Result<Cleared, EngineError> {
        self.database.clear_expired(now).await
    }

    /// Checks the database. The engine works without the cache.
    async fn check(&self) -> Result<(), EngineError> {
        self.database.check().await
    }

    /// Checks the database, and the cache, without which the engine is slower.
    async fn check_readiness(&self, now: OffsetDateTime) -> Result<Readiness, EngineError> {
        self.database.check_readiness(now).await?;
        let Some(lease) = self.lease().await else { return Ok(Readiness::Degraded(WITHOUT_CACHE)) };
        let cache = readiness::check_cache(&*self.cache, |key| self.entry_name(key, &lease)).await;
        Ok(cache.unwrap_or_else(|error| {
            log::debug!("cached_db is degraded: {error}");
            Readiness::Degraded(WITHOUT_CACHE)
        }))
    }

    /// Returns the entry and the row, each with its own error.
    async fn inspect(&self, key: &SessionKey) -> InspectResult {
        if !key.is_well_formed() {
            return Ok(None);
        }
        let cache = match self.lease().await {
            Some(lease) => raw_entry(&*self.cache, self.entry_name(key, &lease)).await,
            None => Err(EngineError::Unavailable("the cache is not in use now".to_owned())),
        };
        Ok(Some(RawRecord::Both {
            cache: Box::new(cache),
            database: Box::new(self.database.inspect(key).await),
        }))
    }
}
