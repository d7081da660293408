//! The operations: Django's methods of a session with their arguments, and their effect
//! on the session.

use serde_json::{Map, Value, json};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

use super::snapshot::SessionId;
use crate::sessions::{Error, Expiry, KeyError, Session};

/// An operation with its arguments.
#[derive(Clone, Debug, PartialEq)]
pub enum Operation {
    /// `session[key] = value` (C1).
    Set { key: String, value: Value },
    /// `session[key]` (C2).
    GetItem { key: String },
    /// `session.get(key)` (C3).
    Get { key: String },
    /// `session.get(key, default)` (C3).
    GetOr { key: String, default: Value },
    /// `del session[key]` (C4).
    Delete { key: String },
    /// `del session[key]`; a missing key is no error (C4).
    DeleteIfThere { key: String },
    /// `session.pop(key, default)` (C5).
    Pop { key: String, default: Value },
    /// `session.setdefault(key, value)`.
    SetDefault { key: String, value: Value },
    /// `key in session` (C6).
    HasKey { key: String },
    /// `session.keys()` (C7).
    Keys,
    /// `session.items()` (C7).
    Items,
    /// `session.values()` (C11).
    Values,
    /// `session.update(mapping)` (C11).
    Update { mapping: Map<String, Value> },
    /// `session.set_test_cookie()` (C12).
    SetTestCookie,
    /// `session.test_cookie_worked()` (C12).
    TestCookieWorked,
    /// `session.delete_test_cookie()` (C12).
    DeleteTestCookie,
    /// `session[key][field] = value` (C10).
    SetField { key: String, field: String, value: Value },
    /// `session.clear()` (C8).
    Clear,
    /// `session.flush()` (C9).
    Flush,
    /// `session.cycle_key()` (F6).
    CycleKey,
    /// `session.set_expiry(…)` (E3 to E7).
    SetExpiry(Expiry),
    /// `session.get_expiry_age(modification=…, expiry=…)` (E3).
    ExpiryAge { modification: OffsetDateTime, seconds: u32 },
    /// `session.get_expiry_date(modification=…, expiry=…)` (E3).
    ExpiryDate { modification: OffsetDateTime, seconds: u32 },
    /// Sets a key that expires before the session does (E10).
    SetUntil { key: String, value: Value, seconds: u32 },
}

/// The outcome of an operation.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The operation returned nothing.
    Done,
    /// The operation returned a value.
    Returned(Value),
    /// Django raises `KeyError`: the session has no such key (C2, C4).
    KeyError(String),
    /// The session has no such key, and the operation ignores that.
    WasMissing,
    /// Python raises `TypeError`: the value under the key has no fields.
    NoFields(String),
}

impl Operation {
    /// Runs the operation.
    ///
    /// # Errors
    /// If the session can't do it, such as a value of another type.
    pub fn run(&self, session: &Session) -> Result<Outcome, Error> {
        let done = |()| Outcome::Done;
        let outcome = match self {
            Self::Set { key, value } => session.set(key, value).map(done)?,
            Self::GetItem { key } => or_key_error(session.get_item(key)?.map(Outcome::Returned)),
            Self::Get { key } => Outcome::Returned(session.get(key)?.unwrap_or(Value::Null)),
            Self::GetOr { key, default } => Outcome::Returned(session.get_or(key, default.clone())?),
            Self::Delete { key } => or_key_error(session.delete(key).map(done)),
            Self::DeleteIfThere { key } => session.delete(key).map_or(Outcome::WasMissing, done),
            Self::Pop { key, default } => {
                Outcome::Returned(session.pop(key)?.unwrap_or_else(|| default.clone()))
            }
            Self::SetDefault { key, value } => Outcome::Returned(session.set_default(key, value.clone())?),
            Self::HasKey { key } => Outcome::Returned(json!(session.has_key(key))),
            Self::Keys => Outcome::Returned(json!(session.keys())),
            Self::Values => Outcome::Returned(json!(session.values())),
            Self::Items => Outcome::Returned(session.items().into_iter().collect()),
            Self::Update { mapping } => session.update(mapping).map(done)?,
            Self::SetField { key, field, value } => set_field(session, key, field, value)?,
            Self::SetUntil { key, value, seconds } => {
                let expires_at = session.now() + Duration::seconds(i64::from(*seconds));
                session.set_until(key, value, expires_at).map(done)?
            }
            Self::SetTestCookie => session.set_test_cookie().map(done)?,
            Self::TestCookieWorked => Outcome::Returned(json!(session.test_cookie_worked())),
            Self::DeleteTestCookie => or_key_error(session.delete_test_cookie().map(done)),
            Self::ExpiryAge { .. } | Self::ExpiryDate { .. } => Outcome::Returned(self.given_expiry(session)),
            Self::Clear | Self::Flush | Self::CycleKey | Self::SetExpiry(_) => {
                self.run_on_whole_session(session)
            }
        };
        Ok(outcome)
    }

    /// Returns the age or the date of the expiry that the arguments give.
    fn given_expiry(&self, session: &Session) -> Value {
        let given = |modification: &OffsetDateTime, seconds: &u32| {
            (Some(*modification), Some(Expiry::Seconds(*seconds)))
        };
        match self {
            Self::ExpiryAge { modification, seconds } => {
                let (modification, expiry) = given(modification, seconds);
                json!(session.get_expiry_age_with(modification, expiry).whole_seconds())
            }
            Self::ExpiryDate { modification, seconds } => {
                let (modification, expiry) = given(modification, seconds);
                json!(session.get_expiry_date_with(modification, expiry).format(&Rfc3339).unwrap_or_default())
            }
            _ => Value::Null,
        }
    }

    fn run_on_whole_session(&self, session: &Session) -> Outcome {
        match self {
            Self::Clear => session.clear(),
            Self::Flush => session.flush(),
            Self::CycleKey => session.cycle_key(),
            Self::SetExpiry(expiry) => session.set_expiry(*expiry),
            _ => {}
        }
        Outcome::Done
    }

    /// Returns the id of the session after the response is sent.
    pub fn id_after(&self, before: &SessionId, session: &Session) -> SessionId {
        match (self, before) {
            (Self::Flush, _) => SessionId::None,
            (Self::CycleKey, SessionId::Known(_)) => SessionId::New,
            (_, SessionId::None) if !session.is_empty() => SessionId::New,
            _ => before.clone(),
        }
    }
}

/// Returns the outcome, or the error as Python raises it.
fn or_key_error(outcome: Result<Outcome, KeyError>) -> Outcome {
    outcome.unwrap_or_else(|missing| Outcome::KeyError(missing.0))
}

/// Sets a field of a nested value. Another tab may set another field at the same
/// time: the change is a closure that can be replayed, so both are kept (H1: no
/// update is lost).
fn set_field(session: &Session, key: &str, field: &str, value: &Value) -> Result<Outcome, Error> {
    let present: Option<Value> = session.get(key)?;
    if present.as_ref().is_some_and(|present| !present.is_object()) {
        return Ok(Outcome::NoFields(key.to_owned()));
    }
    let (field, value) = (field.to_owned(), value.clone());
    session.change(key, move |present: Option<Value>| {
        let mut order = present.filter(Value::is_object).unwrap_or_else(|| json!({}));
        order[field.as_str()] = value.clone();
        Some(order)
    })?;
    Ok(Outcome::Done)
}
