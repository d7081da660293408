//! An exchange in one line: request, response, and the effect on the session.

use super::{
    analysis::{ExchangeAnalysis, LoadFailure},
    view::diff_data,
};
use crate::{
    i18n::Message,
    lab::{exchanges::Exchange, session_diff::Change},
    sessions::new_sessions::NotStarted,
};

/// Names of keys in the line.
const MAX_NAMES: usize = 3;

/// A mark: a class of `shop.css` and a text.
pub struct Tag {
    /// `tag--good`, `tag--low`, `tag--out` or nothing.
    pub look: &'static str,
    pub text: Message,
}

impl Tag {
    /// Creates a mark.
    pub fn new(look: &'static str, text: Message) -> Self {
        Self { look, text }
    }
}

/// An exchange and its effects on the session.
pub struct Summary<'a> {
    pub exchange: &'a Exchange,
    pub notes: Vec<Tag>,
}

impl<'a> Summary<'a> {
    /// Summarizes an exchange.
    pub fn of(exchange: &'a Exchange) -> Self {
        Self::of_analysis(&ExchangeAnalysis::of(exchange))
    }

    /// Summarizes an analysed exchange.
    pub fn of_analysis(analysis: &ExchangeAnalysis<'a>) -> Self {
        Self { exchange: analysis.exchange, notes: notes(analysis) }
    }
}

fn notes(analysis: &ExchangeAnalysis) -> Vec<Tag> {
    if !analysis.exchange.options.enabled {
        return vec![Tag::new("tag--out", Message::new("inspector-summary-off"))];
    }
    let mut notes = troubles(analysis);
    match (&analysis.before, &analysis.after) {
        (None, None) if notes.is_empty() => {
            notes.push(Tag::new("tag--out", Message::new("inspector-summary-none")));
        }
        (None, Some(_)) => notes.push(Tag::new("tag--good", Message::new("inspector-summary-begun"))),
        (Some(_), None) => notes.push(Tag::new("tag--low", Message::new("inspector-summary-ended"))),
        (Some(before), Some(after)) if before.key != after.key && !analysis.key_is_data() => {
            notes.push(Tag::new("tag--good", Message::new("inspector-summary-new-key")));
        }
        _ => {}
    }
    notes.extend(changed(analysis));
    notes
}

/// Returns what went wrong.
fn troubles(analysis: &ExchangeAnalysis) -> Vec<Tag> {
    let low = |message| Tag::new("tag--low", message);
    let mut notes = Vec::new();
    if analysis.has_refused() {
        notes.push(low(Message::new("inspector-summary-refused")));
    }
    match analysis.load_failure {
        Some(LoadFailure::Missing) => notes.push(low(Message::new("inspector-summary-missing"))),
        Some(LoadFailure::Ended) => notes.push(low(Message::new("inspector-summary-ended-before"))),
        Some(LoadFailure::Moved) => notes.push(low(Message::new("inspector-summary-moved-before"))),
        Some(LoadFailure::Expired(_)) => notes.push(low(Message::new("inspector-summary-over"))),
        Some(LoadFailure::Failed) | None => {}
    }
    if analysis.has_failed() {
        notes.push(low(Message::new("inspector-summary-failed")));
    }
    match analysis.exchange.not_started {
        Some(NotStarted::Refused) => notes.push(low(Message::new("inspector-summary-no-cookie"))),
        Some(NotStarted::LimitReached) => notes.push(low(Message::new("inspector-summary-limit"))),
        None => {}
    }
    let conflicts = i64::try_from(analysis.conflicts()).unwrap_or(i64::MAX);
    if conflicts > 0 && analysis.overwrites() {
        notes.push(low(Message::new("inspector-summary-overwrote")));
    } else if conflicts > 0 {
        notes.push(low(Message::new("inspector-summary-replayed").count("count", conflicts)));
    }
    if analysis.was_gone() {
        notes.push(low(Message::new("inspector-summary-gone")));
    }
    notes
}

/// Returns the keys that changed, if there is still a session.
fn changed(analysis: &ExchangeAnalysis) -> Option<Tag> {
    analysis.after.as_ref()?;
    let (Some(before), Some(after)) = (analysis.data_before(), analysis.data_after()) else {
        return Some(Tag::new("", Message::new("inspector-summary-large")));
    };
    let changes = diff_data(&before, &after);
    let differing = changes.iter().filter(|change| change.change != Change::Same);
    let names: Vec<&str> = differing.map(|change| change.key.as_str()).collect();
    let more = if names.len() > MAX_NAMES { ", …" } else { "" };
    let shown = names[..names.len().min(MAX_NAMES)].join(", ");
    Some(match names.len() {
        0 if analysis.before.is_none() => return None,
        0 if analysis.has_stored() => Tag::new("", Message::new("inspector-summary-extended")),
        0 => Tag::new("tag--out", Message::new("inspector-summary-same")),
        _ => Tag::new("", Message::new("inspector-summary-changed").with("keys", shown + more)),
    })
}
