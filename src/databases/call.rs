//! The state of a call, shared by the caller, who waits until a deadline, and by
//! the thread that does the work. A call is either started or abandoned, never
//! both: a write that was reported as failed is not committed later.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::oneshot,
    time::{Instant, timeout_at},
};

use super::DatabaseError;

/// How long a caller waits past its deadline for a commit that has started. A
/// timeout around a whole call must be longer than the call's timeout and this
/// time together.
pub const COMMIT_GRACE: Duration = Duration::from_millis(80);

const WAITING: u8 = 0;
const STARTED: u8 = 1;
const ABANDONED: u8 = 2;

/// The state of a call, shared by the caller and the thread.
#[derive(Clone, Default)]
pub struct CallState(Arc<AtomicU8>);

impl CallState {
    /// Marks the call as started. Returns `false` if the caller has abandoned it;
    /// then the thread must not do the work.
    pub fn start(&self) -> bool {
        self.move_to(STARTED)
    }

    /// Returns whether the call is neither started nor abandoned.
    pub fn is_waiting(&self) -> bool {
        self.0.load(Ordering::Acquire) == WAITING
    }

    fn move_to(&self, state: u8) -> bool {
        self.0.compare_exchange(WAITING, state, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }
}

/// The caller's side of a call. Dropping it abandons the call, also when the
/// future that holds it is dropped.
#[derive(Default)]
pub struct CallGuard(CallState);

impl CallGuard {
    /// Returns the state for the thread.
    pub fn state(&self) -> CallState {
        self.0.clone()
    }

    /// Awaits the outcome until `deadline`. After that, abandons the call or, if
    /// it has started, awaits it for [`COMMIT_GRACE`] more.
    ///
    /// # Errors
    /// `Timeout` if the call was abandoned, `OutcomeUnknown` if it had started
    /// and is not done, and `Stopped` if the thread has ended.
    pub async fn outcome<T>(
        &self,
        deadline: Instant,
        mut outcome: oneshot::Receiver<T>,
    ) -> Result<T, DatabaseError> {
        if let Ok(received) = timeout_at(deadline, &mut outcome).await {
            return received.map_err(|_| DatabaseError::Stopped);
        }
        if self.0.move_to(ABANDONED) {
            return Err(DatabaseError::Timeout);
        }
        match timeout_at(deadline + COMMIT_GRACE, outcome).await {
            Ok(received) => received.map_err(|_| DatabaseError::Stopped),
            Err(_) => Err(DatabaseError::OutcomeUnknown),
        }
    }
}

impl Drop for CallGuard {
    fn drop(&mut self) {
        self.0.move_to(ABANDONED);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Instant {
        Instant::now()
    }

    #[actix_web::test]
    async fn an_abandoned_call_can_not_be_started() {
        let (guard, (_sender, outcome)) = (CallGuard::default(), oneshot::channel::<()>());
        let state = guard.state();
        assert!(matches!(guard.outcome(now(), outcome).await, Err(DatabaseError::Timeout)));
        assert!(!state.start());
    }

    #[actix_web::test]
    async fn a_started_call_is_awaited_past_the_deadline() {
        let (guard, (sender, outcome)) = (CallGuard::default(), oneshot::channel());
        assert!(guard.state().start());
        let deadline = now();
        let (received, sent) = futures_util::future::join(guard.outcome(deadline, outcome), async {
            tokio::task::yield_now().await;
            sender.send(7)
        })
        .await;
        assert_eq!((received.unwrap(), sent), (7, Ok(())));
    }

    #[actix_web::test]
    async fn a_started_call_is_awaited_for_the_grace_time_only() {
        let (guard, (_sender, outcome)) = (CallGuard::default(), oneshot::channel::<()>());
        assert!(guard.state().start());
        assert!(matches!(guard.outcome(now(), outcome).await, Err(DatabaseError::OutcomeUnknown)));
    }

    #[test]
    fn dropping_the_guard_abandons_the_call() {
        let guard = CallGuard::default();
        let state = guard.state();
        drop(guard);
        assert!(!state.is_waiting() && !state.start());
    }
}
