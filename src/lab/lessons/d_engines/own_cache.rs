//! A cache of one browser's own: the one in memory that the shop has built in,
//! with room for a few, and a switch that takes it away. So a student can fill
//! it, lose it and cut it off without anybody else noticing.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use async_trait::async_trait;

use crate::caches::{Cache, CacheError, MemoryCache, Swap};

/// The most entries.
pub const MAX_ENTRIES: u64 = 8;

/// The cache and its switch.
pub struct OwnCache {
    memory: MemoryCache,
    is_away: AtomicBool,
}

impl OwnCache {
    /// An empty one.
    pub fn new(is_away: bool) -> Self {
        Self { memory: MemoryCache::new(MAX_ENTRIES), is_away: AtomicBool::new(is_away) }
    }

    /// How many entries are in it.
    pub fn entries(&self) -> u64 {
        self.memory.entries()
    }

    /// Whether it can't be reached.
    pub fn is_away(&self) -> bool {
        self.is_away.load(Ordering::Relaxed)
    }

    /// Takes it away, or brings it back with all that is in it.
    pub fn set_away(&self, is_away: bool) {
        self.is_away.store(is_away, Ordering::Relaxed);
    }

    fn reach(&self) -> Result<&MemoryCache, CacheError> {
        if self.is_away() {
            return Err(CacheError::Unavailable("the lab took it away".to_owned()));
        }
        Ok(&self.memory)
    }
}

#[async_trait]
impl Cache for OwnCache {
    fn backend(&self) -> &'static str {
        self.memory.backend()
    }

    async fn get(&self, key: &str) -> Result<Option<String>, CacheError> {
        self.reach()?.get(key).await
    }

    async fn set(&self, key: &str, text: &str, time_to_live: Duration) -> Result<(), CacheError> {
        self.reach()?.set(key, text, time_to_live).await
    }

    async fn add(&self, key: &str, text: &str, time_to_live: Duration) -> Result<bool, CacheError> {
        self.reach()?.add(key, text, time_to_live).await
    }

    async fn swap(
        &self,
        key: &str,
        prefix: &str,
        text: &str,
        time_to_live: Duration,
    ) -> Result<Swap, CacheError> {
        self.reach()?.swap(key, prefix, text, time_to_live).await
    }

    async fn delete(&self, key: &str) -> Result<(), CacheError> {
        self.reach()?.delete(key).await
    }

    async fn check(&self) -> Result<(), CacheError> {
        self.reach()?.check().await
    }

    async fn instance(&self) -> Result<String, CacheError> {
        self.reach()?.instance().await
    }
}
