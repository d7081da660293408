//! The databases. A query is a closure, which runs on a thread that can wait and
//! not on the threads that serve requests. Only short reads of SQLite run on the
//! calling thread. Each call has a timeout, both here and on the server.

mod call;
mod connection;
mod connection_thread;
mod error;
mod expired;
mod failure;
mod inline_pool;
mod migration_lock;
mod migrations;
#[cfg(feature = "mysql")]
mod mysql_url;
mod pool;
pub mod schema;
mod sqlite;
mod threads;
mod timeouts;
mod write_ahead_log;
mod writer_thread;

use std::{path::Path, sync::Arc, time::Duration};

use diesel::{Connection as _, QueryResult};
use tokio::time::Instant;

use call::CallState;
pub use connection::AnyConnection as Connection;
use connection::DatabaseUrl;
pub use error::DatabaseError;
pub use expired::ExpiringTable;
use failure::{Failure, LastFailure};
use inline_pool::InlinePool;
pub use migrations::{InitialRows, Migrated};
use pool::Pool;
pub use pool::PoolUsage;
pub use threads::{exit, run as run_blocking};
use timeouts::Timeouts;
use write_ahead_log::WriteAheadLog;
use writer_thread::WriterThread;

/// The timeout of a call if the settings have no other value.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_millis(800);

/// The timeout of a call that no visitor waits for, such as filling the
/// catalogue or clearing a batch of sessions.
const MAINTENANCE_TIMEOUT: Duration = Duration::from_secs(30);

/// How often a transaction is run if the server ends it because of a deadlock.
const MAX_ATTEMPTS: u32 = 5;

/// The minimum pause between two of these attempts.
const MIN_PAUSE: Duration = Duration::from_millis(10);

/// A database. All clones share its connections.
#[derive(Clone)]
pub struct Database {
    url: DatabaseUrl,
    timeouts: Timeouts,
    pool: Pool,
    maintenance: Pool,
    /// SQLite only: a query to a server has to wait for the network.
    inline: Option<Arc<InlinePool>>,
    /// SQLite only: it allows one writer at a time, servers allow many.
    writer: Option<WriterThread>,
    /// SQLite only.
    log: Option<WriteAheadLog>,
}

impl Database {
    /// Opens the database at `url`, with at most `connections` connections. The
    /// path of a file is relative to `folder`, and the file is created if there
    /// is none. Each later call ends within `timeout`, with or without success;
    /// only a commit that has started by then is awaited for 80 ms more.
    /// Migrations are not run.
    ///
    /// # Errors
    /// If the URL is wrong, if the database can't be opened, or if it has
    /// a breaking migration of a later version of this program.
    pub fn open(
        url: &str,
        folder: &Path,
        connections: u32,
        timeout: Duration,
    ) -> Result<Self, DatabaseError> {
        Self::open_url(DatabaseUrl::parse(url, folder)?, connections, timeout)
    }

    /// Opens a PostgreSQL database like [`Self::open`], through a pooler at `url` that gives
    /// each transaction another connection to the server, such as pgbouncer in transaction
    /// mode. Each read is a transaction, too, because only a transaction has timeouts there.
    ///
    /// # Errors
    /// As [`Self::open`], and if the URL is that of another kind of database.
    pub fn open_pooled(
        url: &str,
        folder: &Path,
        connections: u32,
        timeout: Duration,
    ) -> Result<Self, DatabaseError> {
        Self::open_url(DatabaseUrl::parse(url, folder)?.pooled()?, connections, timeout)
    }

    fn open_url(url: DatabaseUrl, connections: u32, timeout: Duration) -> Result<Self, DatabaseError> {
        let timeouts = Timeouts { call: timeout };
        let mut connection = url.connect(Some(timeouts))?;
        connection::read(&mut connection, url.begin(timeouts), migrations::check_compatible)?;
        let (inline, writer, log) = match &url {
            DatabaseUrl::Sqlite(path) => {
                sqlite::warn_if_shared(path);
                let (inline, log) = (InlinePool::open(&url)?, WriteAheadLog::of(path));
                let writer = WriterThread::start(connection, log.clone(), timeouts)?;
                (Some(Arc::new(inline)), Some(writer), Some(log))
            }
            #[cfg(any(feature = "postgres", feature = "mysql"))]
            _ => (None, None, None),
        };
        let connections = connections as usize;
        let pool = Pool::new(url.clone(), timeouts, connections, connections);
        let maintenance = Pool::new(url.clone(), Timeouts { call: MAINTENANCE_TIMEOUT }, 1, 0);
        Ok(Self { url, timeouts, pool, maintenance, inline, writer, log })
    }

