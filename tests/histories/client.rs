//! A browser: several tabs, one cookie jar. Requests go over a connection of
//! their own each, with a deadline, and every one is recorded.

use std::{
    io::{self, Read, Write},
    net::{SocketAddr, TcpStream},
    sync::{Arc, Barrier, Mutex, MutexGuard},
    time::{Duration, Instant},
};

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::{
    cluster::Cluster,
    forms::{self, Request},
    history::{Action, Key, Operation, Response, SetCookie, Time},
};
use crate::support::page::Page;

/// How long a client waits for a response.
pub const DEADLINE: Duration = Duration::from_secs(5);

/// How long a key that was replaced is sent again on purpose.
const RETIRED_FOR: Duration = Duration::from_secs(30);

/// Collects what the clients of a run see.
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

    /// What was recorded so far, by the time of sending.
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
}

/// A browser of one visitor.
pub struct Browser {
    pub number: usize,
    pub account: usize,
    pub teas: Vec<String>,
    recorder: Arc<Recorder>,
    stateless: bool,
    jar: Mutex<Jar>,
}

/// Which cookie a request carries.
#[derive(Clone)]
pub enum Carries {
    /// The jar's.
    Present,
    /// This one, or none.
    This(Option<SessionCookie>),
}

/// How a request is sent.
pub struct Delivery<'b> {
    pub process: usize,
    pub tab: usize,
    pub carries: Carries,
    /// Others that are sent at the same moment: the last byte of each waits for
    /// all of them.
    pub together: Option<&'b Barrier>,
}

impl Delivery<'_> {
    /// To a process, with the cookie in the jar.
    pub fn to(process: usize) -> Self {
        Self { process, tab: 0, carries: Carries::Present, together: None }
    }
}

/// What a client learns from a request.
pub struct Answer {
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

    /// Replaces the jar's cookie, as if the responses since then had been lost.
    pub fn set_cookie(&self, cookie: Option<SessionCookie>) {
        self.jar().cookie = cookie;
    }

    /// The cookie that a response sets, if it sets one.
    pub fn cookie_set_by(&self, answer: &Answer) -> Option<SessionCookie> {
        let value = set_cookie(answer.page.as_ref()?).filter(|value| !value.is_empty())?;
        Some(SessionCookie { key: self.key_of(&value), value })
    }

    /// The cookies that were replaced not long ago, the newest last.
    pub fn retired(&self) -> Vec<SessionCookie> {
        let mut jar = self.jar();
        jar.retired.retain(|(_, since)| since.elapsed() < RETIRED_FOR);
        jar.retired.iter().map(|(cookie, _)| cookie.clone()).collect()
    }

    /// Sends a request. `None` if nobody listens there.
    pub fn send(&self, cluster: &Cluster, request: Request, delivery: Delivery) -> Option<Answer> {
        let cookie = match delivery.carries {
            Carries::Present => self.cookie(),
            Carries::This(cookie) => cookie,
        };
        let Some((address, process_started)) = cluster.address(delivery.process) else {
            delivery.together.map(Barrier::wait);
            return None;
        };
        let bytes = forms::bytes(&request, address, cookie.as_ref().map(|cookie| cookie.value.as_str()));
        let stream = TcpStream::connect_timeout(&address, DEADLINE);
        let mut sent = self.recorder.now();
        let page = stream.and_then(|stream| {
            exchange(stream, &bytes, || {
                delivery.together.map(Barrier::wait);
                sent = self.recorder.now();
            })
        });
        let page = match page {
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
                delivery.together.map(Barrier::wait);
                return None;
            }
            page => page.ok(),
        };
        let mut operation = Operation {
            browser: self.number,
            tab: delivery.tab,
            account: self.account,
            process: delivery.process,
            process_started,
            action: request.action,
            sent_key: cookie.as_ref().map(|cookie| cookie.key.clone()),
            sent,
            answered: None,
            response: None,
            jar_before: None,
        };
        if let Some(page) = &page {
            let mut jar = self.jar();
            operation.jar_before = jar.cookie.as_ref().map(|cookie| cookie.key.clone());
            let response = read(page, &operation.action, |value| self.key_of(value));
            operation.answered = Some(self.recorder.now());
            jar.take(page, |value| self.key_of(value));
            operation.response = Some(response);
        }
        self.recorder.operations.lock().unwrap().push(operation.clone());
        Some(Answer { operation, page })
    }

    /// The key follows the signature, unless the cookie is the session itself.
    fn key_of(&self, value: &str) -> Key {
        if self.stateless { value.to_owned() } else { value[value.len().saturating_sub(32)..].to_owned() }
    }

    fn jar(&self) -> MutexGuard<'_, Jar> {
        self.jar.lock().unwrap()
    }
}

