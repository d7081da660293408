//! Reads the fields of an operation's form: a key, a JSON value, a mapping, a number, a
//! timestamp. A wrong field gets a message.

use serde_json::{Map, Value};
use time::{OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};

use crate::{i18n::Message, lab::display::parse_local_timestamp, web::Form};

/// Characters of a key. The framework has no such limit; the form does.
const MAX_KEY_LENGTH: u32 = 100;

/// The prefix of the framework's keys, such as Django's `_session_expiry`.
const FRAMEWORK_PREFIX: &str = "_session";

/// The shop's keys in the session. A form may read and remove them, but not set
/// them: nobody can create a login by hand. A test fills a cart and logs in to
/// check that no key is missing here.
const SHOP_KEYS: [&str; 6] = ["cart", "checkout", "flashes", "login", "preferences", "recently_viewed"];

/// Reads a key that a form may read or remove.
pub fn key(form: &mut Form) -> String {
    let key = form.required("key", MAX_KEY_LENGTH);
    if let Some(reason) = refusal_to_read(&key) {
        form.reject("key", reason);
    }
    key
}

/// Reads a key that a form may set.
pub fn writable_key(form: &mut Form) -> String {
    let key = form.required("key", MAX_KEY_LENGTH);
    if let Some(reason) = refusal_to_write(&key) {
        form.reject("key", reason);
    }
    key
}

/// Returns why a form may not read or remove a key.
fn refusal_to_read(key: &str) -> Option<Message> {
    key.starts_with(FRAMEWORK_PREFIX).then(|| Message::new("lab-session-key-of-framework"))
}

/// Returns why a form may not set a key.
fn refusal_to_write(key: &str) -> Option<Message> {
    let of_shop = || Message::new("lab-session-key-of-shop").with("key", key);
    refusal_to_read(key).or_else(|| SHOP_KEYS.contains(&key).then(of_shop))
}

/// Reads a mapping of keys that a form may set: a JSON object.
pub fn mapping(form: &mut Form) -> Map<String, Value> {
    let mapping: Map<String, Value> = match serde_json::from_str(form.trimmed("mapping")) {
        Ok(mapping) => mapping,
        Err(error) => {
            let message = Message::new("lab-session-mapping-wrong").with("reason", error.to_string());
            form.reject("mapping", message);
            return Map::new();
        }
    };
    if let Some(reason) = mapping.keys().find_map(|key| refusal_to_write(key)) {
        form.reject("mapping", reason);
    }
    mapping
}

/// Reads the name of a field inside a nested value.
pub fn field(form: &mut Form) -> String {
    form.required("field", MAX_KEY_LENGTH)
}

/// Reads a JSON value. A text that does not begin like JSON is a string, so
/// that nobody has to type quotes; malformed JSON is an error.
pub fn value(form: &mut Form, name: &'static str) -> Value {
    let text = form.trimmed(name);
    if text.is_empty() {
        form.reject(name, Message::new("lab-session-value-empty"));
        return Value::Null;
    }
    match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) if text.starts_with(['{', '[', '"']) => {
            let message = Message::new("lab-session-value-no-json").with("reason", error.to_string());
            form.reject(name, message);
            Value::Null
        }
        Err(_) => Value::String(text.to_owned()),
    }
}

/// Reads a whole number from `least` to `most`.
pub fn number(form: &mut Form, name: &'static str, least: u32, most: u32) -> u32 {
    let number = form.trimmed(name).parse().ok().filter(|number| (least..=most).contains(number));
    if number.is_none() {
        let message = Message::new("lab-session-number-wrong").count("least", least).count("most", most);
        form.reject(name, message);
    }
    number.unwrap_or(least)
}

/// Reads a timestamp in UTC, or in RFC 3339 with any time zone.
pub fn timestamp(form: &mut Form) -> OffsetDateTime {
    let text = form.trimmed("moment");
    let at = parse_local_timestamp(text).or_else(|| OffsetDateTime::parse(text, &Rfc3339).ok());
    let at = at.and_then(|at| at.checked_to_offset(UtcOffset::UTC));
    let at = at.filter(|at| (1970..=9999).contains(&at.year()));
    if at.is_none() {
        form.reject("moment", Message::new("lab-session-moment-wrong"));
    }
    at.unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use time::macros::datetime;

    use super::*;

    fn typed(text: &str) -> Option<Value> {
        let mut form = Form::new().with("value", text);
        let value = value(&mut form, "value");
        form.is_valid().then_some(value)
    }

    #[test]
    fn a_value_that_is_no_json_is_a_string() {
        assert_eq!(typed("3"), Some(json!(3)));
        assert_eq!(typed(r#" {"a": [1, true, null]} "#), Some(json!({"a": [1, true, null]})));
        assert_eq!(typed(r#""3""#), Some(json!("3")));
        assert_eq!(typed("訪客 <b>"), Some(json!("訪客 <b>")));
        assert_eq!(typed("007"), Some(json!("007")));
    }

    #[test]
    fn malformed_json_is_refused() {
        for text in ["", "  ", "{", "[1,]", r#"{"a"}"#, r#""open"#, &"[".repeat(1_000)] {
            assert_eq!(typed(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_key_of_the_framework_is_refused_and_one_of_the_shop_is_read_only() {
        let refused = |key: &str, read: fn(&mut Form) -> String| {
            let mut form = Form::new().with("key", key);
            read(&mut form);
            form.error("key").is_some()
        };
        assert!(refused("_session_expiry", key) && refused("_session_x", writable_key) && refused(" ", key));
        assert!(!refused("cart", key) && refused("cart", writable_key));
        assert!(!refused("_sess", writable_key));
    }

    #[test]
    fn a_mapping_is_a_json_object_of_keys_that_may_be_set() {
        let accepts = |text: &str| {
            let mut form = Form::new().with("mapping", text);
            mapping(&mut form);
            form.is_valid()
        };
        assert!(accepts("{}") && accepts(r#"{"a": 1, "b": {"login": 2}}"#));
        for text in ["", "tea", "[1]", r#"{"a": 1"#, r#"{"login": 1}"#, r#"{"a": 1, "_session_since": 1}"#] {
            assert!(!accepts(text), "{text:?}");
        }
    }

    #[test]
    fn a_timestamp_is_utc_unless_it_has_a_time_zone() {
        let read = |text: &str| {
            let mut form = Form::new().with("moment", text);
            let at = timestamp(&mut form);
            form.is_valid().then_some(at)
        };
        assert_eq!(read("2026-01-02T03:04"), Some(datetime!(2026-01-02 03:04 UTC)));
        assert_eq!(read("2026-01-02T03:04:05"), Some(datetime!(2026-01-02 03:04:05 UTC)));
        assert_eq!(read("2026-01-02T03:04:05+08:00"), Some(datetime!(2026-01-01 19:04:05 UTC)));
        for text in [
            "",
            "tomorrow",
            "2026-02-30T00:00",
            "0001-01-01T00:00",
            "99999-01-01T00:00",
            "9999-12-31T23:59:59-23:59",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }
}
