//! An exchange in one line: what was asked, how it was answered, and what that
//! did to the session.

use std::sync::Arc;

use super::{
    difference::{Kind, difference},
    measures::{Tag, iso, time_of_day, took},
    reading::{Reading, Unserved},
};
use crate::{i18n::Message, lab::exchanges::Exchange};

/// So many names of keys are in the line.
const MAX_NAMES: usize = 3;

/// The line.
pub struct Summary {
    /// The exchange it is of.
    pub id: String,
    /// When it came, for programs.
    pub at: String,
    /// The same for people.
    pub time: String,
    /// Its method.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Status of the answer.
    pub status: u16,
    /// The engine in force; nothing with sessions switched off.
    pub engine: Option<&'static str>,
    /// From request to answer.
    pub took: String,
    /// What it did to the session.
    pub notes: Vec<Tag>,
}

impl Summary {
    /// Of an exchange.
    pub fn of(exchange: &Arc<Exchange>) -> Self {
        Self::of_reading(&Reading::of(exchange))
    }

    /// Of one that has been read.
    pub fn of_reading(reading: &Reading) -> Self {
        let exchange = reading.exchange;
        Self {
            id: exchange.id.to_string(),
            at: iso(exchange.at),
            time: time_of_day(exchange.at),
            method: exchange.method.to_string(),
            path: exchange.path.clone(),
            status: exchange.status,
            engine: exchange.options.enabled.then(|| exchange.options.engine.name()),
            took: took(exchange.took),
            notes: notes(reading),
        }
    }
}

fn notes(reading: &Reading) -> Vec<Tag> {
    if !reading.exchange.options.enabled {
        return vec![Tag::new("tag--out", Message::new("inspector-summary-off"))];
    }
    let mut notes = troubles(reading);
    match (&reading.before, &reading.after) {
        (None, None) if notes.is_empty() => {
            notes.push(Tag::new("tag--out", Message::new("inspector-summary-none")));
        }
        (None, Some(_)) => notes.push(Tag::new("tag--good", Message::new("inspector-summary-begun"))),
        (Some(_), None) => notes.push(Tag::new("tag--low", Message::new("inspector-summary-ended"))),
        (Some(before), Some(after)) if before.key != after.key && !reading.key_is_data() => {
            notes.push(Tag::new("tag--good", Message::new("inspector-summary-new-key")));
        }
        _ => {}
    }
    notes.extend(changed(reading));
    notes
}

/// What went otherwise than usual.
fn troubles(reading: &Reading) -> Vec<Tag> {
    let low = |message| Tag::new("tag--low", message);
    let mut notes = Vec::new();
    if reading.has_refused() {
        notes.push(low(Message::new("inspector-summary-refused")));
    }
    match reading.unserved {
        Some(Unserved::Missing) => notes.push(low(Message::new("inspector-summary-missing"))),
        Some(Unserved::Over(_)) => notes.push(low(Message::new("inspector-summary-over"))),
        Some(Unserved::Failed) | None => {}
    }
    if reading.has_failed() {
        notes.push(low(Message::new("inspector-summary-failed")));
    }
    let conflicts = i64::try_from(reading.conflicts()).unwrap_or(i64::MAX);
    if conflicts > 0 && reading.overwrites() {
        notes.push(low(Message::new("inspector-summary-overwrote")));
    } else if conflicts > 0 {
        notes.push(low(Message::new("inspector-summary-replayed").count("count", conflicts)));
    }
    if reading.was_gone() {
        notes.push(low(Message::new("inspector-summary-gone")));
    }
    notes
}

/// Which keys have changed, if the session is still there.
fn changed(reading: &Reading) -> Option<Tag> {
    reading.after.as_ref()?;
    let (Some(before), Some(after)) = (reading.data_before(), reading.data_after()) else {
        return Some(Tag::new("", Message::new("inspector-summary-large")));
    };
    let lines = difference(&before, &after);
    let names: Vec<&str> =
        lines.iter().filter(|line| line.kind != Kind::Same).map(|line| line.key.as_str()).collect();
    let more = if names.len() > MAX_NAMES { ", …" } else { "" };
    let shown = names[..names.len().min(MAX_NAMES)].join(", ");
    Some(match names.len() {
        0 if reading.before.is_none() => return None,
        0 if reading.has_stored() => Tag::new("", Message::new("inspector-summary-extended")),
        0 => Tag::new("tag--out", Message::new("inspector-summary-same")),
        _ => Tag::new("", Message::new("inspector-summary-changed").with("keys", shown + more)),
    })
}
