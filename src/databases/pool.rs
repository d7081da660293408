//! The pool of a database's connections. A caller waits until its deadline. If a
//! call has not returned by then, it is abandoned and its connection replaced;
//! its thread ends when the call returns. `docs/decisions/connection-pool.md`
//! explains why this is not a crate.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread::ThreadId,
    time::Duration,
};

use tokio::{
    sync::{Semaphore, oneshot},
    time::{Instant, timeout_at},
};

use super::{
    Connection, DatabaseError,
    call::{CallGuard, CallState},
    connection::{Begin, DatabaseUrl},
    connection_thread::ConnectionThread,
    failure::LastFailure,
    threads,
    timeouts::Timeouts,
};

/// The maximum number of abandoned calls that still hang in the C libraries. A
/// call to a frozen server hangs until the server continues. A call over a
/// broken network hangs until the operating system closes the connection.
const MAX_ABANDONED: usize = 128;

/// While this number is reached, one call in this interval tries whether the
/// server responds again. The others fail at once.
const PROBE_INTERVAL: Duration = Duration::from_secs(10);

/// An idle connection is closed after this time.
const MAX_IDLE: Duration = Duration::from_secs(600);

/// The pool. All clones share the connections.
#[derive(Clone)]
pub struct Pool(Arc<Shared>);

struct Shared {
    url: DatabaseUrl,
    timeouts: Timeouts,
    /// One permit for each call that is awaited.
    callers: Semaphore,
    connections: usize,
    /// One permit for each thread, also for the abandoned ones.
    threads: Arc<Semaphore>,
    idle: Mutex<Idle>,
    max_idle: usize,
}

#[derive(Default)]
struct Idle {
    /// The most recently used thread is the last.
    threads: Vec<ConnectionThread>,
    /// The threads that close their connections.
    closing: Vec<ThreadId>,
    last_probe: Option<Instant>,
}

impl Pool {
    /// Returns a pool of at most `connections` connections. At most `max_idle` of
    /// them stay open when they are idle. The first call connects.
    pub fn new(url: DatabaseUrl, timeouts: Timeouts, connections: usize, max_idle: usize) -> Self {
        Self::with_limit(url, timeouts, connections, max_idle, MAX_ABANDONED)
    }

    /// Returns a pool with another limit than [`MAX_ABANDONED`].
    pub fn with_limit(
        url: DatabaseUrl,
        timeouts: Timeouts,
        connections: usize,
        max_idle: usize,
        max_abandoned: usize,
    ) -> Self {
        Self(Arc::new(Shared {
            url,
            timeouts,
            callers: Semaphore::new(connections),
            connections,
            threads: Arc::new(Semaphore::new(connections + max_abandoned)),
            idle: Mutex::default(),
            max_idle,
        }))
    }

    /// Returns how a transaction begins on a connection of the pool.
    pub fn begin(&self) -> Begin {
        self.0.url.begin(self.0.timeouts)
    }

    /// Returns how many connections are in use.
    pub fn usage(&self) -> PoolUsage {
        let shared = &self.0;
        let busy = shared.connections.saturating_sub(shared.callers.available_permits());
        PoolUsage { busy, idle: shared.idle().threads.len(), limit: shared.connections }
    }

    /// Runs `work` on a connection. The timeout of a call in the pool's
    /// [`Timeouts`] includes waiting for a connection, connecting and `work`.
    ///
    /// # Errors
    /// If `work` fails, or if there is no result within the timeout.
    pub async fn call<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DatabaseError> + Send + 'static,
        F: FnOnce(&mut Connection, &LastFailure, &CallState) -> Result<T, E> + Send + 'static,
    {
        let shared = &self.0;
        let began = Instant::now();
        let deadline = began + shared.timeouts.call;
        let Ok(Ok(_permit)) = timeout_at(deadline, shared.callers.acquire()).await else {
            return Err(DatabaseError::Busy.into());
        };
        let mut thread = shared.idle_or_new_thread()?;
        let (guard, (sender, outcome)) = (CallGuard::default(), oneshot::channel());
        let state = guard.state();
        thread.run(move |slot| {
            let result = slot.run(|connection, failure| work(connection, failure, &state));
            // A caller that has abandoned the call is no longer there.
            let _ = sender.send(result);
        })?;
        let (result, is_usable) = match guard.outcome(deadline, outcome).await {
            Ok(received) => received,
            Err(error) => {
                shared.close_silent_since(began);
                return Err(error.into());
            }
        };
        if is_usable {
            thread.last_response = Instant::now();
            shared.return_thread(thread);
        } else {
            shared.close_silent_since(Instant::now());
        }
        result
    }
}

/// How many connections of a pool are in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolUsage {
    /// The connections that run a call.
    pub busy: usize,
    /// The connections that are open and wait for a call.
    pub idle: usize,
    /// The maximum number of busy connections.
    pub limit: usize,
}

impl Shared {
    fn idle_or_new_thread(&self) -> Result<ConnectionThread, DatabaseError> {
        let mut idle = self.idle();
        if let Some(thread) = idle.threads.pop() {
            return Ok(thread);
        }
        let permit = Arc::clone(&self.threads).try_acquire_owned().ok();
        if permit.is_none() && !idle.may_probe() {
            return Err(DatabaseError::Hangs);
        }
        drop(idle);
        ConnectionThread::start(self.url.clone(), self.timeouts, permit)
    }

    /// Returns the thread to the pool. This happens before the caller's permit is
    /// released, so that there are never more connections than permits.
    fn return_thread(&self, thread: ConnectionThread) {
        let mut idle = self.idle();
        let is_old = |thread: &ConnectionThread| thread.last_response.elapsed() > MAX_IDLE;
        let old = idle.threads.iter().take_while(|thread| is_old(thread)).count();
        let mut unused: Vec<_> = idle.threads.drain(..old).collect();
        if idle.threads.len() < self.max_idle {
            idle.threads.push(thread);
        } else {
            unused.push(thread);
        }
        idle.close(unused);
    }

    /// Closes the idle connections without a response since `since`. After a call
    /// has found the server or the network dead, they are not tried one by one.
    fn close_silent_since(&self, since: Instant) {
        let mut idle = self.idle();
        let (trusted, others) =
            std::mem::take(&mut idle.threads).into_iter().partition(|thread| thread.last_response >= since);
        idle.threads = trusted;
        idle.close(others);
    }

    fn idle(&self) -> MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Idle {
    fn close(&mut self, unused: Vec<ConnectionThread>) {
        self.closing.retain(|thread| threads::is_running(*thread));
        self.closing.extend(unused.into_iter().map(ConnectionThread::close));
    }

    /// Returns whether a call may now try whether the server responds again.
    fn may_probe(&mut self) -> bool {
        let may = self.last_probe.is_none_or(|last| last.elapsed() >= PROBE_INTERVAL);
        if may {
            self.last_probe = Some(Instant::now());
        }
        may
    }
}

impl Drop for Shared {
    /// Closes the idle connections, and waits until they are closed: the process must not
    /// exit meanwhile ([`threads`]).
    fn drop(&mut self) {
        let idle = self.idle.get_mut().unwrap_or_else(PoisonError::into_inner);
        let unused = idle.threads.drain(..).map(ConnectionThread::close);
        let closing: Vec<_> = unused.chain(idle.closing.drain(..)).collect();
        closing.into_iter().for_each(threads::join);
    }
}
