//! The entries of `cached_db` in its cache: a copy of a record, or a *marker*. A marker
//! tells readers to use the database, and which copy may replace it.
//!
//! A writer puts a marker into the cache before it writes the database. The marker stays
//! there if the writer crashes, stops waiting or loses the cache. Readers then load from
//! the database, and the first one that finds the announced version, or a newer one,
//! replaces the marker with a copy.

use time::OffsetDateTime;

use crate::sessions::{codec, engines::EngineError, record::Record};

/// The version of a marker that no copy may replace.
const DELETED: i64 = i64::MAX;

/// The word in a marker at the place where a record has its expiry.
const MARKER: &str = "marker";

/// The word in a marker that accepts a copy with any expiry.
const ANY: &str = "any";

/// An entry to be stored in the cache.
pub struct NewEntry {
    head: Head,
    text: String,
    /// Whether the entry replaces a copy of the same version.
    has_new_expiry: bool,
}

/// The part of an entry that decides which of two entries is newer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Head {
    version: i64,
    kind: Kind,
}

/// What kind of entry it is. Expiries are in Unix microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A copy of a record.
    Copy { expires: i64 },
    /// A marker. A copy of the same version may replace it if it has this expiry, or any
    /// expiry if this is `None`. A copy of a higher version may always replace it.
    Marker { expires: Option<i64> },
}

impl NewEntry {
    /// Returns a copy of a record that is in the database.
    ///
    /// # Errors
    /// [`EngineError::Unreadable`] if the data can't be written as JSON.
    pub fn copy(record: &Record) -> Result<Self, EngineError> {
        let text = codec::write(record)?;
        let head = Head { version: record.version, kind: Kind::Copy { expires: microseconds(record) } };
        Ok(Self { head, text, has_new_expiry: false })
    }

    /// Returns a copy of a record whose expiry was just changed in the database.
    ///
    /// # Errors
    /// [`EngineError::Unreadable`] if the data can't be written as JSON.
    pub fn touched(record: &Record) -> Result<Self, EngineError> {
        Ok(Self { has_new_expiry: true, ..Self::copy(record)? })
    }

    /// Returns the marker of a write that stores `version`.
    pub fn marker(version: i64) -> Self {
        let head = Head { version, kind: Kind::Marker { expires: None } };
        Self { head, text: format!("{version} {MARKER} {ANY}"), has_new_expiry: false }
    }

    /// Returns the marker of a write that changes the expiry of a session to that of
    /// `record` and keeps its version. A slow reader may still have a copy with the old
    /// expiry; that copy must not replace the marker.
    pub fn touch_marker(record: &Record) -> Self {
        let (version, expires) = (record.version, microseconds(record));
        let head = Head { version, kind: Kind::Marker { expires: Some(expires) } };
        Self { head, text: format!("{version} {MARKER} {expires}"), has_new_expiry: true }
    }

    /// Returns the marker of a deletion.
    pub fn deleted() -> Self {
        Self::marker(DELETED)
    }

    /// Returns the text of the entry.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the prefix that identifies the entry `current` in a compare-and-swap with
    /// this entry, or `None` if this entry may not replace it. An unreadable entry may
    /// always be replaced.
    pub fn prefix_to_replace<'a>(&self, current: &'a str) -> Option<&'a str> {
        match Head::read(current) {
            Some((head, prefix)) => self.replaces(head).then_some(prefix),
            None => Some(current),
        }
    }

    fn replaces(&self, current: Head) -> bool {
        if current.version != self.head.version {
            return current.version < self.head.version;
        }
        match (self.head.kind, current.kind) {
            (Kind::Copy { expires }, Kind::Marker { expires: Some(announced) }) => expires == announced,
            (Kind::Copy { .. }, Kind::Marker { expires: None }) => true,
            // The data is the same; only the entry of a touch has a newer expiry.
            (_, Kind::Copy { .. } | Kind::Marker { .. }) => self.has_new_expiry,
        }
    }
}

/// Returns the record in the text of an entry, or `None` if the entry is a marker.
///
/// # Errors
/// [`EngineError::Unreadable`] if it is neither a copy nor a marker.
pub fn read_copy(text: &str) -> Result<Option<Record>, EngineError> {
    match Head::read(text) {
        Some((Head { kind: Kind::Marker { .. }, .. }, _)) => Ok(None),
        _ => codec::read(text).map(Some),
    }
}

impl Head {
    /// Returns the head of an entry's text, and the prefix of the text that no entry
    /// with another head has.
    fn read(text: &str) -> Option<(Self, &str)> {
        let (version, rest) = text.split_once(' ')?;
        let (expires, last) = rest.split_once(' ')?;
        let version = version.parse().ok()?;
        if expires != MARKER {
            let kind = Kind::Copy { expires: expires.parse().ok()? };
            return Some((Self { version, kind }, &text[..text.len() - last.len()]));
        }
        let expires = if last == ANY { None } else { Some(last.parse().ok()?) };
        Some((Self { version, kind: Kind::Marker { expires } }, text))
    }
}

