//! An engine that is opened when it is first asked: the lab lets a browser
//! choose any of them, and most are never chosen. One whose store can't be
//! opened answers like one that is down, and is tried again at the next call.

use std::sync::Arc;

use async_trait::async_trait;
use time::OffsetDateTime;
use tokio::sync::OnceCell;

use super::{StartError, stores::Stores};
use crate::{
    sessions::{
        Record, SessionKey,
        engines::{Cleared, Engine, EngineError, InspectResult, Replace},
    },
    settings::{EngineName, SessionSettings},
};

/// The engine that some settings name.
pub struct LazyEngine {
    stores: Arc<Stores>,
    session: SessionSettings,
    opened: OnceCell<Arc<dyn Engine>>,
}

impl LazyEngine {
    /// It opens nothing yet.
    pub fn new(stores: Arc<Stores>, session: SessionSettings) -> Self {
        Self { stores, session, opened: OnceCell::new() }
    }

    async fn engine(&self) -> Result<&dyn Engine, EngineError> {
        let opened = self.opened.get_or_try_init(|| self.stores.engine(&self.session)).await;
        opened.map(AsRef::as_ref).map_err(unavailable)
    }
}

/// Which store it is and what is wrong with it; who asks knows the engine.
pub fn unavailable(error: StartError) -> EngineError {
    EngineError::Unavailable(match error {
        StartError::Store(_, store, reason) => format!("{store}: {reason}"),
        error => error.to_string(),
    })
}

#[async_trait]
impl Engine for LazyEngine {
    fn name(&self) -> &'static str {
        match self.session.engine {
            EngineName::Db => "db",
            EngineName::File => "file",
            EngineName::Cache => "cache",
            EngineName::CachedDb => "cached_db",
            EngineName::SignedCookies => "signed_cookies",
        }
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

    async fn inspect(&self, key: &SessionKey) -> InspectResult {
        self.engine().await?.inspect(key).await
    }
}
