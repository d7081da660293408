//! The clock. It is passed to everything that needs the time, so that a test can set the
//! time instead of sleeping.

use std::{fmt, sync::Arc};

use time::OffsetDateTime;

/// A source of the current time, in UTC, truncated to microseconds, which every store
/// keeps.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> OffsetDateTime + Send + Sync>);

impl Clock {
    /// Returns the system clock.
    pub fn system() -> Self {
        Self::new(OffsetDateTime::now_utc)
    }

    /// Returns a clock whose time is the result of `now`.
    pub fn new(now: impl Fn() -> OffsetDateTime + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// Returns the current time.
    pub fn now(&self) -> OffsetDateTime {
        let now = (self.0)();
        now.replace_microsecond(now.microsecond()).unwrap_or(now)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
