//! The session at one moment, as a page shows it, and the difference between
//! two such moments.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use time::{
    Duration, OffsetDateTime, format_description::StaticFormatDescription, macros::format_description,
};

use crate::sessions::{Session, data::KEY_EXPIRIES};

/// The longest value that is shown whole, in characters.
const MAX_VALUE_LENGTH: usize = 600;

/// The most keys that are shown.
const MAX_KEYS: usize = 60;

/// So many characters of an id are enough to tell it from another, and too few
/// to use it.
const SHOWN_OF_ID: usize = 8;

const MOMENT: StaticFormatDescription =
    format_description!("[year]-[month]-[day] [hour]:[minute]:[second] UTC");

/// A moment as pages show it.
pub fn moment(moment: OffsetDateTime) -> String {
    moment.format(MOMENT).unwrap_or_default()
}

/// Whole seconds, rounded up: what is not over yet is never shown as 0.
pub fn seconds(length: Duration) -> i64 {
    let whole = length.whole_seconds();
    if length > Duration::seconds(whole) { whole + 1 } else { whole }
}

/// The session's id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Id {
    /// There is none.
    None,
    /// The beginning of the one that the browser sent.
    Known(String),
    /// It will be drawn when the answer is sent.
    New,
    /// The engine keeps the data itself in the cookie; nothing else is an id.
    InTheCookie,
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// As JSON, shortened.
    pub value: String,
    /// Seconds until it vanishes alone, if it does.
    pub ends_in: Option<i64>,
}

/// The session at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Its id.
    pub id: Id,
    /// Keys and values, without the framework's own.
    pub entries: BTreeMap<String, Entry>,
    /// How many keys were too many to be shown.
    pub left_out: usize,
    /// `get_expiry_age()`, seconds.
    pub age: i64,
    /// `get_expiry_date()`.
    pub date: String,
    /// `get_expire_at_browser_close()`.
    pub at_browser_close: bool,
}

impl Snapshot {
    /// The session as it is now.
    pub fn of(session: &Session) -> Self {
        let now = session.now();
        let ends: BTreeMap<String, i64> = session.get(KEY_EXPIRIES).ok().flatten().unwrap_or_default();
        let ends_in = |key: &str| {
            let nanoseconds = i128::from(*ends.get(key)?) * 1_000_000;
            let end = OffsetDateTime::from_unix_timestamp_nanos(nanoseconds).ok()?;
            Some(seconds(end - now))
        };
        let items = session.items();
        let left_out = items.len().saturating_sub(MAX_KEYS);
        let entries = items.into_iter().take(MAX_KEYS).map(|(key, value)| {
            let entry = Entry { value: shown(&value), ends_in: ends_in(&key) };
            (key, entry)
        });
        Self {
            id: id_of(session),
            entries: entries.collect(),
            left_out,
            age: seconds(session.get_expiry_age()),
            date: moment(session.get_expiry_date()),
            at_browser_close: session.get_expire_at_browser_close(),
        }
    }
}

fn id_of(session: &Session) -> Id {
    match session.session_key() {
        None => Id::None,
        Some(key) if key.is_well_formed() => {
            Id::Known(format!("{}…", key.as_str().get(..SHOWN_OF_ID).unwrap_or_default()))
        }
        Some(_) => Id::InTheCookie,
    }
}

/// A value as JSON, cut if it is long.
pub fn shown(value: &Value) -> String {
    let mut text = value.to_string();
    if let Some((end, _)) = text.char_indices().nth(MAX_VALUE_LENGTH) {
        text.truncate(end);
        text.push('…');
    }
    text
}

/// What became of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Became {
    /// It was not there.
    Added,
    /// It is not there any more.
    Removed,
    /// It has another value, or another end.
    Changed,
    /// Nothing.
    Same,
}

/// A key before and after.
#[derive(Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// The key.
    pub key: &'a str,
    /// What was there.
    pub before: Option<&'a Entry>,
    /// What is there.
    pub after: Option<&'a Entry>,
    /// What became of it.
    pub became: Became,
}

/// All keys of two moments, by name.
pub fn difference<'a>(before: &'a Snapshot, after: &'a Snapshot) -> Vec<Row<'a>> {
    let keys: BTreeSet<&String> = before.entries.keys().chain(after.entries.keys()).collect();
    let row = |key: &'a String| {
        let (before, after) = (before.entries.get(key), after.entries.get(key));
        let became = match (before, after) {
            (None, _) => Became::Added,
            (_, None) => Became::Removed,
            (Some(before), Some(after)) if before != after => Became::Changed,
            _ => Became::Same,
        };
        Row { key, before, after, became }
    };
    keys.into_iter().map(row).collect()
}
