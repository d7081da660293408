//! What lies in a store under a key, as it lies there and not as the framework
//! reads it: for people who want to see where a session is (H3).

use std::{path::PathBuf, time::Duration};

use super::EngineError;

/// What was found: nothing if nothing lies there, or the engine does not tell.
pub type InspectResult = Result<Option<RawRecord>, EngineError>;

/// A session where it lies.
#[derive(Debug)]
pub enum RawRecord {
    /// A row of a table.
    Row {
        /// The table.
        table: &'static str,
        /// Names and values of its columns, in their order.
        columns: Vec<(&'static str, String)>,
    },
    /// A file.
    File {
        /// Where it is.
        path: PathBuf,
        /// What is in it.
        text: String,
    },
    /// An entry of a cache.
    Entry {
        /// `memory`, `redis` or `memcached`.
        backend: &'static str,
        /// Its key there, prefix and all.
        name: String,
        /// What is in it.
        text: String,
        /// How long the cache will keep it at the most, if it tells.
        time_to_live: Option<Duration>,
    },
    /// The content of the cookie itself; nothing lies on the server.
    Cookie {
        /// What is in it.
        text: String,
    },
    /// A copy in a cache, and in a database what it is a copy of.
    Both {
        /// The copy.
        cache: Box<InspectResult>,
        /// The truth.
        database: Box<InspectResult>,
    },
}
