//! The agreement between a caller, who waits for at most so long, and the
//! thread that does the work. A write is either started or given up, never
//! both: what the caller was told failed is not committed later.

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

/// How long a caller waits for a commit that had begun when its deadline came.
/// Whoever waits for a call as a whole waits for longer than both.
pub const COMMIT_GRACE: Duration = Duration::from_millis(80);

const WAITING: u8 = 0;
const STARTED: u8 = 1;
const ABANDONED: u8 = 2;

/// Where a call is, shared by both sides.
#[derive(Clone, Default)]
pub struct CallState(Arc<AtomicU8>);

impl CallState {
    /// Begins what can't be undone. Returns `false` if the caller has given up;
    /// then it must not be done.
    pub fn start(&self) -> bool {
        self.move_to(STARTED)
    }

    /// Whether neither side has decided yet.
    pub fn is_waiting(&self) -> bool {
        self.0.load(Ordering::Acquire) == WAITING
    }

    fn move_to(&self, state: u8) -> bool {
        self.0.compare_exchange(WAITING, state, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }
}

/// The caller's side. Dropping it gives the call up, also when the future that
/// holds it is dropped.
#[derive(Default)]
pub struct Caller(CallState);

impl Caller {
    /// The other side.
    pub fn state(&self) -> CallState {
        self.0.clone()
    }

    /// Awaits the outcome until `deadline`. After that the call is given up, or
    /// if it has been started, awaited for [`COMMIT_GRACE`] more.
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

impl Drop for Caller {
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
    async fn what_was_given_up_can_not_be_started() {
        let (caller, (_sender, outcome)) = (Caller::default(), oneshot::channel::<()>());
        let state = caller.state();
        assert!(matches!(caller.outcome(now(), outcome).await, Err(DatabaseError::Timeout)));
        assert!(!state.start());
    }

    #[actix_web::test]
    async fn what_was_started_is_awaited_past_the_deadline() {
        let (caller, (sender, outcome)) = (Caller::default(), oneshot::channel());
        assert!(caller.state().start());
        let deadline = now();
        let (received, sent) = futures_util::future::join(caller.outcome(deadline, outcome), async {
            tokio::task::yield_now().await;
            sender.send(7)
        })
        .await;
        assert_eq!((received.unwrap(), sent), (7, Ok(())));
    }

    #[actix_web::test]
    async fn what_was_started_is_not_awaited_for_ever() {
        let (caller, (_sender, outcome)) = (Caller::default(), oneshot::channel::<()>());
        assert!(caller.state().start());
        assert!(matches!(caller.outcome(now(), outcome).await, Err(DatabaseError::OutcomeUnknown)));
    }

    #[test]
    fn a_caller_that_goes_away_gives_up() {
        let caller = Caller::default();
        let state = caller.state();
        drop(caller);
        assert!(!state.is_waiting() && !state.start());
    }
}
