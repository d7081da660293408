//! Step 4 of the inspector: the calls to the store, and how conflicts were
//! resolved.

use super::{analysis::ExchangeAnalysis, summary::Tag};
use crate::{
    i18n::Message,
    sessions::trace::{Outcome, StoreCall},
};

/// Returns all calls in their order, each with explanations.
pub fn calls<'a>(analysis: &ExchangeAnalysis<'a>) -> Vec<(&'a StoreCall, Vec<Message>)> {
    let mut conflicts = 0;
    let calls = analysis.exchange.calls.iter().map(|call| {
        let notes = notes(analysis, call, conflicts);
        conflicts += usize::from(call.depth == 0 && call.outcome == Outcome::Conflict);
        (call, notes)
    });
    calls.collect()
}

/// Returns an outcome's mark.
pub fn outcome(call: &StoreCall) -> Tag {
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

/// Returns an outcome's name in the JSON.
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

/// Explains an operation.
pub fn about(operation: &str) -> Message {
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

/// Explains a call, after a number of conflicts.
fn notes(analysis: &ExchangeAnalysis, call: &StoreCall, conflicts: usize) -> Vec<Message> {
    if call.depth > 0 {
        return Vec::new();
    }
    let version = call.record().map_or(0, |record| record.version);
    let is_deleted = call.outcome == Outcome::Gone || call.outcome == Outcome::Conflict && is_tombstone(call);
    let note = match (&call.outcome, call.operation) {
        _ if is_deleted && analysis.overwrites() => Message::new("inspector-note-brought-back"),
        _ if is_deleted => Message::new("inspector-note-gone"),
        (Outcome::Conflict, _) if analysis.overwrites() => {
            Message::new("inspector-note-overwrites").count("version", version)
        }
        (Outcome::Conflict, _) => Message::new("inspector-note-conflict").count("version", version),
        (Outcome::GivenUp, _) => Message::new("inspector-note-given-up"),
        (Outcome::Stored, "replace") if is_tombstone(call) => Message::new("inspector-note-tombstone"),
        (Outcome::Stored, "replace" | "touch") if conflicts > 0 && !analysis.overwrites() => {
            Message::new("inspector-note-replayed").count("version", call.expected.unwrap_or(version))
        }
        _ => return Vec::new(),
    };
    vec![note]
}

/// Reports whether the record of the call is a tombstone.
fn is_tombstone(call: &StoreCall) -> bool {
    call.record().is_some_and(|record| record.is_tombstone())
}
