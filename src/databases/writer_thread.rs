//! The connection that makes all changes to a SQLite database, with a thread of
//! its own. SQLite allows one writer at a time, so writes queue here and don't
//! fail there. All waiting writes are committed together, since a commit costs
//! far more than a change of a row. A write that its caller has abandoned before
//! its transaction begins is skipped.

use std::sync::Arc;

use tokio::{
    sync::{mpsc, oneshot},
    time::Instant,
};

use super::{
    Connection, DatabaseError,
    call::{CallGuard, CallState},
    connection,
    failure::Failure,
    threads,
    timeouts::Timeouts,
    write_ahead_log::WriteAheadLog,
};

/// The maximum number of writes in one transaction, so that the first does not
/// wait long.
const MAX_BATCH: usize = 64;

/// A change, and the state of its call.
struct Write {
    state: CallState,
    run: Box<dyn FnOnce(&mut Connection) -> OnCommit + Send>,
}

/// Sends the result to the caller. It is called after the commit, with the error
/// of the commit if it failed.
type OnCommit = Box<dyn FnOnce(Option<&str>) + Send>;

/// A handle of the thread. The thread ends when the last handle is dropped.
#[derive(Clone)]
pub struct WriterThread(Arc<mpsc::UnboundedSender<Write>>);

impl WriterThread {
    /// Starts the thread. It empties `log` when that is large. The connection has
    /// `timeouts`.
    ///
    /// # Errors
    /// If the system can't start another thread.
    pub fn start(
        connection: Connection,
        log: WriteAheadLog,
        timeouts: Timeouts,
    ) -> Result<Self, DatabaseError> {
        let (sender, writes) = mpsc::unbounded_channel();
        let run = move || run(connection, writes, log, timeouts);
        threads::spawn("database-writer", run).map_err(|_| DatabaseError::Stopped)?;
        Ok(Self(Arc::new(sender)))
    }

    /// Runs `change` and returns its result when it is committed. If the change
    /// has not begun by `deadline`, it is abandoned. If it fails, it must have
    /// changed nothing, since the other writes of its transaction are committed.
    ///
    /// # Errors
    /// If the change or the commit fails, or if it is abandoned.
    pub async fn write<T, E, F>(&self, deadline: Instant, change: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DatabaseError> + Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    {
        let (guard, (sender, outcome)) = (CallGuard::default(), oneshot::channel());
        let run = move |connection: &mut Connection| -> OnCommit {
            let result = change(connection);
            Box::new(move |failed| {
                let result = match failed {
                    Some(reason) if result.is_ok() => {
                        Err(DatabaseError::NotCommitted(reason.to_owned()).into())
                    }
                    _ => result,
                };
                // A caller that has abandoned the call is no longer there.
                let _ = sender.send(result);
            })
        };
        let write = Write { state: guard.state(), run: Box::new(run) };
        self.0.send(write).map_err(|_| DatabaseError::Stopped)?;
        guard.outcome(deadline, outcome).await?
    }
}

fn run(
    mut connection: Connection,
    mut writes: mpsc::UnboundedReceiver<Write>,
    mut log: WriteAheadLog,
    timeouts: Timeouts,
) {
    while let Some(first) = writes.blocking_recv() {
        if begin_for(&mut connection, &first) {
            commit_together(&mut connection, first, &mut writes);
            log.empty_if_large(&mut connection, timeouts);
        }
    }
}

/// Begins a transaction. Waits for a lock that another process holds, until the
/// caller of the first write abandons its call. Returns whether it has begun.
fn begin_for(connection: &mut Connection, first: &Write) -> bool {
    while first.state.is_waiting() {
        match connection::begin(connection) {
            Ok(()) => return true,
            Err(error) if Failure::of(&error) == Failure::Timeout => {}
            Err(error) => {
                // Dropping the write drops its sender, which notifies the caller.
                log::error!("a transaction could not begin: {error}");
                return false;
            }
        }
    }
    false
}

/// Runs `first` and the other waiting writes in one transaction.
fn commit_together(connection: &mut Connection, first: Write, writes: &mut mpsc::UnboundedReceiver<Write>) {
    let mut on_commits = Vec::new();
    let mut next = Some(first);
    while let Some(write) = next {
        if write.state.start() {
            on_commits.push((write.run)(connection));
        }
        next = if on_commits.len() < MAX_BATCH { writes.try_recv().ok() } else { None };
    }
    let failed = connection::commit(connection).err().map(|error| error.to_string());
    if let Some(error) = &failed {
        log::error!("a commit failed: {error}");
    }
    for on_commit in on_commits {
        on_commit(failed.as_deref());
    }
}
