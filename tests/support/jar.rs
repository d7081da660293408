//! A browser's cookies (RFC 6265bis, sections 5.6 and 5.7), as far as one host
//! over HTTP needs: Path, Max-Age before Expires, removal by a date in the past.

use actix_web::cookie::{Cookie, Expiration};
use time::OffsetDateTime;

/// The cookies of one browser.
#[derive(Clone, Default)]
pub struct Jar(Vec<Cookie<'static>>);

impl Jar {
    /// What a `Set-Cookie` header does.
    pub fn take(&mut self, header: &str) {
        let mut cookie = Cookie::parse(header.to_owned()).unwrap();
        if cookie.path().is_none() {
            cookie.set_path("/");
        }
        self.0.retain(|old| !(old.name() == cookie.name() && old.path() == cookie.path()));
        if !is_over(&cookie) {
            self.0.push(cookie);
        }
    }

    /// The `Cookie` header for a request; longer paths first.
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

    pub fn drop(&mut self, name: &str) {
        self.0.retain(|cookie| cookie.name() != name);
    }

    /// Closing the browser: what has neither Max-Age nor Expires is forgotten.
    pub fn close(&mut self) {
        self.0.retain(|cookie| cookie.max_age().is_some() || cookie.expires_datetime().is_some());
    }
}

fn is_over(cookie: &Cookie) -> bool {
    match (cookie.max_age(), cookie.expires()) {
        (Some(age), _) => !age.is_positive(),
        (None, Some(Expiration::DateTime(moment))) => moment <= OffsetDateTime::now_utc(),
        _ => false,
    }
}

fn covers(cookie: &Cookie, request: &str) -> bool {
    let path = cookie.path().unwrap_or("/");
    let rest = request.split('?').next().and_then(|request| request.strip_prefix(path));
    rest.is_some_and(|rest| rest.is_empty() || path.ends_with('/') || rest.starts_with('/'))
}
