//! A bounded cache in the memory of this process. Processes do not see each other's
//! sessions in it (D10), so it is for a single process, or for the cache before a
//! database.
//!
//! Moka serializes the calls of `and_compute_with` for one key, but no other writes. An
//! `insert` or an `invalidate` during such a call would be undone by its result, so every
//! write here is a call of `and_compute_with`.

use std::time::{Duration, Instant};

use async_trait::async_trait;
use moka::{
    Expiry,
    ops::compute::{CompResult, Op},
    policy::EvictionPolicy,
    sync::Cache as Moka,
};

use super::{Cache, CacheError, Swap};

/// A bounded cache. It removes expired entries and, when it is full, the least recently
/// used one (D8).
pub struct MemoryCache(Moka<String, Entry>);

#[derive(Clone)]
struct Entry {
    text: String,
    stored_at: Instant,
    time_to_live: Duration,
}

/// Expires each entry after its own time to live.
struct EntryTtl;

impl Expiry<String, Entry> for EntryTtl {
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
    /// Returns an empty cache for at most `max_entries` entries.
    pub fn new(max_entries: u64) -> Self {
        // Moka's default policy may reject a new entry when the cache is full: new visitors
        // would get no session.
        let policy = EvictionPolicy::lru();
        let builder = Moka::builder().max_capacity(max_entries).eviction_policy(policy);
        Self(builder.expire_after(EntryTtl).build())
    }

    /// Removes the entries beyond the bound, which Moka otherwise does from time to time,
    /// and returns the number of entries.
    pub fn entries(&self) -> u64 {
        self.0.run_pending_tasks();
        self.0.entry_count()
    }
}

impl Entry {
    fn new(text: &str, time_to_live: Duration) -> Self {
        Self { text: text.to_owned(), stored_at: Instant::now(), time_to_live }
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
        self.0.entry_by_ref(key).and_compute_with(|_| Op::Put(Entry::new(text, time_to_live)));
        Ok(())
    }

    async fn add(&self, key: &str, text: &str, time_to_live: Duration) -> Result<bool, CacheError> {
        let added = self.0.entry_by_ref(key).and_compute_with(|current| match current {
            None => Op::Put(Entry::new(text, time_to_live)),
            Some(_) => Op::Nop,
        });
        Ok(matches!(added, CompResult::Inserted(_)))
    }

    async fn swap(
        &self,
        key: &str,
        prefix: &str,
        text: &str,
        time_to_live: Duration,
    ) -> Result<Swap, CacheError> {
        let mut outcome = Swap::Missing;
        self.0.entry_by_ref(key).and_compute_with(|current| match current {
            None => Op::Nop,
            Some(current) if current.value().text.starts_with(prefix) => {
                outcome = Swap::Swapped;
                Op::Put(Entry::new(text, time_to_live))
            }
            Some(current) => {
                outcome = Swap::Conflict(current.into_value().text);
                Op::Nop
            }
        });
        Ok(outcome)
    }

    async fn delete(&self, key: &str) -> Result<(), CacheError> {
        self.0.entry_by_ref(key).and_compute_with(|_| Op::Remove);
        Ok(())
    }

    async fn check(&self) -> Result<(), CacheError> {
        Ok(())
    }

    /// Returns a constant, since the content ends with the process.
    async fn instance(&self) -> Result<String, CacheError> {
        Ok("memory".to_owned())
    }

    async fn time_to_live(&self, key: &str) -> Result<Option<Duration>, CacheError> {
        let left = |entry: Entry| entry.time_to_live.saturating_sub(entry.stored_at.elapsed());
        Ok(self.0.get(key).map(left))
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Barrier, thread};

    use super::*;

    const TTL: Duration = Duration::from_secs(60);

    /// Enough rounds to find calls that are not serialized.
    const ROUNDS: usize = 30_000;

    fn run<T>(call: impl Future<Output = Result<T, CacheError>>) -> T {
        futures_util::FutureExt::now_or_never(call).unwrap().unwrap()
    }

    /// Calls `one` and `other` for each key on two threads at the same time, and then
    /// `check` for each key.
    fn race(
        one: impl Fn(&MemoryCache, &str) + Sync,
        other: impl Fn(&MemoryCache, &str) + Sync,
        mut check: impl FnMut(&MemoryCache, &str),
    ) {
        let (cache, barrier) = (MemoryCache::new(100_000), Barrier::new(2));
        let keys: Vec<String> = (0..ROUNDS).map(|number| number.to_string()).collect();
        for key in &keys {
            run(cache.set(key, "1 old", TTL));
        }
        let all = |call: &dyn Fn(&MemoryCache, &str)| {
            for key in &keys {
                barrier.wait();
                call(&cache, key);
            }
        };
        thread::scope(|scope| {
            scope.spawn(|| all(&one));
            scope.spawn(|| all(&other));
        });
        for key in &keys {
            check(&cache, key);
        }
    }

    fn swap(cache: &MemoryCache, key: &str) {
        run(cache.swap(key, "1 ", "2 swapped", TTL));
    }

    #[test]
    fn an_entry_that_is_deleted_during_a_swap_stays_deleted() {
        race(swap, |cache, key| run(cache.delete(key)), |cache, key| assert_eq!(run(cache.get(key)), None));
    }

    #[test]
    fn an_entry_that_is_set_during_a_swap_keeps_its_text() {
        let set = |cache: &MemoryCache, key: &str| run(cache.set(key, "5 set", TTL));
        race(swap, set, |cache, key| assert_eq!(run(cache.get(key)).as_deref(), Some("5 set")));
    }

    #[test]
    fn an_entry_that_is_set_during_an_add_keeps_its_text() {
        let add = |cache: &MemoryCache, key: &str| {
            run(cache.add(&format!("{key} new"), "1 added", TTL));
        };
        let set = |cache: &MemoryCache, key: &str| run(cache.set(&format!("{key} new"), "5 set", TTL));
        let is_set = |cache: &MemoryCache, key: &str| {
            assert_eq!(run(cache.get(&format!("{key} new"))).as_deref(), Some("5 set"));
        };
        race(add, set, is_set);
    }

    #[test]
    fn an_expired_entry_is_not_swapped_and_can_be_added_again() {
        let cache = MemoryCache::new(10);
        for time_to_live in [Duration::ZERO, Duration::from_millis(1)] {
            run(cache.set("key", "1 old", time_to_live));
            let deadline = Instant::now() + TTL;
            while run(cache.get("key")).is_some() {
                assert!(Instant::now() < deadline, "it does not expire");
            }
            assert_eq!(run(cache.swap("key", "1 ", "2 new", TTL)), Swap::Missing);
            assert_eq!(run(cache.get("key")), None);
            assert!(run(cache.add("key", "1 new", TTL)));
            assert_eq!(run(cache.get("key")).as_deref(), Some("1 new"));
        }
    }
}
