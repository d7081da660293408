//! The operations: Django's methods of a session, each with the fields of its
//! form and a function that reads them.

use serde_json::Value;
use time::Duration;

use super::input;
use crate::{sessions::Expiry, web::Form};

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
