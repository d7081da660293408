//! A cache that reports the time and the result of each call to the observers of
//! [`super::observed`]. The call itself is the same with and without it.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;

use super::observed::{CallResult, Observers, observe};
use crate::caches::{Cache, CacheError, ServerInfo, Swap};

/// Forwards each call to the cache inside and reports it.
pub struct ObservedCache {
    inner: Arc<dyn Cache>,
    observers: Observers,
}

impl ObservedCache {
    /// Wraps a cache. Returns the cache itself if there is no observer.
    pub fn wrap(inner: Arc<dyn Cache>, observers: &Observers) -> Arc<dyn Cache> {
        if observers.is_empty() {
            return inner;
        }
        Arc::new(Self { inner, observers: Arc::clone(observers) })
    }

    async fn observed<T>(
        &self,
        operation: &'static str,
        call: impl Future<Output = Result<T, CacheError>> + Send,
        result_of: impl FnOnce(&T) -> CallResult + Send,
    ) -> Result<T, CacheError> {
        observe(&self.observers, self.inner.backend(), operation, call, result_of).await
    }
}

#[async_trait]
impl Cache for ObservedCache {
    fn backend(&self) -> &'static str {
        self.inner.backend()
    }

    fn servers(&self) -> usize {
        self.inner.servers()
    }

    fn server_of(&self, key: &str) -> usize {
        self.inner.server_of(key)
    }

    async fn server_info(&self) -> Result<Option<ServerInfo>, CacheError> {
        self.inner.server_info().await
    }

    async fn get(&self, key: &str) -> Result<Option<String>, CacheError> {
        let result = |text: &Option<String>| match text {
            Some(_) => CallResult::Hit,
            None => CallResult::Miss,
        };
        self.observed("get", self.inner.get(key), result).await
    }

    async fn set(&self, key: &str, text: &str, ttl: Duration) -> Result<(), CacheError> {
        self.observed("set", self.inner.set(key, text, ttl), |()| CallResult::Stored).await
    }

    async fn add(&self, key: &str, text: &str, ttl: Duration) -> Result<bool, CacheError> {
        let result = |stored: &bool| if *stored { CallResult::Stored } else { CallResult::Conflict };
        self.observed("add", self.inner.add(key, text, ttl), result).await
    }

    async fn swap(&self, key: &str, prefix: &str, text: &str, ttl: Duration) -> Result<Swap, CacheError> {
        let result = |swap: &Swap| match swap {
            Swap::Swapped => CallResult::Stored,
            Swap::Conflict(_) => CallResult::Conflict,
            Swap::Missing => CallResult::Gone,
        };
        self.observed("swap", self.inner.swap(key, prefix, text, ttl), result).await
    }

    async fn delete(&self, key: &str) -> Result<(), CacheError> {
        self.observed("delete", self.inner.delete(key), |()| CallResult::Done).await
    }

    async fn check(&self) -> Result<(), CacheError> {
        self.observed("check", self.inner.check(), |()| CallResult::Done).await
    }

    async fn instance(&self) -> Result<String, CacheError> {
        self.observed("instance", self.inner.instance(), |_| CallResult::Done).await
    }

    async fn can_restore_old_data(&self) -> Result<bool, CacheError> {
        self.inner.can_restore_old_data().await
    }

    async fn time_to_live(&self, key: &str) -> Result<Option<Duration>, CacheError> {
        self.inner.time_to_live(key).await
    }
}
