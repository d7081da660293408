//! The one connection that writes. SQLite lets one writer in at a time, so
//! writes queue here instead of failing there; and all that wait are committed
//! together, since a commit costs far more than a row.

use std::{sync::Arc, thread};

use diesel::Connection as _;
use tokio::sync::{mpsc, oneshot};

use super::{Connection, DatabaseError};

/// The most writes in one transaction, so that the first does not wait long.
const BATCH: usize = 64;

/// Runs on the writing thread and hands back who waits for the commit.
type Write = Box<dyn FnOnce(&mut Connection) -> Answer + Send>;

/// Called after the commit, with whether it worked.
type Answer = Box<dyn FnOnce(bool) + Send>;

/// Runs by itself, outside any transaction.
type Alone = Box<dyn FnOnce(&mut Connection) + Send>;

enum Job {
    Write(Write),
    Alone(Alone),
}

/// A handle on the writing thread, which ends with its last handle.
#[derive(Clone)]
pub struct Writer(Arc<mpsc::UnboundedSender<Job>>);

impl Writer {
    /// Starts the thread.
    pub fn start(connection: Connection) -> Result<Self, DatabaseError> {
        let (sender, jobs) = mpsc::unbounded_channel();
        let thread = thread::Builder::new().name("database-writer".to_owned());
        thread.spawn(move || run(connection, jobs)).map_err(|_| DatabaseError::Stopped)?;
        Ok(Self(Arc::new(sender)))
    }

    /// Makes a change and answers once it is committed.
    pub async fn write<T, E, F>(&self, change: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<diesel::result::Error> + From<DatabaseError> + Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    {
        let (sender, answer) = oneshot::channel();
        let job = move |connection: &mut Connection| -> Answer {
            // Inside the batch's transaction this is a savepoint of its own.
            let result = connection.transaction(change);
            Box::new(move |committed| {
                // Whoever asked may have gone away; that is no error here.
                if committed || result.is_err() {
                    let _ = sender.send(result);
                }
            })
        };
        self.0.send(Job::Write(Box::new(job))).map_err(|_| DatabaseError::Stopped)?;
        answer.await.map_err(|_| DatabaseError::Stopped)?
    }

    /// Runs `work` outside a transaction (migrations make their own).
    pub async fn alone<T, F>(&self, work: F) -> Result<T, DatabaseError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T, DatabaseError> + Send + 'static,
    {
        let (sender, answer) = oneshot::channel();
        let job = move |connection: &mut Connection| drop(sender.send(work(connection)));
        self.0.send(Job::Alone(Box::new(job))).map_err(|_| DatabaseError::Stopped)?;
        answer.await.map_err(|_| DatabaseError::Stopped)?
    }
}

fn run(mut connection: Connection, mut jobs: mpsc::UnboundedReceiver<Job>) {
    let mut next = None;
    while let Some(job) = next.take().or_else(|| jobs.blocking_recv()) {
        match job {
            Job::Alone(work) => work(&mut connection),
            Job::Write(first) => next = commit_together(&mut connection, first, &mut jobs),
        }
    }
}

/// Runs `first` and what else waits in one transaction. Returns a job that it
/// took from the queue and that can't run inside.
fn commit_together(
    connection: &mut Connection,
    first: Write,
    jobs: &mut mpsc::UnboundedReceiver<Job>,
) -> Option<Job> {
    let mut answers = Vec::new();
    let mut left_over = None;
    let committed = connection.immediate_transaction(|connection| {
        answers.push(first(connection));
        while answers.len() < BATCH {
            match jobs.try_recv() {
                Ok(Job::Write(write)) => answers.push(write(connection)),
                Ok(alone) => {
                    left_over = Some(alone);
                    break;
                }
                Err(_) => break,
            }
        }
        diesel::QueryResult::Ok(())
    });
    if let Err(error) = &committed {
        log::error!("a commit failed: {error}");
    }
    for answer in answers {
        answer(committed.is_ok());
    }
    left_over
}
