//! A clock that stands still until a test turns it, so that nobody sleeps. It
//! can also move by itself at each reading, as a real clock does between two
//! lines of code.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use session_shop::sessions::Clock;
use time::OffsetDateTime;

/// Starts at the present second: browsers judge `Expires` by the real time.
#[derive(Clone)]
pub struct HandClock {
    microseconds: Arc<AtomicI64>,
    tick: Arc<AtomicI64>,
}

impl HandClock {
    pub fn new() -> Self {
        let now = OffsetDateTime::now_utc().unix_timestamp() * 1_000_000;
        Self { microseconds: Arc::new(AtomicI64::new(now)), tick: Arc::default() }
    }

    pub fn advance(&self, by: Duration) {
        let microseconds = i64::try_from(by.as_micros()).unwrap();
        self.microseconds.fetch_add(microseconds, Ordering::SeqCst);
    }

    /// From now on every reading of the clock moves it by that much.
    pub fn move_at_each_reading(&self, by: Duration) {
        self.tick.store(i64::try_from(by.as_micros()).unwrap(), Ordering::SeqCst);
    }

    pub fn now(&self) -> OffsetDateTime {
        moment(self.microseconds.load(Ordering::SeqCst))
    }

    /// The same clock, as the framework wants it.
    pub fn clock(&self) -> Clock {
        let (hands, tick) = (Arc::clone(&self.microseconds), Arc::clone(&self.tick));
        Clock::new(move || moment(hands.fetch_add(tick.load(Ordering::SeqCst), Ordering::SeqCst)))
    }
}

fn moment(microseconds: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(microseconds) * 1_000).unwrap()
}
