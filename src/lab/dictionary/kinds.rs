//! The kinds of operations: each has its call in Django, the fields of its form, and a
//! function that reads them.

use time::Duration;

use super::{input, operation::Operation};
use crate::{sessions::Expiry, web::Form};

/// The longest expiry that a form accepts: ten years, in seconds and in minutes.
const MAX_SECONDS: u32 = 315_360_000;
const MAX_MINUTES: u32 = MAX_SECONDS / 60;

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
const MAPPING: (&str, &str) = ("mapping", r#"{"username": "Mei", "theme": "dark"}"#);
const MODIFICATION: [(&str, &str); 2] = [("moment", IN_AN_HOUR), ("seconds", "60")];

/// All kinds, in the order of the page.
pub static KINDS: [OperationKind; 28] = [
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
    kind("values", "session.values()", &[], |_| Operation::Values),
    kind("update", "session.update(mapping)", &[MAPPING], |form| Operation::Update {
        mapping: input::mapping(form),
    }),
    kind("set_test_cookie", "session.set_test_cookie()", &[], |_| Operation::SetTestCookie),
    kind("test_cookie_worked", "session.test_cookie_worked()", &[], |_| Operation::TestCookieWorked),
    kind("delete_test_cookie", "session.delete_test_cookie()", &[], |_| Operation::DeleteTestCookie),
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
    kind("expiry_age", "session.get_expiry_age(modification=datetime, expiry=n)", &MODIFICATION, |form| {
        Operation::ExpiryAge {
            modification: input::timestamp(form),
            seconds: input::number(form, "seconds", 0, MAX_SECONDS),
        }
    }),
    kind("expiry_date", "session.get_expiry_date(modification=datetime, expiry=n)", &MODIFICATION, |form| {
        Operation::ExpiryDate {
            modification: input::timestamp(form),
            seconds: input::number(form, "seconds", 0, MAX_SECONDS),
        }
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
