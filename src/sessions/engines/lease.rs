//! For how long a process trusts what it knows of its cache (H11: no process
//! serves an older state for longer than a second). Entries are named after the
//! epoch, which another process may raise, and after the instance of the cache
//! server, which may be restarted with an older content. A *lease* is what was
//! read of both; it ends by the monotonic clock, counted from before the read.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::{DbEngine, Engine, EngineError, breaker::Breaker, cache_epoch::EpochRule};
use crate::caches::{Cache, CacheError};

/// How long a lease is trusted.
const TRUSTED: Duration = Duration::from_millis(750);

/// The age at which one request renews the lease, while the others still use it.
const RENEWED: Duration = Duration::from_millis(375);

/// How often a renewal begins again when the epoch or the instance changes
/// meanwhile.
const ATTEMPTS: usize = 4;

/// How an engine over the database is put into the place where it is called.
pub type Wrap = Arc<dyn Fn(DbEngine) -> Arc<dyn Engine> + Send + Sync>;

/// What a process knows of its cache, for a short time.
pub struct Lease {
    /// With this ends the name of each entry.
    pub suffix: String,
    /// Its writes fail when the epoch is another one.
    pub database: Arc<dyn Engine>,
    read_at: Instant,
}

/// The lease of one engine, read again when it is needed.
pub struct Leases {
    database: DbEngine,
    wrap: Wrap,
    state: Mutex<State>,
    /// One request at a time renews the lease. Holds the instance that was seen
    /// last.
    renewing: tokio::sync::Mutex<Option<String>>,
}

#[derive(Default)]
struct State {
    lease: Option<Arc<Lease>>,
    /// How often the lease was dropped. A lease that was read before is too old.
    drops: u64,
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

    /// Returns a lease that is trusted now. `None` if the cache can't be used:
    /// the epoch or the instance can't be read, which the breaker notes.
    pub async fn get(&self, cache: &dyn Cache, breaker: &Breaker) -> Option<Arc<Lease>> {
        if !breaker.allows() {
            return None;
        }
        let present = self.present();
        if let Some(lease) = present.filter(|lease| lease.is_younger_than(TRUSTED)) {
            if lease.is_younger_than(RENEWED) {
                return Some(lease);
            }
            let Ok(mut instance) = self.renewing.try_lock() else { return Some(lease) };
            return self.renew(&mut instance, cache, breaker).await;
        }
        let mut instance = self.renewing.lock().await;
        // Another request may have renewed it meanwhile, or found the cache away.
        match self.present().filter(|lease| lease.is_younger_than(RENEWED)) {
            Some(lease) => Some(lease),
            None if breaker.allows() => self.renew(&mut instance, cache, breaker).await,
            None => None,
        }
    }

    /// Drops the lease: the epoch is another one.
    pub fn drop_lease(&self) {
        let mut state = self.state();
        state.lease = None;
        state.drops += 1;
    }

    /// Reads the epoch, then the instance. An instance is only used under an epoch
    /// that was raised since it is there: so a write of a process that still uses
    /// the former instance fails (see [`EpochRule::Require`]), and no marker can
    /// be missing here. The first process that sees the instance raises the epoch.
    async fn renew(
        &self,
        known: &mut Option<String>,
        cache: &dyn Cache,
        breaker: &Breaker,
    ) -> Option<Arc<Lease>> {
        for _ in 0..ATTEMPTS {
            let (read_at, drops) = (Instant::now(), self.state().drops);
            let epoch = Self::note(breaker, self.database.cache_epoch().await)?;
            let instance = breaker.note(cache.instance().await)?;
            if known.as_ref() != Some(&instance) {
                Self::note(breaker, self.database.register_cache_instance(&instance).await)?;
                *known = Some(instance);
                continue;
            }
            let database = (self.wrap)(self.database.with_epoch(EpochRule::Require(epoch)));
            let lease = Arc::new(Lease { suffix: format!("@{epoch}.{instance}"), database, read_at });
            if self.keep(&lease, drops) {
                return Some(lease).filter(|lease| lease.is_younger_than(TRUSTED));
            }
        }
        None
    }

    /// An epoch that can't be read or raised stops the cache like a failure of
    /// its own.
    fn note<T>(breaker: &Breaker, epoch: Result<T, EngineError>) -> Option<T> {
        epoch.map_or_else(
            |error| {
                let reason = format!("its epoch in the database is unknown, {error}");
                breaker.note(Err(CacheError::Unavailable(reason)))
            },
            Some,
        )
    }

    /// Returns whether the lease was not dropped while it was read.
    fn keep(&self, lease: &Arc<Lease>, drops: u64) -> bool {
        let mut state = self.state();
        let is_kept = state.drops == drops;
        if is_kept {
            state.lease = Some(Arc::clone(lease));
        }
        is_kept
    }

    fn present(&self) -> Option<Arc<Lease>> {
        self.state().lease.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
