//! The caches, which store texts under keys for a limited time. The settings name each
//! cache by an alias (`[caches.default]`).

mod memcached;
mod memory;
mod per_runtime;
mod redis;
mod round_trip;

use std::time::Duration;

use async_trait::async_trait;

pub use memcached::MemcachedCache;
#[cfg(any(test, fuzzing))]
pub use memcached::fuzz::memcached as fuzz_memcached;
pub use memory::MemoryCache;
pub use redis::RedisCache;
pub use round_trip::check_round_trip;

/// A cache. It may lose an entry at any time.
#[async_trait]
pub trait Cache: Send + Sync {
    /// Returns the name of the backend: `memory`, `redis` or `memcached`.
    fn backend(&self) -> &'static str;

    /// Returns the text under `key`.
    ///
    /// # Errors
    /// [`CacheError::Unavailable`].
    async fn get(&self, key: &str) -> Result<Option<String>, CacheError>;

    /// Stores a text under `key`.
    ///
    /// # Errors
    /// [`CacheError`].
    async fn set(&self, key: &str, text: &str, time_to_live: Duration) -> Result<(), CacheError>;

    /// Stores a text under `key` if there is no entry. Returns whether it did.
    ///
    /// # Errors
    /// [`CacheError`].
    async fn add(&self, key: &str, text: &str, time_to_live: Duration) -> Result<bool, CacheError>;

    /// Compares and swaps: stores a text under `key` if the present text begins with
    /// `prefix`.
    ///
    /// # Errors
    /// [`CacheError`].
    async fn swap(
        &self,
        key: &str,
        prefix: &str,
        text: &str,
        time_to_live: Duration,
    ) -> Result<Swap, CacheError>;

    /// Deletes the entry under `key`, if there is one.
    ///
    /// # Errors
    /// [`CacheError::Unavailable`].
    async fn delete(&self, key: &str) -> Result<(), CacheError>;

    /// Returns the number of servers among which the cache divides its entries itself, each
    /// of which can fail alone.
    fn servers(&self) -> usize {
        1
    }

    /// Returns which of these servers has the entry under `key`, counted from 0.
    fn server_of(&self, key: &str) -> usize {
        let _ = key;
        0
    }

    /// Checks that the cache responds.
    ///
    /// # Errors
    /// [`CacheError::Unavailable`].
    async fn check(&self) -> Result<(), CacheError>;

    /// Returns an identifier of the running cache server. It changes with each restart that
    /// can restore older data. It is short and has no spaces, since it becomes part of the
    /// names of entries.
    ///
    /// # Errors
    /// [`CacheError::Unavailable`].
    async fn instance(&self) -> Result<String, CacheError>;

    /// Returns whether a restart can restore older data, such as an entry that was deleted.
    ///
    /// # Errors
    /// [`CacheError::Unavailable`].
    async fn can_restore_old_data(&self) -> Result<bool, CacheError> {
        Ok(false)
    }

    /// Returns what the cache server reports about itself. `None` if there is no server, or if
    /// it does not report this.
    ///
    /// # Errors
    /// [`CacheError::Unavailable`].
    async fn server_info(&self) -> Result<Option<ServerInfo>, CacheError> {
        Ok(None)
    }

    /// Returns the remaining time to live of the entry under `key`, or `None` if there is no
    /// entry or the cache does not report it.
    ///
    /// # Errors
    /// [`CacheError::Unavailable`].
    async fn time_to_live(&self, key: &str) -> Result<Option<Duration>, CacheError> {
        let _ = key;
        Ok(None)
    }
}

/// What a cache server reports about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerInfo {
    /// The version, such as `7.0.15`.
    pub version: String,
    /// The memory that it may use, bytes; 0 is no limit.
    pub max_memory: u64,
    /// What it evicts when that memory is full, such as `volatile-ttl`.
    pub eviction_policy: String,
}

/// The result of [`Cache::swap`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Swap {
    /// The new text is stored.
    Swapped,
    /// The present text, which does not begin with the prefix. Nothing was stored.
    Conflict(String),
    /// There is no entry. Nothing was stored.
    Missing,
}

/// An error of a cache.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CacheError {
    /// The cache can't be reached, or is too slow.
    #[error("the cache does not respond: {0}")]
    Unavailable(String),
    /// The cache responds, and refuses the call.
    #[error("the cache refuses the call: {0}")]
    Refused(String),
    /// The cache does not accept a text of that size.
    #[error("the cache accepts no text of {bytes} bytes, only of {limit}")]
    TooLarge {
        /// The size of the text, in bytes.
        bytes: usize,
        /// The largest size, in bytes.
        limit: usize,
    },
}
