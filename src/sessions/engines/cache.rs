//! The `cache` engine: sessions in a cache and nowhere else (D6 to D10). Fast,
//! and gone when the cache is full or starts again.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use time::OffsetDateTime;

use super::{Cleared, Engine, EngineError, InspectResult, RawRecord, Replace};
use crate::{
    caches::{Cache, CacheError, Swap},
    sessions::{clock::Clock, codec, key::SessionKey, record::Record},
};

/// Keeps sessions in a cache.
pub struct CacheEngine {
    cache: Arc<dyn Cache>,
    prefix: String,
    clock: Clock,
}

impl CacheEngine {
    /// Under keys that begin with `prefix`.
    pub fn new(cache: Arc<dyn Cache>, prefix: impl Into<String>, clock: Clock) -> Self {
        Self { cache, prefix: prefix.into(), clock }
    }

    fn name_of(&self, key: &SessionKey) -> String {
        format!("{}{}", self.prefix, key.as_str())
    }

    fn time_to_live(&self, record: &Record) -> Duration {
        (record.expire_date - self.clock.now()).try_into().unwrap_or(Duration::ZERO)
    }

    /// Puts `record` there as version `next`, if its own version is there now.
    async fn swap(&self, key: &SessionKey, record: &Record, next: i64) -> Result<Replace, EngineError> {
        let (text, lives) = (codec::write_as(record, next)?, self.time_to_live(record));
        match self.cache.swap(&self.name_of(key), &codec::prefix(record.version), &text, lives).await? {
            Swap::Swapped => Ok(Replace::Replaced(key.clone())),
            Swap::Conflict(present) => codec::read(&present).map(Replace::Conflict),
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
        let text = self.cache.get(&self.name_of(key)).await?;
        text.map(|text| codec::read(&text)).transpose()
    }

    async fn create(&self, record: &Record) -> Result<SessionKey, EngineError> {
        let text = codec::write_as(record, 1)?;
        loop {
            let key = SessionKey::random();
            if self.cache.add(&self.name_of(&key), &text, self.time_to_live(record)).await? {
                return Ok(key);
            }
        }
    }

    async fn replace(&self, key: &SessionKey, record: &Record) -> Result<Replace, EngineError> {
        self.swap(key, record, record.version + 1).await
    }

    async fn touch(&self, key: &SessionKey, record: &Record) -> Result<Replace, EngineError> {
        self.swap(key, record, record.version).await
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), EngineError> {
        Ok(self.cache.delete(&self.name_of(key)).await?)
    }

    /// A cache forgets what is over by itself.
    async fn clear_expired(&self, _: OffsetDateTime) -> Result<Cleared, EngineError> {
        Ok(Cleared::NotNeeded)
    }

    async fn check(&self) -> Result<(), EngineError> {
        Ok(self.cache.check().await?)
    }

    async fn inspect(&self, key: &SessionKey) -> InspectResult {
        if key.is_well_formed() { entry(&*self.cache, self.name_of(key)).await } else { Ok(None) }
    }
}

/// What a cache has under that name.
pub(super) async fn entry(cache: &dyn Cache, name: String) -> InspectResult {
    let Some(text) = cache.get(&name).await? else { return Ok(None) };
    let time_to_live = cache.time_to_live(&name).await?;
    Ok(Some(RawRecord::Entry { backend: cache.backend(), name, text, time_to_live }))
}

impl From<CacheError> for EngineError {
    fn from(error: CacheError) -> Self {
        match error {
            CacheError::Unavailable(reason) => Self::Unavailable(reason),
            CacheError::TooLarge { bytes, limit } => Self::TooLarge { bytes, limit },
        }
    }
}
