//! A connection and the thread that it lives on. The C libraries can't be told
//! to stop waiting, but their thread can be left alone: whoever drops the
//! handle of one that hangs is rid of it, and the thread ends, with its
//! connection, as soon as the library returns.

use std::{
    sync::mpsc,
    thread::{self, JoinHandle},
    time::Duration,
};

use diesel::connection::{SimpleConnection as _, TransactionManager as _};
use tokio::{sync::OwnedSemaphorePermit, time::Instant};

use super::{
    Connection, DatabaseError,
    connection::Place,
    failure::{Failure, LastFailure},
    timeouts::Timeouts,
};

/// A connection to a server that was not used for so long is tried before it
/// is used: the server may have been restarted.
const PING_AFTER: Duration = Duration::from_secs(1);

/// What the thread runs. It reports its result by itself.
type Job = Box<dyn FnOnce(&mut Slot) + Send>;

/// A handle on the thread. When it is dropped, the thread ends.
pub struct ConnectionThread {
    jobs: mpsc::Sender<Job>,
    thread: JoinHandle<()>,
    /// When the server was last known to respond on this connection.
    pub last_response: Instant,
}

impl ConnectionThread {
    /// Starts a thread that connects when it gets its first job. It keeps
    /// `permit` for as long as it runs.
    pub fn start(
        place: Place,
        timeouts: Timeouts,
        permit: Option<OwnedSemaphorePermit>,
    ) -> Result<Self, DatabaseError> {
        let (jobs, receiver) = mpsc::channel::<Job>();
        let run = move || {
            let mut slot = Slot { place, timeouts, open: None };
            for job in receiver {
                job(&mut slot);
            }
            drop((slot, permit));
        };
        let thread = thread::Builder::new().name("database-call".to_owned());
        let thread = thread.spawn(run).map_err(|error| DatabaseError::Unreachable(error.to_string()))?;
        Ok(Self { jobs, thread, last_response: Instant::now() })
    }

    /// Runs `job` on the thread.
    pub fn run(&self, job: impl FnOnce(&mut Slot) + Send + 'static) -> Result<(), DatabaseError> {
        self.jobs.send(Box::new(job)).map_err(|_| DatabaseError::Stopped)
    }

    /// Ends the thread and waits for that. Only for one without a job.
    pub fn join(self) {
        let Self { jobs, thread, .. } = self;
        drop(jobs);
        // A panic of a job has been reported where it happened.
        let _ = thread.join();
    }
}

/// The thread's connection, if it has one.
pub struct Slot {
    place: Place,
    timeouts: Timeouts,
    open: Option<Open>,
}

struct Open {
    connection: Connection,
    failure: LastFailure,
    used: Instant,
}

impl Slot {
    /// Runs `work` on a connection that can be expected to work. Also returns
    /// whether the connection can be used again.
    pub fn run<T, E: From<DatabaseError>>(
        &mut self,
        work: impl FnOnce(&mut Connection, &LastFailure) -> Result<T, E>,
    ) -> (Result<T, E>, bool) {
        let open = match self.ready() {
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

    fn ready(&mut self) -> Result<Open, DatabaseError> {
        let Some(mut open) = self.open.take() else { return self.connect() };
        let is_fresh = self.place.is_file() || open.used.elapsed() < PING_AFTER;
        if is_fresh || open.ping() { Ok(open) } else { self.connect() }
    }

    fn connect(&self) -> Result<Open, DatabaseError> {
        let mut connection = self.place.connect(Some(self.timeouts))?;
        let failure = LastFailure::of(&mut connection);
        Ok(Open { connection, failure, used: Instant::now() })
    }
}

impl Open {
    fn ping(&mut self) -> bool {
        let responds = self.connection.batch_execute("SELECT 1").is_ok();
        self.failure.take();
        responds
    }

    /// Whether the connection can be used again after a call.
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
