//! A cache behind circuit breakers, one for each of its servers. While a breaker is open,
//! each call to its server fails at once and not after the timeout of the cache. A lost
//! server of several so costs only the sessions that it has.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use async_trait::async_trait;

use super::breaker::{CircuitBreaker, ONLY_CACHE};
use crate::caches::{Cache, CacheError, ServerInfo, Swap};

/// A call counts as a failure if its caller stops waiting after this time, as at the
/// timeout of the session store. A caller that stops earlier is a client that went away.
const MIN_ABANDONED: Duration = Duration::from_millis(100);

/// Forwards each call to the cache inside unless the breaker of its server is open.
pub struct BreakerCache {
    inner: Arc<dyn Cache>,
    /// The breaker of each server.
    breakers: Vec<CircuitBreaker>,
}

impl BreakerCache {
    /// Puts a breaker before each server of a cache.
    pub fn new(inner: Arc<dyn Cache>) -> Self {
        let breakers = (0..inner.servers().max(1)).map(|_| CircuitBreaker::new(ONLY_CACHE)).collect();
        Self { inner, breakers }
    }

    /// Awaits a call to the server that has `key`.
    async fn call<T>(
        &self,
        key: &str,
        call: impl Future<Output = Result<T, CacheError>> + Send,
    ) -> Result<T, CacheError> {
        let breaker = &self.breakers[self.inner.server_of(key)];
        if !breaker.allows() {
            return Err(CacheError::Unavailable("it did not respond within the last second".to_owned()));
        }
        let mut running = RunningCall { breaker, since: Instant::now(), is_done: false };
        let result = call.await;
        running.is_done = true;
        // A cache that refuses a call responds.
        breaker.record(match &result {
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
        self.call(key, self.inner.get(key)).await
    }

    async fn set(&self, key: &str, text: &str, ttl: Duration) -> Result<(), CacheError> {
        self.call(key, self.inner.set(key, text, ttl)).await
    }

    async fn add(&self, key: &str, text: &str, ttl: Duration) -> Result<bool, CacheError> {
        self.call(key, self.inner.add(key, text, ttl)).await
    }

    async fn swap(&self, key: &str, prefix: &str, text: &str, ttl: Duration) -> Result<Swap, CacheError> {
        self.call(key, self.inner.swap(key, prefix, text, ttl)).await
    }

    async fn delete(&self, key: &str) -> Result<(), CacheError> {
        self.call(key, self.inner.delete(key)).await
    }

    fn servers(&self) -> usize {
        self.inner.servers()
    }

    fn server_of(&self, key: &str) -> usize {
        self.inner.server_of(key)
    }

    /// Calls the cache also while breakers are open: the caller wants to know its state.
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
        self.call(key, self.inner.time_to_live(key)).await
    }
}
