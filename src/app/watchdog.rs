//! The watchdog: proves to the service manager that the process still serves. A process
//! that can no longer serve is ended and started again by the service manager.
//!
//! The proof must not be a timer alone, which also runs in a process whose worker threads
//! are blocked. So each worker thread has a task that replies to calls, and the service
//! manager gets a message only after all of them have replied.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures_util::future::join_all;
use tokio::sync::{
    mpsc::{UnboundedSender, unbounded_channel},
    oneshot,
};

use crate::platform::{self, ServiceState};

/// The messages within the watchdog's time: one that comes late is followed by another in
/// time.
const MESSAGES_PER_TIMEOUT: u32 = 3;

/// A call to a worker thread, which sends the reply.
type Call = oneshot::Sender<()>;

/// The worker threads that serve requests.
#[derive(Clone, Debug, Default)]
pub struct Workers(Arc<Mutex<Vec<UnboundedSender<Call>>>>);

impl Workers {
    /// Adds the calling thread. It runs an actix runtime; when that ends, the thread is
    /// removed.
    pub fn add_this_thread(&self) {
        let (sender, mut calls) = unbounded_channel::<Call>();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(sender);
        actix_web::rt::spawn(async move {
            while let Some(call) = calls.recv().await {
                let _ = call.send(());
            }
        });
    }

    /// Calls all threads, and returns whether each has replied within `timeout`.
    async fn all_reply(&self, timeout: Duration) -> bool {
        let replies = self.call();
        let all = join_all(replies);
        // A thread that ends after the call does not reply, and serves no request either.
        tokio::time::timeout(timeout, all).await.is_ok()
    }

    fn call(&self) -> Vec<oneshot::Receiver<()>> {
        let mut replies = Vec::new();
        let mut workers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        workers.retain(|worker| {
            let (call, reply) = oneshot::channel();
            let is_running = worker.send(call).is_ok();
            replies.extend(is_running.then_some(reply));
            is_running
        });
        replies
    }
}

/// Reports to the service manager that the process works, as long as all threads reply.
/// Returns at once if there is no watchdog.
pub async fn watch(workers: Workers) {
    let Some(timeout) = platform::watchdog_timeout() else { return };
    let interval = timeout / MESSAGES_PER_TIMEOUT;
    log::debug!("the service manager's watchdog has a timeout of {timeout:?}");
    loop {
        if workers.all_reply(interval).await {
            platform::notify_service_manager(ServiceState::Alive);
        } else {
            log::error!("a worker thread has not replied for {interval:?}; the watchdog is not notified");
        }
        tokio::time::sleep(interval).await;
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::mpsc, thread};

    use super::*;

    /// Longer than any test takes.
    const LONG: Duration = Duration::from_secs(60);

    /// A blocked thread never replies, so a short time is enough.
    const SHORT: Duration = Duration::from_millis(20);

    /// Starts a worker thread. It blocks at the first message, and ends after the second.
    fn worker(workers: &Workers) -> (mpsc::SyncSender<()>, thread::JoinHandle<()>) {
        let (sender, receiver) = mpsc::sync_channel::<()>(0);
        let (added, is_added) = mpsc::channel();
        let workers = workers.clone();
        let thread = thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                workers.add_this_thread();
                added.send(()).unwrap();
                let receiver = actix_web::rt::task::spawn_blocking(move || {
                    receiver.recv().unwrap();
                    receiver
                });
                let receiver = receiver.await.unwrap();
                receiver.recv().unwrap();
            });
        });
        is_added.recv().unwrap();
        (sender, thread)
    }

    #[actix_web::test]
    async fn a_blocked_thread_does_not_reply() {
        let workers = Workers::default();
        workers.add_this_thread();
        let (messages, thread) = worker(&workers);
        assert!(workers.all_reply(LONG).await);
        messages.send(()).unwrap();
        // The thread may still be on its way into the call that blocks it.
        while workers.all_reply(SHORT).await {}
        messages.send(()).unwrap();
        thread.join().unwrap();
        assert!(workers.all_reply(LONG).await, "the thread has ended, and this one replies");
        assert_eq!(workers.0.lock().unwrap().len(), 1);
    }
}
