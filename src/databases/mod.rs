//! The databases: opened by alias, asked off the async threads. Whoever has a
//! question hands in a closure; it runs on a thread that may wait.

mod connection;
mod error;
mod migrations;
pub mod schema;
mod sqlite;
mod writer;

use std::{path::Path, sync::Arc};

use diesel::{Connection as _, QueryResult, r2d2::Pool};

pub use connection::AnyConnection as Connection;
use connection::Place;
pub use error::DatabaseError;
use writer::Writer;

/// One database. Cheap to clone: all clones share its connections.
#[derive(Clone)]
pub struct Database {
    place: Place,
    pool: Pool<Place>,
    /// SQLite lets one writer in at a time; servers take many.
    writer: Option<Writer>,
}

impl Database {
    /// Opens the database at `url`, with at most so many connections. A file's
    /// path is relative to `folder`, and the file is made if there is none.
    /// Migrations are not run.
    pub fn open(url: &str, folder: &Path, connections: u32) -> Result<Self, DatabaseError> {
        let place = Place::parse(url, folder)?;
        let mut connection = place.connect()?;
        migrations::refuse_newer(&mut connection)?;
        let writer = match place {
            Place::Sqlite(_) => Some(Writer::start(connection)?),
            #[cfg(any(feature = "postgres", feature = "mysql"))]
            _ => None,
        };
        Ok(Self { pool: place.pool(connections), place, writer })
    }

    /// Asks a question that changes nothing.
    pub async fn read<T, F>(&self, question: F) -> Result<T, DatabaseError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> QueryResult<T> + Send + 'static,
    {
        self.with_connection(move |connection| Ok(question(connection)?)).await
    }

    /// Makes a change, in one transaction: all of it, or on `Err` nothing.
    pub async fn write<T, E, F>(&self, change: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<diesel::result::Error> + From<DatabaseError> + Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    {
        match &self.writer {
            Some(writer) => writer.write(change).await,
            None => self.write_while_awaited(change).await,
        }
    }

    /// Whoever asked may have given up and said that nothing was written; then
    /// nothing must be.
    async fn write_while_awaited<T, E, F>(&self, change: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<diesel::result::Error> + From<DatabaseError> + Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    {
        let asker = Arc::new(());
        let awaited = Arc::downgrade(&asker);
        let written = self.with_connection(move |connection| {
            connection.transaction(|connection| {
                let written = change(connection)?;
                if awaited.strong_count() == 0 { Err(DatabaseError::GivenUp.into()) } else { Ok(written) }
            })
        });
        let written = written.await;
        drop(asker);
        written
    }

    /// Brings the tables up to date. Returns how many steps were taken.
    pub async fn migrate(&self) -> Result<usize, DatabaseError> {
        let place = self.place.clone();
        off_thread(move || migrations::run(&mut place.connect()?)).await
    }

    /// Whether the database answers.
    pub async fn check(&self) -> Result<(), DatabaseError> {
        use diesel::{RunQueryDsl, dsl::sql, sql_types::Integer};
        self.read(|connection| diesel::select(sql::<Integer>("1")).execute(connection)).await.map(drop)
    }

    async fn with_connection<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DatabaseError> + Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    {
        let pool = self.pool.clone();
        off_thread(move || work(&mut *pool.get().map_err(DatabaseError::from)?)).await
    }
}

/// Runs what may wait on a thread that may.
async fn off_thread<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<DatabaseError> + Send + 'static,
{
    tokio::task::spawn_blocking(work).await.map_err(|_| DatabaseError::Stopped)?
}
