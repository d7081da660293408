//! How long the server may take, told to the server itself: a statement that
//! nobody awaits any more ends there too and releases its locks. `SET` after
//! connecting and not parameters of the URL, which pgbouncer refuses.

use std::time::Duration;

use diesel::{QueryResult, connection::SimpleConnection as _};

use super::Connection;

/// Limits of one connection.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// For a whole call: waiting for a connection, connecting, the statements
    /// and the commit.
    pub call: Duration,
}

impl Timeouts {
    /// For a lock. Half of the call: when one locked row holds up several
    /// connections, the calls that wait behind them still have the other half.
    #[cfg(any(feature = "postgres", feature = "mysql"))]
    fn lock(self) -> Duration {
        self.call / 2
    }

    /// Tells the server, or SQLite.
    pub fn apply(self, connection: &mut Connection) -> QueryResult<()> {
        let sql = match connection {
            Connection::Sqlite(_) => format!("PRAGMA busy_timeout = {}", self.call.as_millis()),
            #[cfg(feature = "postgres")]
            Connection::Postgres(_) => self.of_postgres(),
            #[cfg(feature = "mysql")]
            Connection::Mysql(_) => self.of_mysql(),
        };
        connection.batch_execute(&sql)
    }

    #[cfg(feature = "postgres")]
    fn of_postgres(self) -> String {
        let (call, lock) = (self.call.as_millis(), self.lock().as_millis());
        format!(
            "SET statement_timeout = {call}; SET lock_timeout = {lock}; \
             SET idle_in_transaction_session_timeout = {call}"
        )
    }

    /// `InnoDB` waits for a lock for a whole second at least, so on MariaDB the
    /// limit of the statement, which has fractions, ends that wait too. Each
    /// comment is read by the servers that know what is in it: `M!` by MariaDB
    /// from 10.3 on, `!507` by MySQL alone. MySQL has no limit for transactions
    /// that wait for their client, and only one for statements that read.
    #[cfg(feature = "mysql")]
    fn of_mysql(self) -> String {
        let lock = self.lock().as_secs_f64();
        let whole_seconds = |duration: Duration| duration.as_secs_f64().ceil().max(1.0);
        format!(
            "SET SESSION innodb_lock_wait_timeout = {} \
             /*M!100301 , max_statement_time = {lock}, idle_transaction_timeout = {} */ \
             /*!50708 , max_execution_time = {} */",
            whole_seconds(self.lock()),
            whole_seconds(self.call),
            self.call.as_millis(),
        )
    }
}
