//! What one request asks of its store, call by call, for whoever wants to see
//! it (H3). The engine and the cache are wrapped where they are opened, and
//! note each call in a list that belongs to the request being served; outside
//! [`watch`] there is no such list and nothing is noted.

mod cache;
mod engine;

use std::{
    cell::RefCell,
    rc::Rc,
    sync::Arc,
    time::{Duration, Instant},
};

pub use cache::WatchedCache;
pub use engine::WatchedEngine;

use super::{codec, key::SessionKey, record::Record};

/// The most calls of one request that are noted.
const MAX_CALLS: usize = 64;

/// One call to a store.
#[derive(Clone, Debug)]
pub struct StoreCall {
    /// The engine (`db`, `file`, …) or the cache behind it (`memory`, …).
    pub store: &'static str,
    /// What was asked: `load`, `create`, `replace`, `touch` or `delete` of an
    /// engine; `get`, `set`, `add`, `swap` or `delete` of a cache.
    pub operation: &'static str,
    /// 0 for the session engine; 1 for what that engine asked in turn.
    pub depth: usize,
    /// How it ended.
    pub outcome: Outcome,
    /// Bytes of session data, as JSON, that were read or written.
    pub bytes: usize,
    /// How long it took.
    pub took: Duration,
    /// The key that was asked for, or that came of it.
    pub key: Option<SessionKey>,
    /// What was loaded, or was to be stored, as one text: that is kept for
    /// less than the record itself, and taken apart if somebody looks.
    pub text: Option<Arc<str>>,
}

impl StoreCall {
    /// What was loaded, or was to be stored.
    pub fn record(&self) -> Option<Record> {
        codec::read(self.text.as_deref()?).ok()
    }
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nobody waited for the end.
    GivenUp,
    /// Something was there.
    Hit,
    /// Nothing was there.
    Miss,
    /// It was written.
    Stored,
    /// Somebody else had written since; nothing was stored.
    Conflict,
    /// There was no such session any more; nothing was stored.
    Gone,
    /// It was done.
    Done,
    /// The store said this.
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

/// Runs `work` and tells which calls it made to watched stores.
pub async fn watch<F: Future>(work: F) -> (F::Output, Vec<StoreCall>) {
    let calls = Rc::default();
    let output = CALLS.scope(Rc::clone(&calls), work).await;
    (output, calls.take().list)
}

/// What came of a call.
struct Ended {
    outcome: Outcome,
    bytes: usize,
    key: Option<SessionKey>,
    text: Option<Arc<str>>,
}

impl Ended {
    fn with(outcome: Outcome) -> Self {
        Self { outcome, bytes: 0, key: None, text: None }
    }
}

/// Notes a call from its beginning to its end. What is given up on the way
/// stays in the list as it began.
async fn noted<T>(
    store: &'static str,
    operation: &'static str,
    call: impl Future<Output = T> + Send,
    ended: impl FnOnce(&T) -> Ended + Send,
) -> T {
    let Some(index) = begin(store, operation) else { return call.await };
    let begun = Instant::now();
    let answer = call.await;
    end(index, begun.elapsed(), ended(&answer));
    answer
}

fn begin(store: &'static str, operation: &'static str) -> Option<usize> {
    let begin = |calls: &Rc<RefCell<Calls>>| {
        let calls = &mut *calls.borrow_mut();
        if calls.list.len() >= MAX_CALLS {
            return None;
        }
        let Ended { outcome, bytes, key, text } = Ended::with(Outcome::GivenUp);
        let (depth, took) = (calls.depth, Duration::ZERO);
        calls.list.push(StoreCall { store, operation, depth, outcome, bytes, took, key, text });
        calls.depth += 1;
        Some(calls.list.len() - 1)
    };
    CALLS.try_with(begin).ok().flatten()
}

fn end(index: usize, took: Duration, ended: Ended) {
    let note = |calls: &Rc<RefCell<Calls>>| {
        let calls = &mut *calls.borrow_mut();
        let Some(call) = calls.list.get_mut(index) else { return };
        (call.outcome, call.bytes, call.took) = (ended.outcome, ended.bytes, took);
        (call.key, call.text) = (ended.key, ended.text);
        calls.depth = call.depth;
    };
    // Outside `watch` there is nothing to note.
    let _ = CALLS.try_with(note);
}
