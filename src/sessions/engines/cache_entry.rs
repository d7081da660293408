//! What `cached_db` puts into its cache: a copy of a record, or a *marker*, which
//! says that the database decides and how new a copy must be to take its place.
//!
//! A marker is put before the database is written. It stays when the writer
//! dies, gives up or can't reach the cache any more; readers then go to the
//! database, and the first one that finds the state that was announced, or a
//! newer one, puts a copy in the marker's place.

use time::OffsetDateTime;

use crate::sessions::{codec, engines::EngineError, record::Record};

/// The version of a marker whose place no copy takes.
const DELETED: i64 = i64::MAX;

/// The word in a marker where a record has its end.
const MARKER: &str = "marker";

/// What a marker says where any end will do.
const ANY: &str = "any";

/// An entry, as it is to be put into the cache.
pub struct NewEntry {
    head: Head,
    text: String,
    /// Whether it replaces a copy of the same version.
    has_new_end: bool,
}

/// What decides which of two entries is the newer one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Head {
    version: i64,
    kind: Kind,
}

/// Ends are in Unix microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A copy of a record with that end.
    Copy { end: i64 },
    /// Its place is for a copy of its version and that end, or of any end if
    /// there is none; and for copies of a higher version.
    Marker { end: Option<i64> },
}

impl NewEntry {
    /// Returns a copy of what the database has.
    pub fn copy(record: &Record) -> Result<Self, EngineError> {
        let text = codec::write(record)?;
        let head = Head { version: record.version, kind: Kind::Copy { end: microseconds(record) } };
        Ok(Self { head, text, has_new_end: false })
    }

    /// Returns a copy of a record whose end was just moved in the database.
    pub fn touched(record: &Record) -> Result<Self, EngineError> {
        Ok(Self { has_new_end: true, ..Self::copy(record)? })
    }

    /// Returns the marker of a write that stores `version`.
    pub fn marker(version: i64) -> Self {
        let head = Head { version, kind: Kind::Marker { end: None } };
        Self { head, text: format!("{version} {MARKER} {ANY}"), has_new_end: false }
    }

    /// Returns the marker of a write that moves the end of a session to that of
    /// `record`, whose version stays. A copy with the former end has no place
    /// there: a slow reader may still have one.
    pub fn touch_marker(record: &Record) -> Self {
        let (version, end) = (record.version, microseconds(record));
        let head = Head { version, kind: Kind::Marker { end: Some(end) } };
        Self { head, text: format!("{version} {MARKER} {end}"), has_new_end: true }
    }

    /// Returns the marker of a deletion.
    pub fn deleted() -> Self {
        Self::marker(DELETED)
    }

    /// The text of the entry.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns by which beginning the entry `present` is to be recognized when
    /// this one is put in its place; `None` if it must stay. What can't be read
    /// need not stay.
    pub fn recognize<'a>(&self, present: &'a str) -> Option<&'a str> {
        match Head::read(present) {
            Some((head, beginning)) => self.replaces(head).then_some(beginning),
            None => Some(present),
        }
    }

    fn replaces(&self, present: Head) -> bool {
        if present.version != self.head.version {
            return present.version < self.head.version;
        }
        match (self.head.kind, present.kind) {
            (Kind::Copy { end }, Kind::Marker { end: Some(announced) }) => end == announced,
            (Kind::Copy { .. }, Kind::Marker { end: None }) => true,
            // The same data: another end of it is either the newer one or unknown.
            (_, Kind::Copy { .. } | Kind::Marker { .. }) => self.has_new_end,
        }
    }
}

impl Head {
    /// The head of an entry's text, and the part of the text that no entry
    /// with another head begins with.
    fn read(text: &str) -> Option<(Self, &str)> {
        let (version, rest) = text.split_once(' ')?;
        let (end, last) = rest.split_once(' ')?;
        let version = version.parse().ok()?;
        if end != MARKER {
            let kind = Kind::Copy { end: end.parse().ok()? };
            return Some((Self { version, kind }, &text[..text.len() - last.len()]));
        }
        let end = if last == ANY { None } else { Some(last.parse().ok()?) };
        Some((Self { version, kind: Kind::Marker { end } }, text))
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

    /// Whether `new` takes the place of `present`.
    fn replaces(new: &NewEntry, present: &NewEntry) -> bool {
        new.recognize(&present.text).is_some()
    }

    #[test]
    fn the_head_of_what_is_written_can_be_read() {
        for entry in [
            NewEntry::copy(&record(7, 0)).unwrap(),
            NewEntry::marker(7),
            NewEntry::touch_marker(&record(7, 0)),
            NewEntry::deleted(),
        ] {
            let (head, beginning) = Head::read(&entry.text).unwrap();
            assert_eq!(head, entry.head, "{}", entry.text);
            assert!(entry.text.starts_with(beginning), "{}", entry.text);
        }
        let copy = NewEntry::copy(&record(7, 0)).unwrap();
        assert_eq!(copy.recognize("6 1767225600123456 {}"), Some("6 1767225600123456 "));
    }

    #[test]
    fn a_lower_version_never_takes_the_place_of_a_higher_one() {
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

    #[test]
    fn the_place_of_a_marker_is_for_the_state_that_it_announces() {
        let copy = |seconds| NewEntry::copy(&record(7, seconds)).unwrap();
        assert!(replaces(&copy(0), &NewEntry::marker(7)));
        assert!(!replaces(&copy(0), &NewEntry::touch_marker(&record(7, 60))), "the former end");
        assert!(replaces(&copy(60), &NewEntry::touch_marker(&record(7, 60))));
        assert!(replaces(
            &NewEntry::touched(&record(7, 60)).unwrap(),
            &NewEntry::touch_marker(&record(7, 60))
        ));
    }

    #[test]
    fn of_one_version_only_a_moved_end_is_news() {
        let copy = |seconds| NewEntry::copy(&record(7, seconds)).unwrap();
        assert!(!replaces(&copy(0), &copy(60)) && !replaces(&copy(60), &copy(0)));
        assert!(replaces(&NewEntry::touched(&record(7, 60)).unwrap(), &copy(0)));
        assert!(replaces(&NewEntry::touch_marker(&record(7, 60)), &copy(0)));
        assert!(!replaces(&NewEntry::marker(7), &copy(0)), "another write stored it");
        assert!(replaces(&NewEntry::touch_marker(&record(7, 60)), &NewEntry::marker(7)));
        assert!(!replaces(&NewEntry::marker(7), &NewEntry::touch_marker(&record(7, 60))));
    }

    #[test]
    fn what_can_t_be_read_gives_way() {
        for garbage in ["", "x", "7", "x 1 {}", "7 x {}", "7 marker", "7 marker soon"] {
            assert_eq!(NewEntry::marker(1).recognize(garbage), Some(garbage));
        }
    }
}