    /// Runs a query that changes nothing.
    ///
    /// # Errors
    /// If the query fails or does not end within the timeout.
    pub async fn read<T, F>(&self, query: F) -> Result<T, DatabaseError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> QueryResult<T> + Send + 'static,
    {
        self.read_with(|connection| Ok(query(connection)?)).await
    }

    /// Runs a query that reads a few rows by their keys. On SQLite it runs on the
    /// calling thread, where it takes less time than a change of threads. If it
    /// fails there, such as because of a lock, it runs as in [`Self::read`].
    ///
    /// # Errors
    /// If the query fails or does not end within the timeout.
    pub async fn read_inline<T, F>(&self, query: F) -> Result<T, DatabaseError>
    where
        T: Send + 'static,
        F: Fn(&mut Connection) -> QueryResult<T> + Send + 'static,
    {
        match self.inline.as_ref().and_then(|inline| inline.try_query(&query)) {
            Some(result) => Ok(result),
            None => self.read(query).await,
        }
    }

    /// Runs `change` in a transaction, which is rolled back if `change` returns an
    /// error. Runs it again if the server ends the transaction because of a
    /// deadlock.
    ///
    /// # Errors
    /// If the change fails or is not committed within the timeout. A change that
    /// is reported as failed is not committed later, except after
    /// [`DatabaseError::OutcomeUnknown`].
    pub async fn write<T, E, F>(&self, change: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<diesel::result::Error> + From<DatabaseError> + Send + 'static,
        F: Fn(&mut Connection) -> Result<T, E> + Send + 'static,
    {
        match &self.writer {
            // Inside the common transaction of all waiting writes, this one has a
            // savepoint of its own.
            Some(writer) => {
                writer.write(self.deadline(), move |connection| connection.transaction(&change)).await
            }
            None => write_to_server(&self.pool, change).await,
        }
    }

    /// Runs `change`, of which only one statement changes the database. One
    /// statement is atomic by itself, so on SQLite the change needs no savepoint.
    ///
    /// # Errors
    /// If the change fails or is not committed within the timeout, as in
    /// [`Self::write`].
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

    /// Runs `change` in a transaction like [`Self::write`], with a timeout of 30
    /// seconds, for work that no visitor waits for. On a server it has a
    /// connection of its own. On SQLite it waits before, for at most 30 seconds,
    /// until the write-ahead log is small.
    ///
    /// # Errors
    /// If the change fails or is not committed within 30 seconds, or if the log
    /// stays large.
    pub async fn write_maintenance<T, E, F>(&self, change: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<diesel::result::Error> + From<DatabaseError> + Send + 'static,
        F: Fn(&mut Connection) -> Result<T, E> + Send + 'static,
    {
        match &self.writer {
            Some(writer) => {
                if let Some(log) = &self.log {
                    log.wait_until_small(writer).await?;
                }
                let deadline = Instant::now() + MAINTENANCE_TIMEOUT;
                writer.write(deadline, move |connection| connection.transaction(&change)).await
            }
            None => write_to_server(&self.maintenance, change).await,
        }
    }

    /// Runs the pending migrations, on a connection without timeouts, and returns
    /// their number.
    ///
    /// # Errors
    /// If a migration fails, or if another process runs migrations for ten minutes.
    pub async fn migrate(&self) -> Result<usize, DatabaseError> {
        self.migrate_and_insert(None).await.map(|migrated| migrated.migrations)
    }

    /// Runs the pending migrations, and inserts `rows` if they are missing. Of several
    /// processes one does both, and the others wait for it.
    ///
    /// # Errors
    /// If it fails, or if another process does it for ten minutes.
    pub async fn migrate_and_insert(&self, rows: Option<InitialRows>) -> Result<Migrated, DatabaseError> {
        let url = self.url.clone();
        threads::run(move || migrations::run(&mut url.connect(None)?, rows)).await
    }

    /// Checks that no migration is pending.
    ///
    /// # Errors
    /// `Outdated` if one is.
    pub async fn check_up_to_date(&self) -> Result<(), DatabaseError> {
        self.read_with(migrations::check_up_to_date).await
    }

    async fn read_with<T, F>(&self, work: F) -> Result<T, DatabaseError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T, DatabaseError> + Send + 'static,
    {
        let begin = self.pool.begin();
        self.pool.call(move |connection, _, _| connection::read(connection, begin, work)).await
    }

    /// Returns how many connections of the pool are in use. The connections of SQLite that
    /// run a query on the calling thread, and the one that writes, are not in the pool.
    pub fn pool_usage(&self) -> PoolUsage {
        self.pool.usage()
    }

    /// Checks that the database responds.
    ///
    /// # Errors
    /// If it does not.
    pub async fn check(&self) -> Result<(), DatabaseError> {
        use diesel::{RunQueryDsl, dsl::sql, sql_types::Integer};
        self.read(|connection| diesel::select(sql::<Integer>("1")).execute(connection)).await.map(drop)
    }

    /// Returns the version of the server, as it reports it. `None` for `SQLite`, which is a
    /// part of the program.
    ///
    /// # Errors
    /// If the server does not respond.
    pub async fn server_version(&self) -> Result<Option<String>, DatabaseError> {
        use diesel::{RunQueryDsl, dsl::sql, sql_types::Text};
        if self.writer.is_some() {
            return Ok(None);
        }
        let query =
            |connection: &mut Connection| diesel::select(sql::<Text>("version()")).get_result(connection);
        self.read(query).await.map(Some)
    }

    /// Checks that the database accepts writes: inserts a row and deletes it in the same
    /// transaction. A replica or a full disk can respond to reads and refuse this.
    ///
    /// # Errors
    /// If it does not.
    pub async fn check_writable(&self) -> Result<(), DatabaseError> {
        use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl};
        use schema::session_cache_instances::{instance, table};
        // Two processes must not wait for each other's row.
        let row = format!("readiness-{:016x}", rand::random::<u64>());
        self.write(move |connection| {
            diesel::insert_into(table).values(instance.eq(&row)).execute(connection)?;
            diesel::delete(table.find(&row)).execute(connection)?;
            Ok(())
        })
        .await
    }

    /// Returns whether the database is a file of this machine, not a server.
    pub fn is_file(&self) -> bool {
        self.url.is_file()
    }

    fn deadline(&self) -> Instant {
        Instant::now() + self.timeouts.call
    }
}

/// Runs a transaction on a server. Until the commit starts, the caller can
/// abandon it; a transaction that was abandoned is rolled back.
async fn write_to_server<T, E, F>(pool: &Pool, change: F) -> Result<T, E>
where
    T: Send + 'static,
    E: From<diesel::result::Error> + From<DatabaseError> + Send + 'static,
    F: Fn(&mut Connection) -> Result<T, E> + Send + 'static,
{
    let begin = pool.begin();
    let write = move |connection: &mut Connection, failure: &LastFailure, state: &CallState| {
        let mut attempt = 1;
        loop {
            let written = connection::transaction(connection, begin, |connection| {
                let written = change(connection)?;
                if state.start() { Ok(written) } else { Err(DatabaseError::Abandoned.into()) }
            });
            let can_repeat = written.is_err() && state.is_waiting() && attempt < MAX_ATTEMPTS;
            if !can_repeat || !failure.is(Failure::Deadlock) {
                return written;
            }
            failure.take();
            // Lets the other transaction finish; otherwise both meet again.
            std::thread::sleep(rand::random_range(MIN_PAUSE..2 * MIN_PAUSE) * attempt);
            attempt += 1;
        }
    };
    pool.call(write).await
}

#[cfg(test)]
mod tests;
