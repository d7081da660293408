//! The result of an operation as a page shows it: the lines of code, the
//! returned value or the error, and the session before and after.

use askama::Template;

use super::{
    code_lines::CodeLines,
    operation::{Operation, Outcome},
    snapshot::{Entry, SessionId, Snapshot, shorten_value},
};
use crate::{
    i18n::Message,
    lab::session_diff::{Change, KeyChange, diff},
    sessions::{Error as SessionError, Session},
    web::{Error, Form, Page},
};

/// An operation and its result.
#[derive(Clone, Debug)]
pub struct OperationResult {
    /// The form that was sent, to be filled in again.
    pub form: Form,
    operation: Operation,
    outcome: Outcome,
    before: Snapshot,
    after: Snapshot,
}

impl OperationResult {
    /// Runs an operation on the session.
    ///
    /// # Errors
    /// If the session can't do it, such as a value of another type.
    pub fn run(operation: Operation, session: &Session, form: Form) -> Result<Self, SessionError> {
        let before = Snapshot::of(session);
        let outcome = operation.run(session)?;
        let id = operation.id_after(&before.id, session);
        let after = Snapshot { id, ..Snapshot::of(session) };
        Ok(Self { form, operation, outcome, before, after })
    }

    /// Renders the result as a piece of a page. `cookie` is the name of the
    /// session's cookie.
    ///
    /// # Errors
    /// If the template can't be rendered.
    pub fn render(&self, page: &Page, cookie: &str) -> Result<String, Error> {
        let (message, is_error) = self.message(cookie);
        let piece = ResultPiece {
            page,
            lines: self.operation.lines(),
            result: page.localize(&message).into_owned(),
            value: match &self.outcome {
                Outcome::Returned(value) => Some(shorten_value(value)),
                _ => None,
            },
            is_error,
            before: &self.before,
            after: &self.after,
            changes: diff(self.before.entries.clone(), self.after.entries.clone()),
        };
        Ok(piece.render()?)
    }

    /// Returns the result in words, and whether it is an error that a program
    /// must handle.
    fn message(&self, cookie: &str) -> (Message, bool) {
        let message = match (&self.outcome, &self.operation) {
            (Outcome::KeyError(key), _) => {
                return (Message::new("lab-session-key-error").with("key", format!("{key:?}")), true);
            }
            (Outcome::NoFields(key), _) => {
                return (Message::new("lab-session-no-fields").with("key", format!("{key:?}")), true);
            }
            (Outcome::WasMissing, _) => Message::new("lab-session-was-missing"),
            (Outcome::Returned(_), _) => Message::new("lab-session-returned"),
            (Outcome::Done, Operation::Flush) if self.before.id == SessionId::None => {
                Message::new("lab-session-flushed-nothing")
            }
            (Outcome::Done, Operation::Flush) => Message::new("lab-session-flushed").with("cookie", cookie),
            (Outcome::Done, Operation::Clear) => Message::new("lab-session-cleared"),
            (Outcome::Done, Operation::CycleKey) => Message::new("lab-session-cycled"),
            (Outcome::Done, _) => Message::new("lab-session-done"),
        };
        (message, false)
    }
}

#[derive(Template)]
#[template(path = "lab/controls/result.html")]
struct ResultPiece<'a> {
    page: &'a Page,
    lines: CodeLines,
    result: String,
    value: Option<String>,
    is_error: bool,
    before: &'a Snapshot,
    after: &'a Snapshot,
    changes: Vec<KeyChange<Entry>>,
}

impl ResultPiece<'_> {
    fn change(&self, change: Change) -> String {
        let text = match change {
            Change::Added => self.page.text("lab-session-added"),
            Change::Removed => self.page.text("lab-session-removed"),
            Change::Changed => self.page.text("lab-session-changed"),
            Change::Same => self.page.text("lab-session-same"),
        };
        text.into_owned()
    }
}
