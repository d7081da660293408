//! A message without a language: its id and its variables. The session can store it until
//! the next page, which localizes it.

use std::{borrow::Cow, collections::BTreeMap};

use fluent_bundle::{FluentArgs, FluentValue};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Language;

/// A message of the Fluent files, identified by its id, with its variables.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    id: Cow<'static, str>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    args: BTreeMap<Cow<'static, str>, Value>,
}

impl Message {
    /// Creates a message without variables.
    pub fn new(id: &'static str) -> Self {
        Self { id: Cow::Borrowed(id), args: BTreeMap::new() }
    }

    /// Sets a variable to a text.
    #[must_use]
    pub fn with(mut self, name: &'static str, text: impl Into<String>) -> Self {
        self.args.insert(Cow::Borrowed(name), Value::String(text.into()));
        self
    }

    /// Sets a variable to a number, which selects the plural form.
    #[must_use]
    pub fn count(mut self, name: &'static str, number: impl Into<i64>) -> Self {
        self.args.insert(Cow::Borrowed(name), Value::from(number.into()));
        self
    }

    /// Returns the plain text in `language`.
    pub fn localize(&self, language: Language) -> Cow<'static, str> {
        if self.args.is_empty() {
            return language.text(&self.id);
        }
        let mut args = FluentArgs::with_capacity(self.args.len());
        for (name, value) in &self.args {
            args.set(name.as_ref(), to_fluent(value));
        }
        language.text_with(&self.id, &args)
    }
}

/// Converts a variable to Fluent's type. Variables are whole numbers or texts.
fn to_fluent(value: &Value) -> FluentValue<'_> {
    match value {
        Value::Number(number) => number.as_i64().map_or(FluentValue::None, FluentValue::from),
        value => value.as_str().map_or(FluentValue::None, FluentValue::from),
    }
}
