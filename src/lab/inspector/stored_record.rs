//! Step 6 of the inspector: the record as it is in the store now, which may be
//! long after the exchange.

use std::time::Duration;

use super::analysis::ExchangeAnalysis;
use crate::{
    i18n::Message,
    sessions::engines::{EngineError, InspectResult, RawRecord},
};

/// A record in one store.
pub struct StoredRecord {
    /// The kind of store.
    pub title: Message,
    /// Facts: names and texts.
    pub facts: Vec<(String, String)>,
    /// The record as stored.
    pub text: Option<String>,
    pub notes: Vec<Message>,
    pub error: Option<String>,
}

/// Inspects the store, for at most `store_timeout`.
pub async fn inspect_store(analysis: &ExchangeAnalysis<'_>) -> InspectResult {
    let options = &analysis.exchange.options;
    let Some(key) = analysis.key_now().filter(|_| options.enabled) else { return Ok(None) };
    let inspected = tokio::time::timeout(options.store_timeout, options.engine.inspect(key)).await;
    inspected.unwrap_or_else(|_| {
        Err(EngineError::Unavailable(format!("no response within {:?}", options.store_timeout)))
    })
}

/// Returns the record in each store that has it.
pub fn stored_records(found: &InspectResult) -> Vec<StoredRecord> {
    match found {
        Ok(Some(RawRecord::Both { cache, database })) => {
            let named = [(cache, "inspector-place-cache"), (database, "inspector-place-database")];
            named.into_iter().map(|(found, title)| stored_record(found, Message::new(title))).collect()
        }
        found => vec![stored_record(found, Message::new("inspector-place-store"))],
    }
}

fn stored_record(found: &InspectResult, title: Message) -> StoredRecord {
    let empty = StoredRecord { title, facts: Vec::new(), text: None, notes: Vec::new(), error: None };
    match found {
        Err(error) => StoredRecord { error: Some(error.to_string()), ..empty },
        Ok(None | Some(RawRecord::Both { .. })) => {
            StoredRecord { notes: vec![Message::new("inspector-place-nothing")], ..empty }
        }
        Ok(Some(record)) => filled(record, empty),
    }
}

fn filled(record: &RawRecord, empty: StoredRecord) -> StoredRecord {
    match record {
        RawRecord::Row { table, columns } => StoredRecord {
            title: Message::new("inspector-place-row").with("table", *table),
            facts: columns.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
            ..empty
        },
        RawRecord::File { path, text } => StoredRecord {
            title: Message::new("inspector-place-file"),
            facts: vec![("path".to_owned(), path.display().to_string())],
            text: Some(text.clone()),
            notes: vec![Message::new("inspector-place-text")],
            ..empty
        },
        RawRecord::Entry { backend, name, text, time_to_live } => StoredRecord {
            title: Message::new("inspector-place-entry").with("backend", *backend),
            facts: vec![("key".to_owned(), name.clone())],
            text: Some(text.clone()),
            notes: vec![time_left(*time_to_live), Message::new("inspector-place-text")],
            ..empty
        },
        RawRecord::Cookie { text } => StoredRecord {
            title: Message::new("inspector-place-cookie"),
            text: Some(text.clone()),
            notes: vec![Message::new("inspector-place-text")],
            ..empty
        },
        RawRecord::Both { .. } => empty,
    }
}

fn time_left(time_to_live: Option<Duration>) -> Message {
    match time_to_live {
        Some(left) => Message::new("inspector-place-lives").count("seconds", seconds(left)),
        None => Message::new("inspector-place-lives-unknown"),
    }
}

fn seconds(length: Duration) -> i64 {
    i64::try_from(length.as_secs()).unwrap_or(i64::MAX)
}
