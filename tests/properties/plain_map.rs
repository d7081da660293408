//! The model of a session with which the engines are compared: a plain map with a clock.

use std::{collections::BTreeMap, fmt};

use session_shop::sessions::Expiry;
use time::{Duration, OffsetDateTime};

/// The default of `session.cookie_age` in seconds, which is Django's.
const COOKIE_AGE: i64 = 1_209_600;

/// One operation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Operation {
    Set(char, i64),
    Delete(char),
    Pop(char),
    /// Adds a number to the value, by `Session::change`.
    Add(char, i64),
    /// Sets key and value with an expiry of its own, in seconds from now.
    SetUntil(char, i64, i64),
    SetExpiry(ExpiryValue),
    Clear,
    Flush,
    CycleKey,
}

/// The five kinds of value that `set_expiry` takes; times are in seconds from now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ExpiryValue {
    Seconds(u32),
    AtBrowserClose,
    Global,
    At(i64),
    After(i64),
}

#[derive(Clone, Debug, Default)]
struct Data {
    values: BTreeMap<char, (i64, Option<OffsetDateTime>)>,
    expiry: Option<Expiry>,
}

/// The data of the session and its expiry, or none if there is no session.
#[derive(Clone, Debug, Default)]
pub struct PlainMap(Option<(Data, OffsetDateTime)>);

impl PlainMap {
    /// Runs one request with these operations.
    pub fn run(&mut self, operations: &[Operation], now: OffsetDateTime) {
        self.run_on(&self.clone(), operations, now);
    }

    /// Runs one request which loaded the session when it was as in `loaded`.
    pub fn run_on(&mut self, loaded: &Self, operations: &[Operation], now: OffsetDateTime) {
        let mut loaded = loaded.data_at(now);
        let mut data = self.data_at(now).unwrap_or_default();
        let mut changed = false;
        for operation in operations {
            // Removing what is not there changes nothing.
            let view = loaded.get_or_insert_default();
            let is_missing = match operation {
                Operation::Delete(key) | Operation::Pop(key) => !view.values.contains_key(key),
                Operation::SetExpiry(ExpiryValue::Global) => view.expiry.is_none(),
                _ => false,
            };
            if !is_missing {
                view.apply(*operation, now);
                data.apply(*operation, now);
                changed = true;
            }
            if *operation == Operation::Flush {
                self.0 = None;
            }
        }
        let is_new = !data.values.is_empty() || data.expiry.is_some();
        if changed && (self.data_at(now).is_some() || is_new) {
            let expires = data.expires(now);
            self.0 = Some((data, expires));
        }
    }

    /// Whether there is a session that has not expired.
    pub fn is_alive(&self, now: OffsetDateTime) -> bool {
        self.data_at(now).is_some()
    }

    /// Returns the response to the operation `items`.
    pub fn items(&self, now: OffsetDateTime) -> String {
        let values = self.data_at(now).unwrap_or_default().values;
        values.iter().map(|(key, (value, _))| format!("{key}={value}")).collect::<Vec<_>>().join(" ")
    }

    fn data_at(&self, now: OffsetDateTime) -> Option<Data> {
        let (data, expires) = self.0.as_ref()?;
        let mut data = data.clone();
        data.values.retain(|_, (_, until)| until.is_none_or(|until| until > now));
        (*expires > now).then_some(data)
    }
}

impl Data {
    fn apply(&mut self, operation: Operation, now: OffsetDateTime) {
        match operation {
            Operation::Set(key, value) => drop(self.values.insert(key, (value, None))),
            Operation::Delete(key) | Operation::Pop(key) => drop(self.values.remove(&key)),
            Operation::Add(key, amount) => self.values.entry(key).or_default().0 += amount,
            Operation::SetUntil(key, value, seconds) => {
                self.values.insert(key, (value, Some(now + Duration::seconds(seconds))));
            }
            Operation::SetExpiry(kind) => self.expiry = kind.to_expiry(now),
            Operation::Clear | Operation::Flush => *self = Self::default(),
            Operation::CycleKey => {}
        }
    }

    fn expires(&self, now: OffsetDateTime) -> OffsetDateTime {
        match self.expiry {
            Some(Expiry::Seconds(seconds)) => now + Duration::seconds(seconds.into()),
            Some(Expiry::At(timestamp)) => timestamp,
            _ => now + Duration::seconds(COOKIE_AGE),
        }
    }
}

impl ExpiryValue {
    fn to_expiry(self, now: OffsetDateTime) -> Option<Expiry> {
        match self {
            Self::Seconds(seconds) => Some(Expiry::Seconds(seconds)),
            Self::AtBrowserClose => Some(Expiry::AtBrowserClose),
            Self::Global => None,
            Self::At(seconds) | Self::After(seconds) => Some(Expiry::At(now + Duration::seconds(seconds))),
        }
    }
}

/// Writes the operation as a line of a script, except for a datetime, which needs the
/// clock.
impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Set(key, value) => write!(f, "set {key} {value}"),
            Self::Delete(key) => write!(f, "delete {key}"),
            Self::Pop(key) => write!(f, "pop {key}"),
            Self::Add(key, amount) => write!(f, "add {key} {amount}"),
            Self::SetUntil(key, value, seconds) => write!(f, "set_until {key} {seconds} {value}"),
            Self::SetExpiry(ExpiryValue::Seconds(seconds)) => write!(f, "set_expiry {seconds}"),
            Self::SetExpiry(ExpiryValue::AtBrowserClose) => f.write_str("set_expiry 0"),
            Self::SetExpiry(ExpiryValue::Global) => f.write_str("set_expiry None"),
            Self::SetExpiry(ExpiryValue::At(seconds)) => write!(f, "set_expiry datetime {seconds}"),
            Self::SetExpiry(ExpiryValue::After(seconds)) => write!(f, "set_expiry timedelta {seconds}"),
            Self::Clear => f.write_str("clear"),
            Self::Flush => f.write_str("flush"),
            Self::CycleKey => f.write_str("cycle_key"),
        }
    }
}
