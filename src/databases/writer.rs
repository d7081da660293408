//! The one connection that writes. SQLite lets one writer in at a time, so
//! writes queue here instead of failing there; and all that wait are committed
//! together, since a commit costs far more than a row.

use std::{sync::Arc, thread};

use tokio::sync::{mpsc, oneshot};

use super::{Connection, DatabaseError, connection};

/// The most writes in one transaction, so that the first does not wait long.
const BATCH: usize = 64;

/// Runs on the writing thread and hands back who waits for the commit.
type Write = Box<dyn FnOnce(&mut Connection) -> Answer + Send>;

/// Called after the commit, with whether it worked.
type Answer = Box<dyn FnOnce(bool) + Send>;

/// A handle on the writing thread, which ends with its last handle.
#[derive(Clone)]
pub struct Writer(Arc<mpsc::UnboundedSender<Write>>);

impl Writer {
    /// Starts the thread.
    pub fn start(connection: Connection) -> Result<Self, DatabaseError> {
        let (sender, jobs) = mpsc::unbounded_channel();
        let thread = thread::Builder::new().name("database-writer".to_owned());
        thread.spawn(move || run(connection, jobs)).map_err(|_| DatabaseError::Stopped)?;
        Ok(Self(Arc::new(sender)))
    }

    /// Makes a change and answers once it is committed. One that fails must
    /// have left nothing behind: the others of its transaction are committed.
    pub async fn write<T, E, F>(&self, change: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DatabaseError> + Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    {
        let (sender, answer) = oneshot::channel();
        let job = move |connection: &mut Connection| -> Answer {
            // Whoever asked may have given up; what nobody was told must not be done.
            if sender.is_closed() {
                return Box::new(|_| {});
            }
            let result = change(connection);
            Box::new(move |committed| {
                // Whoever asked may have gone away; that is no error here.
                if committed || result.is_err() {
                    let _ = sender.send(result);
                }
            })
        };
        self.0.send(Box::new(job)).map_err(|_| DatabaseError::Stopped)?;
        answer.await.map_err(|_| DatabaseError::Stopped)?
    }
}

fn run(mut connection: Connection, mut writes: mpsc::UnboundedReceiver<Write>) {
    while let Some(first) = writes.blocking_recv() {
        commit_together(&mut connection, first, &mut writes);
    }
}

/// Runs `first` and what else waits in one transaction.
fn commit_together(connection: &mut Connection, first: Write, writes: &mut mpsc::UnboundedReceiver<Write>) {
    if let Err(error) = connection::begin(connection) {
        // Dropping the write tells whoever waits for it.
        log::error!("a transaction could not begin: {error}");
        return;
    }
    let mut answers = vec![first(connection)];
    while answers.len() < BATCH
        && let Ok(write) = writes.try_recv()
    {
        answers.push(write(connection));
    }
    let committed = connection::commit(connection);
    if let Err(error) = &committed {
        log::error!("a commit failed: {error}");
    }
    for answer in answers {
        answer(committed.is_ok());
    }
}
