//! What the fuzz target of the lab calls: the readers of a typed value and timestamp.

use serde_json::Value;
use time::OffsetDateTime;

use super::input;
use crate::web::Form;

/// Returns the value that the form's reader accepts.
pub fn read_value(text: &str) -> Option<Value> {
    let mut form = Form::new().with("value", text);
    let value = input::value(&mut form, "value");
    form.is_valid().then_some(value)
}

/// Returns the timestamp that the form's reader accepts.
pub fn read_timestamp(text: &str) -> Option<OffsetDateTime> {
    let mut form = Form::new().with("moment", text);
    let at = input::timestamp(&mut form);
    form.is_valid().then_some(at)
}
