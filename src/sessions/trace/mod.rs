//! Records the store calls of one request, for the inspector (H3: the lab shows how
//! each request used its session). The engine and the cache are wrapped where they
//! are opened. The wrappers add each call to a list that belongs to the request;
//! outside [`watch`] there is no list, and they record nothing.

mod cache;
mod engine;

use std::{
    cell::RefCell,
    rc::Rc,
    sync::Arc,
    time::{Duration, Instant},
};

pub use cache::TracedCache;
pub use engine::TracedEngine;

use super::{codec, key::SessionKey, record::Record};

/// The most calls of one request that are recorded.
const MAX_CALLS: usize = 64;

/// One call to a store.
#[derive(Clone, Debug)]
pub struct StoreCall {
    /// The engine (`db`, `file`, …) or the cache behind it (`memory`, …).
    pub store: &'static str,
    /// The method: `load`, `create`, `replace`, `touch` or `delete` of an engine;
    /// `get`, `set`, `add`, `swap` or `delete` of a cache.
    pub operation: &'static str,
    /// 0 for a call to the session engine, 1 for a call that the engine itself made.
    pub depth: usize,
    /// The result.
    pub outcome: Outcome,
    /// Bytes of session data, as JSON, that were read or written.
    pub bytes: usize,
    /// How long the call took.
    pub took: Duration,
    /// The key that the call was given, or that it returned.
    pub key: Option<SessionKey>,
    /// The version that the stored record had to have, of a `replace` or `touch`.
    pub expected: Option<i64>,
    /// The record that was loaded, or that was to be stored, as text. The text takes
    /// less memory than the record and is parsed only when it is shown.
    pub text: Option<Arc<str>>,
}

impl StoreCall {
    /// Returns the record that was loaded, or that was to be stored.
    pub fn record(&self) -> Option<Record> {
        codec::read(self.text.as_deref()?).ok()
    }
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The caller stopped waiting, usually because of a timeout.
    GivenUp,
    /// The key was found.
    Hit,
    /// The key was not found.
    Miss,
    /// The record was written.
    Stored,
    /// Another request had written a newer version; nothing was stored.
    Conflict,
    /// The session no longer existed; nothing was stored.
    Gone,
    /// The entry was deleted.
    Done,
    /// The store returned this error.
    Failed(String),
}

#[derive(Default)]
struct Calls {
    list: Vec<StoreCall>,
    depth: usize,
}

tokio::task_local! {
    static CALLS: Rc<RefCell<Calls>>;
}

/// Runs `work` and returns its output and the calls that it made to traced stores.
pub async fn watch<F: Future>(work: F) -> (F::Output, Vec<StoreCall>) {
    let calls = Rc::default();
    let output = CALLS.scope(Rc::clone(&calls), work).await;
    (output, calls.take().list)
}

/// Returns the calls that the surrounding [`watch`] has recorded until now; none outside it.
pub fn calls_until_now() -> Vec<StoreCall> {
    CALLS.try_with(|calls| calls.borrow().list.clone()).unwrap_or_default()
}

/// What is known of a call once it has returned.
struct CallResult {
    outcome: Outcome,
    bytes: usize,
    key: Option<SessionKey>,
    expected: Option<i64>,
    text: Option<Arc<str>>,
}

impl CallResult {
    fn new(outcome: Outcome) -> Self {
        Self { outcome, bytes: 0, key: None, expected: None, text: None }
    }
}

/// Awaits a call and records it. A call whose caller stops waiting stays in the list
/// as [`Outcome::GivenUp`].
async fn traced<T>(
    store: &'static str,
    operation: &'static str,
    call: impl Future<Output = T> + Send,
    describe: impl FnOnce(&T) -> CallResult + Send,
) -> T {
    let Some(index) = begin(store, operation) else { return call.await };
    let started = Instant::now();
    let result = call.await;
    end(index, started.elapsed(), describe(&result));
    result
}

/// Adds a call to the request's list and returns its index there.
fn begin(store: &'static str, operation: &'static str) -> Option<usize> {
    let begin = |calls: &Rc<RefCell<Calls>>| {
        let calls = &mut *calls.borrow_mut();
        if calls.list.len() >= MAX_CALLS {
            return None;
        }
        let CallResult { outcome, bytes, key, expected, text } = CallResult::new(Outcome::GivenUp);
        let (depth, took) = (calls.depth, Duration::ZERO);
        calls.list.push(StoreCall { store, operation, depth, outcome, bytes, took, key, expected, text });
        calls.depth += 1;
        Some(calls.list.len() - 1)
    };
    CALLS.try_with(begin).ok().flatten()
}

/// Completes a call in the request's list.
fn end(index: usize, took: Duration, result: CallResult) {
    let complete = |calls: &Rc<RefCell<Calls>>| {
        let calls = &mut *calls.borrow_mut();
        let Some(call) = calls.list.get_mut(index) else { return };
        (call.outcome, call.bytes, call.took) = (result.outcome, result.bytes, took);
        (call.key, call.expected, call.text) = (result.key, result.expected, result.text);
        calls.depth = call.depth;
    };
    // Outside `watch` there is no list.
    let _ = CALLS.try_with(complete);
}
