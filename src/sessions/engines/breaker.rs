//! A circuit breaker before a cache. After a number of failures in sequence it allows no
//! call to the cache for a second, so that requests do not wait for a cache that is down.
//! Then it allows one call each second until a call succeeds. It logs a warning once a
//! minute, and a line when the cache responds again. `docs/decisions/breaker.md` says why
//! it is not a crate.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use crate::{
    caches::CacheError,
    monitoring::{BREAKER_FAILURES, BREAKERS_OPEN, Raised},
};

/// How long no call is allowed after the last failure.
const PAUSE: Duration = Duration::from_secs(1);

/// The shortest time between two warnings.
const LOG_INTERVAL: Duration = Duration::from_secs(60);

/// When a breaker opens, and what it logs.
#[derive(Clone, Copy)]
pub struct BreakerPolicy {
    /// The number of failures in sequence that open the breaker.
    max_failures: u32,
    /// What a failure means for the sessions, for the log.
    failed: &'static str,
    /// Which cache responds again, for the log.
    recovered: &'static str,
}

/// The cache of `cached_db`. One failure opens the breaker: the database has the session.
pub const CACHE_BEFORE_DATABASE: BreakerPolicy = BreakerPolicy {
    max_failures: 1,
    failed: "sessions are read from the database alone",
    recovered: "the cache before the session database responds again",
};

/// The cache of the engine `cache`. While the breaker is open, no session can be used, so
/// one lost packet does not open it.
pub const ONLY_CACHE: BreakerPolicy = BreakerPolicy {
    max_failures: 3,
    failed: "sessions can't be used until their cache responds",
    recovered: "the cache of the sessions responds again",
};

/// Decides whether a cache may be called.
pub struct CircuitBreaker {
    policy: BreakerPolicy,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The failures since the last success.
    failures: u32,
    /// The time of the next call; `None` if all calls are allowed.
    retry_at: Option<Instant>,
    /// Counts the breaker as open in the metrics.
    open: Option<Raised>,
    warned_at: Option<Instant>,
}

impl CircuitBreaker {
    /// Returns a breaker that allows all calls.
    pub fn new(policy: BreakerPolicy) -> Self {
        Self { policy, state: Mutex::default() }
    }

    /// Returns whether the cache may be called now. After a pause it returns `true` to one
    /// caller, whose call shows whether the cache responds again.
    pub fn allows(&self) -> bool {
        let (mut state, now) = (self.state(), Instant::now());
        match state.retry_at {
            None => true,
            Some(instant) if instant <= now => {
                state.retry_at = Some(now + PAUSE);
                true
            }
            Some(_) => false,
        }
    }

    /// Returns the number of failures since the last success.
    pub fn failures(&self) -> u32 {
        self.state().failures
    }

    /// Records the result of a call and returns its value, or `None` after a failure.
    pub fn record<T>(&self, result: Result<T, CacheError>) -> Option<T> {
        let mut state = self.state();
        match result {
            Ok(value) => {
                state.failures = 0;
                if state.retry_at.take().is_some() {
                    state.open = None;
                    state.warned_at = None;
                    log::info!("{}", self.policy.recovered);
                }
                Some(value)
            }
            Err(error) => {
                let now = Instant::now();
                state.failures = state.failures.saturating_add(1);
                if state.failures < self.policy.max_failures {
                    return None;
                }
                state.retry_at = Some(now + PAUSE);
                state.open.get_or_insert_with(|| BREAKERS_OPEN.raise());
                BREAKER_FAILURES.add(1, []);
                if state.warned_at.is_none_or(|warned_at| now - warned_at >= LOG_INTERVAL) {
                    state.warned_at = Some(now);
                    log::warn!("{}: {error}", self.policy.failed);
                }
                None
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fail(breaker: &CircuitBreaker) {
        breaker.record::<()>(Err(CacheError::Unavailable("down".to_owned())));
    }

    /// Makes the pause of an open breaker end now.
    fn end_pause(breaker: &CircuitBreaker) {
        breaker.state().retry_at = Some(Instant::now());
    }

    #[test]
    fn failures_in_sequence_open_the_breaker_and_a_success_between_them_does_not() {
        let breaker = CircuitBreaker::new(ONLY_CACHE);
        for _ in 0..5 {
            fail(&breaker);
            fail(&breaker);
            assert!(breaker.allows());
            breaker.record(Ok(()));
        }
        (0..3).for_each(|_| fail(&breaker));
        assert!(!breaker.allows());
        let one = CircuitBreaker::new(CACHE_BEFORE_DATABASE);
        fail(&one);
        assert!(!one.allows());
    }

    #[test]
    fn after_the_pause_one_call_at_a_time_is_allowed_until_one_succeeds() {
        let breaker = CircuitBreaker::new(CACHE_BEFORE_DATABASE);
        fail(&breaker);
        for _ in 0..3 {
            end_pause(&breaker);
            assert_eq!([(); 3].map(|()| breaker.allows()), [true, false, false]);
            fail(&breaker);
        }
        end_pause(&breaker);
        assert!(breaker.allows());
        breaker.record(Ok(()));
        assert_eq!([(); 3].map(|()| breaker.allows()), [true; 3]);
    }
}
