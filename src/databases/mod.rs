//! The databases: opened by alias, asked off the async threads. Whoever has a
//! question hands in a closure; it runs on a thread that may wait.

mod error;
mod migrations;
pub mod schema;
mod sqlite;
mod writer;

use std::path::Path;

use diesel::{
    QueryResult,
    r2d2::{ConnectionManager, Pool},
};

pub use error::DatabaseError;
use writer::Writer;

/// A connection to a database.
pub type Connection = diesel::SqliteConnection;

/// One database: a few connections that read, and one that writes. Cheap to
/// clone: all clones share them.
#[derive(Clone)]
pub struct Database {
    readers: Pool<ConnectionManager<Connection>>,
    writer: Writer,
}

impl Database {
    /// Opens the database at `url` (`sqlite:PATH`, relative to `folder`) and
    /// makes the file if there is none. It does not run migrations.
    pub fn open(url: &str, folder: &Path) -> Result<Self, DatabaseError> {
        let path = sqlite::path(url, folder)?;
        let mut connection = sqlite::connect(&path)?;
        migrations::refuse_newer(&mut connection)?;
        Ok(Self { readers: sqlite::pool(&path)?, writer: Writer::start(connection)? })
    }

    /// Asks a question that changes nothing.
    pub async fn read<T, F>(&self, question: F) -> Result<T, DatabaseError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> QueryResult<T> + Send + 'static,
    {
        let readers = self.readers.clone();
        let answer = tokio::task::spawn_blocking(move || -> Result<T, DatabaseError> {
            let mut connection = readers.get()?;
            Ok(question(&mut connection)?)
        });
        answer.await.map_err(|_| DatabaseError::Stopped)?
    }

    /// Makes a change, in one transaction: all of it, or on `Err` nothing.
    pub async fn write<T, E, F>(&self, change: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<diesel::result::Error> + From<DatabaseError> + Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    {
        self.writer.write(change).await
    }

    /// Brings the tables up to date. Returns how many steps were taken.
    pub async fn migrate(&self) -> Result<usize, DatabaseError> {
        self.writer.alone(migrations::run).await
    }

    /// Whether the database answers.
    pub async fn check(&self) -> Result<(), DatabaseError> {
        use diesel::{RunQueryDsl, dsl::sql, sql_types::Integer};
        self.read(|connection| diesel::select(sql::<Integer>("1")).execute(connection)).await.map(drop)
    }
}
