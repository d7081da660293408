//! A session as a plain map with a clock: what a session is, in as few words
//! as it takes, to compare the real ones with.

use std::{collections::BTreeMap, fmt};

use session_shop::sessions::Expiry;
use time::{Duration, OffsetDateTime};

/// Seconds; Django's default.
const COOKIE_AGE: i64 = 1_209_600;

/// One operation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Operation {
    Set(char, i64),
    Delete(char),
    Pop(char),
    /// `change`: so much more.
    Add(char, i64),
    /// It vanishes after so many seconds.
    SetUntil(char, i64, i64),
    SetExpiry(Kind),
    Clear,
    Flush,
    CycleKey,
}

/// The five kinds of value of `set_expiry`, in seconds from now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
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

/// A session, if there is one.
#[derive(Clone, Debug, Default)]
pub struct PlainMap(Option<(Data, OffsetDateTime)>);

impl PlainMap {
    /// One request that does these operations.
    pub fn run(&mut self, operations: &[Operation], now: OffsetDateTime) {
        self.run_on(&self.clone(), operations, now);
    }

    /// One request that was begun when the session was as in `seen`.
    pub fn run_on(&mut self, seen: &Self, operations: &[Operation], now: OffsetDateTime) {
        let mut seen = seen.alive(now);
        let mut data = self.alive(now).unwrap_or_default();
        let mut changed = false;
        for operation in operations {
            // What isn't there can't be taken out.
            let view = seen.get_or_insert_default();
            let is_missing = match operation {
                Operation::Delete(key) | Operation::Pop(key) => !view.values.contains_key(key),
                Operation::SetExpiry(Kind::Global) => view.expiry.is_none(),
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
        let begins = !data.values.is_empty() || data.expiry.is_some();
        if changed && (self.alive(now).is_some() || begins) {
            let end = data.end(now);
            self.0 = Some((data, end));
        }
    }

    /// Whether there is one.
    pub fn is_alive(&self, now: OffsetDateTime) -> bool {
        self.alive(now).is_some()
    }

    /// As the operation `items` shows it.
    pub fn items(&self, now: OffsetDateTime) -> String {
        let values = self.alive(now).unwrap_or_default().values;
        values.iter().map(|(key, (value, _))| format!("{key}={value}")).collect::<Vec<_>>().join(" ")
    }

    fn alive(&self, now: OffsetDateTime) -> Option<Data> {
        let (data, end) = self.0.as_ref()?;
        let mut data = data.clone();
        data.values.retain(|_, (_, until)| until.is_none_or(|until| until > now));
        (*end > now).then_some(data)
    }
}

impl Data {
    fn apply(&mut self, operation: Operation, now: OffsetDateTime) {
        match operation {
            Operation::Set(key, value) => drop(self.values.insert(key, (value, None))),
            Operation::Delete(key) | Operation::Pop(key) => drop(self.values.remove(&key)),
            Operation::Add(key, more) => self.values.entry(key).or_default().0 += more,
            Operation::SetUntil(key, value, seconds) => {
                self.values.insert(key, (value, Some(now + Duration::seconds(seconds))));
            }
            Operation::SetExpiry(kind) => self.expiry = kind.to_expiry(now),
            Operation::Clear | Operation::Flush => *self = Self::default(),
            Operation::CycleKey => {}
        }
    }

    fn end(&self, now: OffsetDateTime) -> OffsetDateTime {
        match self.expiry {
            Some(Expiry::Seconds(seconds)) => now + Duration::seconds(seconds.into()),
            Some(Expiry::At(moment)) => moment,
            _ => now + Duration::seconds(COOKIE_AGE),
        }
    }
}

impl Kind {
    fn to_expiry(self, now: OffsetDateTime) -> Option<Expiry> {
        match self {
            Self::Seconds(seconds) => Some(Expiry::Seconds(seconds)),
            Self::AtBrowserClose => Some(Expiry::AtBrowserClose),
            Self::Global => None,
            Self::At(seconds) | Self::After(seconds) => Some(Expiry::At(now + Duration::seconds(seconds))),
        }
    }
}

/// As a line of a script, but for a moment, which needs the clock.
impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Set(key, value) => write!(f, "set {key} {value}"),
            Self::Delete(key) => write!(f, "delete {key}"),
            Self::Pop(key) => write!(f, "pop {key}"),
            Self::Add(key, more) => write!(f, "add {key} {more}"),
            Self::SetUntil(key, value, seconds) => write!(f, "set_until {key} {seconds} {value}"),
            Self::SetExpiry(Kind::Seconds(seconds)) => write!(f, "set_expiry {seconds}"),
            Self::SetExpiry(Kind::AtBrowserClose) => f.write_str("set_expiry 0"),
            Self::SetExpiry(Kind::Global) => f.write_str("set_expiry None"),
            Self::SetExpiry(Kind::At(seconds)) => write!(f, "set_expiry datetime {seconds}"),
            Self::SetExpiry(Kind::After(seconds)) => write!(f, "set_expiry timedelta {seconds}"),
            Self::Clear => f.write_str("clear"),
            Self::Flush => f.write_str("flush"),
            Self::CycleKey => f.write_str("cycle_key"),
        }
    }
}