fn microseconds(record: &Record) -> i64 {
    let since = record.expire_date - OffsetDateTime::UNIX_EPOCH;
    i64::try_from(since.whole_microseconds()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sessions::data::Data;
    use time::{Duration, macros::datetime};

    fn record(version: i64, seconds: i64) -> Record {
        let expire_date = datetime!(2026-01-01 00:00:00.123456 UTC) + Duration::seconds(seconds);
        Record { data: Data::default(), expire_date, version }
    }

    /// Returns whether `new` may replace `current`.
    fn replaces(new: &NewEntry, current: &NewEntry) -> bool {
        new.prefix_to_replace(&current.text).is_some()
    }

    #[test]
    fn the_head_of_what_is_written_can_be_read() {
        for entry in [
            NewEntry::copy(&record(7, 0)).unwrap(),
            NewEntry::marker(7),
            NewEntry::touch_marker(&record(7, 0)),
            NewEntry::deleted(),
        ] {
            let (head, prefix) = Head::read(&entry.text).unwrap();
            assert_eq!(head, entry.head, "{}", entry.text);
            assert!(entry.text.starts_with(prefix), "{}", entry.text);
        }
        let copy = NewEntry::copy(&record(7, 0)).unwrap();
        assert_eq!(copy.prefix_to_replace("6 1767225600123456 {}"), Some("6 1767225600123456 "));
    }

    #[test]
    fn a_lower_version_never_replaces_a_higher_one() {
        let [low, high] = [6, 7].map(|version| {
            let record = record(version, 0);
            let copies = [NewEntry::copy(&record).unwrap(), NewEntry::touched(&record).unwrap()];
            let markers = [NewEntry::marker(version), NewEntry::touch_marker(&record)];
            copies.into_iter().chain(markers).collect::<Vec<_>>()
        });
        for (low, high) in low.iter().flat_map(|low| high.iter().map(move |high| (low, high))) {
            assert!(!replaces(low, high), "{} over {}", low.text, high.text);
            assert!(replaces(high, low), "{} over {}", high.text, low.text);
            assert!(!replaces(high, &NewEntry::deleted()) && replaces(&NewEntry::deleted(), high));
        }
    }

    /// A reader meets the marker of another request's write all the time: it is no error.
    #[test]
    fn a_marker_has_no_record_and_a_damaged_entry_is_an_error() {
        for marker in [NewEntry::marker(7), NewEntry::touch_marker(&record(7, 0)), NewEntry::deleted()] {
            assert_eq!(read_copy(marker.text()).unwrap(), None, "{}", marker.text());
        }
        assert_eq!(read_copy(NewEntry::copy(&record(7, 0)).unwrap().text()).unwrap(), Some(record(7, 0)));
        for garbage in ["", "7", "7 x {}", "7 marker soon", "x marker any"] {
            assert!(read_copy(garbage).is_err(), "{garbage:?}");
        }
    }

    #[test]
    fn only_the_announced_record_replaces_a_marker() {
        let copy = |seconds| NewEntry::copy(&record(7, seconds)).unwrap();
        assert!(replaces(&copy(0), &NewEntry::marker(7)));
        assert!(!replaces(&copy(0), &NewEntry::touch_marker(&record(7, 60))), "the old expiry");
        assert!(replaces(&copy(60), &NewEntry::touch_marker(&record(7, 60))));
        assert!(replaces(
            &NewEntry::touched(&record(7, 60)).unwrap(),
            &NewEntry::touch_marker(&record(7, 60))
        ));
    }

    #[test]
    fn within_one_version_only_a_touch_replaces_a_copy() {
        let copy = |seconds| NewEntry::copy(&record(7, seconds)).unwrap();
        assert!(!replaces(&copy(0), &copy(60)) && !replaces(&copy(60), &copy(0)));
        assert!(replaces(&NewEntry::touched(&record(7, 60)).unwrap(), &copy(0)));
        assert!(replaces(&NewEntry::touch_marker(&record(7, 60)), &copy(0)));
        assert!(!replaces(&NewEntry::marker(7), &copy(0)), "the write of the marker is already stored");
        assert!(replaces(&NewEntry::touch_marker(&record(7, 60)), &NewEntry::marker(7)));
        assert!(!replaces(&NewEntry::marker(7), &NewEntry::touch_marker(&record(7, 60))));
    }

    #[test]
    fn an_unreadable_entry_is_replaced() {
        for garbage in ["", "x", "7", "x 1 {}", "7 x {}", "7 marker", "7 marker soon"] {
            assert_eq!(NewEntry::marker(1).prefix_to_replace(garbage), Some(garbage));
        }
    }
}
