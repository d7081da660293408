//! An engine whose store can't be reached, for one browser that chose so (H5:
//! what happens while the store is unavailable).

use async_trait::async_trait;
use time::OffsetDateTime;

use crate::sessions::{
    Record, SessionKey,
    engines::{Cleared, Engine, EngineError, Replace},
};

/// An engine that refuses each call at once, or never returns from it.
pub struct UnavailableEngine {
    name: &'static str,
    hangs: bool,
}

impl UnavailableEngine {
    /// Takes the place of the engine of that name.
    pub fn new(name: &'static str, hangs: bool) -> Self {
        Self { name, hangs }
    }

    async fn fail<T>(&self) -> Result<T, EngineError> {
        if self.hangs {
            std::future::pending::<()>().await;
        }
        Err(EngineError::Unavailable("the lab made it refuse".to_owned()))
    }
}

#[async_trait]
impl Engine for UnavailableEngine {
    fn name(&self) -> &'static str {
        self.name
    }

    async fn load(&self, _: &SessionKey) -> Result<Option<Record>, EngineError> {
        self.fail().await
    }

    async fn create(&self, _: &Record) -> Result<SessionKey, EngineError> {
        self.fail().await
    }

    async fn replace(&self, _: &SessionKey, _: i64, _: &Record) -> Result<Replace, EngineError> {
        self.fail().await
    }

    async fn touch(&self, _: &SessionKey, _: &Record) -> Result<Replace, EngineError> {
        self.fail().await
    }

    async fn delete(&self, _: &SessionKey) -> Result<(), EngineError> {
        self.fail().await
    }

    async fn clear_expired(&self, _: OffsetDateTime) -> Result<Cleared, EngineError> {
        self.fail().await
    }

    async fn check(&self) -> Result<(), EngineError> {
        self.fail().await
    }
}
