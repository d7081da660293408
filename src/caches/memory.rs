//! A cache in the memory of this process, with a bound. Two processes do not
//! see each other's sessions in it (D10): for one process, or as the cache in
//! front of a database.
//!
//! Moka serializes the calls of `and_compute_with` for one key, and nothing
//! else with them: an `insert` or an `invalidate` that runs meanwhile is
//! undone by the computed entry. So every write here is such a call.

use std::time::{Duration, Instant};

use async_trait::async_trait;
use moka::{
    Expiry,
    ops::compute::{CompResult, Op},
    policy::EvictionPolicy,
    sync::Cache as Moka,
};

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
        self.0.entry_by_ref(key).and_compute_with(|_| Op::Put(Entry::new(text, time_to_live)));
        Ok(())
    }

    async fn add(&self, key: &str, text: &str, time_to_live: Duration) -> Result<bool, CacheError> {
        let added = self.0.entry_by_ref(key).and_compute_with(|present| match present {
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
        self.0.entry_by_ref(key).and_compute_with(|_| Op::Remove);
        Ok(())
    }

    async fn check(&self) -> Result<(), CacheError> {
        Ok(())
    }

    /// There is one for as long as the process runs.
    async fn instance(&self) -> Result<String, CacheError> {
        Ok("memory".to_owned())
    }

    async fn time_to_live(&self, key: &str) -> Result<Option<Duration>, CacheError> {
        let left = |entry: Entry| entry.time_to_live.saturating_sub(entry.put.elapsed());
        Ok(self.0.get(key).map(left))
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Barrier, thread};

    use super::*;

    const TTL: Duration = Duration::from_secs(60);

    /// Enough for the old code to fail many times over, with calls that are not
    /// serialized.
    const ROUNDS: usize = 30_000;

    fn run<T>(call: impl Future<Output = Result<T, CacheError>>) -> T {
        futures_util::FutureExt::now_or_never(call).unwrap().unwrap()
    }

    /// Calls `one` and `other` for the same key on two threads at once, for many
    /// keys, and `check` when both have returned.
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
    fn an_entry_that_is_deleted_beside_a_swap_is_never_back() {
        race(swap, |cache, key| run(cache.delete(key)), |cache, key| assert_eq!(run(cache.get(key)), None));
    }

    #[test]
    fn an_entry_that_is_set_beside_a_swap_stays_as_it_was_set() {
        let set = |cache: &MemoryCache, key: &str| run(cache.set(key, "5 set", TTL));
        race(swap, set, |cache, key| assert_eq!(run(cache.get(key)).as_deref(), Some("5 set")));
    }

    #[test]
    fn an_entry_that_is_set_beside_an_add_stays_as_it_was_set() {
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
    fn an_expired_entry_is_not_swapped_and_its_place_is_free() {
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
