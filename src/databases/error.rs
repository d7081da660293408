//! The errors of databases. They are distinguished by what the operator or the
//! caller can do about them.

use std::{fmt, path::PathBuf};

use super::failure::Failure;

/// A call to a database failed.
#[derive(thiserror::Error)]
pub enum DatabaseError {
    /// The URL is of no kind that this program knows.
    #[error("{0:?} names no database; allowed are sqlite:PATH, postgres://… and mysql://…")]
    Url(String),
    /// This program was built without that kind of database.
    #[error("this program was built without the feature {0:?}: cargo build --features {0}")]
    Feature(&'static str),
    /// The server can't be reached.
    #[error("the database can't be reached: {0}")]
    Unreachable(String),
    /// The file can't be opened or created.
    #[error("the database {path} can't be opened: {reason}")]
    Open {
        /// The file.
        path: PathBuf,
        /// The message of SQLite or the operating system.
        reason: String,
    },
    /// The database has a breaking migration of a later version of this program.
    #[error(
        "the database is newer than this program (it has the migration {0}, unknown here); use the newer program"
    )]
    Newer(String),
    /// The database lacks migrations, and this process may not run them.
    #[error(
        "the tables are not up to date (the migration {first} and {others} later ones are missing), and \
         server.migrate is false; run `session-shop migrate` as a role that may create and change tables"
    )]
    Outdated {
        /// The version of the first missing migration.
        first: String,
        /// The number of the other missing migrations.
        others: usize,
    },
    /// Another process has held the lock for migrations for too long.
    #[error("another process has been running migrations on the database for ten minutes")]
    MigrationLock,
    /// A parameter for TLS can't be kept.
    #[error(
        "ssl_mode={0} can't be kept, because the client library of MariaDB ignores it; allowed are disabled and \
         preferred, and required together with ssl_ca=FILE"
    )]
    SslMode(String),
    /// The connection must be encrypted and is not.
    #[error("the URL requires TLS (ssl_ca or ssl_mode=required), but the server has none")]
    NotEncrypted,
    /// The setting for a pooler belongs to a database that has none.
    #[error(
        "transaction_pooling is true, but only PostgreSQL has such poolers: the URL must begin with postgres://"
    )]
    Pooling,
    /// A migration failed.
    #[error("a migration failed: {0}")]
    Migration(String),
    /// All connections were in use until the call's deadline.
    #[error("no connection to the database became free in time")]
    Busy,
    /// The call was not done by its deadline, and has no effect.
    #[error("the database did not respond in time")]
    Timeout,
    /// A commit had started at the deadline and was not done soon after it.
    #[error("the database did not confirm a commit in time; it may have been done")]
    OutcomeUnknown,
    /// Too many earlier calls still hang in the database's client library.
    #[error("the database does not respond to the calls before this one")]
    Hangs,
    /// The database ended the transaction because of a deadlock or a timeout. The
    /// call may succeed later.
    #[error("the database could not do it now: {0}")]
    TryLater(String),
    /// The database refused the query.
    #[error("the database refused: {}", redact_values(&.0.to_string()))]
    Query(diesel::result::Error),
    /// The commit of a transaction failed that has the writes of several callers.
    #[error("the commit failed: {0}")]
    NotCommitted(String),
    /// The caller has abandoned the call, so the write was rolled back.
    #[error("it took too long, and was rolled back")]
    Abandoned,
    /// A reader has kept the write-ahead log of SQLite from being emptied.
    #[error(
        "the write-ahead log has {mib} MiB and can't be emptied, because another program has been reading the \
         database for 30 seconds (a backup?)"
    )]
    LogInUse {
        /// The size of the log, in MiB.
        mib: u64,
    },
    /// The thread of the connection has ended.
    #[error("the database is closed")]
    Stopped,
}

impl From<diesel::result::Error> for DatabaseError {
    fn from(error: diesel::result::Error) -> Self {
        match Failure::of(&error) {
            Failure::Deadlock | Failure::Timeout => Self::TryLater(redact_values(&error.to_string())),
            Failure::Disconnected => Self::Unreachable(redact_values(&error.to_string())),
            Failure::Refused | Failure::Unknown => Self::Query(error),
        }
    }
}

/// Writes the message of `Display`. A derived `Debug` would have the server's
/// whole text with the values in it, and `Debug` outputs end up in logs.
impl fmt::Debug for DatabaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseError({self})")
    }
}

/// The maximum length of a word that is shown, in bytes: names of tables are
/// shorter, and session keys longer.
const MAX_WORD: usize = 24;

/// Removes the values that a server may repeat from a statement, as in MariaDB's
/// "Duplicate entry 'VALUE' for key": everything from the first quotation mark to
/// the last (a value may contain some), and each word that is as long as a key.
fn redact_values(text: &str) -> String {
    let is_quote = |letter: char| matches!(letter, '\'' | '"' | '`');
    let (before, after) = match (text.find(is_quote), text.rfind(is_quote)) {
        (Some(first), Some(last)) if first < last => (&text[..first], Some(&text[last + 1..])),
        _ => (text, None),
    };
    let parts = [Some(before), after.map(|_| "'…'"), after];
    let words = parts.into_iter().flatten().flat_map(|part| part.split_inclusive(char::is_whitespace));
    words.map(|word| if word.trim_end().len() > MAX_WORD { "… " } else { word }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_servers_message_is_shown_without_the_values() {
        for (text, shown) in [
            ("no such table: sessions", "no such table: sessions"),
            ("Duplicate entry 'k3y' for key 'PRIMARY'", "Duplicate entry '…'"),
            ("invalid value: \"it's\" is no number", "invalid value: '…' is no number"),
            ("refused: 0123456789abcdefghijklmnopqrstuv now", "refused: … now"),
            ("can't rollback", "can't rollback"),
        ] {
            assert_eq!(redact_values(text), shown);
        }
    }

    #[test]
    fn the_debug_output_has_no_values() {
        let inner = diesel::result::Error::QueryBuilderError("refused: 'k3y'".into());
        let error = DatabaseError::from(inner);
        assert!(!format!("{error:?} {error}").contains("k3y"), "{error:?}");
    }
}
