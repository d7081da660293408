//! The databases: opened by alias, asked off the async threads. Whoever has a
//! question hands in a closure; it runs on a thread that may wait. Only what
//! SQLite answers at once is asked on the spot.

mod connection;
mod error;
mod migrations;
mod ready;
pub mod schema;
mod sqlite;
mod writer;

use std::{path::Path, sync::Arc};

use diesel::{Connection as _, QueryResult, r2d2::Pool};

pub use connection::AnyConnection as Connection;
use connection::Place;
pub use error::DatabaseError;
use ready::Ready;
use writer::Writer;

/// One database. Cheap to clone: all clones share its connections.
#[derive(Clone)]
pub struct Database {
    place: Place,
    pool: Pool<Place>,
    /// A server is never asked on the spot: the network is between.
    ready: Option<Arc<Ready>>,
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
        let (ready, writer) = match place {
            Place::Sqlite(_) => (Some(Arc::new(Ready::open(&place)?)), Some(Writer::start(connection)?)),
            #[cfg(any(feature = "postgres", feature = "mysql"))]
            _ => (None, None),
        };
        Ok(Self { pool: place.pool(connections), place, ready, writer })
    }

    /// Asks a question that changes nothing.
    pub async fn read<T, F>(&self, question: F) -> Result<T, DatabaseError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> QueryResult<T> + Send + 'static,
    {
        self.with_connection(move |connection| Ok(question(connection)?)).await
    }

    /// Asks for a row by its key, or a few: what takes no longer than handing
    /// it to another thread would. Asked again off the thread if it can't be
    /// answered at once.
    pub async fn look_up<T, F>(&self, question: F) -> Result<T, DatabaseError>
    where
        T: Send + 'static,
        F: Fn(&mut Connection) -> QueryResult<T> + Send + 'static,
    {
        match self.ready.as_ref().and_then(|ready| ready.ask(&question)) {
            Some(answer) => Ok(answer),
            None => self.read(question).await,
        }
    }

    /// Makes a change, in one transaction: all of it, or on `Err` nothing.
    pub async fn write<T, E, F>(&self, change: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<diesel::result::Error> + From<DatabaseError> + Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    {
        match &self.writer {
            // Inside the transaction of all that wait this is a savepoint of its own.
            Some(writer) => writer.write(|connection| connection.transaction(change)).await,
            None => self.write_while_awaited(change).await,
        }
    }

    /// Makes a change by a single statement. The database does it whole or not
    /// at all by itself, which spares a savepoint; questions may stand beside it.
    pub async fn write_statement<T, E, F>(&self, change: F) -> Result<T, E>
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