impl Jar {
    /// Applies a response's `Set-Cookie`, as browsers do: in the order in which
    /// responses arrive.
    fn take(&mut self, page: &Page, key_of: impl Fn(&str) -> Key) {
        let cookie = match set_cookie(page) {
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

/// The value in the response's `Set-Cookie` of the session; empty if it removes
/// the cookie.
fn set_cookie(page: &Page) -> Option<String> {
    page.set_cookie_headers().find_map(|line| {
        let value = line.split(';').next()?.strip_prefix("sessionid=")?;
        Some(if line.contains("Max-Age=0") { String::new() } else { value.to_owned() })
    })
}

fn read(page: &Page, action: &Action, key_of: impl Fn(&str) -> Key) -> Response {
    let cookie = match set_cookie(page) {
        None => SetCookie::Nothing,
        Some(value) if value.is_empty() => SetCookie::Removes,
        Some(value) => SetCookie::Sets(key_of(&value)),
    };
    let cart_count = page.attribute("data-cart-count").and_then(|count| count.parse().ok());
    let is_cart = *action == Action::Look && page.status == 200;
    let selected = page.body.split("<option value=\"").find(|option| {
        option
            .split('>')
            .next()
            .is_some_and(|tag| tag.contains(" selected") && tag.starts_with(|c: char| c.is_ascii_digit()))
    });
    let per_page = selected.and_then(|option| option.split('"').next()?.parse().ok());
    Response {
        status: page.status,
        location: page.location().map(ToOwned::to_owned),
        cookie,
        user: page.text_of(".site-nav__user"),
        cart_count,
        cart: is_cart.then(|| page.cart_lines()),
        per_page: per_page.filter(|_| *action == Action::LookAtPreferences && page.status == 200),
        messages: page.texts_of(".flash"),
    }
}

/// Sends the request and reads the response to its end. A connection that
/// breaks in between is an error: nobody knows what the request did. The last
/// byte is sent after `ready`: before it no request is complete.
fn exchange(mut stream: TcpStream, request: &[u8], ready: impl FnOnce()) -> io::Result<Page> {
    let deadline = Instant::now() + DEADLINE;
    let (first, last) = request.split_at(request.len() - 1);
    let written = stream.set_nodelay(true).and_then(|()| stream.write_all(first));
    ready();
    written.and_then(|()| stream.write_all(last))?;
    let (mut bytes, mut piece) = (Vec::new(), [0; 16_384]);
    loop {
        let left = deadline.checked_duration_since(Instant::now()).ok_or(io::ErrorKind::TimedOut)?;
        stream.set_read_timeout(Some(left.max(Duration::from_millis(1))))?;
        match stream.read(&mut piece)? {
            0 => return parse(&bytes),
            read => bytes.extend_from_slice(&piece[..read]),
        }
    }
}

fn parse(bytes: &[u8]) -> io::Result<Page> {
    let broken = || io::Error::from(io::ErrorKind::UnexpectedEof);
    let head_end = bytes.windows(4).position(|four| four == b"\r\n\r\n").ok_or_else(broken)?;
    let head = String::from_utf8_lossy(&bytes[..head_end]).into_owned();
    let body = &bytes[head_end + 4..];
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).ok_or_else(broken)?;
    let mut headers = HeaderMap::new();
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(io::Error::other)?;
        headers.append(name, HeaderValue::from_str(value).map_err(io::Error::other)?);
    }
    let length = headers.get("content-length").and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length != body.len()) {
        return Err(broken());
    }
    Ok(Page { status, headers, body: String::from_utf8_lossy(body).into_owned() })
}

/// The status of the response to a request without a session, if there is one.
pub fn status(address: SocketAddr, request: &Request) -> Option<u16> {
    let bytes = forms::bytes(request, address, None);
    let stream = TcpStream::connect_timeout(&address, DEADLINE).ok()?;
    Some(exchange(stream, &bytes, || ()).ok()?.status)
}
