//! An engine that is opened at its first call: in the lab a browser can choose
//! any engine, and most are never chosen. While the store can't be opened, each
//! call fails as if the store were down, and the next call tries again.

use std::sync::Arc;

use async_trait::async_trait;
use time::OffsetDateTime;
use tokio::sync::OnceCell;

use super::{StartError, stores::Stores};
use crate::{
    sessions::{
        Record, SessionKey,
        engines::{Cleared, Engine, EngineError, InspectResult, Readiness, Replace},
    },
    settings::SessionSettings,
};

/// The engine that `session` names, opened at its first call.
pub struct LazyEngine {
    stores: Arc<Stores>,
    session: SessionSettings,
    opened: OnceCell<Arc<dyn Engine>>,
}

impl LazyEngine {
    /// Returns the engine. Nothing is opened yet.
    pub fn new(stores: Arc<Stores>, session: SessionSettings) -> Self {
        Self { stores, session, opened: OnceCell::new() }
    }

    async fn engine(&self) -> Result<&dyn Engine, EngineError> {
        let opened = self.opened.get_or_try_init(|| self.stores.engine(&self.session)).await;
        opened.map(AsRef::as_ref).map_err(unavailable)
    }
}

/// Returns the error of a call whose store can't be opened. It names the store
/// and not the engine, which the caller knows.
pub fn unavailable(error: StartError) -> EngineError {
    EngineError::Unavailable(match error {
        StartError::Store(_, store, reason) => format!("{store}: {reason}"),
        error => error.to_string(),
    })
}

#[async_trait]
impl Engine for LazyEngine {
    fn name(&self) -> &'static str {
        self.session.engine.as_str()
    }

    async fn load(&self, key: &SessionKey) -> Result<Option<Record>, EngineError> {
        self.engine().await?.load(key).await
    }

    async fn create(&self, record: &Record) -> Result<SessionKey, EngineError> {
        self.engine().await?.create(record).await
    }

    async fn replace(&self, key: &SessionKey, expected: i64, next: &Record) -> Result<Replace, EngineError> {
        self.engine().await?.replace(key, expected, next).await
    }

    async fn touch(&self, key: &SessionKey, record: &Record) -> Result<Replace, EngineError> {
        self.engine().await?.touch(key, record).await
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), EngineError> {
        self.engine().await?.delete(key).await
    }

    async fn clear_expired(&self, now: OffsetDateTime) -> Result<Cleared, EngineError> {
        self.engine().await?.clear_expired(now).await
    }

    async fn check(&self) -> Result<(), EngineError> {
        self.engine().await?.check().await
    }

    async fn check_readiness(&self, now: OffsetDateTime) -> Result<Readiness, EngineError> {
        self.engine().await?.check_readiness(now).await
    }

    async fn inspect(&self, key: &SessionKey) -> InspectResult {
        self.engine().await?.inspect(key).await
    }
}
