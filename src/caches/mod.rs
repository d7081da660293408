//! Caches: places that forget. Named by alias in the settings
//! (`[caches.default]`); each holds texts under keys for a time.

mod memcached;
mod memory;
mod per_runtime;
mod redis;

use std::time::Duration;

use async_trait::async_trait;

pub use memcached::MemcachedCache;
pub use memory::MemoryCache;
pub use redis::RedisCache;

/// A cache. What it holds may be gone at any moment.
#[async_trait]
pub trait Cache: Send + Sync {
    /// `memory`, `redis` or `memcached`.
    fn backend(&self) -> &'static str;

    /// The text under `key`.
    async fn get(&self, key: &str) -> Result<Option<String>, CacheError>;

    /// Puts a text under `key`, whatever was there.
    async fn set(&self, key: &str, text: &str, time_to_live: Duration) -> Result<(), CacheError>;

    /// Puts a text under `key` if nothing is there. Returns whether it did.
    async fn add(&self, key: &str, text: &str, time_to_live: Duration) -> Result<bool, CacheError>;

    /// Compare and swap: puts a text under `key` if the one there begins with
    /// `prefix`.
    async fn swap(
        &self,
        key: &str,
        prefix: &str,
        text: &str,
        time_to_live: Duration,
    ) -> Result<Swap, CacheError>;

    /// Forgets what is under `key`.
    async fn delete(&self, key: &str) -> Result<(), CacheError>;

    /// Whether it answers.
    async fn check(&self) -> Result<(), CacheError>;

    /// Which run of the cache this is: another text after a restart that can
    /// bring back an older content. Short, without spaces: it becomes part of
    /// the names of entries.
    async fn instance(&self) -> Result<String, CacheError>;

    /// Whether a restart can bring back an older content, so that what was
    /// deleted is there again.
    async fn can_go_back(&self) -> Result<bool, CacheError> {
        Ok(false)
    }

    /// How much longer it keeps what is under `key` at the most; `None` if
    /// nothing is there, or it does not tell.
    async fn time_to_live(&self, key: &str) -> Result<Option<Duration>, CacheError> {
        let _ = key;
        Ok(None)
    }
}

/// How a swap went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Swap {
    /// The new text is there.
    Swapped,
    /// This is there, and stayed.
    Conflict(String),
    /// Nothing is there, and nothing was put there.
    Missing,
}

/// A cache does not do what it was asked.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CacheError {
    /// It can't be reached, or is too slow.
    #[error("the cache does not respond: {0}")]
    Unavailable(String),
    /// It takes no text of that size.
    #[error("the cache takes no text of {bytes} bytes, only of {limit}")]
    TooLarge {
        /// What it would take.
        bytes: usize,
        /// What it takes at the most.
        limit: usize,
    },
}
