//! A session as its store holds it, before the framework parses it. The lab shows it
//! (H3: the lab shows how each request used its session).

use std::{path::PathBuf, time::Duration};

use super::EngineError;

/// The result of [`super::Engine::inspect`]: `None` if nothing is stored under the key,
/// or if the engine has no `inspect`.
pub type InspectResult = Result<Option<RawRecord>, EngineError>;

/// A session in its stored form.
#[derive(Debug)]
pub enum RawRecord {
    /// A row of a database table.
    Row {
        /// The name of the table.
        table: &'static str,
        /// Names and values of the columns, in the order of the table.
        columns: Vec<(&'static str, String)>,
    },
    /// A file.
    File {
        /// The path of the file.
        path: PathBuf,
        /// The content.
        text: String,
    },
    /// An entry of a cache.
    Entry {
        /// `memory`, `redis` or `memcached`.
        backend: &'static str,
        /// The key in the cache, with its prefix.
        name: String,
        /// The content.
        text: String,
        /// How long the cache keeps the entry at most, if the cache reports it.
        time_to_live: Option<Duration>,
    },
    /// The content of the cookie. The server stores nothing.
    Cookie {
        /// The content.
        text: String,
    },
    /// A record in a database, and its copy in a cache.
    Both {
        /// The copy in the cache.
        cache: Box<InspectResult>,
        /// The record in the database.
        database: Box<InspectResult>,
    },
}
