//! The `cached_db` engine: the database is the truth, and a cache in front of
//! it answers most reads (D11 to D13). Without the cache everything goes on,
//! only slower.
//!
//! After an acknowledged change or end, no process serves an older state for
//! longer than a second, whatever dies (H11):
//!
//! - A write puts a marker into the cache, then writes the database, then puts a
//!   copy in the marker's place. Where it stops in between, the marker stays and
//!   readers go to the database (see [`super::cache_entry`]).
//! - A write that can't put its marker raises an epoch in the database, in the
//!   same transaction. The epoch is part of the name of each entry, so that all
//!   processes leave all entries behind (see [`super::cache_epoch`]).
//! - The instance of the cache server is part of the name too. An entry that
//!   comes back with an older snapshot has a name that nobody asks for.
//! - A process reads epoch and instance again before they are a second old (see
//!   [`super::lease`]).

#[cfg(test)]
mod tests;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use time::OffsetDateTime;

use super::{
    Cleared, DbEngine, Engine, EngineError, InspectResult, RawRecord, Replace,
    breaker::Breaker,
    cache::entry,
    cache_entry::NewEntry,
    cache_epoch::EpochRule,
    lease::{Lease, Leases, Wrap},
};
use crate::{
    caches::{Cache, CacheError, Swap},
    sessions::{clock::Clock, codec, key::SessionKey, record::Record},
};

/// How long a marker is kept: far longer than any request takes. No copy is
/// kept for less: a slow reader could put back what it replaced.
const MARKER_TTL: Duration = Duration::from_secs(300);

/// How long a copy is kept at the most. Copies of earlier epochs take room until
/// then.
const MAX_COPY_TTL: Duration = Duration::from_secs(3_600);

/// How often a write begins again when the epoch changes meanwhile, before it
/// raises the epoch itself.
const ATTEMPTS: usize = 3;

/// Keeps sessions in a database, and copies of them in a cache.
pub struct CachedDbEngine {
    /// Reads, and writes of what no cache can know.
    database: Arc<dyn Engine>,
    /// Writes that raise the epoch.
    raising: Arc<dyn Engine>,
    leases: Leases,
    cache: Arc<dyn Cache>,
    prefix: String,
    clock: Clock,
    breaker: Breaker,
}

/// A change of a session that exists.
#[derive(Clone, Copy)]
enum Write<'a> {
    Replace(&'a Record),
    Touch(&'a Record),
    Delete,
}

impl CachedDbEngine {
    /// Over a database that has been migrated. Names of entries begin with
    /// `prefix`.
    pub fn new(database: DbEngine, cache: Arc<dyn Cache>, prefix: impl Into<String>, clock: Clock) -> Self {
        Self::with_wrapped_database(database, Arc::new(|engine| Arc::new(engine)), cache, prefix, clock)
    }

    /// Calls the database through what `wrap` returns, so that somebody can see
    /// the calls.
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
            breaker: Breaker::default(),
        }
    }

    /// `None` if the cache can't be used now.
    async fn lease(&self) -> Option<Arc<Lease>> {
        self.leases.get(&*self.cache, &self.breaker).await
    }

    fn name_of(&self, key: &SessionKey, lease: &Lease) -> String {
        format!("{}{}{}", self.prefix, key.as_str(), lease.suffix)
    }

    /// Puts a copy of what was read from the database into the cache, where
    /// `present` was found before.
    async fn remember(&self, name: &str, record: &Record, present: Option<&str>) {
        let Ok(copy) = NewEntry::copy(record) else { return };
        let expected = match present.map(|present| copy.recognize(present)) {
            Some(None) => return,
            Some(Some(beginning)) => Some(beginning.to_owned()),
            None => None,
        };
        self.put(name, &copy, expected, self.ttl(record)).await;
    }

    /// Puts an entry in the place of one that begins as expected, of an older
    /// one or of none. Returns whether the cache has it now, or a newer one.
    async fn put(&self, name: &str, new: &NewEntry, expected: Option<String>, ttl: Duration) -> bool {
        self.breaker.note(self.put_newer(name, new, expected, ttl).await).is_some()
    }

    async fn put_newer(
        &self,
        name: &str,
        new: &NewEntry,
        mut expected: Option<String>,
        ttl: Duration,
    ) -> Result<(), CacheError> {
        loop {
            let present = match &expected {
                Some(beginning) => match self.cache.swap(name, beginning, new.text(), ttl).await? {
                    Swap::Swapped => return Ok(()),
                    Swap::Missing => None,
                    Swap::Conflict(present) => Some(present),
                },
                None if self.cache.add(name, new.text(), ttl).await? => return Ok(()),
                None => self.cache.get(name).await?,
            };
            expected = match present.as_deref().map(|present| new.recognize(present)) {
                None => None,
                Some(Some(beginning)) => Some(beginning.to_owned()),
                Some(None) => return Ok(()),
            };
        }
    }

    /// Puts the marker of a write into the cache. Returns whether it is there.
    async fn mark(&self, name: &str, write: Write<'_>) -> bool {
        let expected = match write {
            Write::Replace(record) | Write::Touch(record) => Some(codec::prefix(record.version)),
            // Nothing stays in its place.
            Write::Delete => return self.mark_deleted(name).await,
        };
        self.put(name, &write.marker(), expected, MARKER_TTL).await
    }

    async fn mark_deleted(&self, name: &str) -> bool {
        let marked = self.cache.set(name, NewEntry::deleted().text(), MARKER_TTL).await;
        self.breaker.note(marked).is_some()
    }

    /// After a write: puts into the cache what the database has now. If that
    /// fails, the marker is still there.
    async fn publish(&self, name: &str, write: Write<'_>, outcome: &Replace) {
        let (copy, record) = match (outcome, write) {
            (Replace::Replaced(_), Write::Replace(record)) => {
                let record = Record { version: record.version + 1, ..record.clone() };
                (NewEntry::copy(&record), record)
            }
            (Replace::Replaced(_), Write::Touch(record)) => (NewEntry::touched(record), record.clone()),
            (Replace::Conflict(newer), _) => (NewEntry::copy(newer), newer.clone()),
            (Replace::Gone, Write::Replace(_) | Write::Touch(_)) => {
                self.mark_deleted(name).await;
                return;
            }
            (_, Write::Delete) => return,
        };
        let Ok(copy) = copy else { return };
        let marker = write.marker();
        let put = self.put_newer(name, &copy, Some(marker.text().to_owned()), self.ttl(&record)).await;
        match put {
            // A server that takes less than others do may have removed the marker.
            Err(CacheError::TooLarge { .. }) => {
                self.put(name, &NewEntry::marker(record.version), None, MARKER_TTL).await;
            }
            put => drop(self.breaker.note(put)),
        }
    }

    async fn write(&self, key: &SessionKey, write: Write<'_>) -> Result<Replace, EngineError> {
        for _ in 0..ATTEMPTS {
            let Some(lease) = self.lease().await else { break };
            let name = self.name_of(key, &lease);
            if !self.mark(&name, write).await {
                break;
            }
            match write.make(&*lease.database, key).await {
                Err(EngineError::CacheEpochChanged) => self.leases.drop_lease(),
                Err(error) => return Err(error),
                Ok(outcome) => {
                    self.publish(&name, write, &outcome).await;
                    return Ok(outcome);
                }
            }
        }
        let outcome = write.make(&*self.raising, key).await;
        self.leases.drop_lease();
        outcome
    }

    fn ttl(&self, record: &Record) -> Duration {
        let left = (record.expire_date - self.clock.now()).try_into().unwrap_or(Duration::ZERO);
        left.clamp(MARKER_TTL, MAX_COPY_TTL)
    }
}

