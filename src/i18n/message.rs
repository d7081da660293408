//! A message that is yet to be said: its id and its variables. It can wait in
//! the session until the next page, and is put into words in that page's
//! language.

use std::{borrow::Cow, collections::BTreeMap};

use fluent_bundle::{FluentArgs, FluentValue};
use serde::{Deserialize, Serialize};

use super::Language;

/// A message of the catalogue with its variables.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    id: Cow<'static, str>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    args: BTreeMap<Cow<'static, str>, Value>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum Value {
    Number(i64),
    Text(String),
}

impl Message {
    /// The message `id`.
    pub fn new(id: &'static str) -> Self {
        Self { id: Cow::Borrowed(id), args: BTreeMap::new() }
    }

    /// With a variable that is a text.
    #[must_use]
    pub fn with(mut self, name: &'static str, text: impl Into<String>) -> Self {
        self.args.insert(Cow::Borrowed(name), Value::Text(text.into()));
        self
    }

    /// With a variable that is a number, by which singular and plural differ.
    #[must_use]
    pub fn count(mut self, name: &'static str, number: impl Into<i64>) -> Self {
        self.args.insert(Cow::Borrowed(name), Value::Number(number.into()));
        self
    }

    /// In words.
    pub fn say(&self, language: Language) -> Cow<'static, str> {
        if self.args.is_empty() {
            return language.text(&self.id);
        }
        let mut args = FluentArgs::with_capacity(self.args.len());
        for (name, value) in &self.args {
            args.set(name.as_ref(), value.to_fluent());
        }
        language.text_with(&self.id, &args)
    }
}

impl Value {
    fn to_fluent(&self) -> FluentValue<'_> {
        match self {
            Self::Number(number) => FluentValue::from(*number),
            Self::Text(text) => FluentValue::from(text.as_str()),
        }
    }
}
