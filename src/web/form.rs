//! What a form carried, and what was wrong with it: field by field, so that
//! the page can show both again.

use std::{
    collections::BTreeMap,
    future::{Ready, ready},
};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload};

use super::Error;
use crate::i18n::Message;

/// The fields of a request whose token was right. [`super::csrf`] leaves them.
#[derive(Clone, Debug, Default)]
pub struct Submitted(pub Vec<(String, String)>);

/// The fields whose forms refuse control characters themselves and say so beside the
/// field.
const CHECKED_BY_THEIR_FORM: [&str; 5] = ["username", "name", "street", "postcode", "city"];

impl Submitted {
    /// Returns the fields of a form's body.
    ///
    /// # Errors
    /// If the body is no `application/x-www-form-urlencoded` text.
    pub fn parse(body: &[u8]) -> Result<Self, Error> {
        let fields = serde_urlencoded::from_bytes(body);
        fields.map(Self).map_err(|error| Error::BadRequest(format!("the form can't be read: {error}")))
    }

    /// Refuses a field with a NUL character in its name or value. No keyboard
    /// types one, and `PostgreSQL` can't store one in a text. The fields in
    /// `CHECKED_BY_THEIR_FORM` are left to their handlers.
    ///
    /// # Errors
    /// Names the first such field.
    pub fn refuse_nul(&self) -> Result<(), Error> {
        let has_nul = |(name, value): &&(String, String)| {
            let is_checked = CHECKED_BY_THEIR_FORM.contains(&name.as_str());
            name.contains('\0') || (value.contains('\0') && !is_checked)
        };
        match self.0.iter().find(has_nul) {
            Some((name, _)) => Err(Error::NulCharacter { field: name.replace('\0', "\u{fffd}") }),
            None => Ok(()),
        }
    }

    /// The first field of that name.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }
}

/// A form: its values, and a message beside each field that is wrong.
#[derive(Clone, Debug, Default)]
pub struct Form {
    values: BTreeMap<String, String>,
    errors: BTreeMap<&'static str, Message>,
}

impl Form {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// With a value filled in.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.values.insert(name.to_owned(), value.into());
        self
    }

    /// Whether the field was sent, be it empty.
    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// The value of a field, as typed; empty if it is not there.
    pub fn value(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// The value of a field without the space around it.
    pub fn trimmed(&self, name: &str) -> &str {
        self.value(name).trim()
    }

    /// Whether a checkbox is ticked.
    pub fn is_ticked(&self, name: &str) -> bool {
        !matches!(self.value(name), "" | "0" | "false" | "off")
    }

    /// Puts a message beside a field. The first one stays.
    pub fn reject(&mut self, name: &'static str, message: Message) {
        self.errors.entry(name).or_insert(message);
    }

    /// The message beside a field.
    pub fn error(&self, name: &str) -> Option<&Message> {
        self.errors.get(name)
    }

    /// Whether nothing is wrong.
    pub fn is_valid(&self) -> bool {
        self.errors.is_empty()
    }

    /// Forgets a value that must not be shown again, such as a password.
    pub fn forget(&mut self, name: &str) {
        self.values.remove(name);
    }

    /// A text that must be there and have at most `longest` characters; a
    /// message beside the field if not.
    pub fn required(&mut self, name: &'static str, longest: u32) -> String {
        let text = self.trimmed(name).to_owned();
        if text.is_empty() {
            self.reject(name, Message::new("form-required"));
        } else if text.chars().count() > longest as usize {
            self.reject(name, Message::new("form-too-long").count("longest", longest));
        } else if text.chars().any(char::is_control) {
            self.reject(name, Message::new("form-control-characters"));
        }
        text
    }
}

impl FromRequest for Form {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let submitted = request.extensions().get::<Submitted>().cloned().unwrap_or_default();
        let mut form = Self::new();
        for (name, value) in submitted.0 {
            form.values.entry(name).or_insert(value);
        }
        ready(Ok(form))
    }
}
