//! The connections of a database. A caller waits for its deadline and no
//! longer, and a connection whose call does not return by then is replaced:
//! the call is abandoned, and its thread ends when it returns.
//! `docs/decisions/connection-pool.md` says why this is not a crate.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Semaphore, oneshot},
    time::{Instant, timeout_at},
};

use super::{
    Connection, DatabaseError,
    call::{CallState, Caller},
    connection::Place,
    connection_thread::ConnectionThread,
    failure::LastFailure,
    timeouts::Timeouts,
};

/// Calls that may hang in the C libraries besides those that are awaited. A
/// frozen server holds them until it goes on, a network that has forgotten the
/// connection until the operating system gives it up.
const MAX_ABANDONED: usize = 128;

/// With so many calls abandoned, one call in this time finds out whether the
/// server responds again; the others fail at once.
const PROBE_INTERVAL: Duration = Duration::from_secs(10);

/// A connection that nobody needs for so long is closed.
const MAX_IDLE: Duration = Duration::from_secs(600);

/// The connections of a database. All clones share them.
#[derive(Clone)]
pub struct Pool(Arc<Shared>);

struct Shared {
    place: Place,
    timeouts: Timeouts,
    /// One for each call that is awaited.
    callers: Semaphore,
    /// One for each thread, abandoned ones included.
    threads: Arc<Semaphore>,
    idle: Mutex<Idle>,
    max_idle: usize,
}

#[derive(Default)]
struct Idle {
    /// The one that was used last is at the end.
    threads: Vec<ConnectionThread>,
    last_probe: Option<Instant>,
}

impl Pool {
    /// A pool of at most so many connections, of which `max_idle` are kept when
    /// nobody uses them. It connects when it is first used.
    pub fn new(place: Place, timeouts: Timeouts, connections: usize, max_idle: usize) -> Self {
        Self::with_limit(place, timeouts, connections, max_idle, MAX_ABANDONED)
    }

    /// A pool with another limit than [`MAX_ABANDONED`].
    pub fn with_limit(
        place: Place,
        timeouts: Timeouts,
        connections: usize,
        max_idle: usize,
        max_abandoned: usize,
    ) -> Self {
        Self(Arc::new(Shared {
            place,
            timeouts,
            callers: Semaphore::new(connections),
            threads: Arc::new(Semaphore::new(connections + max_abandoned)),
            idle: Mutex::default(),
            max_idle,
        }))
    }

    /// Runs `work` on a connection. Everything together has an end, the time of
    /// a call in the pool's [`Timeouts`].
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
        let mut thread = shared.take_thread()?;
        let (caller, (sender, outcome)) = (Caller::default(), oneshot::channel());
        let state = caller.state();
        thread.run(move |slot| {
            let result = slot.run(|connection, failure| work(connection, failure, &state));
            // The caller may have gone away.
            let _ = sender.send(result);
        })?;
        let (result, is_usable) = match caller.outcome(deadline, outcome).await {
            Ok(received) => received,
            Err(error) => {
                shared.distrust_before(began);
                return Err(error.into());
            }
        };
        if is_usable {
            thread.last_response = Instant::now();
            shared.put_back(thread);
        } else {
            shared.distrust_before(Instant::now());
        }
        result
    }
}

impl Shared {
    fn take_thread(&self) -> Result<ConnectionThread, DatabaseError> {
        let mut idle = self.idle();
        if let Some(thread) = idle.threads.pop() {
            return Ok(thread);
        }
        let permit = Arc::clone(&self.threads).try_acquire_owned().ok();
        if permit.is_none() && !idle.may_probe() {
            return Err(DatabaseError::Hangs);
        }
        drop(idle);
        ConnectionThread::start(self.place.clone(), self.timeouts, permit)
    }

    /// A connection goes back before the caller's permit does, so that there are
    /// never more of them than callers.
    fn put_back(&self, thread: ConnectionThread) {
        let mut idle = self.idle();
        let is_old = |thread: &ConnectionThread| thread.last_response.elapsed() > MAX_IDLE;
        let old = idle.threads.iter().take_while(|thread| is_old(thread)).count();
        let unused: Vec<_> = idle.threads.drain(..old).collect();
        if idle.threads.len() < self.max_idle {
            idle.threads.push(thread);
        }
        drop((idle, unused));
    }

    /// A call found the server or the way to it dead: connections that have not
    /// responded since are closed and not tried one after the other.
    fn distrust_before(&self, since: Instant) {
        let mut idle = self.idle();
        let (trusted, others) =
            std::mem::take(&mut idle.threads).into_iter().partition(|thread| thread.last_response >= since);
        idle.threads = trusted;
        drop((idle, others));
    }

    fn idle(&self) -> MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Idle {
    fn may_probe(&mut self) -> bool {
        let may = self.last_probe.is_none_or(|last| last.elapsed() >= PROBE_INTERVAL);
        if may {
            self.last_probe = Some(Instant::now());
        }
        may
    }
}

impl Drop for Shared {
    /// Idle connections are closed before the process goes on to its exit,
    /// where the libraries beneath them are taken down.
    fn drop(&mut self) {
        let idle = self.idle.get_mut().unwrap_or_else(PoisonError::into_inner);
        for thread in idle.threads.drain(..) {
            thread.join();
        }
    }
}
