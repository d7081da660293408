//! A session as an engine stores it: the data, the expiry and a version. The version
//! increases with each write, so that a writer notices if another request has written
//! since (H1: no lost update).

use time::OffsetDateTime;

use super::{
    data::{Data, TOMBSTONE},
    expiry::{self, CookieLifetime, GlobalExpiry},
};

/// A stored session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The names and values.
    pub data: Data,
    /// The UTC time from which the session is never served again (E9).
    pub expire_date: OffsetDateTime,
    /// The version under which the record is stored: [`Record::FIRST_VERSION`] when
    /// it is created, and one more with each replacement.
    pub version: i64,
}

impl Record {
    /// The version of a session's first record.
    pub const FIRST_VERSION: i64 = 1;

    /// Returns the first record of a session.
    pub fn new(data: Data, expire_date: OffsetDateTime) -> Self {
        Self { data, expire_date, version: Self::FIRST_VERSION }
    }

    /// Returns the version of the record that replaces one of that version. Nothing
    /// else in the framework computes a version.
    pub fn version_after(version: i64) -> i64 {
        version + 1
    }

    /// Returns whether the session has expired at `now`.
    pub fn is_expired(&self, now: OffsetDateTime) -> bool {
        self.expire_date <= now
    }

    /// Returns the record as it may be served at `now`, without the keys that have expired
    /// on their own (E10). Returns `None` if the session has expired or is a tombstone.
    pub fn into_valid(mut self, now: OffsetDateTime) -> Option<Self> {
        if self.is_expired(now) || self.is_tombstone() {
            return None;
        }
        expiry::remove_expired_keys(&mut self.data, now);
        Some(self)
    }

    /// Returns whether the record says that the session has ended or moved to another key.
    pub fn is_tombstone(&self) -> bool {
        self.data.get(TOMBSTONE).is_some()
    }

    /// Returns how long the browser keeps the cookie of this session, if the response is
    /// sent at `now`. Whole seconds, rounded up: a setting of 60 seconds is 60 in
    /// `Max-Age`, though some microseconds of them have passed (E12).
    pub fn cookie_lifetime(&self, global: GlobalExpiry, now: OffsetDateTime) -> CookieLifetime {
        expiry::cookie_lifetime(&self.data, global, self.expire_date, now)
    }
}
