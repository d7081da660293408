//! The forms in which single engines store a record: a padded file, an entry of
//! `cached_db` in its cache, and a cookie's value.

use super::{
    cache_entry::NewEntry,
    file::{padded_text, parse_text},
    signed_cookies::{decode, encode},
};
use crate::sessions::{Record, codec};

/// A file with a readable record is padded and read again as it was.
///
/// # Panics
/// If a property does not hold.
pub fn file_text(data: &[u8]) {
    let Ok(record) = parse_text(data) else { return };
    let written = codec::write(&record).unwrap_or_else(|error| panic!("{error}"));
    for min_bytes in [0, 1, data.len()] {
        let padded = padded_text(&written, min_bytes);
        assert!(padded.len() >= min_bytes);
        assert_eq!(parse_text(padded.as_bytes()).ok().as_ref(), Some(&record), "{padded:?}");
        let with_zeros = [padded.as_bytes(), &[0; 9]].concat();
        assert_eq!(parse_text(&with_zeros).ok().as_ref(), Some(&record), "after a power failure");
    }
}

/// An entry replaces another only by a prefix that the other has, and a deletion replaces
/// each entry that is no deletion.
///
/// # Panics
/// If a property does not hold.
pub fn cache_entries(current: &str) {
    let mut entries = vec![NewEntry::marker(7), NewEntry::marker(1), NewEntry::deleted()];
    if let Ok(record) = codec::read(current) {
        entries.extend([NewEntry::touch_marker(&record), NewEntry::marker(record.version)]);
        let copies = [NewEntry::copy(&record), NewEntry::touched(&record)];
        entries.extend(copies.into_iter().map(|entry| entry.unwrap_or_else(|error| panic!("{error}"))));
        assert!(NewEntry::deleted().prefix_to_replace(current).is_some(), "{current:?} can't be deleted");
        assert!(NewEntry::marker(record.version).prefix_to_replace(current).is_none(), "{current:?}");
    }
    for entry in &entries {
        let prefix = entry.prefix_to_replace(current);
        assert!(prefix.is_none_or(|prefix| current.starts_with(prefix)), "{current:?}");
        // No deletion is ever replaced.
        assert_eq!(entry.prefix_to_replace(NewEntry::deleted().text()), None, "{}", entry.text());
    }
}

/// The key that contains a record gives the same record.
///
/// # Panics
/// If a property does not hold.
pub fn signed_cookie(record: &Record) {
    let key = encode(record).unwrap_or_else(|error| panic!("{error}"));
    assert!(!key.is_well_formed(), "it would count as the key of another engine");
    assert_eq!(decode(&key).ok().flatten().as_ref(), Some(record));
}
