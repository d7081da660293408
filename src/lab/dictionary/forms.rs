//! The small forms, one for each operation: its fields with examples or with
//! what was typed, and how the operation would be written with them.

use std::borrow::Cow;

use askama::Template;
use time::{Duration, OffsetDateTime};

use super::{
    lines::Lines,
    operation::{IN_AN_HOUR, Kind},
    typed,
};
use crate::web::{Error, Form, Page};

/// A form for one kind of operation.
pub struct OperationForm {
    kind: &'static Kind,
    form: Form,
    lines: Lines,
}

impl OperationForm {
    /// With what was typed into `typed`, if that was this form, and otherwise
    /// with the student's own key and value in the place of the example's.
    pub fn new(kind: &'static Kind, typed: &Form, now: OffsetDateTime) -> Self {
        let examples = examples(kind, now);
        let mut form = if typed.value("operation") == kind.name { typed.clone() } else { Form::new() };
        let is_plain = !kind.fields.iter().any(|(name, _)| *name == "field" || *name == "seconds");
        for name in ["key", "value", "default"] {
            if is_plain && typed.is_valid() && typed.has(name) && !form.has(name) {
                form = form.with(name, typed.value(name));
            }
        }
        for (name, example) in &examples {
            if !form.has(name) {
                form = form.with(name, example.clone());
            }
        }
        let operation = kind.read(&mut form.clone()).or_else(|| {
            let example = |form: Form, (name, text): &(&str, String)| form.with(name, text.clone());
            kind.read(&mut examples.iter().fold(Form::new(), example))
        });
        let lines = operation.map(|operation| operation.lines());
        let none = || Lines { rust: String::new(), django: String::new() };
        Self { kind, form, lines: lines.unwrap_or_else(none) }
    }

    /// As a piece of a page that sends it to `action`. Ids in it are of one
    /// page: a kind of operation has one form on it.
    pub fn draw(&self, page: &Page, action: &str) -> Result<String, Error> {
        Ok(FormPiece { page, action, form: self }.render()?)
    }
}

fn is_number(field: &str) -> bool {
    matches!(field, "seconds" | "minutes")
}

fn examples(kind: &Kind, now: OffsetDateTime) -> Vec<(&'static str, String)> {
    let in_an_hour = || typed::moment_text(now + Duration::HOUR);
    let text = |example: &str| if example == IN_AN_HOUR { in_an_hour() } else { example.to_owned() };
    kind.fields.iter().map(|(name, example)| (*name, text(example))).collect()
}

#[derive(Template)]
#[template(path = "lab/controls/operation.html")]
struct FormPiece<'a> {
    page: &'a Page,
    action: &'a str,
    form: &'a OperationForm,
}

impl FormPiece<'_> {
    fn label(&self, field: &str) -> Cow<'static, str> {
        match field {
            "key" => self.page.text("lab-session-field-key"),
            "value" => self.page.text("lab-session-field-value"),
            "default" => self.page.text("lab-session-field-default"),
            "field" => self.page.text("lab-session-field-field"),
            "seconds" => self.page.text("lab-session-field-seconds"),
            "minutes" => self.page.text("lab-session-field-minutes"),
            _ => self.page.text("lab-session-field-moment"),
        }
    }

    /// What a field's text stands for, if that is not plain.
    fn hint(&self, field: &str) -> Option<Cow<'static, str>> {
        match field {
            "value" | "default" => Some(self.page.text("lab-session-hint-value")),
            "moment" => Some(self.page.text("lab-session-hint-moment")),
            _ => None,
        }
    }

    fn error(&self, field: &str) -> Option<String> {
        self.form.form.error(field).map(|message| self.page.localize(message).into_owned())
    }

    fn about(&self) -> Cow<'static, str> {
        let page = self.page;
        match self.form.kind.name {
            "set" => page.text("lab-session-about-set"),
            "get_item" => page.text("lab-session-about-get-item"),
            "get" => page.text("lab-session-about-get"),
            "get_or" => page.text("lab-session-about-get-or"),
            "delete" => page.text("lab-session-about-delete"),
            "delete_if_there" => page.text("lab-session-about-delete-if-there"),
            "pop" => page.text("lab-session-about-pop"),
            "set_default" => page.text("lab-session-about-set-default"),
            "has_key" => page.text("lab-session-about-has-key"),
            "keys" => page.text("lab-session-about-keys"),
            "items" => page.text("lab-session-about-items"),
            "set_field" => page.text("lab-session-about-set-field"),
            "clear" => page.text("lab-session-about-clear"),
            "flush" => page.text("lab-session-about-flush"),
            "cycle_key" => page.text("lab-session-about-cycle-key"),
            "expiry_seconds" => page.text("lab-session-about-expiry-seconds"),
            "expiry_at_close" => page.text("lab-session-about-expiry-at-close"),
            "expiry_global" => page.text("lab-session-about-expiry-global"),
            "expiry_moment" => page.text("lab-session-about-expiry-moment"),
            "expiry_length" => page.text("lab-session-about-expiry-length"),
            _ => page.text("lab-session-about-set-until"),
        }
    }
}
