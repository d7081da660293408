//! What an exchange tells when it is looked at closely: which session the
//! request came with, which one it left behind, and why there was none. Pure
//! functions of what was noted down.

use time::OffsetDateTime;

use crate::{
    lab::exchanges::Exchange,
    sessions::{
        Record, SessionKey,
        data::Data,
        expiry,
        options::Concurrency,
        trace::{Outcome, StoreCall},
        verify::{CookieCheck, VerifiedCookie, verify_cookies},
    },
};

/// An exchange, read.
pub struct Reading<'a> {
    /// What was read.
    pub exchange: &'a Exchange,
    /// The cookies as they came.
    pub cookies: Vec<VerifiedCookie<'a>>,
    /// The session that the handler got.
    pub before: Option<Kept>,
    /// The session when the answer went.
    pub after: Option<Kept>,
    /// Why a key that came with a good signature gave no session.
    pub unserved: Option<Unserved>,
}

/// A session at one moment.
#[derive(Clone)]
pub struct Kept {
    /// Its key.
    pub key: SessionKey,
    /// What is in it; nothing if it was too large to be noted down.
    pub record: Option<Record>,
    /// Bytes of its data, as JSON.
    pub bytes: usize,
}

/// Why there is no session under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unserved {
    /// Nothing lay there.
    Missing,
    /// It was over since then.
    Over(OffsetDateTime),
    /// The store failed, or was given up.
    Failed,
}

impl<'a> Reading<'a> {
    /// Reads an exchange.
    pub fn of(exchange: &'a Exchange) -> Self {
        let header = exchange.cookie.as_deref().unwrap_or_default();
        let (before, unserved) = match loads(exchange).last().map(|call| loaded(exchange, call)) {
            None => (None, None),
            Some(Ok(kept)) => (Some(kept), None),
            Some(Err(unserved)) => (None, Some(unserved)),
        };
        let after = engine_calls(exchange).fold(before.clone(), after_call);
        let cookies = verify_cookies(header, &exchange.options);
        Self { exchange, cookies, before, after, unserved }
    }

    /// The calls to the engine itself, less those that it made in turn.
    pub fn engine_calls(&self) -> impl Iterator<Item = &'a StoreCall> {
        engine_calls(self.exchange)
    }

    /// The key that came: that of the session, else of the first good cookie.
    pub fn key_in(&self) -> Option<&SessionKey> {
        let signed = self.cookies.iter().find_map(|cookie| match &cookie.check {
            CookieCheck::Current(key) | CookieCheck::Fallback(_, key) => Some(key),
            CookieCheck::Other | CookieCheck::Refused => None,
        });
        self.before.as_ref().map(|kept| &kept.key).or(signed)
    }

    /// The key under which there may be something to be seen in the store.
    pub fn key_now(&self) -> Option<&SessionKey> {
        self.after.as_ref().map(|kept| &kept.key).or(self.key_in())
    }

    /// Whether a cookie of the session's name was refused.
    pub fn has_refused(&self) -> bool {
        self.cookies.iter().any(|cookie| cookie.check == CookieCheck::Refused)
    }

    /// How often another request had written first.
    pub fn conflicts(&self) -> usize {
        self.engine_calls().filter(|call| call.outcome == Outcome::Conflict).count()
    }

    /// Whether another request had ended the session.
    pub fn was_gone(&self) -> bool {
        self.engine_calls().any(|call| call.outcome == Outcome::Gone)
    }

    /// Whether the store failed, or was given up.
    pub fn has_failed(&self) -> bool {
        self.engine_calls().any(|call| is_failure(&call.outcome))
    }

    /// Whether anything was stored.
    pub fn has_stored(&self) -> bool {
        self.engine_calls().any(|call| call.outcome == Outcome::Stored)
    }

    /// Whether this browser has switched replaying off.
    pub fn overwrites(&self) -> bool {
        self.exchange.options.concurrency == Concurrency::LastWriteWins
    }

    /// Whether the data is the key, so that each change makes another key.
    pub fn key_is_data(&self) -> bool {
        self.exchange.options.engine.name() == "signed_cookies"
    }

    /// The data before; nothing if it was too large to be noted down.
    pub fn data_before(&self) -> Option<Data> {
        data_of(self.before.as_ref())
    }

    /// The data after; nothing if it was too large to be noted down.
    pub fn data_after(&self) -> Option<Data> {
        data_of(self.after.as_ref())
    }
}

/// No session is an empty one.
fn data_of(kept: Option<&Kept>) -> Option<Data> {
    match kept {
        None => Some(Data::default()),
        Some(kept) => kept.record.as_ref().map(|record| record.data.clone()),
    }
}

fn engine_calls(exchange: &Exchange) -> impl Iterator<Item = &StoreCall> {
    exchange.calls.iter().filter(|call| call.depth == 0)
}

fn loads(exchange: &Exchange) -> impl Iterator<Item = &StoreCall> {
    engine_calls(exchange).filter(|call| call.operation == "load")
}

fn is_failure(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Failed(_) | Outcome::GivenUp)
}

/// The session that a load gave the handler.
fn loaded(exchange: &Exchange, call: &StoreCall) -> Result<Kept, Unserved> {
    let key = match (&call.outcome, &call.key) {
        (Outcome::Hit, Some(key)) => key.clone(),
        (outcome, _) if is_failure(outcome) => return Err(Unserved::Failed),
        _ => return Err(Unserved::Missing),
    };
    let record = call.record().map(|record| alive(exchange, record)).transpose()?;
    Ok(Kept { key, record, bytes: call.bytes })
}

fn alive(exchange: &Exchange, record: Record) -> Result<Record, Unserved> {
    let absolute = expiry::absolute_expiry(&record.data, exchange.options.absolute_age);
    let end = absolute.map_or(record.expire_date, |absolute| absolute.min(record.expire_date));
    let record = record.into_valid(exchange.at).filter(|_| end > exchange.at);
    record.ok_or(Unserved::Over(end))
}

/// The session after one more call. A tombstone is the end of the session under
/// that key.
fn after_call(present: Option<Kept>, call: &StoreCall) -> Option<Kept> {
    let Some(key) = &call.key else { return present };
    match (call.operation, &call.outcome) {
        ("delete", Outcome::Done) => present.filter(|kept| kept.key != *key),
        ("replace", Outcome::Stored) if call.record().as_ref().is_some_and(Record::is_tombstone) => {
            present.filter(|kept| kept.key != *key)
        }
        ("create" | "replace" | "touch", Outcome::Stored) => {
            Some(Kept { key: key.clone(), record: call.record(), bytes: call.bytes })
        }
        _ => present,
    }
}
