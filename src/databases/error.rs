//! What can go wrong with a database, told apart by who can mend it.

use std::{fmt, path::PathBuf};

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
    /// No connection came free in time.
    #[error("no connection to the database: {0}")]
    Busy(#[from] diesel::r2d2::PoolError),
    /// The database refused the query.
    #[error("the database refused: {}", without_values(&.0.to_string()))]
    Query(#[from] diesel::result::Error),
    /// Nobody waits for the answer any more; it was rolled back.
    #[error("it took too long, and was rolled back")]
    GivenUp,
    /// The thread that was to ask it has ended.
    #[error("the database is closed")]
    Stopped,
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
