//! Classifies failed queries by what a caller can do about them. diesel names
//! constraint violations itself; the rest is told apart by the server's text.
//! libpq's SQLSTATE is not handed on by diesel, so the texts are the English
//! ones: a PostgreSQL server for this program keeps `lc_messages = 'C'` (or
//! `en_US`) for its role, or a timeout there is reported as a failed query.

use std::sync::{Arc, Mutex, PoisonError};

use diesel::{
    Connection as _,
    connection::InstrumentationEvent,
    result::{DatabaseErrorKind, Error},
};

use super::Connection;

/// Why a query failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The server ended the transaction for the sake of another one (SQLSTATE
    /// 40P01 and 40001, MariaDB's 1213). It succeeds when it is run again.
    Deadlock,
    /// A limit of the server on the time of a lock, a statement or a
    /// transaction was reached.
    Timeout,
    /// The connection is closed.
    Disconnected,
    /// The server refused this query, for instance because of a constraint.
    Refused,
    /// Anything else.
    Unknown,
}

const DEADLOCKS: &[&str] = &["deadlock detected", "could not serialize access", "Deadlock found"];

const TIMEOUTS: &[&str] = &[
    // PostgreSQL
    "canceling statement due to lock timeout",
    "canceling statement due to statement timeout",
    // MariaDB and MySQL
    "Lock wait timeout exceeded",
    "max_statement_time exceeded",
    "maximum statement execution time exceeded",
    // SQLite
    "database is locked",
];

const DISCONNECTIONS: &[&str] = &[
    // libpq
    "server closed the connection",
    "no connection to the server",
    "could not receive data from server",
    "could not send data to server",
    "SSL connection has been closed",
    "SSL SYSCALL error",
    "terminating connection due to",
    "the database system is",
    // libmariadb and libmysqlclient
    "server has gone away",
    "Lost connection to",
    "Connection was killed",
    "disconnected by the server",
    "Server shutdown in progress",
];

impl Failure {
    /// Classifies an error of diesel's.
    pub fn of(error: &Error) -> Self {
        match error {
            Error::DatabaseError(kind, information) => Self::of_kind(*kind, information.message()),
            Error::RollbackErrorOnCommit { commit_error, .. } => Self::of(commit_error),
            Error::BrokenTransactionManager => Self::Disconnected,
            _ => Self::Unknown,
        }
    }

    fn of_kind(kind: DatabaseErrorKind, text: &str) -> Self {
        use DatabaseErrorKind as Kind;
        let is_one_of = |texts: &[&str]| texts.iter().any(|part| text.contains(part));
        match kind {
            Kind::SerializationFailure => Self::Deadlock,
            Kind::ClosedConnection => Self::Disconnected,
            Kind::UniqueViolation
            | Kind::ForeignKeyViolation
            | Kind::NotNullViolation
            | Kind::CheckViolation
            | Kind::RestrictViolation
            | Kind::ExclusionViolation
            | Kind::ReadOnlyTransaction => Self::Refused,
            _ if is_one_of(DEADLOCKS) => Self::Deadlock,
            _ if is_one_of(TIMEOUTS) => Self::Timeout,
            _ if is_one_of(DISCONNECTIONS) => Self::Disconnected,
            _ => Self::Unknown,
        }
    }
}

/// The last failure on a connection. The closures that run there return errors
/// of their callers' types, in which it can no longer be recognized.
#[derive(Clone, Default)]
pub struct LastFailure(Arc<Mutex<Option<Failure>>>);

impl LastFailure {
    /// Records the failures of `connection` from now on.
    pub fn of(connection: &mut Connection) -> Self {
        let last = Self::default();
        let recorder = last.clone();
        connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::FinishQuery { error: Some(error), .. } = event {
                recorder.record(Failure::of(error));
            }
        });
        last
    }

    /// Whether that was the failure since it was last taken.
    pub fn is(&self, failure: Failure) -> bool {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) == Some(failure)
    }

    /// Returns what was recorded since the last call, and forgets it.
    pub fn take(&self) -> Option<Failure> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// The first failure of a transaction is its cause; the next ones follow
    /// from it, such as that of the rollback.
    fn record(&self, failure: Failure) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(failure);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(kind: DatabaseErrorKind, text: &str) -> Failure {
        Failure::of(&Error::DatabaseError(kind, Box::new(text.to_owned())))
    }

    #[test]
    fn each_servers_words_are_known() {
        use DatabaseErrorKind::{SerializationFailure, UnableToSendCommand, UniqueViolation};
        assert_eq!(failure(SerializationFailure, "x"), Failure::Deadlock);
        assert_eq!(failure(UnableToSendCommand, "deadlock detected"), Failure::Deadlock);
        assert_eq!(failure(UniqueViolation, "deadlock detected"), Failure::Refused);
        for text in TIMEOUTS {
            assert_eq!(failure(UnableToSendCommand, &format!("{text}; more")), Failure::Timeout);
        }
        let text = "Lost connection to server during query";
        assert_eq!(failure(UnableToSendCommand, text), Failure::Disconnected);
        assert_eq!(failure(UnableToSendCommand, "syntax error"), Failure::Unknown);
    }
}
