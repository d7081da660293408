//! A cache whose calls are noted.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;

use super::{Ended, Outcome, noted};
use crate::caches::{Cache, CacheError, Swap};

/// Does what the cache inside does, and notes it.
pub struct WatchedCache {
    inner: Arc<dyn Cache>,
}

impl WatchedCache {
    /// Around a cache.
    pub fn new(inner: Arc<dyn Cache>) -> Self {
        Self { inner }
    }
}

#[async_trait]
impl Cache for WatchedCache {
    fn backend(&self) -> &'static str {
        self.inner.backend()
    }

    async fn get(&self, key: &str) -> Result<Option<String>, CacheError> {
        let ended = |answer: &Result<Option<String>, CacheError>| match answer {
            Ok(Some(text)) => of_text(Outcome::Hit, text),
            Ok(None) => Ended::with(Outcome::Miss),
            Err(error) => failed(error),
        };
        noted(self.backend(), "get", self.inner.get(key), ended).await
    }

    async fn set(&self, key: &str, text: &str, time_to_live: Duration) -> Result<(), CacheError> {
        let ended = |answer: &Result<(), CacheError>| {
            answer.as_ref().map_or_else(failed, |()| of_text(Outcome::Stored, text))
        };
        noted(self.backend(), "set", self.inner.set(key, text, time_to_live), ended).await
    }

    async fn add(&self, key: &str, text: &str, time_to_live: Duration) -> Result<bool, CacheError> {
        let ended = |answer: &Result<bool, CacheError>| match answer {
            Ok(true) => of_text(Outcome::Stored, text),
            Ok(false) => Ended::with(Outcome::Conflict),
            Err(error) => failed(error),
        };
        noted(self.backend(), "add", self.inner.add(key, text, time_to_live), ended).await
    }

    async fn swap(
        &self,
        key: &str,
        prefix: &str,
        text: &str,
        time_to_live: Duration,
    ) -> Result<Swap, CacheError> {
        let ended = |answer: &Result<Swap, CacheError>| match answer {
            Ok(Swap::Swapped) => of_text(Outcome::Stored, text),
            Ok(Swap::Conflict(present)) => of_text(Outcome::Conflict, present),
            Ok(Swap::Missing) => Ended::with(Outcome::Gone),
            Err(error) => failed(error),
        };
        noted(self.backend(), "swap", self.inner.swap(key, prefix, text, time_to_live), ended).await
    }

    async fn delete(&self, key: &str) -> Result<(), CacheError> {
        let ended = |answer: &Result<(), CacheError>| {
            answer.as_ref().map_or_else(failed, |()| Ended::with(Outcome::Done))
        };
        noted(self.backend(), "delete", self.inner.delete(key), ended).await
    }

    async fn check(&self) -> Result<(), CacheError> {
        self.inner.check().await
    }

    async fn instance(&self) -> Result<String, CacheError> {
        self.inner.instance().await
    }

    async fn can_go_back(&self) -> Result<bool, CacheError> {
        self.inner.can_go_back().await
    }

    async fn time_to_live(&self, key: &str) -> Result<Option<Duration>, CacheError> {
        self.inner.time_to_live(key).await
    }
}

fn of_text(outcome: Outcome, text: &str) -> Ended {
    Ended { bytes: text.len(), ..Ended::with(outcome) }
}

fn failed(error: &CacheError) -> Ended {
    Ended::with(Outcome::Failed(error.to_string()))
}
