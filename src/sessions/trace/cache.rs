//! A cache wrapper that records the calls of a request.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;

use super::{CallResult, Outcome, traced};
use crate::caches::{Cache, CacheError, ServerInfo, Swap};

/// Forwards each call to the cache inside and records it.
pub struct TracedCache {
    inner: Arc<dyn Cache>,
}

impl TracedCache {
    /// Wraps a cache.
    pub fn new(inner: Arc<dyn Cache>) -> Self {
        Self { inner }
    }
}

#[async_trait]
impl Cache for TracedCache {
    fn backend(&self) -> &'static str {
        self.inner.backend()
    }

    fn servers(&self) -> usize {
        self.inner.servers()
    }

    fn server_of(&self, key: &str) -> usize {
        self.inner.server_of(key)
    }

    async fn get(&self, key: &str) -> Result<Option<String>, CacheError> {
        let describe = |result: &Result<Option<String>, CacheError>| match result {
            Ok(Some(text)) => of_text(Outcome::Hit, text),
            Ok(None) => CallResult::new(Outcome::Miss),
            Err(error) => failed(error),
        };
        traced(self.backend(), "get", self.inner.get(key), describe).await
    }

    async fn set(&self, key: &str, text: &str, ttl: Duration) -> Result<(), CacheError> {
        let describe = |result: &Result<(), CacheError>| {
            result.as_ref().map_or_else(failed, |()| of_text(Outcome::Stored, text))
        };
        traced(self.backend(), "set", self.inner.set(key, text, ttl), describe).await
    }

    async fn add(&self, key: &str, text: &str, ttl: Duration) -> Result<bool, CacheError> {
        let describe = |result: &Result<bool, CacheError>| match result {
            Ok(true) => of_text(Outcome::Stored, text),
            Ok(false) => CallResult::new(Outcome::Conflict),
            Err(error) => failed(error),
        };
        traced(self.backend(), "add", self.inner.add(key, text, ttl), describe).await
    }

    async fn swap(&self, key: &str, prefix: &str, text: &str, ttl: Duration) -> Result<Swap, CacheError> {
        let describe = |result: &Result<Swap, CacheError>| match result {
            Ok(Swap::Swapped) => of_text(Outcome::Stored, text),
            Ok(Swap::Conflict(current)) => of_text(Outcome::Conflict, current),
            Ok(Swap::Missing) => CallResult::new(Outcome::Gone),
            Err(error) => failed(error),
        };
        traced(self.backend(), "swap", self.inner.swap(key, prefix, text, ttl), describe).await
    }

    async fn delete(&self, key: &str) -> Result<(), CacheError> {
        let describe = |result: &Result<(), CacheError>| {
            result.as_ref().map_or_else(failed, |()| CallResult::new(Outcome::Done))
        };
        traced(self.backend(), "delete", self.inner.delete(key), describe).await
    }

    async fn check(&self) -> Result<(), CacheError> {
        self.inner.check().await
    }

    async fn instance(&self) -> Result<String, CacheError> {
        self.inner.instance().await
    }

    async fn can_restore_old_data(&self) -> Result<bool, CacheError> {
        self.inner.can_restore_old_data().await
    }

    async fn server_info(&self) -> Result<Option<ServerInfo>, CacheError> {
        self.inner.server_info().await
    }

    async fn time_to_live(&self, key: &str) -> Result<Option<Duration>, CacheError> {
        self.inner.time_to_live(key).await
    }
}

fn of_text(outcome: Outcome, text: &str) -> CallResult {
    CallResult { bytes: text.len(), ..CallResult::new(outcome) }
}

fn failed(error: &CacheError) -> CallResult {
    CallResult::new(Outcome::Failed(error.to_string()))
}
