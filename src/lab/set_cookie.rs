//! A `Set-Cookie` header and its attributes (RFC 6265bis, section 5.6).

use crate::i18n::Message;

/// A `Set-Cookie` header.
#[derive(Debug)]
pub struct SetCookie<'a> {
    pub header: &'a str,
    pub name: &'a str,
    pub value: &'a str,
    /// The names and values of its attributes, as written.
    pub attributes: Vec<(&'a str, &'a str)>,
}

/// An attribute, present or missing, with its explanation.
pub struct ExplainedAttribute {
    /// The attribute as written; the name of a missing one.
    pub attribute: String,
    /// Whether the header has it.
    pub is_present: bool,
    /// What the browser does.
    pub text: Message,
}

impl<'a> SetCookie<'a> {
    /// Parses a header.
    pub fn parse(header: &'a str) -> Self {
        let mut pieces = header.split(';').map(|piece| pair(piece.trim()));
        let (name, value) = pieces.next().unwrap_or_default();
        Self { header, name, value, attributes: pieces.collect() }
    }

    /// Returns the value of an attribute; empty if the attribute has none.
    pub fn attribute(&self, name: &str) -> Option<&'a str> {
        let mut found = self.attributes.iter().filter(|(written, _)| written.eq_ignore_ascii_case(name));
        found.next_back().map(|(_, value)| *value)
    }

    /// Reports whether the browser removes the cookie.
    pub fn removes(&self) -> bool {
        match self.attribute("Max-Age") {
            Some(age) => age.parse().is_ok_and(|age: i64| age <= 0),
            None => false,
        }
    }

    /// Explains an attribute with `text`, or with `missing` where the header does
    /// not have it: browsers have defaults for missing attributes.
    pub fn explain(&self, name: &str, text: fn(&str) -> Message, missing: Message) -> ExplainedAttribute {
        let Some(value) = self.attribute(name) else {
            return ExplainedAttribute { attribute: name.to_owned(), is_present: false, text: missing };
        };
        let attribute = if value.is_empty() { name.to_owned() } else { format!("{name}={value}") };
        ExplainedAttribute { attribute, is_present: true, text: text(value) }
    }
}

fn pair(piece: &str) -> (&str, &str) {
    piece.split_once('=').map_or((piece, ""), |(name, value)| (name.trim(), value.trim()))
}
