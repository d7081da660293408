//! Writes an operation as code: a line of Rust for this shop, and a line of
//! Python for Django.

use serde_json::{Map, Value};
use time::OffsetDateTime;

use super::operation::Operation;
use crate::sessions::Expiry;

/// An operation in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeLines {
    /// Rust, with this shop's `Session`.
    pub rust: String,
    /// Python, with Django's `request.session`.
    pub django: String,
}

impl Operation {
    /// Returns the operation as code.
    pub fn lines(&self) -> CodeLines {
        let (rust, django) = match self {
            Self::Set { key, value } => (
                format!("session.set({key:?}, &{})?;", rust(value)),
                format!("request.session[{}] = {}", string(key), python(value)),
            ),
            Self::SetDefault { key, value } => (
                format!("let value: Value = session.set_default({key:?}, {})?;", json(value)),
                format!("value = request.session.setdefault({}, {})", string(key), python(value)),
            ),
            Self::Update { mapping } => lines_of_update(mapping),
            Self::SetField { key, field, value } => lines_of_nested(key, field, value),
            Self::SetUntil { key, value, seconds } => (
                format!(
                    "let end = session.now() + Duration::seconds({seconds});\nsession.set_until({key:?}, &{}, end)?;",
                    rust(value)
                ),
                "# Django has no such thing: set_expiry\n# is for the whole session.".to_owned(),
            ),
            Self::SetExpiry(expiry) => lines_of_expiry(*expiry),
            Self::ExpiryAge { modification, seconds } => {
                lines_of_given_expiry("age", *modification, *seconds)
            }
            Self::ExpiryDate { modification, seconds } => {
                lines_of_given_expiry("date", *modification, *seconds)
            }
            Self::GetItem { .. } | Self::Get { .. } | Self::GetOr { .. } | Self::HasKey { .. } => {
                self.lines_of_reading()
            }
            Self::Delete { .. } | Self::DeleteIfThere { .. } | Self::Pop { .. } => self.lines_of_removal(),
            _ => self.lines_without_arguments(),
        };
        CodeLines { rust, django }
    }

    fn lines_of_reading(&self) -> (String, String) {
        match self {
            Self::GetItem { key } => (
                format!("let value: Value = session.get_item({key:?})??;"),
                format!("value = request.session[{}]", string(key)),
            ),
            Self::Get { key } => (
                format!("let value: Option<Value> = session.get({key:?})?;"),
                format!("value = request.session.get({})", string(key)),
            ),
            Self::GetOr { key, default } => (
                format!("let value: Value = session.get_or({key:?}, {})?;", json(default)),
                format!("value = request.session.get({}, {})", string(key), python(default)),
            ),
            Self::HasKey { key } => (
                format!("let is_there = session.has_key({key:?});"),
                format!("is_there = {} in request.session", string(key)),
            ),
            _ => (String::new(), String::new()),
        }
    }

    fn lines_without_arguments(&self) -> (String, String) {
        match self {
            Self::Keys => both("let keys = session.keys();", "keys = request.session.keys()"),
            Self::Values => both("let values = session.values();", "values = request.session.values()"),
            Self::Items => both("let items = session.items();", "items = request.session.items()"),
            Self::Clear => both("session.clear();", "request.session.clear()"),
            Self::Flush => both("session.flush();", "request.session.flush()"),
            Self::CycleKey => both("session.cycle_key();", "request.session.cycle_key()"),
            Self::SetTestCookie => both("session.set_test_cookie()?;", "request.session.set_test_cookie()"),
            Self::TestCookieWorked => both(
                "let worked = session.test_cookie_worked();",
                "worked = request.session.test_cookie_worked()",
            ),
            Self::DeleteTestCookie => {
                both("session.delete_test_cookie()?;", "request.session.delete_test_cookie()")
            }
            _ => (String::new(), String::new()),
        }
    }

    fn lines_of_removal(&self) -> (String, String) {
        match self {
            Self::Delete { key } => {
                (format!("session.delete({key:?})?;"), format!("del request.session[{}]", string(key)))
            }
            Self::DeleteIfThere { key } => (
                format!("let _ = session.delete({key:?});"),
                format!("try:\n    del request.session[{}]\nexcept KeyError:\n    pass", string(key)),
            ),
            Self::Pop { key, default } => (
                format!("let value: Value = session.pop({key:?})?\n    .unwrap_or({});", json(default)),
                format!("value = request.session.pop({}, {})", string(key), python(default)),
            ),
            _ => (String::new(), String::new()),
        }
    }
}

fn both(rust: &str, django: &str) -> (String, String) {
    (rust.to_owned(), django.to_owned())
}

