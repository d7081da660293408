//! The keys whose entries in the cache may be older than the database: a write
//! could not be told to the cache, or nobody knows whether it was done. Such a
//! key is not asked there before its entry has been removed.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// The most keys that are remembered.
const MOST: usize = 100_000;

/// The most that one request removes, so that it is not kept waiting.
const BATCH: usize = 64;

/// How long a write may still be under way in the database when whoever asked
/// for it has given up. What is removed before could be put back too old.
const UNDER_WAY: Duration = Duration::from_secs(3);

/// Names of entries, and from when on each may be removed.
#[derive(Default)]
pub struct Stale(Mutex<HashMap<String, Instant>>);

impl Stale {
    /// Remembers an entry that may be removed at once. False if there are too
    /// many to remember.
    pub fn mark(&self, name: String) -> bool {
        self.insert(name, Instant::now())
    }

    fn insert(&self, name: String, from: Instant) -> bool {
        let mut names = self.names();
        let has_room = names.len() < MOST || names.contains_key(&name);
        if has_room {
            names.insert(name, from);
        }
        has_room
    }

    /// Whether that entry must not be asked for.
    pub fn contains(&self, name: &str) -> bool {
        self.names().contains_key(name)
    }

    /// Some that may be removed now.
    pub fn batch(&self) -> Vec<(String, Instant)> {
        let names = self.names();
        if names.is_empty() {
            return Vec::new();
        }
        let now = Instant::now();
        let due = names.iter().filter(|(_, from)| **from <= now).take(BATCH);
        due.map(|(name, from)| (name.clone(), *from)).collect()
    }

    /// It has been removed, unless it was marked again since.
    pub fn forget(&self, (name, from): &(String, Instant)) {
        let mut names = self.names();
        if names.get(name) == Some(from) {
            names.remove(name);
        }
    }

    /// To be held while an entry's record is written.
    pub fn writing(&self, name: String) -> Writing<'_> {
        Writing { stale: self, name: Some(name) }
    }

    fn names(&self) -> MutexGuard<'_, HashMap<String, Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A write to the database and then to the cache. If its request is given up
/// in the middle, the entry is stale.
pub struct Writing<'a> {
    stale: &'a Stale,
    name: Option<String>,
}

impl Writing<'_> {
    /// The cache has been told, or the entry marked.
    pub fn done(mut self) {
        self.name = None;
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        if let Some(name) = self.name.take() {
            self.stale.insert(name, Instant::now() + UNDER_WAY);
        }
    }
}
