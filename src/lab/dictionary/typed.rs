//! What a student typed, as the session wants it: a key, a JSON value, a number,
//! a moment. What can't be read gets a message beside its field.

use serde_json::Value;
use time::{
    OffsetDateTime, PrimitiveDateTime,
    format_description::{StaticFormatDescription, well_known::Rfc3339},
    macros::format_description,
};

use crate::{i18n::Message, web::Form};

/// The longest key, in characters. The framework knows no such limit; a page
/// does.
const MAX_KEY_LENGTH: u32 = 100;

/// What keys of the framework begin with, as Django's `_session_expiry` does.
const OF_THE_FRAMEWORK: &str = "_session";

/// What the shop itself keeps in the session. It may be read and taken out
/// here; to write something else there would be a mistake, and a login can't be
/// made by hand. A test fills a cart and logs in, and looks that none is missing.
const OF_THE_SHOP: [&str; 6] = ["cart", "checkout", "flashes", "login", "preferences", "recently_viewed"];

/// How a browser's `datetime-local` field writes a moment.
const WITH_SECONDS: StaticFormatDescription =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]");
const WITHOUT_SECONDS: StaticFormatDescription = format_description!("[year]-[month]-[day]T[hour]:[minute]");

/// A moment as the field shows it.
pub fn moment_text(moment: OffsetDateTime) -> String {
    moment.format(WITH_SECONDS).unwrap_or_default()
}

/// A key that may be looked at and taken out.
pub fn key(form: &mut Form) -> String {
    let key = form.required("key", MAX_KEY_LENGTH);
    if key.starts_with(OF_THE_FRAMEWORK) {
        form.reject("key", Message::new("lab-session-key-of-framework"));
    }
    key
}

/// A key that may be written.
pub fn own_key(form: &mut Form) -> String {
    let key = key(form);
    if OF_THE_SHOP.contains(&key.as_str()) {
        form.reject("key", Message::new("lab-session-key-of-shop").with("key", key.as_str()));
    }
    key
}

/// The name of a field inside a nested value.
pub fn field(form: &mut Form) -> String {
    form.required("field", MAX_KEY_LENGTH)
}

/// JSON; and what does not look like JSON is a text, so that nobody has to type
/// quotes. What begins like JSON and is none is a slip of the hand.
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

/// A whole number from `least` to `most`.
pub fn number(form: &mut Form, name: &'static str, least: u32, most: u32) -> u32 {
    let number = form.trimmed(name).parse().ok().filter(|number| (least..=most).contains(number));
    if number.is_none() {
        let message = Message::new("lab-session-number-wrong").count("least", least).count("most", most);
        form.reject(name, message);
    }
    number.unwrap_or(least)
}

/// A moment in UTC; with another zone if it says so, as RFC 3339 has it.
pub fn moment(form: &mut Form) -> OffsetDateTime {
    let text = form.trimmed("moment");
    let local = |format| PrimitiveDateTime::parse(text, format).map(PrimitiveDateTime::assume_utc);
    let read = local(WITH_SECONDS).or_else(|_| local(WITHOUT_SECONDS));
    let read = read.or_else(|_| OffsetDateTime::parse(text, &Rfc3339)).ok();
    let moment = read.map(|moment| moment.to_offset(time::UtcOffset::UTC));
    let moment = moment.filter(|moment| (1970..=9999).contains(&moment.year()));
    if moment.is_none() {
        form.reject("moment", Message::new("lab-session-moment-wrong"));
    }
    moment.unwrap_or(OffsetDateTime::UNIX_EPOCH)
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
    fn a_value_is_json_or_else_a_text() {
        assert_eq!(typed("3"), Some(json!(3)));
        assert_eq!(typed(r#" {"a": [1, true, null]} "#), Some(json!({"a": [1, true, null]})));
        assert_eq!(typed(r#""3""#), Some(json!("3")));
        assert_eq!(typed("訪客 <b>"), Some(json!("訪客 <b>")));
        assert_eq!(typed("007"), Some(json!("007")));
    }

    #[test]
    fn what_begins_like_json_and_is_none_is_refused() {
        for text in ["", "  ", "{", "[1,]", r#"{"a"}"#, r#""open"#, &"[".repeat(1_000)] {
            assert_eq!(typed(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_key_of_the_framework_is_refused_and_one_of_the_shop_is_not_written() {
        let refused = |key: &str, read: fn(&mut Form) -> String| {
            let mut form = Form::new().with("key", key);
            read(&mut form);
            form.error("key").is_some()
        };
        assert!(refused("_session_expiry", key) && refused("_session_x", own_key) && refused(" ", key));
        assert!(!refused("cart", key) && refused("cart", own_key));
        assert!(!refused("_sess", own_key));
    }

    #[test]
    fn a_moment_is_utc_unless_it_says_otherwise() {
        let read = |text: &str| {
            let mut form = Form::new().with("moment", text);
            let moment = moment(&mut form);
            form.is_valid().then_some(moment)
        };
        assert_eq!(read("2026-01-02T03:04"), Some(datetime!(2026-01-02 03:04 UTC)));
        assert_eq!(read("2026-01-02T03:04:05"), Some(datetime!(2026-01-02 03:04:05 UTC)));
        assert_eq!(read("2026-01-02T03:04:05+08:00"), Some(datetime!(2026-01-01 19:04:05 UTC)));
        for text in ["", "tomorrow", "2026-02-30T00:00", "0001-01-01T00:00", "99999-01-01T00:00"] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }
}
