//! A browser with several tabs and one cookie jar. It records every request.

use std::{
    collections::HashMap,
    io,
    net::{SocketAddr, TcpStream},
    sync::{Arc, Barrier, Mutex, MutexGuard},
    time::{Duration, Instant},
};

use super::{
    cluster::Cluster,
    forms::{self, Request},
    history::{Action, Key, Operation, Time},
    http::{DEADLINE, csrf_cookie, fetch_csrf_cookie, read_response, send_request, session_cookie},
};
use crate::support::page::Page;

/// How long a replaced key is sent again on purpose.
const RETIRED_FOR: Duration = Duration::from_secs(30);

/// Collects the operations of a run.
pub struct Recorder {
    began: Instant,
    operations: Mutex<Vec<Operation>>,
}

impl Recorder {
    pub fn new() -> Self {
        Self { began: Instant::now(), operations: Mutex::default() }
    }

    pub fn now(&self) -> Time {
        self.began.elapsed()
    }

    /// Returns the operations so far, sorted by the time of sending.
    pub fn operations(&self) -> Vec<Operation> {
        let mut operations = self.operations.lock().unwrap().clone();
        operations.sort_by_key(|operation| operation.sent);
        operations
    }
}

/// The session's cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionCookie {
    pub key: Key,
    value: String,
}

#[derive(Default)]
struct Jar {
    cookie: Option<SessionCookie>,
    retired: Vec<(SessionCookie, Instant)>,
    /// The cookies against forged forms: before the first session, and of each session. The
    /// shop binds them to the login. A test that sends an older session's cookie sends the
    /// matching one, since other tests are about forged forms.
    csrf: HashMap<Option<Key>, String>,
}

/// The browser of one visitor.
pub struct Browser {
    pub number: usize,
    pub account: usize,
    pub teas: Vec<String>,
    recorder: Arc<Recorder>,
    stateless: bool,
    jar: Mutex<Jar>,
}

/// The session cookie that a request carries.
#[derive(Clone)]
pub enum CookieChoice {
    /// The cookie in the jar.
    FromJar,
    /// This cookie, or none.
    Given(Option<SessionCookie>),
    /// This cookie, or none, with this cookie against forged forms: what several requests of
    /// one page have in common.
    OfPage(Option<SessionCookie>, String),
}

/// The options of sending one request.
pub struct SendOptions<'b> {
    pub process: usize,
    pub tab: usize,
    pub cookie: CookieChoice,
    /// Sends requests at the same time: the last byte of each is sent when all wait
    /// at the barrier.
    pub barrier: Option<&'b Barrier>,
}

impl SendOptions<'_> {
    /// Returns the options for a process, with the cookie in the jar.
    pub fn to(process: usize) -> Self {
        Self { process, tab: 0, cookie: CookieChoice::FromJar, barrier: None }
    }
}

/// A sent request, its response, and the page of the response.
pub struct Exchange {
    pub operation: Operation,
    pub page: Option<Page>,
}

impl Browser {
    pub fn new(
        number: usize,
        account: usize,
        teas: &[&str],
        recorder: &Arc<Recorder>,
        stateless: bool,
    ) -> Self {
        let teas = teas.iter().map(|&tea| tea.to_owned()).collect();
        Self { number, account, teas, recorder: Arc::clone(recorder), stateless, jar: Mutex::default() }
    }

    pub fn cookie(&self) -> Option<SessionCookie> {
        self.jar().cookie.clone()
    }

    /// Replaces the cookie in the jar, as if the responses since then were lost.
    pub fn set_cookie(&self, cookie: Option<SessionCookie>) {
        self.jar().cookie = cookie;
    }

    /// Returns the cookie that a response sets.
    pub fn cookie_set_by(&self, exchange: &Exchange) -> Option<SessionCookie> {
        let value = session_cookie(exchange.page.as_ref()?).filter(|value| !value.is_empty())?;
        Some(SessionCookie { key: self.key_of(&value), value })
    }

    /// Returns the recently replaced cookies, the newest last.
    pub fn retired(&self) -> Vec<SessionCookie> {
        let mut jar = self.jar();
        jar.retired.retain(|(_, since)| since.elapsed() < RETIRED_FOR);
        jar.retired.iter().map(|(cookie, _)| cookie.clone()).collect()
    }

