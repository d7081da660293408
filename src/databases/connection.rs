//! A connection to any of the three kinds of databases, so that one query path
//! serves them all. PostgreSQL and MySQL are behind cargo features, since they
//! need C libraries.

use std::path::{Path, PathBuf};

#[cfg(any(feature = "postgres", feature = "mysql"))]
use diesel::Connection as _;
use diesel::{
    QueryResult,
    connection::{SimpleConnection as _, TransactionManager},
};

#[cfg(feature = "mysql")]
use super::mysql_url::MysqlUrl;
use super::{DatabaseError, sqlite, timeouts::Timeouts};
use crate::settings::redact_url;

/// A connection to any database.
#[derive(diesel::MultiConnection)]
pub enum AnyConnection {
    /// Built in.
    Sqlite(diesel::SqliteConnection),
    /// Behind the feature `postgres`.
    #[cfg(feature = "postgres")]
    Postgres(diesel::PgConnection),
    /// MySQL or MariaDB, behind the feature `mysql`.
    #[cfg(feature = "mysql")]
    Mysql(diesel::MysqlConnection),
}

/// The parsed URL of a database. It may contain a password, so it has no
/// `Debug`.
#[derive(Clone)]
pub enum DatabaseUrl {
    /// The path of a file.
    Sqlite(PathBuf),
    /// The URL of a PostgreSQL server.
    #[cfg(feature = "postgres")]
    Postgres(String),
    /// The URL of a pooler that gives each transaction another connection to PostgreSQL.
    #[cfg(feature = "postgres")]
    PooledPostgres(String),
    /// The URL of a MySQL or MariaDB server.
    #[cfg(feature = "mysql")]
    Mysql(MysqlUrl),
}

impl DatabaseUrl {
    /// Parses a URL of the settings. The path of a file is relative to `folder`.
    ///
    /// # Errors
    /// If the URL is of no known kind, or of one that this program was built
    /// without.
    pub fn parse(url: &str, folder: &Path) -> Result<Self, DatabaseError> {
        match url.split_once(':') {
            Some(("sqlite", _)) => sqlite::path(url, folder).map(Self::Sqlite),
            #[cfg(feature = "postgres")]
            Some(("postgres" | "postgresql", _)) => Ok(Self::Postgres(with_parameters(url))),
            #[cfg(feature = "mysql")]
            Some(("mysql", _)) => MysqlUrl::parse(url).map(Self::Mysql),
            #[cfg(not(feature = "postgres"))]
            Some(("postgres" | "postgresql", _)) => Err(DatabaseError::Feature("postgres")),
            #[cfg(not(feature = "mysql"))]
            Some(("mysql", _)) => Err(DatabaseError::Feature("mysql")),
            _ => Err(DatabaseError::Url(redact_url(url))),
        }
    }

    /// Returns the URL as that of a pooler, such as pgbouncer in transaction mode.
    ///
    /// # Errors
    /// If it is not the URL of a PostgreSQL server.
    pub fn pooled(self) -> Result<Self, DatabaseError> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(url) => Ok(Self::PooledPostgres(url)),
            _ => Err(DatabaseError::Pooling),
        }
    }

    /// Returns how a transaction with `timeouts` begins. Through a pooler, a connection has
    /// no timeouts of its own.
    pub fn begin(&self, timeouts: Timeouts) -> Begin {
        match self {
            #[cfg(feature = "postgres")]
            Self::PooledPostgres(_) => Begin::WithTimeouts(timeouts),
            _ => Begin::Plain,
        }
    }

    /// Returns whether the database is a file of this machine, not a server.
    pub fn is_file(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }

    /// Opens a connection and sets the timeouts on it. A connection for
    /// migrations has none, since they may need any time.
    ///
    /// # Errors
    /// If the server can't be reached, or if the file can't be opened.
    pub fn connect(&self, timeouts: Option<Timeouts>) -> Result<AnyConnection, DatabaseError> {
        let mut connection = match self {
            Self::Sqlite(path) => sqlite::connect(path).map(AnyConnection::Sqlite),
            #[cfg(feature = "postgres")]
            Self::Postgres(url) => connect_to_postgres(url).map(AnyConnection::Postgres),
            #[cfg(feature = "postgres")]
            Self::PooledPostgres(url) => return connect_to_pooler(url).map(AnyConnection::Postgres),
            #[cfg(feature = "mysql")]
            Self::Mysql(url) => connect_to_mysql(url).map(AnyConnection::Mysql),
        }?;
        if let Some(timeouts) = timeouts {
            timeouts.apply(&mut connection)?;
        }
        Ok(connection)
    }

    /// Opens a connection to a file on which no query waits for a lock: it fails
    /// at once instead.
    ///
    /// # Errors
    /// If the file can't be opened.
    pub fn connect_without_lock_wait(&self) -> Result<AnyConnection, DatabaseError> {
        let mut connection = self.connect(None)?;
        connection.batch_execute("PRAGMA busy_timeout = 0")?;
        Ok(connection)
    }
}

