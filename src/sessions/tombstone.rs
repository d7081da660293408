//! A tombstone: the record that replaces a session which has ended, or which has moved to
//! another key as at a login. A request with the old key was sent before its browser got
//! the response that ended or moved the session. Its response must not remove or replace
//! the browser's newer cookie (H12), and it must not bring the session back (H2). Without
//! the tombstone the server could not tell such a key from one that never existed.

use actix_web::cookie::{Cookie, CookieJar, Key};
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

use super::{
    data::{Data, TOMBSTONE},
    key::SessionKey,
    options::Keys,
    record::Record,
};

/// How long a tombstone is stored: longer than any request takes.
pub const TOMBSTONE_AGE: Duration = Duration::minutes(5);

/// How long after the end of a session a request with its key counts as sent before it.
/// Such a request must not start a new session: the response that ended the old session
/// could arrive later and remove the new cookie.
const OVERLAP: Duration = Duration::seconds(30);

/// The cookie name with which the successor's key is encrypted. The encryption
/// authenticates it.
const SUCCESSOR: &str = "successor";

/// What happened to the session under a key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tombstone {
    /// Where the session has moved; `None` if it has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    successor: Option<Successor>,
}

/// The new key of a session that has moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Successor {
    /// The new key, encrypted. A person who has the old key can see its record in the lab
    /// and must not learn the new key (F6).
    key: String,
    /// The owner who has moved it (see [`super::Session::cycle_key_for`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
}

impl Tombstone {
    /// Returns the tombstone of a session that has ended, as at a logout.
    pub fn ended() -> Self {
        Self::default()
    }

    /// Returns the tombstone of a session that has moved to the key `new`.
    pub fn moved(new: &SessionKey, owner: Option<String>, keys: &Keys) -> Self {
        let mut jar = CookieJar::new();
        jar.private_mut(&keys.current).add(Cookie::new(SUCCESSOR, new.as_str().to_owned()));
        let key = jar.get(SUCCESSOR).map(|cookie| cookie.value().to_owned()).unwrap_or_default();
        Self { successor: Some(Successor { key, owner }) }
    }

    /// Returns the tombstone in a record, or `None` if the record is a session.
    pub fn in_record(record: &Record) -> Option<Self> {
        record.is_tombstone().then(|| record.data.read(TOMBSTONE).unwrap_or_default())
    }

    /// Returns whether a request at `now` with the key of this tombstone, which is stored in
    /// `record`, may start a new session. It may not if the session has moved to another
    /// key, or if the request may have been sent before the session ended.
    pub fn allows_new_session(&self, record: &Record, now: OffsetDateTime) -> bool {
        let ended_at = record.expire_date.saturating_sub(TOMBSTONE_AGE);
        !self.has_moved() && now >= ended_at + OVERLAP
    }

    /// Returns whether the session has moved to another key.
    pub fn has_moved(&self) -> bool {
        self.successor.is_some()
    }

    /// Returns the new key of the session if `owner` has moved it. Nobody else gets it: an
    /// attacker who has planted the old key before a login must not follow the user to
    /// the new key.
    pub fn successor_of(&self, owner: &str, keys: &Keys) -> Option<SessionKey> {
        let successor = self.successor.as_ref()?;
        if successor.owner.as_deref() != Some(owner) {
            return None;
        }
        let mut all = std::iter::once(&keys.current).chain(&keys.fallbacks);
        all.find_map(|key| decrypt(&successor.key, key)).map(|text| SessionKey::from_cookie(&text))
    }

    /// Returns whether this is the tombstone of a move to the key `new`.
    pub fn leads_to(&self, new: &SessionKey, keys: &Keys) -> bool {
        let successor = self.successor.as_ref();
        successor.and_then(|successor| decrypt(&successor.key, &keys.current)).as_deref()
            == Some(new.as_str())
    }

    /// Returns the tombstone as a record of that version.
    pub fn into_record(self, version: i64, now: OffsetDateTime) -> Record {
        let mut data = Data::default();
        // Optional texts can always be written as JSON.
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
    fn the_stored_record_gives_the_tombstone_and_hides_the_new_key() {
        let (new, keys) = (SessionKey::random(), keys("secret", &[]));
        let tombstone = Tombstone::moved(&new, Some("7".to_owned()), &keys);
        let record = tombstone.clone().into_record(3, NOW);
        assert!(!record.data.to_json().unwrap().contains(new.as_str()));
        assert_eq!((record.version, record.expire_date), (3, NOW + TOMBSTONE_AGE));
        assert_eq!(record.clone().into_valid(NOW), None);
        let stored = Record { data: Data::from_json(&record.data.to_json().unwrap()).unwrap(), ..record };
        assert_eq!(Tombstone::in_record(&stored), Some(tombstone));
    }

    #[test]
    fn a_new_session_may_start_thirty_seconds_after_the_old_one_ended() {
        let tombstone = Tombstone::ended();
        let record = tombstone.clone().into_record(1, NOW);
        for (seconds, is_allowed) in [(0, false), (29, false), (30, true), (299, true)] {
            assert_eq!(
                tombstone.allows_new_session(&record, NOW + Duration::seconds(seconds)),
                is_allowed,
                "{seconds}"
            );
        }
        let moved = Tombstone::moved(&SessionKey::random(), None, &keys("secret", &[]));
        let record = moved.clone().into_record(1, NOW);
        assert!(!moved.allows_new_session(&record, NOW + Duration::seconds(299)));
    }

    #[test]
    fn the_new_key_is_found_after_a_change_of_the_secret_key() {
        let new = SessionKey::random();
        let tombstone = Tombstone::moved(&new, Some("7".to_owned()), &keys("old", &[]));
        assert_eq!(tombstone.successor_of("7", &keys("new", &["old"])), Some(new));
        assert_eq!(tombstone.successor_of("7", &keys("new", &[])), None);
    }
}
