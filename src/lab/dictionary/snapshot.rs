//! The session at one time, as a page shows it.

use std::collections::BTreeMap;

use serde_json::Value;
use time::OffsetDateTime;

use crate::{
    i18n::Message,
    lab::display::{seconds, shorten, shorten_key, timestamp},
    sessions::{Session, data::KEY_EXPIRIES},
    web::Page,
};

/// Characters of a value that are shown.
const MAX_VALUE_LENGTH: usize = 600;

/// Keys that are shown.
const MAX_KEYS: usize = 60;

/// The session's id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionId {
    /// There is no session.
    None,
    /// The beginning of the id that the browser sent.
    Known(String),
    /// A new id is generated when the response is sent.
    New,
    /// The engine keeps the data itself in the cookie; nothing else is an id.
    InTheCookie,
}

impl SessionId {
    fn of(session: &Session) -> Self {
        match session.session_key() {
            None => Self::None,
            Some(key) if key.is_well_formed() => Self::Known(shorten_key(key.as_str())),
            Some(_) => Self::InTheCookie,
        }
    }

    /// Returns the id, or why there is none to show.
    pub fn text(&self, page: &Page) -> String {
        let message = match self {
            Self::Known(id) => return id.clone(),
            Self::None => Message::new("lab-session-id-none"),
            Self::New => Message::new("lab-session-id-new"),
            Self::InTheCookie => Message::new("lab-session-id-in-cookie"),
        };
        page.localize(&message).into_owned()
    }
}

/// A key's value and expiry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The value as JSON, shortened.
    pub value: String,
    /// Seconds until the key expires, if it has an expiry of its own.
    pub expires_in: Option<i64>,
}

/// The session at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    pub id: SessionId,
    /// Keys and values, without the framework's own.
    pub entries: BTreeMap<String, Entry>,
    /// Keys past the first that are not shown.
    pub left_out: usize,
    /// `get_expiry_age()`, seconds.
    pub age: i64,
    /// `get_expiry_date()`.
    pub date: String,
    /// `get_expire_at_browser_close()`.
    pub at_browser_close: bool,
}

impl Snapshot {
    /// Takes a snapshot of the session.
    pub fn of(session: &Session) -> Self {
        let now = session.now();
        let expiries: BTreeMap<String, i64> = session.get(KEY_EXPIRIES).ok().flatten().unwrap_or_default();
        let expires_in = |key: &str| {
            let nanoseconds = i128::from(*expiries.get(key)?) * 1_000_000;
            let expires_at = OffsetDateTime::from_unix_timestamp_nanos(nanoseconds).ok()?;
            Some(seconds(expires_at - now))
        };
        let items = session.items();
        let left_out = items.len().saturating_sub(MAX_KEYS);
        let entries = items.into_iter().take(MAX_KEYS).map(|(key, value)| {
            let entry = Entry { value: shorten_value(&value), expires_in: expires_in(&key) };
            (key, entry)
        });
        Self {
            id: SessionId::of(session),
            entries: entries.collect(),
            left_out,
            age: seconds(session.get_expiry_age()),
            date: timestamp(session.get_expiry_date()),
            at_browser_close: session.get_expire_at_browser_close(),
        }
    }
}

/// Returns a value as JSON, shortened.
pub fn shorten_value(value: &Value) -> String {
    shorten(&value.to_string(), MAX_VALUE_LENGTH)
}
