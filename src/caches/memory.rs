//! A cache in the memory of this process, with a bound. Two processes do not
//! see each other's sessions in it (D10): for one process, or as the cache in
//! front of a database.

use std::time::{Duration, Instant};

use async_trait::async_trait;
use moka::{Expiry, ops::compute::Op, policy::EvictionPolicy, sync::Cache as Moka};

use super::{Cache, CacheError, Swap};

/// A bounded map that forgets what is over, and when it is full what was not
/// used for the longest time (D8).
pub struct MemoryCache(Moka<String, Entry>);

#[derive(Clone)]
struct Entry {
    text: String,
    put: Instant,
    time_to_live: Duration,
}

struct OwnTimeToLive;

impl Expiry<String, Entry> for OwnTimeToLive {
    fn expire_after_create(&self, _: &String, entry: &Entry, _: Instant) -> Option<Duration> {
        Some(entry.time_to_live)
    }

    fn expire_after_update(
        &self,
        _: &String,
        entry: &Entry,
        _: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Some(entry.time_to_live)
    }
}

impl MemoryCache {
    /// Of at most so many entries.
    pub fn new(max_entries: u64) -> Self {
        // Moka's own policy would rather refuse what is new: a full cache would
        // let no new visitor in.
        let policy = EvictionPolicy::lru();
        let builder = Moka::builder().max_capacity(max_entries).eviction_policy(policy);
        Self(builder.expire_after(OwnTimeToLive).build())
    }

    /// How many entries are in it, once what is past the bound has gone; that
    /// happens from time to time otherwise.
    pub fn entries(&self) -> u64 {
        self.0.run_pending_tasks();
        self.0.entry_count()
    }
}

impl Entry {
    fn new(text: &str, time_to_live: Duration) -> Self {
        Self { text: text.to_owned(), put: Instant::now(), time_to_live }
    }
}

#[async_trait]
impl Cache for MemoryCache {
    fn backend(&self) -> &'static str {
        "memory"
    }

    async fn get(&self, key: &str) -> Result<Option<String>, CacheError> {
        Ok(self.0.get(key).map(|entry| entry.text))
    }

    async fn set(&self, key: &str, text: &str, time_to_live: Duration) -> Result<(), CacheError> {
        self.0.insert(key.to_owned(), Entry::new(text, time_to_live));
        Ok(())
    }

    async fn add(&self, key: &str, text: &str, time_to_live: Duration) -> Result<bool, CacheError> {
        let entry = self.0.entry_by_ref(key).or_insert_with(|| Entry::new(text, time_to_live));
        Ok(entry.is_fresh())
    }

    async fn swap(
        &self,
        key: &str,
        prefix: &str,
        text: &str,
        time_to_live: Duration,
    ) -> Result<Swap, CacheError> {
        let mut outcome = Swap::Missing;
        self.0.entry_by_ref(key).and_compute_with(|present| match present {
            None => Op::Nop,
            Some(present) if present.value().text.starts_with(prefix) => {
                outcome = Swap::Swapped;
                Op::Put(Entry::new(text, time_to_live))
            }
            Some(present) => {
                outcome = Swap::Conflict(present.into_value().text);
                Op::Nop
            }
        });
        Ok(outcome)
    }

    async fn delete(&self, key: &str) -> Result<(), CacheError> {
        self.0.invalidate(key);
        Ok(())
    }

    async fn check(&self) -> Result<(), CacheError> {
        Ok(())
    }

    async fn time_to_live(&self, key: &str) -> Result<Option<Duration>, CacheError> {
        let left = |entry: Entry| entry.time_to_live.saturating_sub(entry.put.elapsed());
        Ok(self.0.get(key).map(left))
    }
}
