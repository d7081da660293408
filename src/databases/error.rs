//! What can go wrong with a database, told apart by who can mend it.

use std::{fmt, path::PathBuf};

use super::failure::Failure;

/// A database did not do what it was asked.
#[derive(thiserror::Error)]
pub enum DatabaseError {
    /// The setting names no database that this program knows.
    #[error("{0:?} names no database; allowed are sqlite:PATH, postgres://… and mysql://…")]
    Url(String),
    /// This program was built without that kind of database.
    #[error("this program was built without the feature {0:?}: cargo build --features {0}")]
    Feature(&'static str),
    /// The server can't be reached.
    #[error("the database can't be reached: {0}")]
    Unreachable(String),
    /// The file can't be opened or made.
    #[error("the database {path} can't be opened: {reason}")]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// It was migrated by a later version of this program.
    #[error(
        "the database is newer than this program (it has the migration {0}, unknown here); use the newer program"
    )]
    Newer(String),
    /// A migration failed.
    #[error("a migration failed: {0}")]
    Migration(String),
    /// All connections were in use until the deadline.
    #[error("no connection to the database became free in time")]
    Busy,
    /// The call was not done by its deadline, and nothing of it is kept.
    #[error("the database did not respond in time")]
    Timeout,
    /// A commit had begun at the deadline and did not end soon after it.
    #[error("the database did not confirm a commit in time; it may have been done")]
    OutcomeUnknown,
    /// Too many calls hang in the database's client library.
    #[error("the database does not respond to the calls before this one")]
    Hangs,
    /// The database ended the transaction because of others, or of a limit of
    /// time. The same call may succeed later.
    #[error("the database could not do it now: {0}")]
    TryLater(String),
    /// The database refused the query.
    #[error("the database refused: {}", without_values(&.0.to_string()))]
    Query(diesel::result::Error),
    /// A transaction that SQLite commits for several callers failed.
    #[error("the commit failed: {0}")]
    NotCommitted(String),
    /// Nobody awaits the outcome any more; it was rolled back.
    #[error("it took too long, and was rolled back")]
    GivenUp,
    /// The thread that was to do it has ended.
    #[error("the database is closed")]
    Stopped,
}

impl From<diesel::result::Error> for DatabaseError {
    fn from(error: diesel::result::Error) -> Self {
        match Failure::of(&error) {
            Failure::Deadlock | Failure::Timeout => Self::TryLater(without_values(&error.to_string())),
            Failure::Disconnected => Self::Unreachable(without_values(&error.to_string())),
            Failure::Refused | Failure::Unknown => Self::Query(error),
        }
    }
}

/// Shows the message of `Display`: what is debugged ends in logs, and diesel's own
/// `Debug` has the server's whole text.
impl fmt::Debug for DatabaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseError({self})")
    }
}

/// Bytes of the longest word that is kept: names of tables are shorter, and keys
/// longer.
const MAX_WORD: usize = 24;

/// Removes what a server may repeat of a statement's values, such as MariaDB's
/// "Duplicate entry 'VALUE' for key": everything from the first quote to the last
/// (a value may contain quotes), and each word that is as long as a key.
fn without_values(text: &str) -> String {
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
    fn a_servers_text_keeps_its_words_and_loses_the_values() {
        for (text, shown) in [
            ("no such table: sessions", "no such table: sessions"),
            ("Duplicate entry 'k3y' for key 'PRIMARY'", "Duplicate entry '…'"),
            ("invalid value: \"it's\" is no number", "invalid value: '…' is no number"),
            ("refused: 0123456789abcdefghijklmnopqrstuv now", "refused: … now"),
            ("can't rollback", "can't rollback"),
        ] {
            assert_eq!(without_values(text), shown);
        }
    }

    #[test]
    fn debugging_an_error_shows_no_values_either() {
        let inner = diesel::result::Error::QueryBuilderError("refused: 'k3y'".into());
        let error = DatabaseError::from(inner);
        assert!(!format!("{error:?} {error}").contains("k3y"), "{error:?}");
    }
}