/// Returns the record in an entry; the database has what can't be read there.
fn readable(entry: &str) -> Option<Record> {
    let log = |error: &EngineError| log::warn!("an entry of the cache is passed over: {error}");
    codec::read(entry).inspect_err(log).ok()
}

impl Write<'_> {
    fn marker(self) -> NewEntry {
        match self {
            Self::Replace(record) => NewEntry::marker(record.version + 1),
            Self::Touch(record) => NewEntry::touch_marker(record),
            Self::Delete => NewEntry::deleted(),
        }
    }

    async fn make(self, database: &dyn Engine, key: &SessionKey) -> Result<Replace, EngineError> {
        match self {
            Self::Replace(record) => database.replace(key, record).await,
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
        // The lease is older than what the database will say: a copy of that may
        // be too old for a later epoch, but it is not put there.
        let Some(lease) = self.lease().await else { return self.database.load(key).await };
        let (name, now) = (self.name_of(key, &lease), self.clock.now());
        let present = self.breaker.note(self.cache.get(&name).await);
        let cached = present.as_ref().and_then(|present| readable(present.as_deref()?));
        // Of one that is over the database knows whether it has been cleared.
        if let Some(record) = cached.filter(|record| !record.is_expired(now)) {
            return Ok(Some(record));
        }
        let record = self.database.load(key).await?;
        if let (Some(present), Some(record)) = (present, &record)
            && !record.is_expired(now)
        {
            self.remember(&name, record, present.as_deref()).await;
        }
        Ok(record)
    }

    /// Nobody knows the key before it is returned: no marker is needed, and a
    /// copy that can't be put is not missed.
    async fn create(&self, record: &Record) -> Result<SessionKey, EngineError> {
        let lease = self.lease().await;
        let key = self.database.create(record).await?;
        if let Some(lease) = lease {
            let first = Record { version: 1, ..record.clone() };
            self.remember(&self.name_of(&key, &lease), &first, None).await;
        }
        Ok(key)
    }

    async fn replace(&self, key: &SessionKey, record: &Record) -> Result<Replace, EngineError> {
        self.write(key, Write::Replace(record)).await
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

    /// The database is what counts.
    async fn check(&self) -> Result<(), EngineError> {
        self.database.check().await
    }

    /// Each fault is shown at its own place.
    async fn inspect(&self, key: &SessionKey) -> InspectResult {
        if !key.is_well_formed() {
            return Ok(None);
        }
        let cache = match self.lease().await {
            Some(lease) => entry(&*self.cache, self.name_of(key, &lease)).await,
            None => Err(EngineError::Unavailable("the cache is not used at the moment".to_owned())),
        };
        Ok(Some(RawRecord::Both {
            cache: Box::new(cache),
            database: Box::new(self.database.inspect(key).await),
        }))
    }
}
