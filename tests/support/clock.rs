//! A clock that stands still until a test moves it, so that no test sleeps. It can
//! also move by itself at each reading, as a real clock does between two lines of
//! code.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use session_shop::sessions::Clock;
use time::OffsetDateTime;

/// A clock that a test moves. It starts at the present second, because browsers
/// compare `Expires` with the real time.
#[derive(Clone)]
pub struct ManualClock {
    microseconds: Arc<AtomicI64>,
    tick: Arc<AtomicI64>,
}

impl ManualClock {
    pub fn new() -> Self {
        let now = OffsetDateTime::now_utc().unix_timestamp() * 1_000_000;
        Self { microseconds: Arc::new(AtomicI64::new(now)), tick: Arc::default() }
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        let microseconds = i64::try_from(by.as_micros()).unwrap();
        self.microseconds.fetch_add(microseconds, Ordering::SeqCst);
    }

    /// Makes every later reading of the clock move it by `by`.
    pub fn advance_at_each_reading(&self, by: Duration) {
        self.tick.store(i64::try_from(by.as_micros()).unwrap(), Ordering::SeqCst);
    }

    pub fn now(&self) -> OffsetDateTime {
        timestamp(self.microseconds.load(Ordering::SeqCst))
    }

    /// Returns the clock in the type that the session framework takes.
    pub fn clock(&self) -> Clock {
        let (microseconds, tick) = (Arc::clone(&self.microseconds), Arc::clone(&self.tick));
        Clock::new(move || timestamp(microseconds.fetch_add(tick.load(Ordering::SeqCst), Ordering::SeqCst)))
    }
}

fn timestamp(microseconds: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(microseconds) * 1_000).unwrap()
}
