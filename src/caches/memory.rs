//! A bounded cache in the memory of this process. Processes do not see each other's
//! sessions in it (D10), so it is for a single process, or for the cache before a
//! database.
//!
//! Moka serializes the calls of `and_compute_with` for one key, but no other writes. An
//! `insert` or an `invalidate` during such a call would be undone by its result, so every
//! write here is a call of `and_compute_with`.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use moka::{
    Entry as MokaEntry, Expiry,
    notification::RemovalCause,
    ops::compute::{CompResult, Op},
    policy::EvictionPolicy,
    sync::Cache as Moka,
};

use super::{Cache, CacheError, Swap};

/// A bounded cache. It removes expired entries and, when it is full, the least recently
/// used one (D8). Entries of two kinds do not evict each other: ordinary ones, and those
/// that `is_protected` recognizes by their text, such as the sessions of members. Each kind
/// has the bound for itself.
pub struct MemoryCache {
    entries: Moka<String, Entry>,
    ordinary: Uses,
    protected: Uses,
    is_protected: fn(&str) -> bool,
}

/// The keys of one kind of entries with their times to live, in the order of their last
/// use. A key that is evicted here removes its entry.
type Uses = Moka<String, Duration>;

#[derive(Clone)]
struct Entry {
    text: String,
    stored_at: Instant,
    time_to_live: Duration,
    /// An entry that was protected once stays so: a tombstone replaces a session.
    protected: bool,
}

/// Expires each entry after its own time to live.
struct OwnTtl;

impl Expiry<String, Entry> for OwnTtl {
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

impl Expiry<String, Duration> for OwnTtl {
    fn expire_after_create(&self, _: &String, time_to_live: &Duration, _: Instant) -> Option<Duration> {
        Some(*time_to_live)
    }

    fn expire_after_update(
        &self,
        _: &String,
        time_to_live: &Duration,
        _: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Some(*time_to_live)
    }
}

impl MemoryCache {
    /// Returns an empty cache for at most `max_entries` entries, none of them protected.
    pub fn new(max_entries: u64) -> Self {
        Self::with_protected(max_entries, |_| false)
    }

    /// Returns an empty cache for at most `max_entries` ordinary entries, and as many
    /// entries whose text `is_protected` accepts.
    pub fn with_protected(max_entries: u64, is_protected: fn(&str) -> bool) -> Self {
        let entries = Moka::builder().expire_after(OwnTtl).build();
        let ordinary = uses(max_entries, &entries, false);
        let protected = uses(max_entries, &entries, true);
        Self { entries, ordinary, protected, is_protected }
    }

    /// Removes the entries beyond the bounds, which Moka otherwise does from time to time,
    /// and returns the number of entries.
    pub fn entries(&self) -> u64 {
        self.ordinary.run_pending_tasks();
        self.protected.run_pending_tasks();
        self.entries.run_pending_tasks();
        self.entries.entry_count()
    }

    fn uses_of(&self, entry: &Entry) -> &Uses {
        if entry.protected { &self.protected } else { &self.ordinary }
    }

    /// Returns the entry that replaces `current`.
    fn entry(&self, text: &str, time_to_live: Duration, current: Option<&Entry>) -> Entry {
        let protected = current.is_some_and(|entry| entry.protected) || (self.is_protected)(text);
        Entry { text: text.to_owned(), stored_at: Instant::now(), time_to_live, protected }
    }

    /// Stores the entry that `next` returns for the present one, if it returns one.
    fn put(&self, key: &str, next: impl FnOnce(Option<&Entry>) -> Option<Entry>) {
        let put = self.entries.entry_by_ref(key).and_compute_with(|current| {
            next(current.map(MokaEntry::into_value).as_ref()).map_or(Op::Nop, Op::Put)
        });
        if let CompResult::Inserted(entry) | CompResult::ReplacedWith(entry) = put {
            let entry = entry.into_value();
            self.uses_of(&entry).insert(key.to_owned(), entry.time_to_live);
            if entry.protected {
                self.ordinary.invalidate(key);
            }
        }
    }

