//! Runs an operation on the session of the request.

use serde_json::{Value, json};
use time::Duration;

use super::{operation::Operation, snapshot::SessionId};
use crate::sessions::{Error, Session};

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
    pub fn run(&self, session: &Session) -> Result<Outcome, Error> {
        let outcome = match self {
            Self::Set { key, value } => {
                session.set(key, value)?;
                Outcome::Done
            }
            Self::GetItem { key } => match session.get_item::<Value>(key)? {
                Ok(value) => Outcome::Returned(value),
                Err(missing) => Outcome::KeyError(missing.0),
            },
            Self::Get { key } => Outcome::Returned(session.get(key)?.unwrap_or(Value::Null)),
            Self::GetOr { key, default } => Outcome::Returned(session.get_or(key, default.clone())?),
            Self::Delete { key } => match session.delete(key) {
                Ok(()) => Outcome::Done,
                Err(missing) => Outcome::KeyError(missing.0),
            },
            Self::DeleteIfThere { key } => match session.delete(key) {
                Ok(()) => Outcome::Done,
                Err(_) => Outcome::WasMissing,
            },
            Self::Pop { key, default } => {
                Outcome::Returned(session.pop(key)?.unwrap_or_else(|| default.clone()))
            }
            Self::SetDefault { key, value } => Outcome::Returned(session.set_default(key, value.clone())?),
            Self::HasKey { key } => Outcome::Returned(json!(session.has_key(key))),
            Self::Keys => Outcome::Returned(json!(session.keys())),
            Self::Items => Outcome::Returned(session.items().into_iter().collect()),
            Self::SetField { key, field, value } => set_field(session, key, field, value)?,
            Self::Clear | Self::Flush | Self::CycleKey | Self::SetExpiry(_) => {
                self.run_on_whole_session(session)
            }
            Self::SetUntil { key, value, seconds } => {
                let expires_at = session.now() + Duration::seconds(i64::from(*seconds));
                session.set_until(key, value, expires_at)?;
                Outcome::Done
            }
        };
        Ok(outcome)
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
