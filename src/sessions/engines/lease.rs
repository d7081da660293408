//! Limits how long a process relies on what it knows of its cache (H11: no process
//! serves an older state for longer than a second). The name of each cache entry
//! contains the epoch, which another process may raise, and the instance of the cache
//! server, which may restart with older data. A *lease* is a pair of both values with
//! an expiry on the monotonic clock, counted from before they were read.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::{DbEngine, Engine, EngineError, breaker::CircuitBreaker, cache_epoch::EpochRule};
use crate::caches::{Cache, CacheError};

/// How long a lease is valid.
const LEASE_TTL: Duration = Duration::from_millis(750);

/// The age at which one request renews the lease while the others still use it.
const RENEW_AFTER: Duration = Duration::from_millis(375);

/// The most attempts of one renewal. An attempt is repeated if the epoch or the
/// instance changes while it runs.
const ATTEMPTS: usize = 4;

/// Wraps a database engine, for example with a trace of its calls.
pub type Wrap = Arc<dyn Fn(DbEngine) -> Arc<dyn Engine> + Send + Sync>;

/// The epoch and the instance under which a process uses its cache for a short time.
pub struct Lease {
    /// The end of the name of each cache entry.
    pub suffix: String,
    /// The database engine whose writes fail if the epoch has changed.
    pub database: Arc<dyn Engine>,
    read_at: Instant,
}

/// Holds the current lease of one engine and renews it.
pub struct Leases {
    database: DbEngine,
    wrap: Wrap,
    state: Mutex<State>,
    /// Lets one request at a time renew the lease. Contains the instance that was read
    /// last.
    renewing: tokio::sync::Mutex<Option<String>>,
}

#[derive(Default)]
struct State {
    lease: Option<Arc<Lease>>,
    /// The number of calls of [`Leases::invalidate`]. A lease that was read before the
    /// last one is not kept.
    invalidations: u64,
}

impl Lease {
    fn is_younger_than(&self, age: Duration) -> bool {
        self.read_at.elapsed() < age
    }
}

impl Leases {
    /// Returns the leases of an engine over that database.
    pub fn new(database: DbEngine, wrap: Wrap) -> Self {
        Self { database, wrap, state: Mutex::default(), renewing: tokio::sync::Mutex::default() }
    }

    /// Returns a valid lease, or `None` if the cache can't be used: the circuit breaker
    /// is open, or the epoch or the instance can't be read.
    pub async fn get(&self, cache: &dyn Cache, breaker: &CircuitBreaker) -> Option<Arc<Lease>> {
        if !breaker.allows() {
            return None;
        }
        let failures = breaker.failures();
        let current = self.current();
        if let Some(lease) = current.filter(|lease| lease.is_younger_than(LEASE_TTL)) {
            if lease.is_younger_than(RENEW_AFTER) {
                return Some(lease);
            }
            let Ok(mut instance) = self.renewing.try_lock() else { return Some(lease) };
            return self.renew(&mut instance, cache, breaker).await;
        }
        let mut instance = self.renewing.lock().await;
        // Another request may have renewed the lease meanwhile, or failed to.
        match self.current().filter(|lease| lease.is_younger_than(RENEW_AFTER)) {
            Some(lease) => Some(lease),
            None if breaker.failures() == failures => self.renew(&mut instance, cache, breaker).await,
            None => None,
        }
    }

    /// Removes the lease, because the epoch has changed.
    pub fn invalidate(&self) {
        let mut state = self.state();
        state.lease = None;
        state.invalidations += 1;
    }

    /// Reads the epoch, then the instance. The first process that reads a new instance
    /// raises the epoch. So the writes of a process that still uses the old instance
    /// fail (see [`EpochRule::Require`]), and each write under the new epoch has put its
    /// marker into the new instance.
    async fn renew(
        &self,
        known: &mut Option<String>,
        cache: &dyn Cache,
        breaker: &CircuitBreaker,
    ) -> Option<Arc<Lease>> {
        for _ in 0..ATTEMPTS {
            let (read_at, invalidations) = (Instant::now(), self.state().invalidations);
            let epoch = Self::record(breaker, self.database.cache_epoch().await)?;
            let instance = breaker.record(cache.instance().await)?;
            if known.as_ref() != Some(&instance) {
                Self::record(breaker, self.database.register_cache_instance(&instance).await)?;
                *known = Some(instance);
                continue;
            }
            let database = (self.wrap)(self.database.with_epoch(EpochRule::Require(epoch)));
            let lease = Arc::new(Lease { suffix: format!("@{epoch}.{instance}"), database, read_at });
            if self.keep(&lease, invalidations) {
                return Some(lease).filter(|lease| lease.is_younger_than(LEASE_TTL));
            }
        }
        None
    }

    /// Records the result of a call for the epoch. The cache can't be used without the
    /// epoch, so a failure counts as a failure of the cache.
    fn record<T>(breaker: &CircuitBreaker, epoch: Result<T, EngineError>) -> Option<T> {
        epoch.map_or_else(
            |error| {
                let reason = format!("its epoch in the database is unknown, {error}");
                breaker.record(Err(CacheError::Unavailable(reason)))
            },
            Some,
        )
    }

    /// Stores a new lease, unless the lease was invalidated since `invalidations` was
    /// read. Returns whether it did.
    fn keep(&self, lease: &Arc<Lease>, invalidations: u64) -> bool {
        let mut state = self.state();
        let is_kept = state.invalidations == invalidations;
        if is_kept {
            state.lease = Some(Arc::clone(lease));
        }
        is_kept
    }

    fn current(&self) -> Option<Arc<Lease>> {
        self.state().lease.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
