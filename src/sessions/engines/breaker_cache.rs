//! A cache behind a circuit breaker. While the breaker is open, each call fails at once and
//! not after the timeout of the cache.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use async_trait::async_trait;

use super::breaker::{CircuitBreaker, ONLY_CACHE};
use crate::caches::{Cache, CacheError, Swap};

/// A call counts as a failure if its caller stops waiting after this time, as at the
/// timeout of the session store. A caller that stops earlier is a client that went away.
const MIN_ABANDONED: Duration = Duration::from_millis(100);

/// Forwards each call to the cache inside unless the breaker is open.
pub struct BreakerCache {
    inner: Arc<dyn Cache>,
    breaker: CircuitBreaker,
}

impl BreakerCache {
    /// Puts a breaker before a cache.
    pub fn new(inner: Arc<dyn Cache>) -> Self {
        Self { inner, breaker: CircuitBreaker::new(ONLY_CACHE) }
    }

    async fn call<T>(
        &self,
        call: impl Future<Output = Result<T, CacheError>> + Send,
    ) -> Result<T, CacheError> {
        if !self.breaker.allows() {
            return Err(CacheError::Unavailable("it did not respond within the last second".to_owned()));
        }
        let mut running = RunningCall { breaker: &self.breaker, since: Instant::now(), is_done: false };
        let result = call.await;
        running.is_done = true;
        // A cache that refuses a call responds.
        self.breaker.record(match &result {
            Err(error @ CacheError::Unavailable(_)) => Err(error.clone()),
            _ => Ok(()),
        });
        result
    }
}

/// A call whose caller may stop waiting.
struct RunningCall<'a> {
    breaker: &'a CircuitBreaker,
    since: Instant,
    is_done: bool,
}

impl Drop for RunningCall<'_> {
    fn drop(&mut self) {
        if !self.is_done && self.since.elapsed() >= MIN_ABANDONED {
            let reason = "no response until the timeout of the session store";
            self.breaker.record::<()>(Err(CacheError::Unavailable(reason.to_owned())));
        }
    }
}

#[async_trait]
impl Cache for BreakerCache {
    fn backend(&self) -> &'static str {
        self.inner.backend()
    }

    async fn get(&self, key: &str) -> Result<Option<String>, CacheError> {
        self.call(self.inner.get(key)).await
    }

    async fn set(&self, key: &str, text: &str, ttl: Duration) -> Result<(), CacheError> {
        self.call(self.inner.set(key, text, ttl)).await
    }

    async fn add(&self, key: &str, text: &str, ttl: Duration) -> Result<bool, CacheError> {
        self.call(self.inner.add(key, text, ttl)).await
    }

    async fn swap(&self, key: &str, prefix: &str, text: &str, ttl: Duration) -> Result<Swap, CacheError> {
        self.call(self.inner.swap(key, prefix, text, ttl)).await
    }

    async fn delete(&self, key: &str) -> Result<(), CacheError> {
        self.call(self.inner.delete(key)).await
    }

    async fn check(&self) -> Result<(), CacheError> {
        self.call(self.inner.check()).await
    }

    async fn instance(&self) -> Result<String, CacheError> {
        self.call(self.inner.instance()).await
    }

    async fn can_restore_old_data(&self) -> Result<bool, CacheError> {
        self.inner.can_restore_old_data().await
    }

    async fn time_to_live(&self, key: &str) -> Result<Option<Duration>, CacheError> {
        self.call(self.inner.time_to_live(key)).await
    }
}
