//! The time within which a response must arrive, and its measurement on a machine
//! that is busy with other work.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use super::page::Page;

/// The shop promises a response within one second. A debug build is given a little
/// more.
const RESPONSE_TIME_LIMIT: Duration = Duration::from_millis(1_200);

/// How long the stopwatch's thread sleeps at a time.
const TICK: Duration = Duration::from_millis(5);

/// Measures time, and the part of it in which this machine was too busy to run a
/// thread: how much later than asked for a sleeping thread woke up. That part is not
/// counted, so that other work on the machine makes no test fail.
pub struct Stopwatch {
    started: Instant,
    /// In microseconds.
    delay: Arc<AtomicU64>,
    is_running: Arc<AtomicBool>,
}

impl Stopwatch {
    pub fn start() -> Self {
        let (delay, is_running) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(true)));
        let (shared_delay, shared_is_running) = (Arc::clone(&delay), Arc::clone(&is_running));
        thread::spawn(move || {
            while shared_is_running.load(Ordering::Relaxed) {
                let asleep = Instant::now();
                thread::sleep(TICK);
                let late = asleep.elapsed().saturating_sub(TICK).as_micros();
                shared_delay.fetch_add(u64::try_from(late).unwrap(), Ordering::Relaxed);
            }
        });
        Self { started: Instant::now(), delay, is_running }
    }

    /// # Panics
    /// If more time has passed than the limit.
    pub fn assert_within(&self, limit: Duration, what: &str) {
        let (elapsed, delay) =
            (self.started.elapsed(), Duration::from_micros(self.delay.load(Ordering::Relaxed)));
        assert!(elapsed < limit + delay, "{what} took {elapsed:?}, {delay:?} of it on a busy machine");
    }
}

impl Drop for Stopwatch {
    fn drop(&mut self) {
        self.is_running.store(false, Ordering::Relaxed);
    }
}

/// Returns the response to a request.
///
/// # Panics
/// If it does not arrive in time.
pub async fn in_time(what: &str, request: impl Future<Output = Page>) -> Page {
    let stopwatch = Stopwatch::start();
    let page = request.await;
    stopwatch.assert_within(RESPONSE_TIME_LIMIT, what);
    page
}
