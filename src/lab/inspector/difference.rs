//! What a request changed in its session, key by key, as somebody can read it.

use crate::{
    i18n::Message,
    sessions::data::{Data, EXPIRY, KEY_EXPIRIES, SINCE},
};

/// What became of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It was not there.
    Added,
    /// It has another value.
    Changed,
    /// It is not there any more.
    Removed,
    /// Nothing.
    Same,
}

/// A key of the session before or after.
#[derive(Debug, PartialEq, Eq)]
pub struct Line {
    /// The key.
    pub key: String,
    /// What became of it.
    pub kind: Kind,
    /// The JSON of its value before, laid out.
    pub before: Option<String>,
    /// The same after.
    pub after: Option<String>,
}

/// All keys of either, by name.
pub fn difference(before: &Data, after: &Data) -> Vec<Line> {
    let mut keys: Vec<&str> = before.iter().chain(after.iter()).map(|(key, _)| key).collect();
    keys.sort_unstable();
    keys.dedup();
    let line = |key: &str| {
        let (old, new) = (before.get(key), after.get(key));
        let kind = match (old, new) {
            (None, _) => Kind::Added,
            (_, None) => Kind::Removed,
            (old, new) if old == new => Kind::Same,
            _ => Kind::Changed,
        };
        Line { key: key.to_owned(), kind, before: old.map(laid_out), after: new.map(laid_out) }
    };
    keys.into_iter().map(line).collect()
}

/// JSON with line breaks; what is no JSON stays as it is.
fn laid_out(json: &str) -> String {
    let value = serde_json::from_str::<serde_json::Value>(json);
    let text = value.and_then(|value| serde_json::to_string_pretty(&value));
    text.unwrap_or_else(|_| json.to_owned())
}

/// What a key of the framework's own is for.
pub fn about(key: &str) -> Option<Message> {
    match key {
        EXPIRY => Some(Message::new("inspector-key-expiry")),
        KEY_EXPIRIES => Some(Message::new("inspector-key-key-expiries")),
        SINCE => Some(Message::new("inspector-key-since")),
        _ => None,
    }
}

impl Kind {
    /// Its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Removed => "removed",
            Self::Same => "same",
        }
    }

    /// Its name for people.
    pub fn in_words(self) -> Message {
        Message::new(match self {
            Self::Added => "inspector-kind-added",
            Self::Changed => "inspector-kind-changed",
            Self::Removed => "inspector-kind-removed",
            Self::Same => "inspector-kind-same",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_said_to_be_added_changed_removed_or_the_same() {
        let (mut before, mut after) = (Data::default(), Data::default());
        before.set("cart", r#"[{"quantity":1}]"#);
        before.set("old", "1");
        before.set("same", "true");
        after.set("cart", "[]");
        after.set("new", "\"x\"");
        after.set("same", "true");
        let lines = difference(&before, &after);
        let kinds: Vec<_> = lines.iter().map(|line| (line.key.as_str(), line.kind)).collect();
        let expected =
            [("cart", Kind::Changed), ("new", Kind::Added), ("old", Kind::Removed), ("same", Kind::Same)];
        assert_eq!(kinds, expected);
        assert_eq!(lines[0].before.as_deref(), Some("[\n  {\n    \"quantity\": 1\n  }\n]"));
        assert_eq!(lines[2].after, None);
    }
}
