//! One HTTP request over a connection of its own, with a deadline, and what the checks
//! need of its response.

use std::{
    io::{self, Read, Write},
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::{
    forms::{self, Request},
    history::{Action, Key, Response, SetCookie},
};
use crate::support::page::Page;

/// How long a client waits for a response.
pub const DEADLINE: Duration = Duration::from_secs(5);

/// Sends a request and reads the response completely. The last byte is sent after
/// `ready` returns: before that the server has no complete request.
///
/// # Errors
/// If the connection breaks or the deadline has passed: the request may have been
/// executed.
pub fn send_request(mut stream: TcpStream, request: &[u8], ready: impl FnOnce()) -> io::Result<Page> {
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

/// Returns the status of the response to a request without a session, or `None` if
/// there is no response.
pub fn status(address: SocketAddr, request: &Request) -> Option<u16> {
    let csrf = if request.is_form() { fetch_csrf_cookie(address)? } else { String::new() };
    let bytes = forms::bytes(request, address, None, &csrf);
    let stream = TcpStream::connect_timeout(&address, DEADLINE).ok()?;
    Some(send_request(stream, &bytes, || ()).ok()?.status)
}

/// Fetches the cookie of the secret against forged forms of a visitor without a login.
pub fn fetch_csrf_cookie(address: SocketAddr) -> Option<String> {
    let stream = TcpStream::connect_timeout(&address, DEADLINE).ok()?;
    let request = format!("GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    csrf_cookie(&send_request(stream, request.as_bytes(), || ()).ok()?)
}

/// Returns the value of the `Set-Cookie` of the secret against forged forms.
pub fn csrf_cookie(page: &Page) -> Option<String> {
    let value = |line: &str| Some(line.split(';').next()?.strip_prefix("csrftoken=")?.to_owned());
    page.set_cookie_headers().find_map(value)
}

/// Returns the value of the session's `Set-Cookie`. It is empty if the response
/// removes the cookie.
pub fn session_cookie(page: &Page) -> Option<String> {
    page.set_cookie_headers().find_map(|line| {
        let value = line.split(';').next()?.strip_prefix("sessionid=")?;
        Some(if line.contains("Max-Age=0") { String::new() } else { value.to_owned() })
    })
}

/// Reads what the checks need of a page.
pub fn read_response(page: &Page, action: &Action, key_of: impl Fn(&str) -> Key) -> Response {
    let cookie = match session_cookie(page) {
        None => SetCookie::Nothing,
        Some(value) if value.is_empty() => SetCookie::Removes,
        Some(value) => SetCookie::Sets(key_of(&value)),
    };
    let cart_count = page.attribute("data-cart-count").and_then(|count| count.parse().ok());
    let is_cart = *action == Action::ViewCart && page.status == 200;
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
        per_page: per_page.filter(|_| *action == Action::ViewPreferences && page.status == 200),
        messages: page.texts_of("[class^=\"flash flash--\"]"),
    }
}
