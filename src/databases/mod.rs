//! The databases: opened by alias, called off the async threads. Whoever has a
//! question hands in a closure; it runs on a thread that may wait. Only what
//! SQLite answers at once is asked on the spot. Each call has a deadline, on
//! this side and on the server's.

mod call;
mod connection;
mod connection_thread;
mod error;
mod failure;
mod inline_pool;
mod migrations;
mod pool;
pub mod schema;
mod sqlite;
mod timeouts;
mod writer;

use std::{path::Path, sync::Arc, time::Duration};

use diesel::{Connection as _, QueryResult};
use tokio::time::Instant;

use call::CallState;
pub use connection::AnyConnection as Connection;
use connection::Place;
pub use error::DatabaseError;
use failure::{Failure, LastFailure};
use inline_pool::InlinePool;
use pool::Pool;
use timeouts::Timeouts;
use writer::Writer;

/// The time of a call where the settings say nothing else.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_millis(800);

/// The time of a call that nobody waits for at a page: filling the shop, or
/// clearing a batch of sessions.
const MAINTENANCE_TIMEOUT: Duration = Duration::from_secs(30);

/// How often a transaction is run that the server ends because of a deadlock.
const MAX_ATTEMPTS: u32 = 5;

/// The least time between two of these attempts.
const MIN_PAUSE: Duration = Duration::from_millis(10);

/// One database. Cheap to clone: all clones share its connections.
#[derive(Clone)]
pub struct Database {
    place: Place,
    timeouts: Timeouts,
    pool: Pool,
    maintenance: Pool,
    /// A server is never asked on the spot: the network is between.
    ready: Option<Arc<InlinePool>>,
    /// SQLite lets one writer in at a time; servers take many.
    writer: Option<Writer>,
}

impl Database {
    /// Opens the database at `url`, with at most so many connections. A file's
    /// path is relative to `folder`, and the file is made if there is none.
    /// Each later call ends, well or not, within `timeout`; only a commit that
    /// has begun by then is awaited for a little longer. Migrations are not run.
    pub fn open(
        url: &str,
        folder: &Path,
        connections: u32,
        timeout: Duration,
    ) -> Result<Self, DatabaseError> {
        let place = Place::parse(url, folder)?;
        let timeouts = Timeouts { call: timeout };
        let mut connection = place.connect(Some(timeouts))?;
        migrations::refuse_newer(&mut connection)?;
        let (ready, writer) = match &place {
            Place::Sqlite(path) => {
                sqlite::warn_if_shared(path);
                (Some(Arc::new(InlinePool::open(&place)?)), Some(Writer::start(connection)?))
            }
            #[cfg(any(feature = "postgres", feature = "mysql"))]
            _ => (None, None),
        };
        let connections = connections as usize;
        let pool = Pool::new(place.clone(), timeouts, connections, connections);
        let maintenance = Pool::new(place.clone(), Timeouts { call: MAINTENANCE_TIMEOUT }, 1, 0);
        Ok(Self { place, timeouts, pool, maintenance, ready, writer })
    }

    /// Asks a question that changes nothing.
    pub async fn read<T, F>(&self, question: F) -> Result<T, DatabaseError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> QueryResult<T> + Send + 'static,
    {
        self.pool.call(move |connection, _, _| Ok(question(connection)?)).await
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

    /// Makes a change, in one transaction: all of it, or on `Err` nothing. It is
    /// run again if the server ends it because of a deadlock. What is reported
    /// as failed is not committed later, except [`DatabaseError::OutcomeUnknown`].
    pub async fn write<T, E, F>(&self, change: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<diesel::result::Error> + From<DatabaseError> + Send + 'static,
        F: Fn(&mut Connection) -> Result<T, E> + Send + 'static,
    {
        match &self.writer {
            // Inside the transaction of all that wait this is a savepoint of its own.
            Some(writer) => {
                writer.write(self.deadline(), move |connection| connection.transaction(&change)).await
            }
            None => write_to_server(&self.pool, change).await,
        }
    }

    /// Makes a change by a single statement. The database does it whole or not
    /// at all by itself, which spares a savepoint; questions may stand beside it.
    pub async fn write_statement<T, E, F>(&self, change: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<diesel::result::Error> + From<DatabaseError> + Send + 'static,
        F: Fn(&mut Connection) -> Result<T, E> + Send + 'static,
    {
        match &self.writer {
            Some(writer) => writer.write(self.deadline(), change).await,
            None => write_to_server(&self.pool, change).await,
        }
    }

    /// Makes a change like [`Self::write`] that no visitor waits for: it has half
    /// a minute, and on a server a connection of its own with such limits.
    pub async fn maintain<T, E, F>(&self, change: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<diesel::result::Error> + From<DatabaseError> + Send + 'static,
        F: Fn(&mut Connection) -> Result<T, E> + Send + 'static,
    {
        match &self.writer {
            Some(writer) => {
                let deadline = Instant::now() + MAINTENANCE_TIMEOUT;
                writer.write(deadline, move |connection| connection.transaction(&change)).await
            }
            None => write_to_server(&self.maintenance, change).await,
        }
    }

    /// Brings the tables up to date, on a connection without limits of time.
    /// Returns how many steps were taken.
    pub async fn migrate(&self) -> Result<usize, DatabaseError> {
        let place = self.place.clone();
        let migrate = tokio::task::spawn_blocking(move || migrations::run(&mut place.connect(None)?));
        migrate.await.map_err(|_| DatabaseError::Stopped)?
    }

    /// Whether the database answers.
    pub async fn check(&self) -> Result<(), DatabaseError> {
        use diesel::{RunQueryDsl, dsl::sql, sql_types::Integer};
        self.read(|connection| diesel::select(sql::<Integer>("1")).execute(connection)).await.map(drop)
    }

    fn deadline(&self) -> Instant {
        Instant::now() + self.timeouts.call
    }
}

/// Runs a transaction on a server. The caller may give up until the commit
/// begins; the server is asked to commit only what the caller still awaits.
async fn write_to_server<T, E, F>(pool: &Pool, change: F) -> Result<T, E>
where
    T: Send + 'static,
    E: From<diesel::result::Error> + From<DatabaseError> + Send + 'static,
    F: Fn(&mut Connection) -> Result<T, E> + Send + 'static,
{
    let write = move |connection: &mut Connection, failure: &LastFailure, state: &CallState| {
        let mut attempt = 1;
        loop {
            let written = connection.transaction(|connection| {
                let written = change(connection)?;
                if state.start() { Ok(written) } else { Err(DatabaseError::GivenUp.into()) }
            });
            let is_to_repeat = written.is_err() && state.is_waiting() && attempt < MAX_ATTEMPTS;
            if !is_to_repeat || !failure.is(Failure::Deadlock) {
                return written;
            }
            failure.take();
            // The other transaction first, or both meet again.
            std::thread::sleep(rand::random_range(MIN_PAUSE..2 * MIN_PAUSE) * attempt);
            attempt += 1;
        }
    };
    pool.call(write).await
}

#[cfg(test)]
mod tests;
