//! A submitted form: the values of its fields, and an error message for each field that
//! is invalid, so that the page can show both again.
//!
//! In Django this is a bound form.

use std::{
    collections::BTreeMap,
    future::{Ready, ready},
};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::{Payload, ServiceRequest},
    http::header,
    web::Data,
};

use super::{Error, Page, admission::RequestPolicy};
use crate::i18n::Message;

/// The fields of a form whose CSRF token was valid. [`super::csrf`] inserts them into
/// the request's extensions.
#[derive(Clone, Debug, Default)]
pub struct Submitted(pub Vec<(String, String)>);

/// Fields whose handlers reject control characters themselves, with an error message
/// beside the field.
const CHECKED_BY_HANDLER: [&str; 5] = ["username", "name", "street", "postcode", "city"];

impl Submitted {
    /// Parses the body of a form.
    ///
    /// # Errors
    /// Returns [`Error::BadRequest`] if the body is not
    /// `application/x-www-form-urlencoded`.
    pub fn parse(body: &[u8]) -> Result<Self, Error> {
        let fields = serde_urlencoded::from_bytes(body);
        fields.map(Self).map_err(|error| Error::BadRequest(format!("the form can't be read: {error}")))
    }

    /// Rejects fields with a NUL character in their name or value: `PostgreSQL` can't
    /// store one in a text. Handlers check the fields in `CHECKED_BY_HANDLER` themselves.
    ///
    /// # Errors
    /// Returns [`Error::NulCharacter`] with the name of the first such field.
    pub fn reject_nul(&self) -> Result<(), Error> {
        let has_nul = |(name, value): &&(String, String)| {
            let is_checked = CHECKED_BY_HANDLER.contains(&name.as_str());
            name.contains('\0') || (value.contains('\0') && !is_checked)
        };
        match self.0.iter().find(has_nul) {
            Some((name, _)) => Err(Error::NulCharacter { field: name.replace('\0', "\u{fffd}") }),
            None => Ok(()),
        }
    }

    /// Returns the value of the first field with this name.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }
}

/// Checks the number of fields of a form before it is parsed. Django:
/// `DATA_UPLOAD_MAX_NUMBER_FIELDS`.
///
/// # Errors
/// Returns [`Error::TooManyFields`] if there are more than `server.max_form_fields`.
pub fn check_field_count(request: &ServiceRequest, body: &[u8]) -> Result<(), Error> {
    let Some(policy) = request.app_data::<Data<RequestPolicy>>() else { return Ok(()) };
    let limit = policy.limits.max_form_fields;
    let fields = body.split(|byte| *byte == b'&').take(limit + 1).count();
    if fields > limit { Err(Error::TooManyFields { limit }) } else { Ok(()) }
}

/// Checks that the body is a form by its `Content-Type`, if it has one.
///
/// # Errors
/// Returns [`Error::ContentType`] if it is not `application/x-www-form-urlencoded`.
pub fn check_content_type(request: &HttpRequest) -> Result<(), Error> {
    let Some(content_type) = request.headers().get(header::CONTENT_TYPE) else { return Ok(()) };
    let media_type = content_type.as_bytes().split(|byte| *byte == b';').next().unwrap_or_default();
    let is_form = media_type.trim_ascii().eq_ignore_ascii_case(b"application/x-www-form-urlencoded");
    if is_form { Ok(()) } else { Err(Error::ContentType) }
}

/// An error message in the list at the top of a page.
#[derive(Debug)]
pub struct ErrorLine {
    /// The id of the field in the page: its name with `-` instead of `_`.
    pub field_id: String,
    /// The field's label and the message, in the page's language.
    pub text: String,
}

/// A form: the values of its fields, and an error message for each invalid field.
#[derive(Clone, Debug, Default)]
pub struct Form {
    values: BTreeMap<String, String>,
    /// In the order in which the fields were checked.
    errors: Vec<(&'static str, Message)>,
}

impl Form {
    /// Creates an empty form.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the value of a field.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.values.insert(name.to_owned(), value.into());
        self
    }

    /// Returns whether the form has the field, even with an empty value.
    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// Returns the value of a field as submitted, or `""` if the form does not have it.
    pub fn value(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// Returns the value of a field without leading and trailing white space.
    pub fn trimmed(&self, name: &str) -> &str {
        self.value(name).trim()
    }

    /// Returns whether a checkbox is checked.
    pub fn is_checked(&self, name: &str) -> bool {
        !matches!(self.value(name), "" | "0" | "false" | "off")
    }

    /// Sets the error message of a field, unless it has one. Django: `Form.add_error`.
    pub fn reject(&mut self, name: &'static str, message: Message) {
        if self.error(name).is_none() {
            self.errors.push((name, message));
        }
    }

    /// Returns the error message of a field.
    pub fn error(&self, name: &str) -> Option<&Message> {
        self.errors.iter().find(|(field, _)| *field == name).map(|(_, message)| message)
    }

    /// Returns all error messages, in the order in which the fields were checked, for the
    /// list at the top of the page. `label` returns the id of a field's label.
    pub fn error_lines(&self, page: &Page, label: impl Fn(&str) -> &'static str) -> Vec<ErrorLine> {
        let line = |(field, message): &(&str, Message)| {
            let (field_id, label) = (field.replace('_', "-"), page.text(label(field)).into_owned());
            let text = Message::new("form-error-line").with("field", label);
            let text = text.with("message", page.localize(message).into_owned());
            ErrorLine { field_id, text: page.localize(&text).into_owned() }
        };
        self.errors.iter().map(line).collect()
    }

    /// Returns whether no field has an error message. Django: `Form.is_valid`.
    pub fn is_valid(&self) -> bool {
        self.errors.is_empty()
    }

    /// Removes a value that the page must not show again, such as a password.
    pub fn remove(&mut self, name: &str) {
        self.values.remove(name);
    }

    /// Returns the trimmed value of a field that must have 1 to `max_length` characters
    /// and no control characters. Sets the field's error message otherwise.
    pub fn required(&mut self, name: &'static str, max_length: u32) -> String {
        let text = self.trimmed(name).to_owned();
        if text.is_empty() {
            self.reject(name, Message::new("form-required"));
        } else if text.chars().count() > max_length as usize {
            self.reject(name, Message::new("form-too-long").count("longest", max_length));
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
