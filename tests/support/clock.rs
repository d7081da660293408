//! A clock that stands still until a test turns it, so that nobody sleeps.

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
pub struct HandClock(Arc<AtomicI64>);

impl HandClock {
    pub fn new() -> Self {
        Self(Arc::new(AtomicI64::new(OffsetDateTime::now_utc().unix_timestamp() * 1_000_000)))
    }

    pub fn advance(&self, by: Duration) {
        let microseconds = i64::try_from(by.as_micros()).unwrap();
        self.0.fetch_add(microseconds, Ordering::SeqCst);
    }

    pub fn now(&self) -> OffsetDateTime {
        moment(self.0.load(Ordering::SeqCst))
    }

    /// The same clock, as the framework wants it.
    pub fn clock(&self) -> Clock {
        let hands = Arc::clone(&self.0);
        Clock::new(move || moment(hands.load(Ordering::SeqCst)))
    }
}

fn moment(microseconds: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(microseconds) * 1_000).unwrap()
}
