//! A cache in memory that does not answer while a test says so.

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

/// How many more calls the cache answers; the test holds a clone.
#[derive(Clone)]
pub struct Switch(Arc<AtomicUsize>);

impl Switch {
    /// From now on every call is answered.
    pub fn answer(&self) {
        self.0.store(usize::MAX, Ordering::SeqCst);
    }

    /// After so many more calls none is answered.
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

/// Such a cache, and its switch.
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

    async fn set(&self, key: &str, text: &str, lives: Duration) -> Result<(), CacheError> {
        self.switch.pass().await;
        self.memory.set(key, text, lives).await
    }

    async fn add(&self, key: &str, text: &str, lives: Duration) -> Result<bool, CacheError> {
        self.switch.pass().await;
        self.memory.add(key, text, lives).await
    }

    async fn swap(&self, key: &str, prefix: &str, text: &str, lives: Duration) -> Result<Swap, CacheError> {
        self.switch.pass().await;
        self.memory.swap(key, prefix, text, lives).await
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
