//! An engine whose calls are noted.

use std::sync::Arc;

use async_trait::async_trait;
use time::OffsetDateTime;

use super::{Ended, Outcome, noted};
use crate::sessions::{
    codec,
    engines::{Cleared, DbEngine, Engine, EngineError, InspectResult, Replace},
    key::SessionKey,
    record::Record,
};

/// Does what the engine inside does, and notes it.
pub struct WatchedEngine {
    inner: Arc<dyn Engine>,
}

impl WatchedEngine {
    /// Around an engine.
    pub fn new(inner: Arc<dyn Engine>) -> Self {
        Self { inner }
    }

    /// Around the database behind a cache.
    pub fn around_database(database: DbEngine) -> Arc<dyn Engine> {
        Arc::new(Self::new(Arc::new(database)))
    }
}

#[async_trait]
impl Engine for WatchedEngine {
    fn name(&self) -> &'static str {
        self.inner.name()
    }

    async fn load(&self, key: &SessionKey) -> Result<Option<Record>, EngineError> {
        let ended = |answer: &Result<Option<Record>, EngineError>| Ended {
            key: Some(key.clone()),
            ..match answer {
                Ok(Some(record)) => of_record(Outcome::Hit, record),
                Ok(None) => Ended::with(Outcome::Miss),
                Err(error) => failed(error),
            }
        };
        noted(self.name(), "load", self.inner.load(key), ended).await
    }

    async fn create(&self, record: &Record) -> Result<SessionKey, EngineError> {
        let ended = |answer: &Result<SessionKey, EngineError>| match answer {
            Ok(key) => Ended { key: Some(key.clone()), ..of_record(Outcome::Stored, record) },
            Err(error) => failed(error),
        };
        noted(self.name(), "create", self.inner.create(record), ended).await
    }

    async fn replace(&self, key: &SessionKey, record: &Record) -> Result<Replace, EngineError> {
        let ended = |answer: &Result<Replace, EngineError>| written(key, record, answer);
        noted(self.name(), "replace", self.inner.replace(key, record), ended).await
    }

    async fn touch(&self, key: &SessionKey, record: &Record) -> Result<Replace, EngineError> {
        let ended = |answer: &Result<Replace, EngineError>| written(key, record, answer);
        noted(self.name(), "touch", self.inner.touch(key, record), ended).await
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), EngineError> {
        let ended = |answer: &Result<(), EngineError>| Ended {
            key: Some(key.clone()),
            ..answer.as_ref().map_or_else(failed, |()| Ended::with(Outcome::Done))
        };
        noted(self.name(), "delete", self.inner.delete(key), ended).await
    }

    async fn clear_expired(&self, now: OffsetDateTime) -> Result<Cleared, EngineError> {
        self.inner.clear_expired(now).await
    }

    async fn check(&self) -> Result<(), EngineError> {
        self.inner.check().await
    }

    async fn inspect(&self, key: &SessionKey) -> InspectResult {
        self.inner.inspect(key).await
    }
}

fn written(key: &SessionKey, record: &Record, answer: &Result<Replace, EngineError>) -> Ended {
    match answer {
        Ok(Replace::Replaced(key)) => Ended { key: Some(key.clone()), ..of_record(Outcome::Stored, record) },
        Ok(Replace::Conflict(newer)) => {
            Ended { key: Some(key.clone()), ..of_record(Outcome::Conflict, newer) }
        }
        Ok(Replace::Gone) => Ended { key: Some(key.clone()), ..Ended::with(Outcome::Gone) },
        Err(error) => failed(error),
    }
}

fn of_record(outcome: Outcome, record: &Record) -> Ended {
    let text = codec::write(record).ok().map(Into::into);
    Ended { outcome, bytes: record.data.bytes(), key: None, text }
}

fn failed(error: &EngineError) -> Ended {
    Ended::with(Outcome::Failed(error.to_string()))
}
