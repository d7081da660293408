//! A connection with a thread of its own. A call of a C library can't be
//! interrupted, but its thread can be abandoned: the caller drops the handle,
//! and the thread ends, with its connection, when the library returns.

use std::{sync::mpsc, thread::ThreadId, time::Duration};

use diesel::connection::{SimpleConnection as _, TransactionManager as _};
use tokio::{sync::OwnedSemaphorePermit, time::Instant};

use super::{
    Connection, DatabaseError,
    connection::DatabaseUrl,
    failure::{Failure, LastFailure},
    threads,
    timeouts::Timeouts,
};

/// A connection to a server that was idle for this time is tested before it is
/// used, since the server may have been restarted.
const PING_AFTER: Duration = Duration::from_secs(1);

/// Work for the thread. It sends its result to the caller itself.
type Job = Box<dyn FnOnce(&mut ConnectionSlot) + Send>;

/// A handle of the thread. The thread ends when the handle is dropped.
pub struct ConnectionThread {
    jobs: mpsc::Sender<Job>,
    thread: ThreadId,
    /// The time of the last response on this connection.
    pub last_response: Instant,
}

impl ConnectionThread {
    /// Starts the thread. It connects for its first job, and holds `permit`
    /// until it ends.
    ///
    /// # Errors
    /// If the system can't start another thread.
    pub fn start(
        url: DatabaseUrl,
        timeouts: Timeouts,
        permit: Option<OwnedSemaphorePermit>,
    ) -> Result<Self, DatabaseError> {
        let (jobs, receiver) = mpsc::channel::<Job>();
        let run = move || {
            let mut slot = ConnectionSlot { url, timeouts, open: None };
            for job in receiver {
                job(&mut slot);
            }
            drop((slot, permit));
        };
        let thread = threads::spawn("database-call", run);
        let thread = thread.map_err(|error| DatabaseError::Unreachable(error.to_string()))?;
        Ok(Self { jobs, thread, last_response: Instant::now() })
    }

    /// Runs `job` on the thread.
    ///
    /// # Errors
    /// If the thread has ended.
    pub fn run(&self, job: impl FnOnce(&mut ConnectionSlot) + Send + 'static) -> Result<(), DatabaseError> {
        self.jobs.send(Box::new(job)).map_err(|_| DatabaseError::Stopped)
    }

    /// Ends the thread, which closes its connection, and returns its id. The thread must be
    /// idle.
    pub fn close(self) -> ThreadId {
        self.thread
    }
}

/// The thread's connection. The slot is empty before the first job and
/// after a connection has failed.
pub struct ConnectionSlot {
    url: DatabaseUrl,
    timeouts: Timeouts,
    open: Option<OpenConnection>,
}

struct OpenConnection {
    connection: Connection,
    failure: LastFailure,
    used: Instant,
}

impl ConnectionSlot {
    /// Runs `work` on the connection. Connects first if there is none, or if the
    /// connection is found closed. Also returns whether the connection can be
    /// used again.
    pub fn run<T, E: From<DatabaseError>>(
        &mut self,
        work: impl FnOnce(&mut Connection, &LastFailure) -> Result<T, E>,
    ) -> (Result<T, E>, bool) {
        let open = match self.open_or_connect() {
            Ok(open) => self.open.insert(open),
            Err(error) => return (Err(error.into()), false),
        };
        let result = work(&mut open.connection, &open.failure);
        open.used = Instant::now();
        let is_usable = open.is_usable(result.is_err());
        if !is_usable {
            self.open = None;
        }
        (result, is_usable)
    }

    fn open_or_connect(&mut self) -> Result<OpenConnection, DatabaseError> {
        let Some(mut open) = self.open.take() else { return self.connect() };
        let is_fresh = self.url.is_file() || open.used.elapsed() < PING_AFTER;
        if is_fresh || open.ping() { Ok(open) } else { self.connect() }
    }

    fn connect(&self) -> Result<OpenConnection, DatabaseError> {
        let mut connection = self.url.connect(Some(self.timeouts))?;
        let failure = LastFailure::of(&mut connection);
        Ok(OpenConnection { connection, failure, used: Instant::now() })
    }
}

impl OpenConnection {
    fn ping(&mut self) -> bool {
        let responds = self.connection.batch_execute("SELECT 1").is_ok();
        self.failure.take();
        responds
    }

    /// Returns whether the connection can be used again after a call.
    fn is_usable(&mut self, has_failed: bool) -> bool {
        type Transactions = <Connection as diesel::Connection>::TransactionManager;
        let failure = self.failure.take();
        if Transactions::is_broken_transaction_manager(&mut self.connection) {
            return false;
        }
        match failure {
            Some(Failure::Disconnected) => false,
            Some(Failure::Unknown) if has_failed => self.ping(),
            _ => true,
        }
    }
}
