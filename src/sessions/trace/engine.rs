//! An engine wrapper that records the calls of a request.

use std::sync::Arc;

use async_trait::async_trait;
use time::OffsetDateTime;

use super::{CallResult, Outcome, traced};
use crate::sessions::{
    codec,
    engines::{Cleared, DbEngine, Engine, EngineError, InspectResult, Readiness, Replace},
    key::SessionKey,
    record::Record,
};

/// Forwards each call to the engine inside and records it.
pub struct TracedEngine {
    inner: Arc<dyn Engine>,
}

impl TracedEngine {
    /// Wraps an engine.
    pub fn new(inner: Arc<dyn Engine>) -> Self {
        Self { inner }
    }

    /// Wraps the database behind a cache.
    pub fn over_database(database: DbEngine) -> Arc<dyn Engine> {
        Arc::new(Self::new(Arc::new(database)))
    }
}

#[async_trait]
impl Engine for TracedEngine {
    fn name(&self) -> &'static str {
        self.inner.name()
    }

    async fn load(&self, key: &SessionKey) -> Result<Option<Record>, EngineError> {
        let describe = |result: &Result<Option<Record>, EngineError>| CallResult {
            key: Some(key.clone()),
            ..match result {
                Ok(Some(record)) => of_record(Outcome::Hit, record),
                Ok(None) => CallResult::new(Outcome::Miss),
                Err(error) => failed(error),
            }
        };
        traced(self.name(), "load", self.inner.load(key), describe).await
    }

    async fn create(&self, record: &Record) -> Result<SessionKey, EngineError> {
        let describe = |result: &Result<SessionKey, EngineError>| match result {
            Ok(key) => CallResult { key: Some(key.clone()), ..of_record(Outcome::Stored, record) },
            Err(error) => failed(error),
        };
        traced(self.name(), "create", self.inner.create(record), describe).await
    }

    async fn replace(&self, key: &SessionKey, expected: i64, next: &Record) -> Result<Replace, EngineError> {
        let describe = |result: &Result<Replace, EngineError>| written(key, expected, next, result);
        traced(self.name(), "replace", self.inner.replace(key, expected, next), describe).await
    }

    async fn touch(&self, key: &SessionKey, record: &Record) -> Result<Replace, EngineError> {
        let describe = |result: &Result<Replace, EngineError>| written(key, record.version, record, result);
        traced(self.name(), "touch", self.inner.touch(key, record), describe).await
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), EngineError> {
        let describe = |result: &Result<(), EngineError>| CallResult {
            key: Some(key.clone()),
            ..result.as_ref().map_or_else(failed, |()| CallResult::new(Outcome::Done))
        };
        traced(self.name(), "delete", self.inner.delete(key), describe).await
    }

    async fn clear_expired(&self, now: OffsetDateTime) -> Result<Cleared, EngineError> {
        self.inner.clear_expired(now).await
    }

    async fn check(&self) -> Result<(), EngineError> {
        self.inner.check().await
    }

    async fn check_readiness(&self, now: OffsetDateTime) -> Result<Readiness, EngineError> {
        self.inner.check_readiness(now).await
    }

    async fn inspect(&self, key: &SessionKey) -> InspectResult {
        self.inner.inspect(key).await
    }
}

/// Describes a `replace` or a `touch`.
fn written(
    key: &SessionKey,
    expected: i64,
    record: &Record,
    result: &Result<Replace, EngineError>,
) -> CallResult {
    let (key, described) = match result {
        Ok(Replace::Replaced(new_key)) => (new_key, of_record(Outcome::Stored, record)),
        Ok(Replace::Conflict(newer)) => (key, of_record(Outcome::Conflict, newer)),
        Ok(Replace::Gone) => (key, CallResult::new(Outcome::Gone)),
        Err(error) => return failed(error),
    };
    CallResult { key: Some(key.clone()), expected: Some(expected), ..described }
}

fn of_record(outcome: Outcome, record: &Record) -> CallResult {
    let text = codec::write(record).ok().map(Into::into);
    CallResult { bytes: record.data.bytes(), text, ..CallResult::new(outcome) }
}

fn failed(error: &EngineError) -> CallResult {
    CallResult::new(Outcome::Failed(error.to_string()))
}
