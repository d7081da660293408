//! What stays under a session's key when the session has ended, or has moved to
//! another key as at a login: a record without data that says so. A request that
//! still carries the old key was sent before its browser knew. Its response must
//! not remove or replace the browser's newer cookie (H12), and it must not bring
//! the session back (H2). Without the tombstone nobody could tell such a key from
//! one that was never there.

use actix_web::cookie::{Cookie, CookieJar, Key};
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

use super::{
    data::{Data, TOMBSTONE},
    key::SessionKey,
    options::Keys,
    record::Record,
};

/// How long a tombstone stays: longer than any request is under way.
pub const TOMBSTONE_AGE: Duration = Duration::minutes(5);

/// How long after the end of a session a request that carries its key counts as
/// sent before that. It must not begin a session of its own: the response that ended
/// the old one would take its cookie away.
const OVERLAP: Duration = Duration::seconds(30);

/// The name under which the successor's key is encrypted; it is part of what the
/// encryption authenticates.
const SUCCESSOR: &str = "successor";

/// What became of the session under a key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tombstone {
    /// Where the session moved; `None` if it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    successor: Option<Successor>,
}

/// The session that goes on under another key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Successor {
    /// The other key, encrypted: whoever has the old key and can look at its
    /// record (the lab shows it) must not learn the new one (F6).
    key: String,
    /// Who moved it, as [`super::Session::cycle_key_for`] names them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
}

impl Tombstone {
    /// Returns the tombstone of a session that ended, as at a logout.
    pub fn ended() -> Self {
        Self::default()
    }

    /// Returns the tombstone of a session that moved to the key `new`.
    pub fn moved(new: &SessionKey, owner: Option<String>, keys: &Keys) -> Self {
        let mut jar = CookieJar::new();
        jar.private_mut(&keys.current).add(Cookie::new(SUCCESSOR, new.as_str().to_owned()));
        let key = jar.get(SUCCESSOR).map(|cookie| cookie.value().to_owned()).unwrap_or_default();
        Self { successor: Some(Successor { key, owner }) }
    }

    /// Returns the tombstone that a record is, if it is one.
    pub fn of(record: &Record) -> Option<Self> {
        record.is_tombstone().then(|| record.data.read(TOMBSTONE).unwrap_or_default())
    }

    /// Whether a request at `now` with the key of `record`, a tombstone, may begin a
    /// new session. Not while it may have been sent before the old session ended, and
    /// not at all in place of one that goes on under another key.
    pub fn may_begin_anew(&self, record: &Record, now: OffsetDateTime) -> bool {
        let ended_at = record.expire_date - TOMBSTONE_AGE;
        !self.has_moved() && now >= ended_at + OVERLAP
    }

    /// Whether the session goes on under another key.
    pub fn has_moved(&self) -> bool {
        self.successor.is_some()
    }

    /// Returns the key under which the session goes on, if it was moved by `owner`.
    /// Nobody else learns it: whoever planted the old key before a login must not
    /// follow the user to the new one.
    pub fn successor_of(&self, owner: &str, keys: &Keys) -> Option<SessionKey> {
        let successor = self.successor.as_ref()?;
        if successor.owner.as_deref() != Some(owner) {
            return None;
        }
        let mut all = std::iter::once(&keys.current).chain(&keys.fallbacks);
        all.find_map(|key| decrypt(&successor.key, key)).map(|text| SessionKey::from_cookie(&text))
    }

    /// Whether this is the tombstone that [`Tombstone::moved`] made for `new`.
    pub fn leads_to(&self, new: &SessionKey, keys: &Keys) -> bool {
        let successor = self.successor.as_ref();
        successor.and_then(|successor| decrypt(&successor.key, &keys.current)).as_deref()
            == Some(new.as_str())
    }

    /// Returns the record that takes the session's place if its version is
    /// `version`.
    pub fn into_record(self, version: i64, now: OffsetDateTime) -> Record {
        let mut data = Data::default();
        // Two optional texts can always be written as JSON.
        data.set(TOMBSTONE, serde_json::to_string(&self).unwrap_or_else(|_| "{}".to_owned()));
        Record { data, expire_date: now + TOMBSTONE_AGE, version }
    }
}

fn decrypt(text: &str, key: &Key) -> Option<String> {
    let mut jar = CookieJar::new();
    jar.add_original(Cookie::new(SUCCESSOR, text.to_owned()));
    jar.private(key).get(SUCCESSOR).map(|cookie| cookie.value().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-01-01 12:00 UTC);

    fn keys(secret: &str, fallbacks: &[&str]) -> Keys {
        let long = |name: &str| format!("{name}, and more letters up to thirty-two bytes");
        let fallbacks: Vec<String> = fallbacks.iter().map(|name| long(name)).collect();
        Keys::derive(&long(secret), &fallbacks)
    }

    #[test]
    fn only_the_owner_follows_a_session_to_its_new_key() {
        let (new, keys) = (SessionKey::random(), keys("secret", &[]));
        let tombstone = Tombstone::moved(&new, Some("7".to_owned()), &keys);
        assert_eq!(tombstone.successor_of("7", &keys), Some(new.clone()));
        assert_eq!(tombstone.successor_of("8", &keys), None);
        let unowned = Tombstone::moved(&new, None, &keys);
        assert!(unowned.has_moved() && unowned.successor_of("7", &keys).is_none());
        assert!(!Tombstone::ended().has_moved());
    }

    #[test]
    fn the_record_survives_its_store_and_does_not_show_the_new_key() {
        let (new, keys) = (SessionKey::random(), keys("secret", &[]));
        let tombstone = Tombstone::moved(&new, Some("7".to_owned()), &keys);
        let record = tombstone.clone().into_record(3, NOW);
        assert!(!record.data.to_json().unwrap().contains(new.as_str()));
        assert_eq!((record.version, record.expire_date), (3, NOW + TOMBSTONE_AGE));
        assert_eq!(record.clone().alive(NOW), None);
        let stored = Record { data: Data::from_json(&record.data.to_json().unwrap()).unwrap(), ..record };
        assert_eq!(Tombstone::of(&stored), Some(tombstone));
    }

    #[test]
    fn an_ended_session_is_followed_by_another_once_no_request_overlaps() {
        let tombstone = Tombstone::ended();
        let record = tombstone.clone().into_record(1, NOW);
        for (seconds, may) in [(0, false), (29, false), (30, true), (299, true)] {
            assert_eq!(tombstone.may_begin_anew(&record, NOW + Duration::seconds(seconds)), may, "{seconds}");
        }
        let moved = Tombstone::moved(&SessionKey::random(), None, &keys("secret", &[]));
        let record = moved.clone().into_record(1, NOW);
        assert!(!moved.may_begin_anew(&record, NOW + Duration::seconds(299)));
    }

    #[test]
    fn the_new_key_is_found_after_a_change_of_the_secret_key() {
        let new = SessionKey::random();
        let tombstone = Tombstone::moved(&new, Some("7".to_owned()), &keys("old", &[]));
        assert_eq!(tombstone.successor_of("7", &keys("new", &["old"])), Some(new));
        assert_eq!(tombstone.successor_of("7", &keys("new", &[])), None);
    }
}
