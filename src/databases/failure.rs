//! Classifies failed queries by what a caller can do about them. diesel
//! classifies constraint violations. The other failures are recognized by the
//! server's English message, since diesel does not provide libpq's SQLSTATE. A
//! PostgreSQL server must therefore have `lc_messages = 'C'` (or `en_US`) for the
//! role of this program; otherwise a timeout is reported as a failed query.

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
    /// The server ended the transaction in favour of another one (SQLSTATE 40P01
    /// and 40001, MariaDB's 1213). It can succeed when it is run again.
    Deadlock,
    /// The server's timeout of a lock, a statement or a transaction has expired.
    Timeout,
    /// The connection is closed.
    Disconnected,
    /// The server refused this query, for instance because of a constraint.
    Refused,
    /// Any other failure.
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
    /// Classifies an error of diesel.
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

/// The last failure on a connection. A closure that runs there returns an error
/// of its own type, from which the failure can't be recognized.
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

    /// Returns whether the recorded failure is `failure`.
    pub fn is(&self, failure: Failure) -> bool {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) == Some(failure)
    }

    /// Returns the recorded failure and clears the record.
    pub fn take(&self) -> Option<Failure> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Records the failure if there is none yet: the first failure of a
    /// transaction causes the others, such as that of the rollback.
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
    fn the_messages_of_each_server_are_recognized() {
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
