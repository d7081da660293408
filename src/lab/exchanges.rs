//! Keeps the last exchanges of each browser as they were, for the inspector
//! (H3: every page can show its session exchange). The inspector analyses them
//! only when somebody looks.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use actix_web::http::Method;
use time::OffsetDateTime;

use crate::{
    sessions::{Options, new_sessions::NotStarted, trace::StoreCall},
    settings::StoreLocation,
    web::request_id::RequestId,
};

/// Exchanges that are kept for a browser.
pub const MAX_EXCHANGES: usize = 50;

/// Bytes that the exchanges of a browser may take together.
const MAX_BYTES: usize = 512 * 1024;

/// Bytes of a header or a record that are exchanges.
const MAX_TEXT_BYTES: usize = 16 * 1024;

/// One request and its response.
pub struct Exchange {
    /// The request's number, as in the log file.
    pub id: RequestId,
    /// When the request came.
    pub at: OffsetDateTime,
    pub method: Method,
    /// The request's path and query.
    pub path: String,
    pub status: u16,
    /// Whether the response is complete. While the request is being handled, nothing is
    /// stored yet, and no cookie is set.
    pub is_answered: bool,
    /// The host in the request, without a port.
    pub host: String,
    /// Whether the request came over HTTPS.
    pub is_https: bool,
    /// Where the sessions of the request's settings are stored.
    pub store: StoreLocation,
    /// The request's `Cookie` header.
    pub cookie: Option<Arc<str>>,
    /// The response's `Set-Cookie` headers.
    pub set_cookies: Vec<String>,
    /// The calls to the store, in order.
    pub calls: Vec<StoreCall>,
    /// Why the changes of the request started no session.
    pub not_started: Option<NotStarted>,
    /// The time from the request to the response.
    pub took: Duration,
    /// The options that applied to the request.
    pub options: Arc<Options>,
}

impl Exchange {
    /// Cuts what is too large to be exchanges.
    pub fn shorten(&mut self) {
        let texts = self.set_cookies.iter_mut().chain([&mut self.path]);
        texts.for_each(truncate);
        if let Some(cookie) = self.cookie.as_ref().filter(|cookie| cookie.len() > MAX_TEXT_BYTES) {
            let mut text = cookie.to_string();
            truncate(&mut text);
            self.cookie = Some(text.into());
        }
        for call in self.calls.iter_mut().filter(|call| call.bytes > MAX_TEXT_BYTES) {
            call.text = None;
        }
    }

    /// Shares the texts that equal those of the exchange before. Most requests
    /// bring the same cookie and find the same session.
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
        self.cookie.as_ref().map_or(0, |cookie| cookie.len())
            + texts
            + calls
            + self.path.len()
            + self.host.len()
            + 200
    }
}

fn truncate(text: &mut String) {
    if text.len() > MAX_TEXT_BYTES {
        let end = (0..=MAX_TEXT_BYTES).rev().find(|at| text.is_char_boundary(*at));
        text.truncate(end.unwrap_or(0));
        text.push('…');
    }
}

/// The exchanges of one browser, the oldest first.
#[derive(Default)]
pub struct ExchangeLog(Mutex<Exchanges>);

#[derive(Default)]
struct Exchanges {
    list: VecDeque<Arc<Exchange>>,
    /// Bytes that they take together.
    bytes: usize,
}

impl ExchangeLog {
    /// Adds an exchange, and removes the oldest ones past the limits.
    pub fn add(&self, mut exchange: Exchange) {
        let mut exchanges = self.lock();
        if let Some(before) = exchanges.list.back() {
            exchange.share_with(before);
        }
        exchanges.bytes += exchange.bytes();
        exchanges.list.push_back(Arc::new(exchange));
        while exchanges.list.len() > MAX_EXCHANGES || exchanges.bytes > MAX_BYTES {
            let Some(oldest) = exchanges.list.pop_front() else { return };
            exchanges.bytes -= oldest.bytes();
        }
    }

    /// Returns the exchanges, the latest first.
    pub fn latest_first(&self) -> Vec<Arc<Exchange>> {
        self.lock().list.iter().rev().cloned().collect()
    }

    /// Returns the exchange of a request's number, 16 hexadecimal digits.
    pub fn find(&self, id: &str) -> Option<Arc<Exchange>> {
        self.lock().list.iter().rev().find(|exchange| exchange.id.to_string() == id).cloned()
    }

    /// Removes all exchanges, and returns them as a log of its own.
    pub fn take(&self) -> Self {
        Self(Mutex::new(std::mem::take(&mut *self.lock())))
    }

    /// Removes all exchanges.
    pub fn clear(&self) {
        *self.lock() = Exchanges::default();
    }

    fn lock(&self) -> MutexGuard<'_, Exchanges> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
