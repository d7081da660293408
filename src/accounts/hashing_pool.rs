//! The threads that compute password hashes. A hash takes 19 MiB of memory and tens of
//! milliseconds of a core by design, so their number is bounded: without a bound, 800
//! logins at once need 15 GiB. The threads are not tokio's blocking threads, because the
//! databases and files need those while many logins wait.
//!
//! A caller waits in a queue before it uses a thread. A caller whose future is dropped,
//! since its client has gone away, leaves the queue. When the queue is full, a caller
//! fails at once with [`Error::Busy`].

use std::{
    io,
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
    time::Duration,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, oneshot},
    time::timeout,
};

use crate::{platform, web::Error};

/// How long a caller waits in the queue.
const QUEUE_TIMEOUT: Duration = Duration::from_secs(10);

type Job = Box<dyn FnOnce() + Send>;

/// A handle of the threads. They end when the last handle is dropped.
#[derive(Clone)]
pub(super) struct HashingPool {
    jobs: mpsc::Sender<Job>,
    /// A permit for each thread. A caller in the queue waits for one.
    threads: Arc<Semaphore>,
    /// A permit for each caller that can wait.
    queue: Arc<Semaphore>,
    /// The number of threads, and of callers that can wait.
    size: (usize, usize),
}

/// How many threads compute a password hash, and how many callers wait for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashingUsage {
    /// All threads.
    pub threads: usize,
    /// The threads that compute.
    pub busy: usize,
    /// The callers that can wait.
    pub queue: usize,
    /// The callers that wait.
    pub waiting: usize,
}

impl HashingPool {
    /// Starts the threads; 0 is one for each core. At most `queue` callers wait for them.
    ///
    /// # Errors
    /// If the system can't start a thread.
    pub fn start(threads: usize, queue: usize) -> io::Result<Self> {
        let threads = match threads {
            0 => thread::available_parallelism().map_or(1, usize::from),
            threads => threads,
        };
        let (jobs, receiver) = mpsc::channel::<Job>();
        let receiver = Arc::new(Mutex::new(receiver));
        for _ in 0..threads {
            let receiver = Arc::clone(&receiver);
            thread::Builder::new().name("password-hash".to_owned()).spawn(move || run(&receiver))?;
        }
        let size = (threads, queue);
        let (threads, queue) = (Semaphore::new(threads), Semaphore::new(queue));
        Ok(Self { jobs, threads: Arc::new(threads), queue: Arc::new(queue), size })
    }

    /// Returns how many threads and places are taken.
    pub fn usage(&self) -> HashingUsage {
        let taken = |all: usize, semaphore: &Semaphore| all.saturating_sub(semaphore.available_permits());
        let (threads, queue) = self.size;
        HashingUsage {
            threads,
            busy: taken(threads, &self.threads),
            queue,
            waiting: taken(queue, &self.queue),
        }
    }

    /// Runs `work` on a thread of the pool and returns its result.
    ///
    /// # Errors
    /// Returns [`Error::Busy`] if the queue is full or does not advance, and the error of
    /// `work`.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let permit = self.permit().await?;
        let (sender, result) = oneshot::channel();
        // The permit moves into the job: a caller that goes away does not free the thread,
        // which still computes.
        let job = move || {
            let result = work();
            drop(permit);
            let _ = sender.send(result);
        };
        self.jobs.send(Box::new(job)).map_err(Error::internal)?;
        result.await.map_err(Error::internal)?
    }

    /// Waits in the queue until a thread is free.
    async fn permit(&self) -> Result<OwnedSemaphorePermit, Error> {
        if let Ok(permit) = Arc::clone(&self.threads).try_acquire_owned() {
            return Ok(permit);
        }
        let _place = self.queue.try_acquire().map_err(|_| Error::Busy)?;
        let permit = timeout(QUEUE_TIMEOUT, Arc::clone(&self.threads).acquire_owned()).await;
        permit.map_err(|_| Error::Busy)?.map_err(Error::internal)
    }
}

/// Runs jobs until all handles are dropped. A panic ends one job and not the thread: its
/// caller fails, because the sender of its result is dropped.
fn run(jobs: &Mutex<mpsc::Receiver<Job>>) {
    platform::lower_thread_priority();
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(job));
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use futures_util::{FutureExt, future::poll_immediate};

    use super::*;

    /// A job that computes until the test lets it go.
    fn blocked_job() -> (mpsc::Sender<()>, impl FnOnce() -> Result<(), Error> + Send + 'static) {
        let (release, blocked) = mpsc::channel();
        (release, move || blocked.recv().map_err(Error::internal))
    }

    async fn assert_waits<T>(future: &mut (impl Future<Output = Result<T, Error>> + Unpin)) {
        assert!(poll_immediate(future).await.is_none(), "the job waits");
    }

    #[actix_web::test]
    async fn a_full_queue_refuses_at_once_and_a_dropped_caller_leaves_it() {
        let pool = HashingPool::start(1, 1).unwrap();
        let (release, job) = blocked_job();
        let mut running = pin!(pool.run(job));
        assert!(running.as_mut().now_or_never().is_none());
        let mut waiting = Box::pin(pool.run(|| Ok(1)));
        assert_waits(&mut waiting).await;
        assert_eq!(pool.usage(), HashingUsage { threads: 1, busy: 1, queue: 1, waiting: 1 });
        assert!(matches!(pool.run(|| Ok(2)).await, Err(Error::Busy)));
        drop(waiting);
        let mut waiting = Box::pin(pool.run(|| Ok(3)));
        assert_waits(&mut waiting).await;
        release.send(()).unwrap();
        running.await.unwrap();
        assert_eq!(waiting.await.unwrap(), 3);
    }

    #[actix_web::test]
    async fn a_caller_that_goes_away_does_not_free_the_thread_that_computes() {
        let pool = HashingPool::start(1, 0).unwrap();
        let (release, job) = blocked_job();
        let mut running = Box::pin(pool.run(job));
        assert_waits(&mut running).await;
        drop(running);
        assert!(matches!(pool.run(|| Ok(())).await, Err(Error::Busy)));
        release.send(()).unwrap();
        let _freed = pool.threads.acquire().await.unwrap();
    }

    #[actix_web::test]
    async fn a_panic_fails_its_caller_and_not_the_next() {
        let pool = HashingPool::start(1, 1).unwrap();
        let panicking: Result<(), Error> = pool.run(|| panic!("a job that panics in this test")).await;
        assert!(matches!(panicking, Err(Error::Internal(_))));
        assert_eq!(pool.run(|| Ok(5)).await.unwrap(), 5);
    }
}
