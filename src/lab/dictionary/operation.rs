//! The operations: Django's methods of a session, each with the fields of its
//! form, a function that reads them, and its effect on the session.

use serde_json::{Value, json};
use time::Duration;

use super::{input, snapshot::SessionId};
use crate::{
    sessions::{Error, Expiry, Session},
    web::Form,
};

/// The longest expiry that a form accepts: ten years, in seconds and in minutes.
const MAX_SECONDS: u32 = 315_360_000;
const MAX_MINUTES: u32 = MAX_SECONDS / 60;

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
    /// Sets a key that expires before the session does (E10).
    SetUntil { key: String, value: Value, seconds: u32 },
}

/// A kind of operation.
#[derive(Debug)]
pub struct OperationKind {
    pub name: &'static str,
    /// Its call in Django.
    pub signature: &'static str,
    /// The fields of its form, in order, each with an example.
    pub fields: &'static [(&'static str, &'static str)],
    /// Reads the operation from a form.
    read: fn(&mut Form) -> Operation,
}

/// In an example, stands for the time an hour from now.
pub const IN_AN_HOUR: &str = "in an hour";

const KEY: (&str, &str) = ("key", "username");
const VALUE: (&str, &str) = ("value", "Mei");
const DEFAULT: (&str, &str) = ("default", "訪客");

/// All kinds, in the order of the page.
pub static KINDS: [OperationKind; 21] = [
    kind("set", "session[key] = value", &[KEY, VALUE], |form| Operation::Set {
        key: input::writable_key(form),
        value: input::value(form, "value"),
    }),
    kind("get_item", "session[key]", &[KEY], |form| Operation::GetItem { key: input::key(form) }),
    kind("get", "session.get(key)", &[KEY], |form| Operation::Get { key: input::key(form) }),
    kind("get_or", "session.get(key, default)", &[KEY, DEFAULT], |form| Operation::GetOr {
        key: input::key(form),
        default: input::value(form, "default"),
    }),
    kind("delete", "del session[key]", &[KEY], |form| Operation::Delete { key: input::key(form) }),
    kind("delete_if_there", "try: del session[key] except: pass", &[KEY], |form| Operation::DeleteIfThere {
        key: input::key(form),
    }),
    kind("pop", "session.pop(key, default)", &[KEY, DEFAULT], |form| Operation::Pop {
        key: input::key(form),
        default: input::value(form, "default"),
    }),
    kind("set_default", "session.setdefault(key, value)", &[KEY, VALUE], |form| Operation::SetDefault {
        key: input::writable_key(form),
        value: input::value(form, "value"),
    }),
    kind("has_key", "key in session", &[KEY], |form| Operation::HasKey { key: input::key(form) }),
    kind("keys", "session.keys()", &[], |_| Operation::Keys),
    kind("items", "session.items()", &[], |_| Operation::Items),
    kind(
        "set_field",
        "session[key][field] = value",
        &[("key", "order"), ("field", "quantity"), ("value", "2")],
        |form| Operation::SetField {
            key: input::writable_key(form),
            field: input::field(form),
            value: input::value(form, "value"),
        },
    ),
    kind("clear", "session.clear()", &[], |_| Operation::Clear),
    kind("flush", "session.flush()", &[], |_| Operation::Flush),
    kind("cycle_key", "session.cycle_key()", &[], |_| Operation::CycleKey),
    kind("expiry_seconds", "session.set_expiry(n)", &[("seconds", "60")], |form| {
        Operation::SetExpiry(Expiry::Seconds(input::number(form, "seconds", 0, MAX_SECONDS)))
    }),
    kind("expiry_at_close", "session.set_expiry(0)", &[], |_| Operation::SetExpiry(Expiry::AtBrowserClose)),
    kind("expiry_global", "session.set_expiry(None)", &[], |_| Operation::SetExpiry(Expiry::Global)),
    kind("expiry_moment", "session.set_expiry(datetime)", &[("moment", IN_AN_HOUR)], |form| {
        Operation::SetExpiry(Expiry::At(input::timestamp(form)))
    }),
    kind("expiry_length", "session.set_expiry(timedelta)", &[("minutes", "30")], |form| {
        let minutes = input::number(form, "minutes", 0, MAX_MINUTES);
        Operation::SetExpiry(Expiry::After(Duration::minutes(i64::from(minutes))))
    }),
    kind(
        "set_until",
        "session.set_until(key, value, moment)",
        &[("key", "offer"), ("value", "10 %"), ("seconds", "10")],
        |form| Operation::SetUntil {
            key: input::writable_key(form),
            value: input::value(form, "value"),
            seconds: input::number(form, "seconds", 1, MAX_SECONDS),
        },
    ),
];

const fn kind(
    name: &'static str,
    signature: &'static str,
    fields: &'static [(&'static str, &'static str)],
    read: fn(&mut Form) -> Operation,
) -> OperationKind {
    OperationKind { name, signature, fields, read }
}

impl OperationKind {
    /// Returns the kind of a name.
    pub fn of(name: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.name == name)
    }

    /// Reads an operation from a form; `None`, and messages beside the fields,
    /// if the form is wrong.
    pub fn read(&self, form: &mut Form) -> Option<Operation> {
        let operation = (self.read)(form);
        form.is_valid().then_some(operation)
    }
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
            Self::GetItem { key } => {
                session.get_item(key)?.map_or_else(|missing| Outcome::KeyError(missing.0), Outcome::Returned)
            }
            Self::Get { key } => Outcome::Returned(session.get(key)?.unwrap_or(Value::Null)),
            Self::GetOr { key, default } => Outcome::Returned(session.get_or(key, default.clone())?),
            Self::Delete { key } => {
                session.delete(key).map_or_else(|missing| Outcome::KeyError(missing.0), done)
            }
            Self::DeleteIfThere { key } => session.delete(key).map_or(Outcome::WasMissing, done),
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
                session.set_until(key, value, expires_at).map(done)?
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
