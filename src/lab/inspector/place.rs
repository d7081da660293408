//! The sixth step: the record as it lies in the store now, which may be long
//! after the exchange.

use std::time::Duration;

use super::reading::Reading;
use crate::{
    i18n::Message,
    sessions::engines::{EngineError, InspectResult, RawRecord},
};

/// A record in one place.
pub struct Place {
    /// What kind of place.
    pub title: Message,
    /// What is to be known of it: names and texts.
    pub facts: Vec<(String, String)>,
    /// What lies there, as it lies there.
    pub text: Option<String>,
    /// What is to be said of it.
    pub words: Vec<Message>,
    /// What the store said in the place of an answer.
    pub error: Option<String>,
}

/// Asks the store, and does not wait for it for ever.
pub async fn find(reading: &Reading<'_>) -> InspectResult {
    let options = &reading.exchange.options;
    let Some(key) = reading.key_now().filter(|_| options.enabled) else { return Ok(None) };
    let asked = tokio::time::timeout(options.store_timeout, options.engine.inspect(key)).await;
    asked.unwrap_or_else(|_| {
        Err(EngineError::Unavailable(format!("no answer within {:?}", options.store_timeout)))
    })
}

/// What was found, place by place.
pub fn places(found: &InspectResult) -> Vec<Place> {
    match found {
        Ok(Some(RawRecord::Both { cache, database })) => {
            let named = [(cache, "inspector-place-cache"), (database, "inspector-place-database")];
            named.into_iter().map(|(found, title)| place(found, Message::new(title))).collect()
        }
        found => vec![place(found, Message::new("inspector-place-store"))],
    }
}

fn place(found: &InspectResult, title: Message) -> Place {
    let empty = Place { title, facts: Vec::new(), text: None, words: Vec::new(), error: None };
    match found {
        Err(error) => Place { error: Some(error.to_string()), ..empty },
        Ok(None | Some(RawRecord::Both { .. })) => {
            Place { words: vec![Message::new("inspector-place-nothing")], ..empty }
        }
        Ok(Some(lying)) => filled(lying, empty),
    }
}

fn filled(lying: &RawRecord, empty: Place) -> Place {
    match lying {
        RawRecord::Row { table, columns } => Place {
            title: Message::new("inspector-place-row").with("table", *table),
            facts: columns.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
            ..empty
        },
        RawRecord::File { path, text } => Place {
            title: Message::new("inspector-place-file"),
            facts: vec![("path".to_owned(), path.display().to_string())],
            text: Some(text.clone()),
            words: vec![Message::new("inspector-place-text")],
            ..empty
        },
        RawRecord::Entry { backend, name, text, time_to_live } => Place {
            title: Message::new("inspector-place-entry").with("backend", *backend),
            facts: vec![("key".to_owned(), name.clone())],
            text: Some(text.clone()),
            words: vec![kept_for(*time_to_live), Message::new("inspector-place-text")],
            ..empty
        },
        RawRecord::Cookie { text } => Place {
            title: Message::new("inspector-place-cookie"),
            text: Some(text.clone()),
            words: vec![Message::new("inspector-place-text")],
            ..empty
        },
        RawRecord::Both { .. } => empty,
    }
}

fn kept_for(time_to_live: Option<Duration>) -> Message {
    match time_to_live {
        Some(left) => Message::new("inspector-place-lives").count("seconds", seconds(left)),
        None => Message::new("inspector-place-lives-unknown"),
    }
}

fn seconds(length: Duration) -> i64 {
    i64::try_from(length.as_secs()).unwrap_or(i64::MAX)
}
