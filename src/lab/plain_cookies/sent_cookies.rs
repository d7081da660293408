//! The cookies that a browser was sent, and their removal. A browser does not
//! report what it did with a `Set-Cookie` line, so the page remembers the lines
//! and compares them with the cookies of the next request.

use std::collections::BTreeSet;

use actix_web::cookie::Cookie;
use time::OffsetDateTime;

use super::{MAX_SHOWN, context::CookieLabContext};
use crate::lab::display::shorten;

/// Cookies that one browser may have of this page.
pub const MAX_COOKIES: usize = 20;

/// The path of a cookie without Path: the address that set it, up to the last `/`
/// (RFC 6265bis, section 5.1.4). All addresses of this page have the same.
pub const DEFAULT_PATH: &str = "/lab/cookies";

/// The paths of a cookie that was not sent from here, such as one that a script
/// set: the request does not contain its path.
const LIKELY_PATHS: [&str; 3] = ["/", "/lab", "/lab/cookies"];

/// Names that one response removes, so that its head stays small.
const MAX_REMOVALS: usize = 50;

/// A cookie that was sent, and when.
#[derive(Clone, Debug)]
pub struct SentCookie {
    pub cookie: Cookie<'static>,
    /// The time by the server's clock.
    pub at: OffsetDateTime,
}

impl SentCookie {
    /// Returns the path to which the browser sends it.
    pub fn path(&self) -> &str {
        self.cookie.path().unwrap_or(DEFAULT_PATH)
    }

    /// Returns the name and value, with the value shortened.
    pub fn pair(&self) -> String {
        format!("{}={}", self.cookie.name(), shorten(self.cookie.value(), MAX_SHOWN))
    }

    /// Returns the attributes as written.
    pub fn attributes(&self) -> String {
        let text = self.cookie.to_string();
        text.split_once("; ").map_or(String::new(), |(_, rest)| rest.to_owned())
    }

    /// Reports whether it replaces another cookie: a browser keeps one for each
    /// name, domain and path.
    fn replaces(&self, other: &Self) -> bool {
        let identity =
            |sent: &Self| (sent.cookie.name().to_owned(), sent.cookie.domain().map(str::to_lowercase));
        identity(self) == identity(other) && self.path() == other.path()
    }
}

/// The cookies that one browser was sent.
#[derive(Default)]
pub struct SentCookies {
    /// The cookies that were not deleted.
    pub cookies: Vec<SentCookie>,
    /// The cookies of the last response.
    pub last: Vec<SentCookie>,
}

impl SentCookies {
    /// Adds the cookies of a response; returns `false`, and adds nothing, if they
    /// would be more than [`MAX_COOKIES`].
    pub fn add(&mut self, cookies: &[SentCookie]) -> bool {
        let mut list = self.cookies.clone();
        for sent in cookies {
            list.retain(|other| !sent.replaces(other));
            list.push(sent.clone());
        }
        if list.len() > MAX_COOKIES {
            return false;
        }
        *self = Self { cookies: list, last: cookies.to_vec() };
        true
    }

    /// Removes the cookies that a response removes.
    pub fn remove(&mut self, removals: &[SentCookie]) {
        self.cookies.retain(|other| !removals.iter().any(|removal| removal.replaces(other)));
        self.last = removals.to_vec();
    }
}

/// Returns the removals of a cookie (B5): one for each path and domain under
/// which it was sent. A removal sets the cookie again, empty and with an expiry in
/// the past; the browser takes it for the same cookie if name, Domain and Path
/// are the same.
pub fn removals(name: &str, context: &CookieLabContext) -> Vec<Cookie<'static>> {
    let sent = context.sent().into_iter().filter(|sent| sent.cookie.name() == name);
    let mut found: Vec<_> = sent.map(|sent| sent.cookie).collect();
    if found.is_empty() {
        let unknown =
            |path: &'static str| Cookie::build(name.to_owned(), "").path(path).secure(false).finish();
        found.extend(LIKELY_PATHS.map(unknown));
    }
    found.iter_mut().for_each(Cookie::make_removal);
    found
}

/// Returns the removals of all cookies of the page.
pub fn removals_of_all(context: &CookieLabContext) -> Vec<Cookie<'static>> {
    let received = context.received.all().iter().map(|(name, _)| name.clone());
    let received = received.filter(|name| context.reserved.is_demo(name));
    let sent = context.sent().into_iter().map(|sent| sent.cookie.name().to_owned());
    let names: BTreeSet<String> = received.chain(sent).collect();
    names.iter().take(MAX_REMOVALS).flat_map(|name| removals(name, context)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(line: &str) -> SentCookie {
        SentCookie { cookie: Cookie::parse(line.to_owned()).unwrap(), at: OffsetDateTime::UNIX_EPOCH }
    }

    #[test]
    fn a_cookie_is_identified_by_name_domain_and_path() {
        let mut browser = SentCookies::default();
        for line in ["a=1", "a=2; Path=/lab/cookies", "a=3; Path=/", "a=4; Path=/; Domain=x.org"] {
            assert!(browser.add(&[sent(line)]));
        }
        let values: Vec<_> = browser.cookies.iter().map(|sent| sent.cookie.value().to_owned()).collect();
        assert_eq!(values, ["2", "3", "4"]);
        browser.remove(&[sent("a=; Path=/")]);
        assert_eq!(browser.cookies.len(), 2);
    }

    #[test]
    fn cookies_past_the_limit_are_not_added() {
        let mut browser = SentCookies::default();
        for number in 0..MAX_COOKIES {
            assert!(browser.add(&[sent(&format!("a{number}=1"))]));
        }
        assert!(!browser.add(&[sent("b=1")]));
        assert!(browser.add(&[sent("a1=2")]), "it replaces another");
        assert_eq!(browser.cookies.len(), MAX_COOKIES);
    }
}
