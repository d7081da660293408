//! What each handler of the page works with: the cookies that the browser sent,
//! the cookies that it was sent before, and the names that it may not set.

use std::future::{Ready, ready};

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    cookie::Cookie,
    dev::Payload,
    http::header::{self, HeaderMap, HeaderValue},
};
use time::OffsetDateTime;

use super::{names::ReservedNames, sent_cookies::SentCookie};
use crate::{
    lab::{LabContext, hosts},
    web::{Error, client, respond},
};

/// The lab of plain cookies as one request sees it.
pub struct CookieLabContext {
    pub lab: LabContext,
    /// The names that the page may not touch.
    pub reserved: ReservedNames,
    /// The cookies of the request.
    pub received: ReceivedCookies,
    /// The host in the browser's address bar, without the port.
    pub host: String,
    /// Whether the request came over HTTPS.
    pub is_https: bool,
    /// The time of the request.
    pub now: OffsetDateTime,
}

impl CookieLabContext {
    /// Returns the context of a request.
    pub fn new(lab: LabContext) -> Self {
        let is_https = client::is_https(&lab.request);
        Self {
            reserved: ReservedNames::of(&lab),
            received: ReceivedCookies::of(lab.request.headers()),
            host: hosts::name(&lab.request),
            is_https,
            now: lab.options().clock.now(),
            lab,
        }
    }

    /// Returns the cookies that this browser was sent and that were not deleted.
    pub fn sent(&self) -> Vec<SentCookie> {
        self.lab.browser.memory().sent_cookies.cookies.clone()
    }

    /// Responds with cookies and a redirect to a page that shows them; `None` if
    /// this browser would have too many.
    pub fn send(&self, cookies: Vec<Cookie<'static>>, back: &str) -> Option<HttpResponse> {
        let sent = self.with_time(cookies);
        self.lab.browser.memory().sent_cookies.add(&sent).then(|| response(&sent, back))
    }

    /// Responds with the removal of cookies.
    pub fn send_removals(&self, cookies: Vec<Cookie<'static>>, back: &str) -> HttpResponse {
        let removals = self.with_time(cookies);
        self.lab.browser.memory().sent_cookies.remove(&removals);
        response(&removals, back)
    }

    fn with_time(&self, cookies: Vec<Cookie<'static>>) -> Vec<SentCookie> {
        cookies.into_iter().map(|cookie| SentCookie { cookie, at: self.now }).collect()
    }
}

/// Writes one header for each cookie. The response's own list of cookies keeps
/// one for each name, but a name may be removed from several paths.
fn response(cookies: &[SentCookie], back: &str) -> HttpResponse {
    let mut response = respond::see_other(back);
    for sent in cookies {
        if let Ok(line) = HeaderValue::from_str(&sent.cookie.to_string()) {
            response.headers_mut().append(header::SET_COOKIE, line);
        }
    }
    response
}

impl FromRequest for CookieLabContext {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(LabContext::of(request).map(Self::new))
    }
}

/// The cookies of a request as the browser wrote them (B4): names and values. The
/// browser does not send a cookie's path, domain or expiry.
pub struct ReceivedCookies(Vec<(String, String)>);

impl ReceivedCookies {
    /// Reads the `Cookie` headers.
    pub fn of(headers: &HeaderMap) -> Self {
        let lines = headers.get_all(header::COOKIE).map(|line| String::from_utf8_lossy(line.as_bytes()));
        let pairs = |line: &str| {
            let pairs = line.split(';').filter_map(|piece| piece.trim().split_once('='));
            pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect::<Vec<_>>()
        };
        Self(lines.flat_map(|line| pairs(&line)).collect())
    }

    /// Returns all names and values, in the order of the header.
    pub fn all(&self) -> &[(String, String)] {
        &self.0
    }

    /// Returns the first value of a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values(name).next()
    }

    /// Returns all values of a name: a browser may have one for each path.
    pub fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_pairs_in_the_order_of_the_header() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("a=1; b=x=y;  a=2; odd"));
        let received = ReceivedCookies::of(&headers);
        assert_eq!(received.get("b"), Some("x=y"));
        assert_eq!(received.values("a").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!((received.get("c"), received.all().len()), (None, 3));
    }
}
