//! The lock under which one process at a time runs migrations on a database. The others
//! wait for it, and then find nothing to do.
//!
//! - PostgreSQL: an advisory lock of one transaction, in which all migrations run. So a
//!   failed migration leaves nothing behind, and the lock holds through a pooler, too.
//! - MariaDB and MySQL: `GET_LOCK`, a lock of the connection, since they commit each
//!   `CREATE` and `ALTER` by itself. Such locks belong to the whole server, so the name of
//!   the database is a part of the lock's name.
//! - SQLite: the write lock of one transaction, in which all migrations run.

use std::time::Duration;

use diesel::connection::SimpleConnection as _;
#[cfg(any(feature = "postgres", feature = "mysql"))]
use diesel::{QueryResult, RunQueryDsl, dsl::sql, select};

use super::{
    Connection, DatabaseError,
    connection::{self, Begin},
};

/// How long a process waits for another one that runs migrations. Those of a large table
/// take minutes.
const LOCK_TIMEOUT: Duration = Duration::from_secs(600);

/// The key of the advisory lock of PostgreSQL.
#[cfg(feature = "postgres")]
const POSTGRES_KEY: i64 = i64::from_be_bytes(*b"tea shop");

/// The name of the lock of MariaDB and MySQL, which has at most 64 letters.
#[cfg(feature = "mysql")]
const MYSQL_NAME: &str = "CONCAT('session-shop.', MD5(DATABASE()))";

/// Runs `work` while no other process runs its own on the same database.
///
/// # Errors
/// If `work` fails, or if another process holds the lock for ten minutes.
pub fn run_locked<T>(
    connection: &mut Connection,
    work: impl FnOnce(&mut Connection) -> Result<T, DatabaseError>,
) -> Result<T, DatabaseError> {
    match connection {
        Connection::Sqlite(_) => {
            connection.batch_execute(&format!("PRAGMA busy_timeout = {}", LOCK_TIMEOUT.as_millis()))?;
            connection::transaction(connection, Begin::Plain, work).map_err(locked)
        }
        #[cfg(feature = "postgres")]
        Connection::Postgres(_) => connection::transaction(connection, Begin::Plain, |connection| {
            lock_postgres(connection).map_err(|error| locked(error.into()))?;
            work(connection)
        }),
        #[cfg(feature = "mysql")]
        Connection::Mysql(_) => {
            lock_mysql(connection)?;
            let result = work(connection);
            // The end of the connection releases it, too.
            let _ = connection.batch_execute(&format!("DO RELEASE_LOCK({MYSQL_NAME})"));
            result
        }
    }
}

/// Converts the failure of waiting for the lock. Other waits have no timeout here.
fn locked(error: DatabaseError) -> DatabaseError {
    match error {
        DatabaseError::TryLater(_) => DatabaseError::MigrationLock,
        error => error,
    }
}

#[cfg(any(feature = "postgres", feature = "mysql"))]
fn log_wait() {
    log::info!("another process runs migrations on the database; waiting until it has ended");
}

/// Takes the lock until the end of the transaction, in which no other timeout applies.
#[cfg(feature = "postgres")]
fn lock_postgres(connection: &mut Connection) -> QueryResult<()> {
    use diesel::sql_types::Bool;
    connection.batch_execute(&format!(
        "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; \
         SET LOCAL lock_timeout = {}",
        LOCK_TIMEOUT.as_millis()
    ))?;
    let try_lock = format!("pg_try_advisory_xact_lock({POSTGRES_KEY})");
    if !select(sql::<Bool>(&try_lock)).get_result::<bool>(connection)? {
        log_wait();
        connection.batch_execute(&format!("SELECT pg_advisory_xact_lock({POSTGRES_KEY})"))?;
    }
    connection.batch_execute("SET LOCAL lock_timeout = 0")
}

/// Takes the lock until the end of the connection.
#[cfg(feature = "mysql")]
fn lock_mysql(connection: &mut Connection) -> Result<(), DatabaseError> {
    if try_lock_mysql(connection, Duration::ZERO)? {
        return Ok(());
    }
    log_wait();
    if try_lock_mysql(connection, LOCK_TIMEOUT)? { Ok(()) } else { Err(DatabaseError::MigrationLock) }
}

/// Returns whether the lock was taken: 1, or 0 after the timeout, or NULL after a failure.
#[cfg(feature = "mysql")]
fn try_lock_mysql(connection: &mut Connection, timeout: Duration) -> QueryResult<bool> {
    use diesel::sql_types::{Integer, Nullable};
    let get_lock = format!("GET_LOCK({MYSQL_NAME}, {})", timeout.as_secs());
    let taken: Option<i32> = select(sql::<Nullable<Integer>>(&get_lock)).get_result(connection)?;
    Ok(taken == Some(1))
}
