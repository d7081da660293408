//! A cache in memory whose calls a test can make hang.

use std::{
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use session_shop::caches::{Cache, CacheError, MemoryCache, Swap};

struct HangingCache {
    memory: MemoryCache,
    switch: Switch,
}

/// Decides how many more calls return. The cache and the test each hold a clone.
#[derive(Clone)]
pub struct Switch(Arc<AtomicUsize>);

impl Switch {
    /// Lets every later call return.
    pub fn respond(&self) {
        self.0.store(usize::MAX, Ordering::SeqCst);
    }

    /// Lets `calls` more calls return. The calls after them hang.
    pub fn hang_after(&self, calls: usize) {
        self.0.store(calls, Ordering::SeqCst);
    }

    async fn pass(&self) {
        let one_less = |calls: usize| if calls == usize::MAX { Some(calls) } else { calls.checked_sub(1) };
        if self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less).is_err() {
            pending::<()>().await;
        }
    }
}

/// Returns the cache and its switch.
pub fn hanging_cache() -> (Arc<dyn Cache>, Switch) {
    let switch = Switch(Arc::new(AtomicUsize::new(usize::MAX)));
    (Arc::new(HangingCache { memory: MemoryCache::new(100), switch: switch.clone() }), switch)
}

#[async_trait]
impl Cache for HangingCache {
    fn backend(&self) -> &'static str {
        "hanging"
    }

    async fn get(&self, key: &str) -> Result<Option<String>, CacheError> {
        self.switch.pass().await;
        self.memory.get(key).await
    }

    async fn set(&self, key: &str, text: &str, ttl: Duration) -> Result<(), CacheError> {
        self.switch.pass().await;
        self.memory.set(key, text, ttl).await
    }

    async fn add(&self, key: &str, text: &str, ttl: Duration) -> Result<bool, CacheError> {
        self.switch.pass().await;
        self.memory.add(key, text, ttl).await
    }

    async fn swap(&self, key: &str, prefix: &str, text: &str, ttl: Duration) -> Result<Swap, CacheError> {
        self.switch.pass().await;
        self.memory.swap(key, prefix, text, ttl).await
    }

    async fn delete(&self, key: &str) -> Result<(), CacheError> {
        self.switch.pass().await;
        self.memory.delete(key).await
    }

    async fn check(&self) -> Result<(), CacheError> {
        self.memory.check().await
    }

    async fn instance(&self) -> Result<String, CacheError> {
        self.memory.instance().await
    }
}