/// Writes a change inside a value. Django does not notice it, so the code sets
/// `modified`.
fn lines_of_nested(key: &str, field: &str, value: &Value) -> (String, String) {
    let rust = format!(
        "session.change({key:?}, |order: Option<Value>| {{\n    let mut order = order.unwrap_or(json!({{}}));\n    \
         order[{field:?}] = {};\n    Some(order)\n}})?;",
        json(value)
    );
    let (key, field) = (string(key), string(field));
    let django = format!(
        "order = request.session.setdefault({key}, {{}})\norder[{field}] = {}\nrequest.session.modified = True",
        python(value)
    );
    (rust, django)
}

fn lines_of_update(mapping: &Map<String, Value>) -> (String, String) {
    let pairs: Vec<String> =
        mapping.iter().map(|(key, value)| format!("({key:?}, {})", json(value))).collect();
    let django = python(&Value::Object(mapping.clone()));
    (format!("session.update([{}])?;", pairs.join(", ")), format!("request.session.update({django})"))
}

/// Writes `get_expiry_age` or `get_expiry_date` with both arguments.
fn lines_of_given_expiry(name: &str, modification: OffsetDateTime, seconds: u32) -> (String, String) {
    let rust = rust_timestamp(modification);
    (
        format!(
            "let {name} = session.get_expiry_{name}_with(\n    Some(datetime!({rust})),\n    \
             Some(Expiry::Seconds({seconds})),\n);"
        ),
        format!(
            "{name} = request.session.get_expiry_{name}(\n    modification={},\n    expiry={seconds},\n)",
            python_timestamp(modification)
        ),
    )
}

fn lines_of_expiry(expiry: Expiry) -> (String, String) {
    let (rust, django) = match expiry {
        Expiry::Seconds(seconds) => (format!("Expiry::Seconds({seconds})"), seconds.to_string()),
        Expiry::AtBrowserClose => both("Expiry::AtBrowserClose", "0"),
        Expiry::Global => both("Expiry::Global", "None"),
        Expiry::At(at) => (format!("Expiry::At(datetime!({}))", rust_timestamp(at)), python_timestamp(at)),
        Expiry::After(length) => {
            let minutes = length.whole_minutes();
            (format!("Expiry::After(Duration::minutes({minutes}))"), format!("timedelta(minutes={minutes})"))
        }
    };
    (format!("session.set_expiry({rust});"), format!("request.session.set_expiry({django})"))
}

fn rust_timestamp(at: OffsetDateTime) -> String {
    let (date, time) = (at.date(), at.time());
    format!("{date} {:02}:{:02}:{:02} UTC", time.hour(), time.minute(), time.second())
}

fn python_timestamp(at: OffsetDateTime) -> String {
    let (date, time) = (at.date(), at.time());
    let (month, day) = (u8::from(date.month()), date.day());
    let (hour, minute, second) = time.as_hms();
    format!("datetime({}, {month}, {day}, {hour}, {minute}, {second}, tzinfo=timezone.utc)", date.year())
}

/// Writes a value in Rust: plain types as literals, the rest as `json!`.
fn rust(value: &Value) -> String {
    match value {
        Value::String(text) => format!("{text:?}"),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        _ => json(value),
    }
}

fn json(value: &Value) -> String {
    format!("json!({value})")
}

fn string(text: &str) -> String {
    Value::from(text).to_string()
}

/// Writes a value in Python. A JSON string is a Python string too.
fn python(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Array(values) => {
            let values: Vec<String> = values.iter().map(python).collect();
            format!("[{}]", values.join(", "))
        }
        Value::Object(fields) => {
            let pairs: Vec<String> =
                fields.iter().map(|(name, value)| format!("{}: {}", string(name), python(value))).collect();
            format!("{{{}}}", pairs.join(", "))
        }
        Value::Number(_) | Value::String(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use time::macros::datetime;

    use super::*;

    #[test]
    fn a_value_is_written_in_the_syntax_of_each_language() {
        let value = json!({"name": "訪客 \"x\"", "new": true, "left": [null, 1.5]});
        let lines = Operation::Set { key: "who".to_owned(), value }.lines();
        assert_eq!(
            lines.rust,
            r#"session.set("who", &json!({"left":[null,1.5],"name":"訪客 \"x\"","new":true}))?;"#
        );
        assert_eq!(
            lines.django,
            r#"request.session["who"] = {"left": [None, 1.5], "name": "訪客 \"x\"", "new": True}"#
        );
    }

    #[test]
    fn each_kind_of_expiry_is_written_with_its_type() {
        let written = |expiry| Operation::SetExpiry(expiry).lines();
        let moment = written(Expiry::At(datetime!(2026-01-02 03:04:05 UTC)));
        assert_eq!(moment.rust, "session.set_expiry(Expiry::At(datetime!(2026-01-02 03:04:05 UTC)));");
        assert_eq!(
            moment.django,
            "request.session.set_expiry(datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc))"
        );
        let length = written(Expiry::After(time::Duration::minutes(30)));
        assert_eq!(length.django, "request.session.set_expiry(timedelta(minutes=30))");
        assert_eq!(written(Expiry::Global).django, "request.session.set_expiry(None)");
    }
}
