//! A store that is away (H5), for the browser that asked for it: it refuses at
//! once, or it takes each call and never answers.

use async_trait::async_trait;
use time::OffsetDateTime;

use crate::sessions::{
    Record, SessionKey,
    engines::{Cleared, Engine, EngineError, Replace},
};

/// An engine whose store is away.
pub struct AwayEngine {
    name: &'static str,
    hangs: bool,
}

impl AwayEngine {
    /// In the place of the engine of that name.
    pub fn new(name: &'static str, hangs: bool) -> Self {
        Self { name, hangs }
    }

    async fn ask<T>(&self) -> Result<T, EngineError> {
        if self.hangs {
            std::future::pending::<()>().await;
        }
        Err(EngineError::Unavailable("the lab made it refuse".to_owned()))
    }
}

#[async_trait]
impl Engine for AwayEngine {
    fn name(&self) -> &'static str {
        self.name
    }

    async fn load(&self, _: &SessionKey) -> Result<Option<Record>, EngineError> {
        self.ask().await
    }

    async fn create(&self, _: &Record) -> Result<SessionKey, EngineError> {
        self.ask().await
    }

    async fn replace(&self, _: &SessionKey, _: i64, _: &Record) -> Result<Replace, EngineError> {
        self.ask().await
    }

    async fn touch(&self, _: &SessionKey, _: &Record) -> Result<Replace, EngineError> {
        self.ask().await
    }

    async fn delete(&self, _: &SessionKey) -> Result<(), EngineError> {
        self.ask().await
    }

    async fn clear_expired(&self, _: OffsetDateTime) -> Result<Cleared, EngineError> {
        self.ask().await
    }

    async fn check(&self) -> Result<(), EngineError> {
        self.ask().await
    }
}