/// Limits with which libpq notices within seconds, not hours, that the network
/// no longer delivers packets.
#[cfg(feature = "postgres")]
const POSTGRES_PARAMETERS: &str = "connect_timeout=2&tcp_user_timeout=5000&keepalives_idle=5\
     &keepalives_interval=2&keepalives_count=3";

#[cfg(feature = "postgres")]
fn with_parameters(url: &str) -> String {
    let separator = if url.contains('?') { '&' } else { '?' };
    format!("{url}{separator}{POSTGRES_PARAMETERS}")
}

#[cfg(feature = "postgres")]
fn connect_to_postgres(url: &str) -> Result<diesel::PgConnection, DatabaseError> {
    diesel::PgConnection::establish(url).map_err(|error| unreachable(url, &error))
}

/// Connects to a pooler. A prepared statement would stay behind on one of its connections
/// to the server.
#[cfg(feature = "postgres")]
fn connect_to_pooler(url: &str) -> Result<diesel::PgConnection, DatabaseError> {
    let mut connection = connect_to_postgres(url)?;
    connection.set_prepared_statement_cache_size(diesel::connection::CacheSize::Disabled);
    Ok(connection)
}

#[cfg(feature = "mysql")]
fn connect_to_mysql(url: &MysqlUrl) -> Result<diesel::MysqlConnection, DatabaseError> {
    let connection = diesel::MysqlConnection::establish(&url.url);
    let mut connection = connection.map_err(|error| unreachable(&url.url, &error))?;
    url.check_tls(&mut connection)?;
    // With the default, REPEATABLE READ, a compare and swap would compare with an older
    // snapshot. PostgreSQL's default is READ COMMITTED.
    connection.batch_execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")?;
    Ok(connection)
}

#[cfg(any(feature = "postgres", feature = "mysql"))]
fn unreachable(url: &str, error: &diesel::ConnectionError) -> DatabaseError {
    DatabaseError::Unreachable(redact_password(&error.to_string().replace('\n', " "), url))
}

/// Replaces the password of the URL in `text` with asterisks. If the password is
/// not percent-encoded, a library may show a part of it as a host or a port, so
/// each part is replaced.
#[cfg(any(test, feature = "postgres", feature = "mysql"))]
fn redact_password(text: &str, url: &str) -> String {
    let user_info = url.split_once("://").and_then(|(_, rest)| Some(rest.rsplit_once('@')?.0));
    let password = user_info.and_then(|user_info| Some(user_info.split_once(':')?.1)).unwrap_or_default();
    let pieces = password.split(['/', '?', '#', '@', ':']).filter(|piece| !piece.is_empty());
    pieces.fold(text.to_owned(), |text, piece| text.replace(piece, "********"))
}

/// How a transaction begins.
#[derive(Clone, Copy)]
pub enum Begin {
    /// With the timeouts of its connection.
    Plain,
    /// With its own timeouts, which end with it.
    #[cfg(feature = "postgres")]
    WithTimeouts(Timeouts),
}

