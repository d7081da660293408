//! What can go wrong with a database, told apart by who can mend it.

use std::path::PathBuf;

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
    /// No connection came free in time.
    #[error("no connection to the database: {0}")]
    Busy(#[from] diesel::r2d2::PoolError),
    /// The database refused the query.
    #[error("the database refused: {0}")]
    Query(#[from] diesel::result::Error),
    /// Nobody waits for the answer any more; it was rolled back.
    #[error("it took too long, and was rolled back")]
    GivenUp,
    /// The thread that was to ask it has ended.
    #[error("the database is closed")]
    Stopped,
}