    /// Sends a request. Returns `None` if no process listens there.
    pub fn send(&self, cluster: &Cluster, request: Request, options: SendOptions) -> Option<Exchange> {
        let (cookie, csrf) = match &options.cookie {
            CookieChoice::FromJar => (self.cookie(), None),
            CookieChoice::Given(cookie) => (cookie.clone(), None),
            CookieChoice::OfPage(cookie, csrf) => (cookie.clone(), Some(csrf.clone())),
        };
        let Some((address, process_started)) = cluster.entrance(options.process) else {
            options.barrier.map(Barrier::wait);
            return None;
        };
        let sent_key = cookie.as_ref().map(|cookie| cookie.key.clone());
        let csrf = csrf.unwrap_or_else(|| self.csrf_cookie(sent_key.clone(), address));
        let session = cookie.as_ref().map(|cookie| cookie.value.as_str());
        let bytes = forms::bytes(&request, address, session, &csrf);
        let mut operation = self.operation(request.action, &options, cookie, process_started);
        let stream = TcpStream::connect_timeout(&address, DEADLINE);
        let page = stream.and_then(|stream| {
            send_request(stream, &bytes, || {
                options.barrier.map(Barrier::wait);
                operation.sent = self.recorder.now();
            })
        });
        let page = match page {
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
                options.barrier.map(Barrier::wait);
                return None;
            }
            page => page.ok(),
        };
        if let Some(page) = &page {
            let mut jar = self.jar();
            operation.jar_before = jar.cookie.as_ref().map(|cookie| cookie.key.clone());
            operation.process = cluster.served_by(page).unwrap_or(operation.process);
            let response = read_response(page, &operation.action, |value| self.key_of(value));
            operation.completed = Some(self.recorder.now());
            jar.apply(page, |value| self.key_of(value));
            jar.apply_csrf(page, sent_key, csrf, |value| self.key_of(value));
            operation.response = Some(response);
        }
        self.recorder.operations.lock().unwrap().push(operation.clone());
        Some(Exchange { operation, page })
    }

    /// Returns the cookie against forged forms for the session of `key`.
    pub fn csrf_cookie(&self, key: Option<Key>, address: SocketAddr) -> String {
        let known = |jar: &Jar| jar.csrf.get(&key).or_else(|| jar.csrf.get(&None)).cloned();
        let found = known(&self.jar());
        found.or_else(|| fetch_csrf_cookie(address)).unwrap_or_default()
    }

    /// Returns the operation without a response, sent now.
    fn operation(
        &self,
        action: Action,
        options: &SendOptions,
        cookie: Option<SessionCookie>,
        process_started: Time,
    ) -> Operation {
        Operation {
            browser: self.number,
            tab: options.tab,
            account: self.account,
            process: options.process,
            process_started,
            action,
            sent_key: cookie.map(|cookie| cookie.key),
            sent: self.recorder.now(),
            completed: None,
            response: None,
            jar_before: None,
        }
    }

    /// Returns the key of a cookie: the part after the signature, or the whole
    /// cookie where it contains the data.
    fn key_of(&self, value: &str) -> Key {
        if self.stateless { value.to_owned() } else { value[value.len().saturating_sub(32)..].to_owned() }
    }

    fn jar(&self) -> MutexGuard<'_, Jar> {
        self.jar.lock().unwrap()
    }
}

impl Jar {
    /// Remembers the cookie against forged forms of the session that the request had
    /// or, if the response sets another, of that one. The one that was sent is remembered only
    /// where none is known: a request that was moved to the session of a login sent an older
    /// one than the response to the login has set.
    fn apply_csrf(&mut self, page: &Page, sent_key: Option<Key>, sent: String, key_of: impl Fn(&str) -> Key) {
        let key = match session_cookie(page) {
            None => sent_key,
            Some(value) if value.is_empty() => None,
            Some(value) => Some(key_of(&value)),
        };
        match csrf_cookie(page) {
            Some(csrf) => drop(self.csrf.insert(key, csrf)),
            None if sent.is_empty() => {}
            None => drop(self.csrf.entry(key).or_insert(sent)),
        }
    }

    /// Applies the `Set-Cookie` of a response, in the order in which responses
    /// arrive, as browsers do.
    fn apply(&mut self, page: &Page, key_of: impl Fn(&str) -> Key) {
        let cookie = match session_cookie(page) {
            None => return,
            Some(value) if value.is_empty() => None,
            Some(value) => Some(SessionCookie { key: key_of(&value), value }),
        };
        let before = std::mem::replace(&mut self.cookie, cookie);
        if let Some(before) =
            before.filter(|before| self.cookie.as_ref().map(|new| &new.key) != Some(&before.key))
        {
            self.retired.push((before, Instant::now()));
        }
    }
}
