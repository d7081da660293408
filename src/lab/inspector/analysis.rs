//! Analyses a recorded exchange: which session the request came with, which
//! session it left, and why there was none. All functions are pure.

use time::OffsetDateTime;

use super::masking::{ReceivedCookie, mask_header};

use crate::{
    lab::exchanges::Exchange,
    sessions::{
        Record, SessionKey,
        data::Data,
        expiry,
        options::Concurrency,
        tombstone::Tombstone,
        trace::{Outcome, StoreCall},
        verify::{CookieCheck, verify_cookies},
    },
};

/// An exchange and what follows from it.
pub struct ExchangeAnalysis<'a> {
    pub exchange: &'a Exchange,
    /// The cookies of the request, with their values masked.
    pub cookies: Vec<ReceivedCookie<'a>>,
    /// The `Set-Cookie` headers of the response, with their values masked.
    pub set_cookies: Vec<String>,
    /// The session that the handler received.
    pub before: Option<SessionState>,
    /// The session when the response was sent.
    pub after: Option<SessionState>,
    /// Why there was no session for a key with a valid signature.
    pub load_failure: Option<LoadFailure>,
}

/// A session before or after the request.
#[derive(Clone)]
pub struct SessionState {
    pub key: SessionKey,
    /// The session's record; `None` if it was too large to be recorded.
    pub record: Option<Record>,
    /// Bytes of the data as JSON.
    pub bytes: usize,
}

/// Why there was no session for a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadFailure {
    /// The store had no record.
    Missing,
    /// A request has ended the session: the store had its tombstone.
    Ended,
    /// The session has moved to another key, as at a login.
    Moved,
    /// The record had expired at that time.
    Expired(OffsetDateTime),
    /// The store failed or timed out.
    Failed,
}

impl<'a> ExchangeAnalysis<'a> {
    /// Analyses an exchange.
    pub fn of(exchange: &'a Exchange) -> Self {
        let header = exchange.cookie.as_deref().unwrap_or_default();
        let (before, load_failure) = match loads(exchange).last().map(|call| loaded(exchange, call)) {
            None => (None, None),
            Some(Ok(state)) => (Some(state), None),
            Some(Err(failure)) => (None, Some(failure)),
        };
        let after = engine_calls(exchange).fold(before.clone(), after_call);
        let options = &exchange.options.cookie;
        let cookies = verify_cookies(header, &exchange.options).into_iter();
        Self {
            exchange,
            cookies: cookies.map(|cookie| ReceivedCookie::new(cookie, options)).collect(),
            set_cookies: exchange.set_cookies.iter().map(|header| mask_header(header, options)).collect(),
            before,
            after,
            load_failure,
        }
    }

    /// Returns the `Cookie` header of the request, with its values masked.
    pub fn cookie_header(&self) -> Option<String> {
        self.exchange.cookie.as_ref()?;
        let pairs = self.cookies.iter().map(|cookie| format!("{}={}", cookie.name, cookie.value));
        Some(pairs.collect::<Vec<_>>().join("; "))
    }

