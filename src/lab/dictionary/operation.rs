//! The operations: Django's methods of a session, each with the fields that its
//! form has, and how it is read from them.

use serde_json::Value;
use time::Duration;

use super::typed;
use crate::{sessions::Expiry, web::Form};

/// The longest that a session may be set to last here: ten years, in seconds
/// and in minutes.
const MAX_SECONDS: u32 = 315_360_000;
const MAX_MINUTES: u32 = MAX_SECONDS / 60;

/// An operation with what it is to work on.
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
    /// The same, and it is no matter if it is missing (C4).
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
    /// A key that vanishes alone (E10).
    SetUntil { key: String, value: Value, seconds: u32 },
}

/// A kind of operation.
#[derive(Debug)]
pub struct Kind {
    /// As forms call it.
    pub name: &'static str,
    /// As code has it.
    pub signature: &'static str,
    /// Its fields, in order, each with an example.
    pub fields: &'static [(&'static str, &'static str)],
    /// How it is read.
    read: fn(&mut Form) -> Operation,
}

/// Stands in an example for a moment an hour from now.
pub const IN_AN_HOUR: &str = "in an hour";

const KEY: (&str, &str) = ("key", "username");
const VALUE: (&str, &str) = ("value", "Mei");
const DEFAULT: (&str, &str) = ("default", "訪客");

/// All kinds, in the order in which the page shows them.
pub static KINDS: [Kind; 21] = [
    kind("set", "session[key] = value", &[KEY, VALUE], |form| Operation::Set {
        key: typed::own_key(form),
        value: typed::value(form, "value"),
    }),
    kind("get_item", "session[key]", &[KEY], |form| Operation::GetItem { key: typed::key(form) }),
    kind("get", "session.get(key)", &[KEY], |form| Operation::Get { key: typed::key(form) }),
    kind("get_or", "session.get(key, default)", &[KEY, DEFAULT], |form| Operation::GetOr {
        key: typed::key(form),
        default: typed::value(form, "default"),
    }),
    kind("delete", "del session[key]", &[KEY], |form| Operation::Delete { key: typed::key(form) }),
    kind("delete_if_there", "try: del session[key] except: pass", &[KEY], |form| Operation::DeleteIfThere {
        key: typed::key(form),
    }),
    kind("pop", "session.pop(key, default)", &[KEY, DEFAULT], |form| Operation::Pop {
        key: typed::key(form),
        default: typed::value(form, "default"),
    }),
    kind("set_default", "session.setdefault(key, value)", &[KEY, VALUE], |form| Operation::SetDefault {
        key: typed::own_key(form),
        value: typed::value(form, "value"),
    }),
    kind("has_key", "key in session", &[KEY], |form| Operation::HasKey { key: typed::key(form) }),
    kind("keys", "session.keys()", &[], |_| Operation::Keys),
    kind("items", "session.items()", &[], |_| Operation::Items),
    kind(
        "set_field",
        "session[key][field] = value",
        &[("key", "order"), ("field", "quantity"), ("value", "2")],
        |form| Operation::SetField {
            key: typed::own_key(form),
            field: typed::field(form),
            value: typed::value(form, "value"),
        },
    ),
    kind("clear", "session.clear()", &[], |_| Operation::Clear),
    kind("flush", "session.flush()", &[], |_| Operation::Flush),
    kind("cycle_key", "session.cycle_key()", &[], |_| Operation::CycleKey),
    kind("expiry_seconds", "session.set_expiry(n)", &[("seconds", "60")], |form| {
        Operation::SetExpiry(Expiry::Seconds(typed::number(form, "seconds", 0, MAX_SECONDS)))
    }),
    kind("expiry_at_close", "session.set_expiry(0)", &[], |_| Operation::SetExpiry(Expiry::AtBrowserClose)),
    kind("expiry_global", "session.set_expiry(None)", &[], |_| Operation::SetExpiry(Expiry::Global)),
    kind("expiry_moment", "session.set_expiry(datetime)", &[("moment", IN_AN_HOUR)], |form| {
        Operation::SetExpiry(Expiry::At(typed::moment(form)))
    }),
    kind("expiry_length", "session.set_expiry(timedelta)", &[("minutes", "30")], |form| {
        let minutes = typed::number(form, "minutes", 0, MAX_MINUTES);
        Operation::SetExpiry(Expiry::After(Duration::minutes(i64::from(minutes))))
    }),
    kind(
        "set_until",
        "session.set_until(key, value, moment)",
        &[("key", "offer"), ("value", "10 %"), ("seconds", "10")],
        |form| Operation::SetUntil {
            key: typed::own_key(form),
            value: typed::value(form, "value"),
            seconds: typed::number(form, "seconds", 1, MAX_SECONDS),
        },
    ),
];

const fn kind(
    name: &'static str,
    signature: &'static str,
    fields: &'static [(&'static str, &'static str)],
    read: fn(&mut Form) -> Operation,
) -> Kind {
    Kind { name, signature, fields, read }
}

impl Kind {
    /// The kind of that name.
    pub fn of(name: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.name == name)
    }

    /// The operation that a form asks for; `None`, and messages beside its
    /// fields, if it can't be read.
    pub fn read(&self, form: &mut Form) -> Option<Operation> {
        let operation = (self.read)(form);
        form.is_valid().then_some(operation)
    }
}
