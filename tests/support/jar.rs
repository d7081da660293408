//! The cookies of one browser (RFC 6265bis, sections 5.6 and 5.7), as far as one host
//! over HTTP needs them: it applies Path, lets Max-Age win over Expires, and removes a
//! cookie that is set with an expiry in the past.

use actix_web::cookie::{Cookie, Expiration};
use time::OffsetDateTime;

/// The cookies of one browser.
#[derive(Clone, Default)]
pub struct Jar(Vec<Cookie<'static>>);

impl Jar {
    /// Stores or removes a cookie as a `Set-Cookie` header demands.
    pub fn receive(&mut self, header: &str) {
        let mut cookie = Cookie::parse(header.to_owned()).unwrap();
        if cookie.path().is_none() {
            cookie.set_path("/");
        }
        self.0.retain(|old| !(old.name() == cookie.name() && old.path() == cookie.path()));
        if !is_expired(&cookie) {
            self.0.push(cookie);
        }
    }

    /// Returns the `Cookie` header for a request to `path`. Cookies with a longer path
    /// come first.
    pub fn header(&self, path: &str) -> Option<String> {
        let mut sent: Vec<_> = self.0.iter().filter(|cookie| covers(cookie, path)).collect();
        sent.sort_by_key(|cookie| std::cmp::Reverse(cookie.path().map(str::len)));
        let pairs: Vec<_> =
            sent.iter().map(|cookie| format!("{}={}", cookie.name(), cookie.value())).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    pub fn value(&self, name: &str) -> Option<String> {
        self.0.iter().find(|cookie| cookie.name() == name).map(|cookie| cookie.value().to_owned())
    }

    pub fn remove(&mut self, name: &str) {
        self.0.retain(|cookie| cookie.name() != name);
    }

    /// Closes the browser: removes the cookies with neither Max-Age nor Expires.
    pub fn close(&mut self) {
        self.0.retain(|cookie| cookie.max_age().is_some() || cookie.expires_datetime().is_some());
    }
}

fn is_expired(cookie: &Cookie) -> bool {
    match (cookie.max_age(), cookie.expires()) {
        (Some(age), _) => !age.is_positive(),
        (None, Some(Expiration::DateTime(expires))) => expires <= OffsetDateTime::now_utc(),
        _ => false,
    }
}

fn covers(cookie: &Cookie, request: &str) -> bool {
    let path = cookie.path().unwrap_or("/");
    let rest = request.split('?').next().and_then(|request| request.strip_prefix(path));
    rest.is_some_and(|rest| rest.is_empty() || path.ends_with('/') || rest.starts_with('/'))
}
