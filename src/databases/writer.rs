//! The one connection that writes. SQLite lets one writer in at a time, so
//! writes queue here instead of failing there; and all that wait are committed
//! together, since a commit costs far more than a row. A write whose caller
//! gave up before its transaction began is left out.

use std::{sync::Arc, thread};

use tokio::{
    sync::{mpsc, oneshot},
    time::Instant,
};

use super::{
    Connection, DatabaseError,
    call::{CallState, Caller},
    connection,
    failure::Failure,
};

/// The most writes in one transaction, so that the first does not wait long.
const BATCH: usize = 64;

/// A change, and whether its caller still waits.
struct Write {
    state: CallState,
    run: Box<dyn FnOnce(&mut Connection) -> Report + Send>,
}

/// Called after the commit, with its error if it failed.
type Report = Box<dyn FnOnce(Option<&str>) + Send>;

/// A handle on the writing thread, which ends with its last handle.
#[derive(Clone)]
pub struct Writer(Arc<mpsc::UnboundedSender<Write>>);

impl Writer {
    /// Starts the thread.
    pub fn start(connection: Connection) -> Result<Self, DatabaseError> {
        let (sender, writes) = mpsc::unbounded_channel();
        let thread = thread::Builder::new().name("database-writer".to_owned());
        thread.spawn(move || run(connection, writes)).map_err(|_| DatabaseError::Stopped)?;
        Ok(Self(Arc::new(sender)))
    }

    /// Makes a change and returns once it is committed. If it has not begun by
    /// `deadline`, it is given up. One that fails must have left nothing behind:
    /// the others of its transaction are committed.
    pub async fn write<T, E, F>(&self, deadline: Instant, change: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DatabaseError> + Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    {
        let (caller, (sender, outcome)) = (Caller::default(), oneshot::channel());
        let run = move |connection: &mut Connection| -> Report {
            let result = change(connection);
            Box::new(move |failed| {
                let result = match failed {
                    Some(reason) if result.is_ok() => {
                        Err(DatabaseError::NotCommitted(reason.to_owned()).into())
                    }
                    _ => result,
                };
                // The caller may have gone away; that is no error here.
                let _ = sender.send(result);
            })
        };
        let write = Write { state: caller.state(), run: Box::new(run) };
        self.0.send(write).map_err(|_| DatabaseError::Stopped)?;
        caller.outcome(deadline, outcome).await?
    }
}

fn run(mut connection: Connection, mut writes: mpsc::UnboundedReceiver<Write>) {
    while let Some(first) = writes.blocking_recv() {
        if begin_for(&mut connection, &first) {
            commit_together(&mut connection, first, &mut writes);
        }
    }
}

/// Begins a transaction, for as long as the caller of the first write waits for
/// a lock that another process holds.
fn begin_for(connection: &mut Connection, first: &Write) -> bool {
    while first.state.is_waiting() {
        match connection::begin(connection) {
            Ok(()) => return true,
            Err(error) if Failure::of(&error) == Failure::Timeout => {}
            Err(error) => {
                // Dropping the write tells whoever waits for it.
                log::error!("a transaction could not begin: {error}");
                return false;
            }
        }
    }
    false
}

/// Runs `first` and what else waits in one transaction.
fn commit_together(connection: &mut Connection, first: Write, writes: &mut mpsc::UnboundedReceiver<Write>) {
    let mut reports = Vec::new();
    let mut next = Some(first);
    while let Some(write) = next {
        if write.state.start() {
            reports.push((write.run)(connection));
        }
        next = if reports.len() < BATCH { writes.try_recv().ok() } else { None };
    }
    let failed = connection::commit(connection).err().map(|error| error.to_string());
    if let Some(error) = &failed {
        log::error!("a commit failed: {error}");
    }
    for report in reports {
        report(failed.as_deref());
    }
}
