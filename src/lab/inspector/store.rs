//! The fourth step: what the store was asked, call by call, and what a
//! conflict came to.

use super::{
    measures::{Tag, took},
    reading::Reading,
};
use crate::{
    i18n::Message,
    sessions::trace::{Outcome, StoreCall},
};

/// A call.
pub struct Call {
    /// Engine or cache.
    pub store: &'static str,
    /// What was asked.
    pub operation: &'static str,
    /// How deep it is indented: 0 to 3.
    pub depth: usize,
    /// How it ended.
    pub outcome: Tag,
    /// Bytes of session data, if any were moved.
    pub bytes: Option<i64>,
    /// How long it took.
    pub took: String,
    /// What that operation is.
    pub about: Message,
    /// What is to be said of this very call.
    pub notes: Vec<Message>,
    /// What the store said.
    pub error: Option<String>,
}

/// All calls, in their order.
pub fn calls(reading: &Reading) -> Vec<Call> {
    let mut conflicts = 0;
    let calls = reading.exchange.calls.iter().map(|call| {
        let notes = notes(reading, call, conflicts);
        conflicts += usize::from(call.depth == 0 && call.outcome == Outcome::Conflict);
        Call {
            store: call.store,
            operation: call.operation,
            depth: call.depth.min(3),
            outcome: outcome(call),
            bytes: i64::try_from(call.bytes).ok().filter(|bytes| *bytes > 0),
            took: took(call.took),
            about: about(call.operation),
            notes,
            error: match &call.outcome {
                Outcome::Failed(reason) => Some(reason.clone()),
                _ => None,
            },
        }
    });
    calls.collect()
}

fn outcome(call: &StoreCall) -> Tag {
    let (look, id) = match call.outcome {
        Outcome::Hit => ("tag--good", "inspector-outcome-hit"),
        Outcome::Miss => ("tag--out", "inspector-outcome-miss"),
        Outcome::Stored => ("tag--good", "inspector-outcome-stored"),
        Outcome::Conflict => ("tag--low", "inspector-outcome-conflict"),
        Outcome::Gone => ("tag--low", "inspector-outcome-gone"),
        Outcome::Done => ("", "inspector-outcome-done"),
        Outcome::Failed(_) => ("tag--low", "inspector-outcome-failed"),
        Outcome::GivenUp => ("tag--low", "inspector-outcome-given-up"),
    };
    Tag::new(look, Message::new(id))
}

/// An outcome for programs.
pub fn outcome_name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Hit => "hit",
        Outcome::Miss => "miss",
        Outcome::Stored => "stored",
        Outcome::Conflict => "conflict",
        Outcome::Gone => "gone",
        Outcome::Done => "done",
        Outcome::Failed(_) => "failed",
        Outcome::GivenUp => "given_up",
    }
}

fn about(operation: &str) -> Message {
    Message::new(match operation {
        "load" => "inspector-operation-load",
        "create" => "inspector-operation-create",
        "replace" => "inspector-operation-replace",
        "touch" => "inspector-operation-touch",
        "delete" => "inspector-operation-delete",
        "get" => "inspector-operation-get",
        "set" => "inspector-operation-set",
        "add" => "inspector-operation-add",
        _ => "inspector-operation-swap",
    })
}

/// What is to be said of a call after so many conflicts.
fn notes(reading: &Reading, call: &StoreCall, conflicts: usize) -> Vec<Message> {
    if call.depth > 0 {
        return Vec::new();
    }
    let version = call.record().map_or(0, |record| record.version);
    let has_ended = call.outcome == Outcome::Gone || call.outcome == Outcome::Conflict && is_tombstone(call);
    let note = match (&call.outcome, call.operation) {
        _ if has_ended && reading.overwrites() => Message::new("inspector-note-brought-back"),
        _ if has_ended => Message::new("inspector-note-gone"),
        (Outcome::Conflict, _) if reading.overwrites() => {
            Message::new("inspector-note-overwrites").count("version", version)
        }
        (Outcome::Conflict, _) => Message::new("inspector-note-conflict").count("version", version),
        (Outcome::GivenUp, _) => Message::new("inspector-note-given-up"),
        (Outcome::Stored, "replace") if is_tombstone(call) => Message::new("inspector-note-tombstone"),
        (Outcome::Stored, "replace" | "touch") if conflicts > 0 && !reading.overwrites() => {
            Message::new("inspector-note-replayed").count("version", call.expected.unwrap_or(version))
        }
        _ => return Vec::new(),
    };
    vec![note]
}

/// Whether what was stored or met is a tombstone.
fn is_tombstone(call: &StoreCall) -> bool {
    call.record().is_some_and(|record| record.is_tombstone())
}
