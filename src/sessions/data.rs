//! The data of a session: names and JSON values, like a dictionary. Each value is kept as
//! JSON text: most requests use one or two values, and the others need not be parsed to
//! be stored again.
//!
//! Only this file converts the data from and to actix-session's own state.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

use super::error::Error;

/// The reserved name of the session's own expiry, as in Django.
pub const EXPIRY: &str = "_session_expiry";

/// The reserved name of the expiries of single keys (E10).
pub const KEY_EXPIRIES: &str = "_session_key_expiry";

/// The reserved name of the time at which the session began, or the login (H7).
pub const SINCE: &str = "_session_since";

/// The reserved name of the content of a tombstone.
pub const TOMBSTONE: &str = "_session_tombstone";

/// Returns whether the framework reserves the name `key`.
pub fn is_reserved(key: &str) -> bool {
    [EXPIRY, KEY_EXPIRIES, SINCE, TOMBSTONE].contains(&key)
}

/// A JSON object: names, and the JSON texts of their values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Data(BTreeMap<String, String>);

impl Data {
    /// Returns the JSON text under `key`.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// Returns the value under `key`, or `None` if it is missing or has another type.
    pub fn read<T: for<'de> Deserialize<'de>>(&self, key: &str) -> Option<T> {
        serde_json::from_str(self.get(key)?).ok()
    }

    /// Returns the value under `key`, or `None` if it is missing.
    ///
    /// # Errors
    /// [`Error::WrongType`] if the value has another type.
    pub fn value<T: for<'de> Deserialize<'de>>(&self, key: &str) -> Result<Option<T>, Error> {
        let json = self.get(key).map(serde_json::from_str);
        json.transpose().map_err(|error| Error::wrong_type(key, &error))
    }

    /// Sets `key` to a value.
    ///
    /// # Errors
    /// [`Error::NotJson`] if the value can't be written as JSON.
    pub fn set_value<T: Serialize>(&mut self, key: &str, value: &T) -> Result<(), Error> {
        let json = serde_json::to_string(value).map_err(|error| Error::not_json(key, &error))?;
        self.set(key, json);
        Ok(())
    }

    /// Sets `key` to a JSON text.
    pub fn set(&mut self, key: impl Into<String>, json: impl Into<String>) {
        self.0.insert(key.into(), json.into());
    }

    /// Removes `key`.
    pub fn delete(&mut self, key: &str) {
        self.0.remove(key);
    }

    /// Removes all keys.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Returns whether there are no keys.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the names and JSON texts, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, json)| (key.as_str(), json.as_str()))
    }

    /// Returns the length of the JSON text in bytes, not counting escapes in names.
    pub fn bytes(&self) -> usize {
        let entries: usize = self.iter().map(|(key, json)| key.len() + json.len() + r#""":,"#.len()).sum();
        (entries + 1).max(2)
    }

    /// Appends the JSON text to `text`. The values are copied without a check, since
    /// `serde_json` has written or read each of them.
    ///
    /// # Errors
    /// If a name can't be written as JSON.
    pub fn write_json(&self, text: &mut String) -> Result<(), serde_json::Error> {
        text.reserve(self.bytes());
        text.push('{');
        for (number, (key, json)) in self.0.iter().enumerate() {
            debug_assert!(serde_json::from_str::<&RawValue>(json).is_ok(), "no JSON under {key:?}");
            if number > 0 {
                text.push(',');
            }
            text.push_str(&serde_json::to_string(key)?);
            text.push(':');
            text.push_str(json);
        }
        text.push('}');
        Ok(())
    }

    /// Returns the JSON text.
    ///
    /// # Errors
    /// If a name can't be written as JSON.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        let mut text = String::new();
        self.write_json(&mut text)?;
        Ok(text)
    }

    /// Parses the JSON text of an object.
    ///
    /// # Errors
    /// If the text is no JSON object.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// Returns the data as actix-session's state.
    pub fn to_state(&self) -> HashMap<String, String> {
        self.0.iter().map(|(key, json)| (key.clone(), json.clone())).collect()
    }

    /// Returns the data in actix-session's state.
    pub fn from_state(state: HashMap<String, String>) -> Self {
        Self(state.into_iter().collect())
    }
}

impl<'de> Deserialize<'de> for Data {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Entries)
    }
}

/// Reads the entries of an object, each value as its JSON text.
struct Entries;

impl<'de> Visitor<'de> for Entries {
    type Value = Data;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Data, A::Error> {
        let mut data = Data::default();
        while let Some((key, value)) = object.next_entry::<String, Box<RawValue>>()? {
            data.set(key, Box::<str>::from(value));
        }
        Ok(data)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nested_value_comes_back_as_it_was() {
        let mut data = Data::default();
        data.set("cart", r#"[{"product":"longjing","quantity":2}]"#);
        data.set("username", r#""訪客""#);
        let text = data.to_json().unwrap();
        assert_eq!(text, r#"{"cart":[{"product":"longjing","quantity":2}],"username":"訪客"}"#);
        assert_eq!(Data::from_json(&text).unwrap(), data);
        assert_eq!((data.bytes(), Data::default().bytes()), (text.len(), 2));
    }

    #[test]
    fn text_that_is_no_object_is_an_error() {
        for text in ["", "[]", "null", "{\"a\":", "\u{0}"] {
            assert!(Data::from_json(text).is_err(), "{text:?}");
        }
    }
}