    /// Returns the entry under `key`, and makes it the most recently used one of its kind.
    fn used(&self, key: &str) -> Option<Entry> {
        let entry = self.entries.get(key)?;
        let uses = self.uses_of(&entry);
        // Another thread may have removed an earlier entry of this key meanwhile.
        if uses.get(key).is_none() {
            uses.insert(key.to_owned(), entry.time_to_live);
        }
        Some(entry)
    }
}

/// Returns the keys of the entries that are protected or not. It removes the entry of a key
/// that it evicts.
fn uses(max_entries: u64, entries: &Moka<String, Entry>, protected: bool) -> Uses {
    let entries = entries.clone();
    let evict = move |key: Arc<String>, _: Duration, cause: RemovalCause| {
        if cause == RemovalCause::Size {
            entries.entry_by_ref(key.as_str()).and_compute_with(|current| match current {
                Some(entry) if entry.value().protected == protected => Op::Remove,
                _ => Op::Nop,
            });
        }
    };
    // Moka's default policy may reject a new entry when the cache is full: new visitors
    // would get no session.
    let builder = Moka::builder().max_capacity(max_entries).eviction_policy(EvictionPolicy::lru());
    builder.expire_after(OwnTtl).eviction_listener(evict).build()
}

#[async_trait]
impl Cache for MemoryCache {
    fn backend(&self) -> &'static str {
        "memory"
    }

    async fn get(&self, key: &str) -> Result<Option<String>, CacheError> {
        Ok(self.used(key).map(|entry| entry.text))
    }

    async fn set(&self, key: &str, text: &str, time_to_live: Duration) -> Result<(), CacheError> {
        self.put(key, |current| Some(self.entry(text, time_to_live, current)));
        Ok(())
    }

    async fn add(&self, key: &str, text: &str, time_to_live: Duration) -> Result<bool, CacheError> {
        let mut is_added = false;
        self.put(key, |current| {
            is_added = current.is_none();
            is_added.then(|| self.entry(text, time_to_live, None))
        });
        Ok(is_added)
    }

    async fn swap(
        &self,
        key: &str,
        prefix: &str,
        text: &str,
        time_to_live: Duration,
    ) -> Result<Swap, CacheError> {
        let mut outcome = Swap::Missing;
        self.put(key, |current| match current {
            None => None,
            Some(entry) if entry.text.starts_with(prefix) => {
                outcome = Swap::Swapped;
                Some(self.entry(text, time_to_live, current))
            }
            Some(entry) => {
                outcome = Swap::Conflict(entry.text.clone());
                None
            }
        });
        Ok(outcome)
    }

    async fn delete(&self, key: &str) -> Result<(), CacheError> {
        self.entries.entry_by_ref(key).and_compute_with(|_| Op::Remove);
        self.ordinary.invalidate(key);
        self.protected.invalidate(key);
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
        Ok(self.entries.get(key).map(left))
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

    fn members(text: &str) -> bool {
        text.contains("member")
    }

    #[test]
    fn ordinary_entries_never_evict_protected_ones() {
        let cache = MemoryCache::with_protected(20, members);
        for number in 0..20 {
            run(cache.add(&format!("member {number}"), "1 member", TTL));
        }
        for number in 0..2_000 {
            assert!(run(cache.add(&format!("visitor {number}"), "1 visitor", TTL)));
        }
        assert_eq!(cache.entries(), 40, "each kind has the bound for itself");
        for number in 0..20 {
            assert!(run(cache.get(&format!("member {number}"))).is_some(), "member {number}");
        }
        assert_eq!(run(cache.get("visitor 0")), None, "the oldest one is evicted");
        assert!(run(cache.get("visitor 1999")).is_some());
    }

    #[test]
    fn an_entry_that_becomes_protected_stays_so() {
        let cache = MemoryCache::with_protected(10, members);
        run(cache.add("key", "1 visitor", TTL));
        run(cache.swap("key", "1 ", "2 member", TTL));
        run(cache.swap("key", "2 ", "3 tombstone", TTL));
        for number in 0..1_000 {
            run(cache.add(&format!("visitor {number}"), "1 visitor", TTL));
        }
        assert_eq!(cache.entries(), 11);
        assert_eq!(run(cache.get("key")).as_deref(), Some("3 tombstone"));
    }

    #[test]
    fn an_entry_that_is_read_is_not_the_next_to_be_evicted() {
        let cache = MemoryCache::new(10);
        run(cache.add("key", "1 visitor", TTL));
        for number in 0..1_000 {
            run(cache.add(&format!("visitor {number}"), "1 visitor", TTL));
            assert!(run(cache.get("key")).is_some(), "after {number}");
            cache.entries();
        }
        assert_eq!(cache.entries(), 10);
    }
}
