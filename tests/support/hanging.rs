//! A cache in memory that does not answer while a test says so.

use std::{
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use session_shop::caches::{Cache, CacheError, MemoryCache, Swap};

struct HangingCache {
    memory: MemoryCache,
    switch: Switch,
}

/// Whether the cache hangs; the test holds a clone.
#[derive(Clone, Default)]
pub struct Switch(Arc<AtomicBool>);

impl Switch {
    pub fn set(&self, hangs: bool) {
        self.0.store(hangs, Ordering::SeqCst);
    }

    async fn pass(&self) {
        if self.0.load(Ordering::SeqCst) {
            pending::<()>().await;
        }
    }
}

/// Such a cache, and its switch.
pub fn hanging_cache() -> (Arc<dyn Cache>, Switch) {
    let switch = Switch::default();
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
}
