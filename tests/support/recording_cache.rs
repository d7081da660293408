//! A cache that records the names of its entries, so that a test can remove them all
//! while other tests use the same server.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use session_shop::caches::{Cache, CacheError, Swap};

/// The cache in front of another one.
pub struct RecordingCache {
    cache: Arc<dyn Cache>,
    names: Mutex<BTreeSet<String>>,
}

impl RecordingCache {
    /// Wraps `cache`.
    pub fn before(cache: Arc<dyn Cache>) -> Arc<Self> {
        Arc::new(Self { cache, names: Mutex::default() })
    }

    /// Removes all entries that were written through this cache, as a server does that is
    /// restarted or out of memory.
    pub async fn empty(&self) {
        let names = std::mem::take(&mut *self.names.lock().unwrap());
        for name in names {
            self.cache.delete(&name).await.unwrap();
        }
    }

    fn record(&self, key: &str) {
        self.names.lock().unwrap().insert(key.to_owned());
    }
}

#[async_trait]
impl Cache for RecordingCache {
    fn backend(&self) -> &'static str {
        self.cache.backend()
    }

    async fn get(&self, key: &str) -> Result<Option<String>, CacheError> {
        self.cache.get(key).await
    }

    async fn set(&self, key: &str, text: &str, ttl: Duration) -> Result<(), CacheError> {
        self.record(key);
        self.cache.set(key, text, ttl).await
    }

    async fn add(&self, key: &str, text: &str, ttl: Duration) -> Result<bool, CacheError> {
        self.record(key);
        self.cache.add(key, text, ttl).await
    }

    async fn swap(&self, key: &str, prefix: &str, text: &str, ttl: Duration) -> Result<Swap, CacheError> {
        self.record(key);
        self.cache.swap(key, prefix, text, ttl).await
    }

    async fn delete(&self, key: &str) -> Result<(), CacheError> {
        self.cache.delete(key).await
    }

    async fn check(&self) -> Result<(), CacheError> {
        self.cache.check().await
    }

    async fn instance(&self) -> Result<String, CacheError> {
        self.cache.instance().await
    }

    async fn time_to_live(&self, key: &str) -> Result<Option<Duration>, CacheError> {
        self.cache.time_to_live(key).await
    }
}
