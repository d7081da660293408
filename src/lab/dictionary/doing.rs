//! Does an operation on the session of the request, and tells what came of it.

use serde_json::{Value, json};
use time::Duration;

use super::{
    operation::Operation,
    snapshot::{Id, Snapshot},
};
use crate::sessions::{Error, Session};

/// What came of an operation.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It was done; there is nothing to return.
    Done,
    /// This came back.
    Returned(Value),
    /// The session has no such key (C2, C4). What Django says.
    KeyError(String),
    /// There was no such key, and the error was ignored.
    WasMissing,
    /// The value under the key has no fields. What Python says.
    NoFields(String),
}

impl Operation {
    /// Does it.
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
            Self::Clear | Self::Flush | Self::CycleKey | Self::SetExpiry(_) => self.run_on_the_whole(session),
            Self::SetUntil { key, value, seconds } => {
                let end = session.now() + Duration::seconds(i64::from(*seconds));
                session.set_until(key, value, end)?;
                Outcome::Done
            }
        };
        Ok(outcome)
    }

    fn run_on_the_whole(&self, session: &Session) -> Outcome {
        match self {
            Self::Clear => session.clear(),
            Self::Flush => session.flush(),
            Self::CycleKey => session.cycle_key(),
            Self::SetExpiry(expiry) => session.set_expiry(*expiry),
            _ => {}
        }
        Outcome::Done
    }

    /// The id that the session will have when the answer is sent.
    pub fn id_after(&self, before: &Id, session: &Session) -> Id {
        match (self, before) {
            (Self::Flush, _) => Id::None,
            (Self::CycleKey, Id::Known(_)) => Id::New,
            (_, Id::None) if !session.is_empty() => Id::New,
            _ => before.clone(),
        }
    }

    /// Does it, and looks at the session before and after.
    pub fn observed(&self, session: &Session) -> Result<(Snapshot, Outcome, Snapshot), Error> {
        let before = Snapshot::of(session);
        let outcome = self.run(session)?;
        let after = Snapshot::of(session);
        let id = self.id_after(&before.id, session);
        Ok((before, outcome, Snapshot { id, ..after }))
    }
}

/// Another tab may change another field of the same value at the same moment:
/// as a change that replays, both count (H1).
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
