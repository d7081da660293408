//! A circuit breaker before a cache. After a failure it allows no call to the cache for
//! a second, so that requests do not wait for a cache that is down. It logs a warning
//! once a minute, and a line when the cache responds again.
//! `docs/decisions/breaker.md` says why it is not a crate.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use crate::{
    caches::CacheError,
    monitoring::{BREAKER_FAILURES, BREAKERS_OPEN, Raised},
};

/// How long no call is allowed after a failure.
const PAUSE: Duration = Duration::from_secs(1);

/// The shortest time between two warnings.
const LOG_INTERVAL: Duration = Duration::from_secs(60);

/// Decides whether a cache may be called.
#[derive(Default)]
pub struct CircuitBreaker(Mutex<State>);

#[derive(Default)]
struct State {
    retry_at: Option<Instant>,
    /// Counts the breaker as open in the metrics.
    open: Option<Raised>,
    warned_at: Option<Instant>,
}

impl CircuitBreaker {
    /// Returns whether the cache may be called now.
    pub fn allows(&self) -> bool {
        self.state().retry_at.is_none_or(|instant| instant <= Instant::now())
    }

    /// Records the result of a call and returns its value, or `None` after a failure.
    pub fn record<T>(&self, result: Result<T, CacheError>) -> Option<T> {
        let mut state = self.state();
        match result {
            Ok(value) => {
                if state.retry_at.take().is_some() {
                    state.open = None;
                    state.warned_at = None;
                    log::info!("the cache before the session database responds again");
                }
                Some(value)
            }
            Err(error) => {
                let now = Instant::now();
                state.retry_at = Some(now + PAUSE);
                state.open.get_or_insert_with(|| BREAKERS_OPEN.raise());
                BREAKER_FAILURES.add(1, []);
                if state.warned_at.is_none_or(|warned_at| now - warned_at >= LOG_INTERVAL) {
                    state.warned_at = Some(now);
                    log::warn!("sessions are read from the database alone: {error}");
                }
                None
            }
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
