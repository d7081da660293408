//! What can go wrong with a database, told apart by who can mend it.

use std::path::PathBuf;

use super::failure::Failure;

/// A database did not do what it was asked.
#[derive(Debug, thiserror::Error)]
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
    #[error("the database refused: {0}")]
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
            Failure::Deadlock | Failure::Timeout => Self::TryLater(error.to_string()),
            Failure::Disconnected => Self::Unreachable(error.to_string()),
            Failure::Refused | Failure::Unknown => Self::Query(error),
        }
    }
}
