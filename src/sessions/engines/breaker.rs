//! Notices that a cache is away, and spares each request the wait for it: for
//! a moment after a failure it is not asked at all. One line in the log says
//! so each minute, and one that it is back.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use crate::caches::CacheError;

/// How long a cache is left alone after a failure.
const PAUSE: Duration = Duration::from_secs(1);

/// How often a log line says that it is away.
const LOG_INTERVAL: Duration = Duration::from_secs(60);

/// Whether a cache may be asked.
#[derive(Default)]
pub struct Breaker(Mutex<State>);

#[derive(Default)]
struct State {
    ask_again: Option<Instant>,
    logged: Option<Instant>,
}

impl Breaker {
    /// Whether it may be asked now.
    pub fn allows(&self) -> bool {
        self.state().ask_again.is_none_or(|moment| moment <= Instant::now())
    }

    /// Takes note of an answer; `None` if it was a failure.
    pub fn note<T>(&self, answer: Result<T, CacheError>) -> Option<T> {
        let mut state = self.state();
        match answer {
            Ok(value) => {
                if state.ask_again.take().is_some() {
                    state.logged = None;
                    log::info!("the cache before the session database answers again");
                }
                Some(value)
            }
            Err(error) => {
                let now = Instant::now();
                state.ask_again = Some(now + PAUSE);
                if state.logged.is_none_or(|logged| now - logged >= LOG_INTERVAL) {
                    state.logged = Some(now);
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
