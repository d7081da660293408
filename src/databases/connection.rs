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

use super::{DatabaseError, sqlite, timeouts::Timeouts};

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

/// Where a database is. An address may hold a password: there is no `Debug`.
#[derive(Clone)]
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
            _ => Err(DatabaseError::Url(without_password(url, url))),
        }
    }

    /// Whether it is a file and not a server.
    pub fn is_file(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }

    /// Connects, with these limits on what is run there. Without any it is a
    /// connection for migrations, which may take as long as they need.
    pub fn connect(&self, timeouts: Option<Timeouts>) -> Result<AnyConnection, DatabaseError> {
        let mut connection = match self {
            Self::Sqlite(path) => sqlite::connect(path).map(AnyConnection::Sqlite),
            #[cfg(feature = "postgres")]
            Self::Postgres(url) => {
                let connection = diesel::PgConnection::establish(url).map(AnyConnection::Postgres);
                connection.map_err(|error| unreachable(url, &error))
            }
            #[cfg(feature = "mysql")]
            Self::Mysql(url) => {
                let connection = diesel::MysqlConnection::establish(url).map(AnyConnection::Mysql);
                connection.map_err(|error| unreachable(url, &error))
            }
        }?;
        #[cfg(feature = "mysql")]
        if let AnyConnection::Mysql(mysql) = &mut connection {
            // A comparison sees what is committed now, as on the others.
            mysql.batch_execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")?;
        }
        if let Some(timeouts) = timeouts {
            timeouts.apply(&mut connection)?;
        }
        Ok(connection)
    }

    /// Connects to a file in such a way that nothing asked there ever waits for
    /// a lock.
    pub fn connect_impatiently(&self) -> Result<AnyConnection, DatabaseError> {
        let mut connection = self.connect(None)?;
        connection.batch_execute("PRAGMA busy_timeout = 0")?;
        Ok(connection)
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
fn unreachable(url: &str, error: &diesel::ConnectionError) -> DatabaseError {
    DatabaseError::Unreachable(without_password(&error.to_string().replace('\n', " "), url))
}

/// The text without the password of the URL. Where a password has not been
/// percent-encoded, a library may show a piece of it as a host or a port, so
/// each piece is hidden.
fn without_password(text: &str, url: &str) -> String {
    let user_info = url.split_once("://").and_then(|(_, rest)| Some(rest.rsplit_once('@')?.0));
    let password = user_info.and_then(|user_info| Some(user_info.split_once(':')?.1)).unwrap_or_default();
    let pieces = password.split(['/', '?', '#', '@', ':']).filter(|piece| !piece.is_empty());
    pieces.fold(text.to_owned(), |text, piece| text.replace(piece, "********"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_error_shows_a_password() {
        let parsed = Place::parse("postgress://tea:oolong@db.example/shop", Path::new(""));
        let text = parsed.map(|_| ()).unwrap_err().to_string();
        assert!(!text.contains("oolong") && text.contains("db.example"), "{text}");
        let url = "postgres://tea:oo/long@db.example/shop";
        let text = without_password("invalid integer value \"oo\" for connection option \"port\"", url);
        assert!(!text.contains("oo\""), "{text}");
        assert_eq!(without_password("no such host", "mysql://tea@db.example/shop"), "no such host");
    }

    #[cfg(feature = "server-tests")]
    #[test]
    fn no_failed_connection_shows_a_password() {
        for url in ["postgres://tea:oolong@127.0.0.1:1/x", "postgres://tea:oo/long@127.0.0.1:1/x"]
            .into_iter()
            .chain(["mysql://tea:oolong@127.0.0.1:1/x", "mysql://tea:oo/long@127.0.0.1:1/x"])
        {
            let failed = Place::parse(url, Path::new("")).unwrap().connect(None).map(|_| ()).unwrap_err();
            let text = failed.to_string();
            assert!(!text.contains("oolong") && !text.contains("oo\"") && !text.contains("long"), "{text}");
        }
    }
}
