//! What the two requests do to the session, and how that is written in Rust and in Django.

use serde_json::{Value, json};

use crate::{
    i18n::Message,
    sessions::{Error, Session},
};

/// The key of a nested value.
const ORDER: &str = "order";

/// One of the two requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// The request of the first tab.
    A,
    /// The request of the second tab.
    B,
}

impl Tab {
    /// Both requests.
    pub const ALL: [Self; 2] = [Self::A, Self::B];

    /// Returns the name, which is also the value of the form's field.
    pub fn name(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
        }
    }

    /// Returns the field of the nested value that the request changes, and its new value.
    fn field(self) -> (&'static str, Value) {
        match self {
            Self::A => ("quantity", json!(2)),
            Self::B => ("gift", json!(true)),
        }
    }

    /// Returns the key that the request sets, and its value.
    fn setting(self) -> (&'static str, &'static str) {
        match self {
            Self::A => ("language", "zh-Hant"),
            Self::B => ("theme", "dark"),
        }
    }
}

/// What both requests do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Each adds one to the same number.
    Count,
    /// Each sets another key.
    Keys,
    /// Each changes another field of one nested value, with a function.
    Nested,
    /// Each reads the nested value, changes a field, and sets the whole value.
    WholeValue,
    /// Each changes a field of the value that it has read, and does not set it.
    Unmarked,
}

impl Work {
    /// All kinds of work, in the order of the page.
    pub const ALL: [Self; 5] = [Self::Count, Self::Keys, Self::Nested, Self::WholeValue, Self::Unmarked];

    /// Returns the value of the form's field.
    pub fn code(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Keys => "keys",
            Self::Nested => "nested",
            Self::WholeValue => "whole",
            Self::Unmarked => "unmarked",
        }
    }

    /// Returns the description on the page.
    pub fn name(self) -> Message {
        Message::new(match self {
            Self::Count => "lab-tabs-work-count",
            Self::Keys => "lab-tabs-work-keys",
            Self::Nested => "lab-tabs-work-nested",
            Self::WholeValue => "lab-tabs-work-whole",
            Self::Unmarked => "lab-tabs-work-unmarked",
        })
    }

    /// Writes the data with which the session begins.
    ///
    /// # Errors
    /// If a value can't be written as JSON.
    pub fn prepare(self, session: &Session) -> Result<(), Error> {
        match self {
            Self::Count => session.set("count", &1),
            Self::Keys => session.update([("language", "en"), ("theme", "light")]),
            Self::Nested | Self::WholeValue | Self::Unmarked => {
                session.set(ORDER, &json!({"tea": "oolong", "quantity": 1}))
            }
        }
    }

    /// Changes the session as the request of a tab does. Returns the value that the handler
    /// holds, if it is not the session's.
    ///
    /// # Errors
    /// If the session can't be read, or if a value can't be written as JSON.
    pub fn run(self, tab: Tab, session: &Session) -> Result<Option<Value>, Error> {
        match self {
            Self::Count => session.change("count", |count: Option<u32>| Some(count.unwrap_or(0) + 1))?,
            Self::Keys => {
                let (key, value) = tab.setting();
                session.set(key, &value)?;
            }
            Self::Nested => {
                let (field, value) = tab.field();
                session.change(ORDER, move |order: Option<Value>| {
                    let mut order = order.unwrap_or_else(|| json!({}));
                    order[field] = value.clone();
                    Some(order)
                })?;
            }
            Self::WholeValue => session.set(ORDER, &changed_copy(tab, session)?)?,
            Self::Unmarked => return changed_copy(tab, session).map(Some),
        }
        Ok(None)
    }

    /// Returns the data of a session that has both changes.
    pub fn expected(self) -> Value {
        match self {
            Self::Count => json!({"count": 3}),
            Self::Keys => json!({"language": "zh-Hant", "theme": "dark"}),
            Self::Nested | Self::WholeValue | Self::Unmarked => {
                json!({"order": {"tea": "oolong", "quantity": 2, "gift": true}})
            }
        }
    }

    /// Returns the change of a tab as code: in Rust, and in Python for Django.
    pub fn lines(self, tab: Tab) -> (String, String) {
        let ((field, value), (key, text)) = (tab.field(), tab.setting());
        let python = if value == json!(true) { "True".to_owned() } else { value.to_string() };
        let nested = format!("request.session[\"order\"][\"{field}\"] = {python}");
        let marked = format!("{nested}\nrequest.session.modified = True");
        let copy = format!(
            "let mut order: Value = session.get_or(\"order\", json!({{}}))?;\norder[\"{field}\"] = json!({value});"
        );
        match self {
            Self::Count => (
                "session.change(\"count\", |count: Option<u32>| {\n    Some(count.unwrap_or(0) + 1)\n})?;"
                    .to_owned(),
                "request.session[\"count\"] += 1".to_owned(),
            ),
            Self::Keys => (
                format!("session.set(\"{key}\", &\"{text}\")?;"),
                format!("request.session[\"{key}\"] = \"{text}\""),
            ),
            Self::Nested => (
                format!(
                    "session.change(\"order\", |order: Option<Value>| {{\n    let mut order = order.unwrap_or(json!({{}}));\n    \
                     order[\"{field}\"] = json!({value});\n    Some(order)\n}})?;"
                ),
                marked,
            ),
            Self::WholeValue => (format!("{copy}\nsession.set(\"order\", &order)?;"), marked),
            Self::Unmarked => (copy, nested),
        }
    }
}

/// Reads the nested value and changes a field of this copy.
fn changed_copy(tab: Tab, session: &Session) -> Result<Value, Error> {
    let (field, value) = tab.field();
    let mut order: Value = session.get_or(ORDER, json!({}))?;
    order[field] = value;
    Ok(order)
}
