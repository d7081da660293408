//! What a student has just tried, and what came of it: the lines of code, the
//! result or the error, the session before and after.

use std::sync::{Mutex, PoisonError};

use askama::Template;

use super::{
    doing::Outcome,
    lines::Lines,
    operation::Operation,
    snapshot::{Became, Entry, Id, Row, Snapshot, difference, shown},
};
use crate::{
    i18n::Message,
    sessions::{Error as SessionError, Session},
    web::{Error, Form, Page},
};

/// An operation that was done.
#[derive(Clone, Debug)]
pub struct Tried {
    /// What its form held, to be filled in again.
    pub form: Form,
    operation: Operation,
    outcome: Outcome,
    before: Snapshot,
    after: Snapshot,
}

impl Tried {
    /// Does it.
    pub fn now(operation: Operation, session: &Session, form: Form) -> Result<Self, SessionError> {
        let (before, outcome, after) = operation.observed(session)?;
        Ok(Self { form, operation, outcome, before, after })
    }

    /// As a piece of a page. `cookie` is the name of the session's.
    pub fn draw(&self, page: &Page, cookie: &str) -> Result<String, Error> {
        let (result, is_error) = self.result(cookie);
        let piece = TriedPiece {
            page,
            lines: self.operation.lines(),
            result: page.localize(&result).into_owned(),
            value: match &self.outcome {
                Outcome::Returned(value) => Some(shown(value)),
                _ => None,
            },
            is_error,
            before: &self.before,
            after: &self.after,
            rows: difference(&self.before, &self.after),
        };
        Ok(piece.render()?)
    }

    /// In words, and whether it is an error that a program must deal with.
    fn result(&self, cookie: &str) -> (Message, bool) {
        match (&self.outcome, &self.operation) {
            (Outcome::KeyError(key), _) => {
                (Message::new("lab-session-key-error").with("key", format!("{key:?}")), true)
            }
            (Outcome::NoFields(key), _) => {
                (Message::new("lab-session-no-fields").with("key", format!("{key:?}")), true)
            }
            (Outcome::WasMissing, _) => (Message::new("lab-session-was-missing"), false),
            (Outcome::Returned(_), _) => (Message::new("lab-session-returned"), false),
            (Outcome::Done, Operation::Flush) if self.before.id == Id::None => {
                (Message::new("lab-session-flushed-nothing"), false)
            }
            (Outcome::Done, Operation::Flush) => {
                (Message::new("lab-session-flushed").with("cookie", cookie), false)
            }
            (Outcome::Done, Operation::Clear) => (Message::new("lab-session-cleared"), false),
            (Outcome::Done, Operation::CycleKey) => (Message::new("lab-session-cycled"), false),
            (Outcome::Done, _) => (Message::new("lab-session-done"), false),
        }
    }
}

#[derive(Template)]
#[template(path = "lab/controls/tried.html")]
struct TriedPiece<'a> {
    page: &'a Page,
    lines: Lines,
    result: String,
    value: Option<String>,
    is_error: bool,
    before: &'a Snapshot,
    after: &'a Snapshot,
    rows: Vec<Row<'a>>,
}

impl TriedPiece<'_> {
    fn id(&self, id: &Id) -> String {
        id_in_words(self.page, id)
    }

    fn became(&self, became: Became) -> String {
        let word = match became {
            Became::Added => self.page.text("lab-session-added"),
            Became::Removed => self.page.text("lab-session-removed"),
            Became::Changed => self.page.text("lab-session-changed"),
            Became::Same => self.page.text("lab-session-same"),
        };
        word.into_owned()
    }
}

/// The value that was there, or a dash.
fn value_of(entry: Option<&Entry>) -> &str {
    entry.map_or("—", |entry| &entry.value)
}

/// An id, or why there is none to be shown.
pub fn id_in_words(page: &Page, id: &Id) -> String {
    match id {
        Id::None => page.text("lab-session-id-none").into_owned(),
        Id::Known(id) => id.clone(),
        Id::New => page.text("lab-session-id-new").into_owned(),
        Id::InTheCookie => page.text("lab-session-id-in-cookie").into_owned(),
    }
}

/// What a browser tried last, until the page that shows it is drawn.
#[derive(Default)]
pub struct TriedLast(Mutex<Option<(&'static str, Tried)>>);

impl TriedLast {
    /// Keeps it for that lesson.
    pub fn keep(&self, lesson: &'static str, tried: Tried) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((lesson, tried));
    }

    /// Takes out what was tried in that lesson.
    pub fn take(&self, lesson: &str) -> Option<Tried> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.take_if(|(of, _)| *of == lesson).map(|(_, tried)| tried)
    }
}
