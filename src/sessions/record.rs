//! One session as a store keeps it: the data, when it expires, and a version
//! that grows with each write, by which a writer notices that somebody else
//! has written since (H1).

use time::OffsetDateTime;

use super::{
    data::{Data, TOMBSTONE},
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

    /// Returns the record as it may be served at `now`: nothing if it is expired
    /// or a tombstone, and without the keys that have expired themselves (E10).
    pub fn alive(mut self, now: OffsetDateTime) -> Option<Self> {
        if self.is_expired(now) || self.is_tombstone() {
            return None;
        }
        expiry::drop_expired_keys(&mut self.data, now);
        Some(self)
    }

    /// Whether the session under this key has ended or moved to another key.
    pub fn is_tombstone(&self) -> bool {
        self.data.get(TOMBSTONE).is_some()
    }

    /// Returns how long the browser is to keep the cookie of this session, if the
    /// response is sent at `now`. Whole seconds, rounded up: the number that was
    /// set is the number in Max-Age, however long the request took (E12).
    pub fn cookie_lifetime(&self, global: GlobalExpiry, now: OffsetDateTime) -> CookieLifetime {
        expiry::cookie_lifetime(&self.data, global, self.expire_date, now)
    }
}
