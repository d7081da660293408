//! The timeouts that are set on the server: a statement whose caller no longer
//! waits ends there, too, and releases its locks. They are set by `SET` after
//! connecting and not by parameters of the URL, which pgbouncer rejects. Through a
//! pooler, whose connections to the server change, each transaction sets its own.

use std::time::Duration;

use diesel::{QueryResult, connection::SimpleConnection as _};

use super::Connection;

/// The timeouts of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// The timeout of a whole call: waiting for a connection, connecting, the
    /// statements and the commit.
    pub call: Duration,
}

impl Timeouts {
    /// Returns the timeout of a lock: half of the call. If several connections
    /// wait for one locked row, the calls that wait for these connections still
    /// have the other half.
    #[cfg(any(feature = "postgres", feature = "mysql"))]
    fn lock(self) -> Duration {
        self.call / 2
    }

    /// Sets the timeouts on the connection.
    ///
    /// # Errors
    /// If the server refuses them.
    pub fn apply(self, connection: &mut Connection) -> QueryResult<()> {
        let sql = match connection {
            Connection::Sqlite(_) => format!("PRAGMA busy_timeout = {}", self.call.as_millis()),
            #[cfg(feature = "postgres")]
            Connection::Postgres(_) => self.postgres_sql("SET"),
            #[cfg(feature = "mysql")]
            Connection::Mysql(_) => self.mysql_sql(),
        };
        connection.batch_execute(&sql)
    }

    /// Returns the statements for PostgreSQL. `set` is `SET` for a connection, or `SET LOCAL`
    /// for a transaction.
    #[cfg(feature = "postgres")]
    pub fn postgres_sql(self, set: &str) -> String {
        let (call, lock) = (self.call.as_millis(), self.lock().as_millis());
        format!(
            "{set} statement_timeout = {call}; {set} lock_timeout = {lock}; \
             {set} idle_in_transaction_session_timeout = {call}"
        )
    }

    /// Returns the statement for MariaDB and MySQL. `InnoDB` waits for a lock for
    /// whole seconds, at least one, so on MariaDB the timeout of the statement,
    /// which has fractions, also ends this wait. Only some servers read the
    /// comments: MariaDB from 10.3 on reads `M!100301`, MySQL reads `!50708`.
    /// MySQL has no timeout for transactions that wait for their client, and its
    /// timeout for statements applies to `SELECT` only.
    #[cfg(feature = "mysql")]
    fn mysql_sql(self) -> String {
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
