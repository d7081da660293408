//! Step 5 of the inspector: what the request changed in its session.

use crate::{
    i18n::Message,
    lab::session_diff::{Change, KeyChange, diff},
    sessions::data::{Data, EXPIRY, KEY_EXPIRIES, SINCE},
};

/// Returns all keys of both sessions with their values as indented JSON.
pub fn diff_data(before: &Data, after: &Data) -> Vec<KeyChange<String>> {
    let items = |data: &Data| data.iter().map(|(key, json)| (key.to_owned(), indented(json))).collect();
    diff(items(before), items(after))
}

/// Returns JSON with line breaks; a text that is no JSON stays as it is.
fn indented(json: &str) -> String {
    let value = serde_json::from_str::<serde_json::Value>(json);
    let text = value.and_then(|value| serde_json::to_string_pretty(&value));
    text.unwrap_or_else(|_| json.to_owned())
}

/// Returns the name of a change in the JSON and in the style sheet.
pub fn change_name(change: Change) -> &'static str {
    match change {
        Change::Added => "added",
        Change::Changed => "changed",
        Change::Removed => "removed",
        Change::Same => "same",
    }
}

/// Returns the name of a change for people.
pub fn change_message(change: Change) -> Message {
    Message::new(match change {
        Change::Added => "inspector-kind-added",
        Change::Changed => "inspector-kind-changed",
        Change::Removed => "inspector-kind-removed",
        Change::Same => "inspector-kind-same",
    })
}

/// Returns what a key of the framework is for.
pub fn about(key: &str) -> Option<Message> {
    match key {
        EXPIRY => Some(Message::new("inspector-key-expiry")),
        KEY_EXPIRIES => Some(Message::new("inspector-key-key-expiries")),
        SINCE => Some(Message::new("inspector-key-since")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_shown_as_indented_json() {
        let mut data = Data::default();
        data.set("cart", r#"[{"quantity":1}]"#);
        let changes = diff_data(&data, &Data::default());
        assert_eq!(changes[0].before.as_deref(), Some("[\n  {\n    \"quantity\": 1\n  }\n]"));
    }
}
