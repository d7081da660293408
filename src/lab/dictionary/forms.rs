//! The form of an operation: its fields with examples or with what the visitor
//! typed, and the operation as code with these values.

use std::borrow::Cow;

use askama::Template;
use time::{Duration, OffsetDateTime};

use super::{
    code_lines::CodeLines,
    kinds::{IN_AN_HOUR, OperationKind},
};
use crate::{
    lab::display::local_timestamp,
    web::{Form, Page},
};

/// The form of one kind of operation, as a piece of a page. Its ids are unique
/// where a page has one form of each kind.
#[derive(Template)]
#[template(path = "lab/controls/operation.html")]
pub struct OperationForm<'a> {
    page: &'a Page,
    /// The address that the form is sent to.
    action: &'a str,
    kind: &'static OperationKind,
    form: Form,
    lines: CodeLines,
}

impl<'a> OperationForm<'a> {
    /// Fills in the form that the visitor sent, if it is this one; else the
    /// visitor's key and value from another form, else the examples.
    pub fn new(
        page: &'a Page,
        action: &'a str,
        kind: &'static OperationKind,
        sent: &Form,
        now: OffsetDateTime,
    ) -> Self {
        let examples = examples(kind, now);
        let mut form = if sent.value("operation") == kind.name { sent.clone() } else { Form::new() };
        let is_plain = !kind.fields.iter().any(|(name, _)| *name == "field" || *name == "seconds");
        for name in ["key", "value", "default"] {
            if is_plain && sent.is_valid() && sent.has(name) && !form.has(name) {
                form = form.with(name, sent.value(name));
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
        let lines = operation.map(|operation| operation.lines()).unwrap_or_default();
        Self { page, action, kind, form, lines }
    }
}

fn is_number(field: &str) -> bool {
    matches!(field, "seconds" | "minutes")
}

fn examples(kind: &OperationKind, now: OffsetDateTime) -> Vec<(&'static str, String)> {
    let in_an_hour = || local_timestamp(now + Duration::HOUR);
    let text = |example: &str| if example == IN_AN_HOUR { in_an_hour() } else { example.to_owned() };
    kind.fields.iter().map(|(name, example)| (*name, text(example))).collect()
}

impl OperationForm<'_> {
    fn label(&self, field: &str) -> Cow<'static, str> {
        match field {
            "key" => self.page.text("lab-session-field-key"),
            "value" => self.page.text("lab-session-field-value"),
            "default" => self.page.text("lab-session-field-default"),
            "mapping" => self.page.text("lab-session-field-mapping"),
            "field" => self.page.text("lab-session-field-field"),
            "seconds" => self.page.text("lab-session-field-seconds"),
            "minutes" => self.page.text("lab-session-field-minutes"),
            _ => self.page.text("lab-session-field-moment"),
        }
    }

    /// Returns a hint on how to fill in a field, where it needs one.
    fn hint(&self, field: &str) -> Option<Cow<'static, str>> {
        match field {
            "value" | "default" => Some(self.page.text("lab-session-hint-value")),
            "mapping" => Some(self.page.text("lab-session-hint-mapping")),
            "moment" => Some(self.page.text("lab-session-hint-moment")),
            _ => None,
        }
    }

    fn error(&self, field: &str) -> Option<String> {
        self.form.error(field).map(|message| self.page.localize(message).into_owned())
    }

    fn about(&self) -> Cow<'static, str> {
        let page = self.page;
        match self.kind.name {
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
            "values" => page.text("lab-session-about-values"),
            "update" => page.text("lab-session-about-update"),
            "set_test_cookie" => page.text("lab-session-about-set-test-cookie"),
            "test_cookie_worked" => page.text("lab-session-about-test-cookie-worked"),
            "delete_test_cookie" => page.text("lab-session-about-delete-test-cookie"),
            "set_field" => page.text("lab-session-about-set-field"),
            "clear" => page.text("lab-session-about-clear"),
            "flush" => page.text("lab-session-about-flush"),
            "cycle_key" => page.text("lab-session-about-cycle-key"),
            "expiry_seconds" => page.text("lab-session-about-expiry-seconds"),
            "expiry_at_close" => page.text("lab-session-about-expiry-at-close"),
            "expiry_global" => page.text("lab-session-about-expiry-global"),
            "expiry_moment" => page.text("lab-session-about-expiry-moment"),
            "expiry_length" => page.text("lab-session-about-expiry-length"),
            "expiry_age" => page.text("lab-session-about-expiry-age"),
            "expiry_date" => page.text("lab-session-about-expiry-date"),
            _ => page.text("lab-session-about-set-until"),
        }
    }
}
