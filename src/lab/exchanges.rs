//! The last exchanges of each browser, as they were (H3). What can be worked
//! out of them is worked out when somebody looks.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use time::OffsetDateTime;

use crate::sessions::{Options, trace::StoreCall};

/// The most exchanges that are kept for a browser.
pub const MOST_EXCHANGES: usize = 50;

/// The most bytes that they may take together.
const MOST_BYTES: usize = 512 * 1024;

/// A header or a record past this is not kept whole.
const LONGEST_TEXT: usize = 16 * 1024;

/// One request and its answer.
pub struct Exchange {
    /// The request's number, as in the log: 16 hexadecimal digits.
    pub id: String,
    /// When it came.
    pub at: OffsetDateTime,
    /// Its method.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// The answer's status.
    pub status: u16,
    /// The `Cookie` header as it came, if it came.
    pub cookie: Option<String>,
    /// The `Set-Cookie` headers as they went.
    pub set_cookies: Vec<String>,
    /// What the store was asked, in order.
    pub calls: Vec<StoreCall>,
    /// From the request to the answer.
    pub took: Duration,
    /// The settings that were in force.
    pub options: Arc<Options>,
}

impl Exchange {
    /// Takes out what would cost too much to keep.
    pub fn shorten(&mut self) {
        let texts = self.cookie.iter_mut().chain(&mut self.set_cookies).chain([&mut self.path]);
        texts.for_each(cut);
        for call in self.calls.iter_mut().filter(|call| call.bytes > LONGEST_TEXT) {
            call.record = None;
        }
    }

    fn bytes(&self) -> usize {
        let texts: usize = self.cookie.iter().chain(&self.set_cookies).map(String::len).sum();
        let calls: usize = self.calls.iter().map(|call| call.bytes + 200).sum();
        texts + calls + self.path.len() + 200
    }
}

fn cut(text: &mut String) {
    if text.len() > LONGEST_TEXT {
        let end = (0..=LONGEST_TEXT).rev().find(|at| text.is_char_boundary(*at));
        text.truncate(end.unwrap_or(0));
        text.push('…');
    }
}

/// The exchanges of one browser, the oldest first.
#[derive(Default)]
pub struct Log(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    list: VecDeque<Arc<Exchange>>,
    /// What they take together.
    bytes: usize,
}

impl Log {
    /// Adds one; the oldest go when there are too many.
    pub fn add(&self, exchange: Exchange) {
        let mut kept = self.kept();
        kept.bytes += exchange.bytes();
        kept.list.push_back(Arc::new(exchange));
        while kept.list.len() > MOST_EXCHANGES || kept.bytes > MOST_BYTES {
            let Some(oldest) = kept.list.pop_front() else { return };
            kept.bytes -= oldest.bytes();
        }
    }

    /// The latest first.
    pub fn latest_first(&self) -> Vec<Arc<Exchange>> {
        self.kept().list.iter().rev().cloned().collect()
    }

    /// The one of that number.
    pub fn find(&self, id: &str) -> Option<Arc<Exchange>> {
        self.kept().list.iter().rev().find(|exchange| exchange.id == id).cloned()
    }

    /// Forgets them all.
    pub fn clear(&self) {
        *self.kept() = Kept::default();
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
