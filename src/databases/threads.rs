//! The threads that call the C libraries of the databases. When a process exits, these
//! libraries free their global state, such as that of OpenSSL under libpq, and a thread
//! that is inside one of them at that time crashes the process. So all these threads are
//! started here, and the program ends by [`exit`], which waits for them.

use std::{
    io::{self, Write},
    process::ExitCode,
    sync::{Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle, ThreadId},
    time::{Duration, Instant},
};

use tokio::sync::oneshot;

use super::DatabaseError;
use crate::platform;

/// How long the exit of the process waits for the threads. An idle connection is closed
/// within milliseconds. A longer call hangs: its server is frozen, or the network is
/// broken.
const EXIT_TIMEOUT: Duration = Duration::from_secs(1);

/// The pause between two looks at the threads.
const PAUSE: Duration = Duration::from_millis(1);

static THREADS: Threads = Threads(Mutex::new(Vec::new()));

/// Threads that have not been joined.
struct Threads(Mutex<Vec<JoinHandle<()>>>);

/// Starts a thread.
///
/// # Errors
/// If the system can't start another thread.
pub fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> io::Result<ThreadId> {
    THREADS.spawn(name, run)
}

/// Runs `work` on a thread of its own and returns its result.
///
/// # Errors
/// If `work` fails, or if the system can't start another thread.
pub async fn run<T, F>(work: F) -> Result<T, DatabaseError>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T, DatabaseError> + Send + 'static,
{
    let (sender, result) = oneshot::channel();
    let run = move || {
        // A caller that no longer waits is no longer there.
        let _ = sender.send(work());
    };
    spawn("database-work", run).map_err(|error| DatabaseError::Unreachable(error.to_string()))?;
    result.await.map_err(|_| DatabaseError::Stopped)?
}

/// Waits for the end of a thread, which must have no more work.
pub fn join(thread: ThreadId) {
    THREADS.join(thread);
}

/// Returns whether a thread still runs.
pub fn is_running(thread: ThreadId) -> bool {
    THREADS.lock().iter().any(|handle| handle.thread().id() == thread && !handle.is_finished())
}

/// Ends the process with `status`, after the threads. All databases must have been
/// dropped. If a thread hangs in a library, the process exits without freeing the global
/// state of the libraries.
pub fn exit(status: u8) -> ExitCode {
    if THREADS.join_all(EXIT_TIMEOUT) {
        return ExitCode::from(status);
    }
    // An error has no other place where it could be reported.
    let _ = io::stdout().flush();
    platform::exit_at_once(status)
}

impl Threads {
    fn spawn(&self, name: &str, run: impl FnOnce() + Send + 'static) -> io::Result<ThreadId> {
        let handle = thread::Builder::new().name(name.to_owned()).spawn(run)?;
        let thread = handle.thread().id();
        self.join_finished();
        self.lock().push(handle);
        Ok(thread)
    }

    fn join(&self, thread: ThreadId) {
        let mut threads = self.lock();
        let index = threads.iter().position(|handle| handle.thread().id() == thread);
        let handle = index.map(|index| threads.swap_remove(index));
        drop(threads);
        // A panic of the thread has been reported where it happened.
        let _ = handle.map(JoinHandle::join);
    }

    /// Waits until all threads have ended, for at most `timeout`. Returns whether all have.
    fn join_all(&self, timeout: Duration) -> bool {
        let deadline = Instant::now() + timeout;
        loop {
            self.join_finished();
            if self.lock().is_empty() {
                return true;
            }
            if Instant::now() >= deadline {
                return false;
            }
            thread::sleep(PAUSE);
        }
    }

    /// Joins the threads whose work is done. The libraries still free what belongs to such
    /// a thread; only after `join` that is done, too.
    fn join_finished(&self) {
        let finished: Vec<_> = self.lock().extract_if(.., |handle| handle.is_finished()).collect();
        for handle in finished {
            let _ = handle.join();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<JoinHandle<()>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn all_threads_are_awaited_until_the_timeout() {
        let threads = Threads(Mutex::default());
        let (hanging, until) = channel::<()>();
        threads
            .spawn("hangs", move || {
                let _ = until.recv();
            })
            .unwrap();
        threads.spawn("ends", || {}).unwrap();
        assert!(!threads.join_all(Duration::from_millis(20)));
        drop(hanging);
        assert!(threads.join_all(Duration::from_secs(20)));
    }

    #[test]
    fn a_thread_can_be_joined_alone() {
        let threads = Threads(Mutex::default());
        let (done, is_done) = channel();
        let thread = threads.spawn("ends", move || done.send(()).unwrap()).unwrap();
        threads.join(thread);
        assert_eq!(is_done.try_recv(), Ok(()));
        assert!(threads.lock().is_empty());
    }
}
