//! The last exchanges of each browser, as they were (H3). What can be worked
//! out of them is worked out when somebody looks.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use actix_web::http::Method;
use time::OffsetDateTime;

use crate::{
    sessions::{Options, trace::StoreCall},
    web::middleware::RequestId,
};

/// The most exchanges that are kept for a browser.
pub const MAX_EXCHANGES: usize = 50;

/// The most bytes that they may take together.
const MAX_BYTES: usize = 512 * 1024;

/// A header or a record past this is not kept whole.
const MAX_TEXT_BYTES: usize = 16 * 1024;

/// One request and its answer.
pub struct Exchange {
    /// The request's number, as in the log.
    pub id: RequestId,
    /// When it came.
    pub at: OffsetDateTime,
    /// Its method.
    pub method: Method,
    /// Path and query.
    pub path: String,
    /// The answer's status.
    pub status: u16,
    /// The `Cookie` header as it came, if it came.
    pub cookie: Option<Arc<str>>,
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
        let texts = self.set_cookies.iter_mut().chain([&mut self.path]);
        texts.for_each(cut);
        if let Some(cookie) = self.cookie.as_ref().filter(|cookie| cookie.len() > MAX_TEXT_BYTES) {
            let mut text = cookie.to_string();
            cut(&mut text);
            self.cookie = Some(text.into());
        }
        for call in self.calls.iter_mut().filter(|call| call.bytes > MAX_TEXT_BYTES) {
            call.text = None;
        }
    }

    /// Most requests bring the cookie of the one before and find its session:
    /// such texts are kept once.
    fn share_with(&mut self, before: &Self) {
        if self.cookie == before.cookie {
            self.cookie.clone_from(&before.cookie);
        }
        for call in self.calls.iter_mut().filter(|call| call.text.is_some()) {
            let same = before.calls.iter().rfind(|earlier| earlier.text == call.text);
            if let Some(same) = same {
                call.text.clone_from(&same.text);
            }
        }
    }

    fn bytes(&self) -> usize {
        let texts: usize = self.set_cookies.iter().map(String::len).sum();
        let calls: usize = self.calls.iter().map(|call| call.bytes + 200).sum();
        self.cookie.as_ref().map_or(0, |cookie| cookie.len()) + texts + calls + self.path.len() + 200
    }
}

fn cut(text: &mut String) {
    if text.len() > MAX_TEXT_BYTES {
        let end = (0..=MAX_TEXT_BYTES).rev().find(|at| text.is_char_boundary(*at));
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
    pub fn add(&self, mut exchange: Exchange) {
        let mut kept = self.kept();
        if let Some(before) = kept.list.back() {
            exchange.share_with(before);
        }
        kept.bytes += exchange.bytes();
        kept.list.push_back(Arc::new(exchange));
        while kept.list.len() > MAX_EXCHANGES || kept.bytes > MAX_BYTES {
            let Some(oldest) = kept.list.pop_front() else { return };
            kept.bytes -= oldest.bytes();
        }
    }

    /// The latest first.
    pub fn latest_first(&self) -> Vec<Arc<Exchange>> {
        self.kept().list.iter().rev().cloned().collect()
    }

    /// The one of that number: 16 hexadecimal digits.
    pub fn find(&self, id: &str) -> Option<Arc<Exchange>> {
        self.kept().list.iter().rev().find(|exchange| exchange.id.to_string() == id).cloned()
    }

    /// Forgets them all.
    pub fn clear(&self) {
        *self.kept() = Kept::default();
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
