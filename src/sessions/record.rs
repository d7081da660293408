//! One session as a store keeps it: the data, when it expires, and a version
//! that grows with each write, by which a writer notices that somebody else
//! has written since (H1).

use time::{Duration, OffsetDateTime};

use super::{
    data::Data,
    expiry::{self, CookieLifetime, GlobalExpiry},
};

/// A stored session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Names and values.
    pub data: Data,
    /// From this moment on it is never served again (E9), UTC.
    pub expire_date: OffsetDateTime,
    /// 1 when created, one more with each replacement.
    pub version: i64,
}

impl Record {
    /// Whether the session is over at `now`.
    pub fn is_expired(&self, now: OffsetDateTime) -> bool {
        self.expire_date <= now
    }

    /// The record as it may be served at `now`: nothing if it is over, and
    /// without the keys whose own time is up (E10).
    pub fn alive(mut self, now: OffsetDateTime) -> Option<Self> {
        if self.is_expired(now) {
            return None;
        }
        expiry::drop_expired_keys(&mut self.data, now);
        Some(self)
    }

    /// How long the browser is to keep the cookie of a session that was stored
    /// at `now`: no longer than the record lasts.
    pub fn cookie_lifetime(&self, global: GlobalExpiry, now: OffsetDateTime) -> CookieLifetime {
        match expiry::cookie_lifetime(&self.data, global, now) {
            CookieLifetime::UntilBrowserCloses => CookieLifetime::UntilBrowserCloses,
            CookieLifetime::Until { .. } => {
                let max_age = (self.expire_date - now).max(Duration::ZERO);
                CookieLifetime::Until { max_age, expires: self.expire_date }
            }
        }
    }

    /// What takes the place of a session that moved to another key: nothing,
    /// and over already, so that whoever still writes to it is told.
    pub fn tombstone(version: i64, now: OffsetDateTime) -> Self {
        Self { data: Data::default(), expire_date: now, version }
    }
}
