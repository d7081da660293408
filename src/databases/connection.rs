//! A connection to any of the three kinds of databases, so that one query path
//! serves them all. PostgreSQL and MySQL are behind cargo features, since they
//! need C libraries.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

#[cfg(any(feature = "postgres", feature = "mysql"))]
use diesel::Connection as _;
use diesel::{
    QueryResult,
    connection::{SimpleConnection as _, TransactionManager},
    r2d2::{ManageConnection, Pool, R2D2Connection},
};

use super::{DatabaseError, sqlite};

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

/// Where a database is.
#[derive(Clone, Debug)]
pub enum Place {
    /// A file.
    Sqlite(PathBuf),
    /// An address of a server.
    #[cfg(feature = "postgres")]
    Postgres(String),
    /// An address of a server.
    #[cfg(feature = "mysql")]
    Mysql(String),
}

/// How long anyone may wait for a free connection, or for a server to take one.
const WAIT: Duration = Duration::from_millis(700);

impl Place {
    /// Of a url as the settings have it; a file's path is relative to `folder`.
    pub fn parse(url: &str, folder: &Path) -> Result<Self, DatabaseError> {
        match url.split_once(':') {
            Some(("sqlite", _)) => sqlite::path(url, folder).map(Self::Sqlite),
            #[cfg(feature = "postgres")]
            Some(("postgres" | "postgresql", _)) => Ok(Self::Postgres(with_parameters(url))),
            #[cfg(feature = "mysql")]
            Some(("mysql", _)) => Ok(Self::Mysql(url.to_owned())),
            #[cfg(not(feature = "postgres"))]
            Some(("postgres" | "postgresql", _)) => Err(DatabaseError::Feature("postgres")),
            #[cfg(not(feature = "mysql"))]
            Some(("mysql", _)) => Err(DatabaseError::Feature("mysql")),
            _ => Err(DatabaseError::Url(url.to_owned())),
        }
    }

    /// Connects.
    pub fn connect(&self) -> Result<AnyConnection, DatabaseError> {
        match self {
            Self::Sqlite(path) => sqlite::connect(path).map(AnyConnection::Sqlite),
            #[cfg(feature = "postgres")]
            Self::Postgres(url) => {
                diesel::PgConnection::establish(url).map(AnyConnection::Postgres).map_err(unreachable)
            }
            #[cfg(feature = "mysql")]
            Self::Mysql(url) => {
                let mut connection = diesel::MysqlConnection::establish(url).map_err(unreachable)?;
                // A comparison sees what is committed now, as on the others.
                connection.batch_execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")?;
                Ok(AnyConnection::Mysql(connection))
            }
        }
    }

    /// Connects to a file in such a way that nothing asked there ever waits for
    /// a lock.
    pub fn connect_impatiently(&self) -> Result<AnyConnection, DatabaseError> {
        let mut connection = self.connect()?;
        connection.batch_execute("PRAGMA busy_timeout = 0")?;
        Ok(connection)
    }

    /// A pool of at most so many connections.
    pub fn pool(&self, connections: u32) -> Pool<Self> {
        let builder = Pool::builder().max_size(connections).min_idle(Some(1)).connection_timeout(WAIT);
        // The file is there; a server may have been restarted since.
        let is_file = matches!(self, Self::Sqlite(_));
        // Unchecked: whoever opens it has connected once already, and a busy machine
        // may take longer at the start than a request may wait.
        builder.test_on_check_out(!is_file).build_unchecked(self.clone())
    }
}

/// A network that swallows everything is noticed within seconds, not hours.
#[cfg(feature = "postgres")]
const POSTGRES_PARAMETERS: &str = "connect_timeout=2&tcp_user_timeout=5000&keepalives_idle=5\
     &keepalives_interval=2&keepalives_count=3";

#[cfg(feature = "postgres")]
fn with_parameters(url: &str) -> String {
    let separator = if url.contains('?') { '&' } else { '?' };
    format!("{url}{separator}{POSTGRES_PARAMETERS}")
}

#[cfg(any(feature = "postgres", feature = "mysql"))]
fn unreachable(error: diesel::ConnectionError) -> DatabaseError {
    DatabaseError::Unreachable(error.to_string().replace('\n', " "))
}

/// Begins a transaction that may write. SQLite is told at once: two that find
/// out only later that they both want to write can't both go on.
pub fn begin(connection: &mut AnyConnection) -> QueryResult<()> {
    match connection {
        AnyConnection::Sqlite(sqlite) => {
            diesel::connection::AnsiTransactionManager::begin_transaction_sql(sqlite, "BEGIN IMMEDIATE")
        }
        #[cfg(any(feature = "postgres", feature = "mysql"))]
        other => <AnyConnection as diesel::Connection>::TransactionManager::begin_transaction(other),
    }
}

/// Ends it; on an error nothing of it was done.
pub fn commit(connection: &mut AnyConnection) -> QueryResult<()> {
    let committed = <AnyConnection as diesel::Connection>::TransactionManager::commit_transaction(connection);
    committed.inspect_err(|_| {
        // It is rolled back with the connection at the latest.
        let _ = <AnyConnection as diesel::Connection>::TransactionManager::rollback_transaction(connection);
    })
}

impl ManageConnection for Place {
    type Connection = AnyConnection;
    type Error = PlaceError;

    fn connect(&self) -> Result<AnyConnection, PlaceError> {
        Self::connect(self).map_err(|error| PlaceError(error.to_string()))
    }

    fn is_valid(&self, connection: &mut AnyConnection) -> Result<(), PlaceError> {
        connection.ping().map_err(|error| PlaceError(error.to_string()))
    }

    fn has_broken(&self, connection: &mut AnyConnection) -> bool {
        connection.is_broken()
    }
}

/// Why a connection could not be made, for the pool.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct PlaceError(String);