    /// Returns the calls to the engine, without those that the engine made.
    pub fn engine_calls(&self) -> impl Iterator<Item = &'a StoreCall> {
        engine_calls(self.exchange)
    }

    /// Reports whether the session layer has called the store for the session.
    pub fn has_loaded(&self) -> bool {
        loads(self.exchange).next().is_some()
    }

    /// Returns the key of the session that was found, else of the first cookie
    /// with a valid signature.
    pub fn key_in(&self) -> Option<&SessionKey> {
        let signed = self.cookies.iter().find_map(|cookie| match &cookie.check {
            CookieCheck::Current(key) | CookieCheck::Fallback(_, key) => Some(key),
            CookieCheck::Other | CookieCheck::Refused => None,
        });
        self.before.as_ref().map(|state| &state.key).or(signed)
    }

    /// Returns the key whose record the store may have now.
    pub fn key_now(&self) -> Option<&SessionKey> {
        self.after.as_ref().map(|state| &state.key).or(self.key_in())
    }

    /// Reports whether the signature of a session's cookie was invalid.
    pub fn has_refused(&self) -> bool {
        self.cookies.iter().any(|cookie| cookie.check == CookieCheck::Refused)
    }

    /// Returns how often another request had written first.
    pub fn conflicts(&self) -> usize {
        self.engine_calls().filter(|call| call.outcome == Outcome::Conflict).count()
    }

    /// Reports whether another request had deleted the session.
    pub fn was_gone(&self) -> bool {
        self.engine_calls().any(|call| call.outcome == Outcome::Gone)
    }

    /// Reports whether the store failed or timed out.
    pub fn has_failed(&self) -> bool {
        self.engine_calls().any(|call| is_failure(&call.outcome))
    }

    /// Reports whether anything was stored.
    pub fn has_stored(&self) -> bool {
        self.engine_calls().any(|call| call.outcome == Outcome::Stored)
    }

    /// Reports whether this browser overwrites instead of replaying.
    pub fn overwrites(&self) -> bool {
        self.exchange.options.concurrency == Concurrency::LastWriteWins
    }

    /// Reports whether the data is in the key, so that each change changes the
    /// key.
    pub fn key_is_data(&self) -> bool {
        self.exchange.options.engine.name() == "signed_cookies"
    }

    /// Returns the data before; `None` if it was too large to be recorded.
    pub fn data_before(&self) -> Option<Data> {
        data_of(self.before.as_ref())
    }

    /// Returns the data after; `None` if it was too large to be recorded.
    pub fn data_after(&self) -> Option<Data> {
        data_of(self.after.as_ref())
    }
}

/// Returns the data of a session. No session has no data.
fn data_of(state: Option<&SessionState>) -> Option<Data> {
    match state {
        None => Some(Data::default()),
        Some(state) => state.record.as_ref().map(|record| record.data.clone()),
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

/// Returns the session that the handler received from a load.
fn loaded(exchange: &Exchange, call: &StoreCall) -> Result<SessionState, LoadFailure> {
    let key = match (&call.outcome, &call.key) {
        (Outcome::Hit, Some(key)) => key.clone(),
        (outcome, _) if is_failure(outcome) => return Err(LoadFailure::Failed),
        _ => return Err(LoadFailure::Missing),
    };
    let record = call.record().map(|record| alive(exchange, record)).transpose()?;
    Ok(SessionState { key, record, bytes: call.bytes })
}

fn alive(exchange: &Exchange, record: Record) -> Result<Record, LoadFailure> {
    if let Some(tombstone) = Tombstone::in_record(&record) {
        return Err(if tombstone.has_moved() { LoadFailure::Moved } else { LoadFailure::Ended });
    }
    let absolute = expiry::absolute_expiry(&record.data, exchange.options.absolute_age);
    let expired_at = absolute.map_or(record.expire_date, |absolute| absolute.min(record.expire_date));
    let record = record.into_valid(exchange.at).filter(|_| expired_at > exchange.at);
    record.ok_or(LoadFailure::Expired(expired_at))
}

/// Returns the session after one more call. A tombstone deletes the session of
/// its key.
fn after_call(present: Option<SessionState>, call: &StoreCall) -> Option<SessionState> {
    let Some(key) = &call.key else { return present };
    match (call.operation, &call.outcome) {
        ("delete", Outcome::Done) => present.filter(|state| state.key != *key),
        ("replace", Outcome::Stored) if call.record().as_ref().is_some_and(Record::is_tombstone) => {
            present.filter(|state| state.key != *key)
        }
        ("create" | "replace" | "touch", Outcome::Stored) => {
            Some(SessionState { key: key.clone(), record: call.record(), bytes: call.bytes })
        }
        _ => present,
    }
}