/// Runs `work` in a transaction, which is rolled back if `work` returns an error.
///
/// # Errors
/// If `work`, the begin or the commit fails.
pub fn transaction<T, E: From<diesel::result::Error>>(
    connection: &mut AnyConnection,
    how: Begin,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E> {
    match how {
        Begin::Plain => begin(connection)?,
        #[cfg(feature = "postgres")]
        Begin::WithTimeouts(timeouts) => begin_with_timeouts(connection, timeouts)?,
    }
    match work(connection) {
        Ok(result) => {
            commit(connection)?;
            Ok(result)
        }
        Err(error) => {
            // If this fails, closing the connection rolls it back.
            let _ =
                <AnyConnection as diesel::Connection>::TransactionManager::rollback_transaction(connection);
            Err(error)
        }
    }
}

/// Runs `work`, which changes nothing. It runs in a transaction if only a transaction has
/// timeouts.
///
/// # Errors
/// If `work` or the transaction fails.
pub fn read<T, E: From<diesel::result::Error>>(
    connection: &mut AnyConnection,
    how: Begin,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E> {
    match how {
        Begin::Plain => work(connection),
        #[cfg(feature = "postgres")]
        Begin::WithTimeouts(_) => transaction(connection, how, work),
    }
}

#[cfg(feature = "postgres")]
fn begin_with_timeouts(connection: &mut AnyConnection, timeouts: Timeouts) -> QueryResult<()> {
    match connection {
        AnyConnection::Postgres(postgres) => {
            let sql = format!("BEGIN; {}", timeouts.postgres_sql("SET LOCAL"));
            diesel::connection::AnsiTransactionManager::begin_transaction_sql(postgres, &sql)
        }
        _ => begin(connection),
    }
}

/// Begins a transaction that can write. In SQLite it takes the write lock at
/// once: of two transactions that begin without it and write later, one fails.
///
/// # Errors
/// If the database refuses, such as while another process holds the lock.
pub fn begin(connection: &mut AnyConnection) -> QueryResult<()> {
    match connection {
        AnyConnection::Sqlite(sqlite) => {
            diesel::connection::AnsiTransactionManager::begin_transaction_sql(sqlite, "BEGIN IMMEDIATE")
        }
        #[cfg(any(feature = "postgres", feature = "mysql"))]
        other => <AnyConnection as diesel::Connection>::TransactionManager::begin_transaction(other),
    }
}

/// Commits the transaction.
///
/// # Errors
/// If the commit fails. Then the transaction is rolled back.
pub fn commit(connection: &mut AnyConnection) -> QueryResult<()> {
    let committed = <AnyConnection as diesel::Connection>::TransactionManager::commit_transaction(connection);
    committed.inspect_err(|_| {
        // If this fails, too, closing the connection rolls it back.
        let _ = <AnyConnection as diesel::Connection>::TransactionManager::rollback_transaction(connection);
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_error_shows_a_password() {
        let parsed = DatabaseUrl::parse("postgress://tea:oolong@db.example/shop", Path::new(""));
        let text = parsed.map(|_| ()).unwrap_err().to_string();
        assert!(!text.contains("oolong") && text.contains("db.example"), "{text}");
        let url = "postgres://tea:oo/long@db.example/shop";
        let text = redact_password("invalid integer value \"oo\" for connection option \"port\"", url);
        assert!(!text.contains("oo\""), "{text}");
        assert_eq!(redact_password("no such host", "mysql://tea@db.example/shop"), "no such host");
    }

    #[cfg(feature = "server-tests")]
    #[test]
    fn no_failed_connection_shows_a_password() {
        for url in ["postgres://tea:oolong@127.0.0.1:1/x", "postgres://tea:oo/long@127.0.0.1:1/x"]
            .into_iter()
            .chain(["mysql://tea:oolong@127.0.0.1:1/x", "mysql://tea:oo/long@127.0.0.1:1/x"])
        {
            let failed =
                DatabaseUrl::parse(url, Path::new("")).unwrap().connect(None).map(|_| ()).unwrap_err();
            let text = failed.to_string();
            assert!(!text.contains("oolong") && !text.contains("oo\"") && !text.contains("long"), "{text}");
        }
    }
}
