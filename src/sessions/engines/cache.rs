//! The `cache` engine: stores sessions only in a cache (D6 to D10). It is fast, but a
//! session is lost when the cache is full or restarts. While the cache does not respond, a
//! circuit breaker lets requests fail at once.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use time::OffsetDateTime;

use super::{
    Cleared, Engine, EngineError, InspectResult, RawRecord, Readiness, Replace, breaker_cache::BreakerCache,
    readiness,
};
use crate::{
    caches::{Cache, CacheError, Swap},
    sessions::{clock::Clock, codec, key::SessionKey, record::Record},
};

/// Stores sessions in a cache.
pub struct CacheEngine {
    cache: BreakerCache,
    prefix: String,
    clock: Clock,
}

impl CacheEngine {
    /// Returns an engine whose cache keys begin with `prefix`.
    pub fn new(cache: Arc<dyn Cache>, prefix: impl Into<String>, clock: Clock) -> Self {
        Self { cache: BreakerCache::new(cache), prefix: prefix.into(), clock }
    }

    /// Returns the cache key of a session.
    fn cache_key(&self, key: &SessionKey) -> String {
        format!("{}{}", self.prefix, key.as_str())
    }

    fn ttl(&self, record: &Record) -> Duration {
        (record.expire_date - self.clock.now()).try_into().unwrap_or(Duration::ZERO)
    }

    /// Stores `next` if the entry has the version `expected`.
    async fn swap(&self, key: &SessionKey, expected: i64, next: &Record) -> Result<Replace, EngineError> {
        let (text, ttl) = (codec::write(next)?, self.ttl(next));
        match self.cache.swap(&self.cache_key(key), &codec::prefix(expected), &text, ttl).await? {
            Swap::Swapped => Ok(Replace::Replaced(key.clone())),
            Swap::Conflict(current) => codec::read(&current).map(Replace::Conflict),
            Swap::Missing => Ok(Replace::Gone),
        }
    }
}

#[async_trait]
impl Engine for CacheEngine {
    fn name(&self) -> &'static str {
        "cache"
    }

    async fn load(&self, key: &SessionKey) -> Result<Option<Record>, EngineError> {
        if !key.is_well_formed() {
            return Ok(None);
        }
        let text = self.cache.get(&self.cache_key(key)).await?;
        text.map(|text| codec::read(&text)).transpose()
    }

    async fn create(&self, record: &Record) -> Result<SessionKey, EngineError> {
        let text = codec::write(record)?;
        loop {
            let key = SessionKey::random();
            if self.cache.add(&self.cache_key(&key), &text, self.ttl(record)).await? {
                return Ok(key);
            }
        }
    }

    async fn replace(&self, key: &SessionKey, expected: i64, next: &Record) -> Result<Replace, EngineError> {
        self.swap(key, expected, next).await
    }

    async fn touch(&self, key: &SessionKey, record: &Record) -> Result<Replace, EngineError> {
        self.swap(key, record.version, record).await
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), EngineError> {
        Ok(self.cache.delete(&self.cache_key(key)).await?)
    }

    /// A cache removes expired entries itself.
    async fn clear_expired(&self, _: OffsetDateTime) -> Result<Cleared, EngineError> {
        Ok(Cleared::NotNeeded)
    }

    async fn check(&self) -> Result<(), EngineError> {
        Ok(self.cache.check().await?)
    }

    async fn check_readiness(&self, _: OffsetDateTime) -> Result<Readiness, EngineError> {
        Ok(readiness::check_cache(&self.cache, |key| self.cache_key(key)).await?)
    }

    async fn inspect(&self, key: &SessionKey) -> InspectResult {
        if key.is_well_formed() { raw_entry(&self.cache, self.cache_key(key)).await } else { Ok(None) }
    }
}

/// Returns the entry of a cache under `name`.
pub(super) async fn raw_entry(cache: &dyn Cache, name: String) -> InspectResult {
    let Some(text) = cache.get(&name).await? else { return Ok(None) };
    let time_to_live = cache.time_to_live(&name).await?;
    Ok(Some(RawRecord::Entry { backend: cache.backend(), name, text, time_to_live }))
}

impl From<CacheError> for EngineError {
    fn from(error: CacheError) -> Self {
        match error {
            CacheError::Unavailable(reason) | CacheError::Refused(reason) => Self::Unavailable(reason),
            CacheError::TooLarge { bytes, limit } => Self::TooLarge { bytes, limit },
        }
    }
}
