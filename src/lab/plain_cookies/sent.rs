//! The cookies that a browser was sent here. A browser never says what it made
//! of a `Set-Cookie` line, so the page remembers the lines and compares them
//! with what comes back.

use std::sync::{Mutex, MutexGuard, PoisonError};

use actix_web::cookie::Cookie;
use time::OffsetDateTime;

/// The most cookies that one browser is given here.
pub const MAX_COOKIES: usize = 20;

/// Where a cookie belongs that names no Path: what stands before the last `/`
/// of the address that set it (RFC 6265bis, section 5.1.4). All that set some
/// here stand side by side.
pub const DEFAULT_PATH: &str = "/lab/cookies";

/// A cookie that was sent, and when.
#[derive(Clone, Debug)]
pub struct SentCookie {
    /// With its attributes.
    pub cookie: Cookie<'static>,
    /// By the server's clock.
    pub at: OffsetDateTime,
}

impl SentCookie {
    /// Where the browser sends it.
    pub fn path(&self) -> &str {
        self.cookie.path().unwrap_or(DEFAULT_PATH)
    }

    /// A browser keeps one cookie for each name, domain and path.
    fn replaces(&self, other: &Self) -> bool {
        let identity =
            |sent: &Self| (sent.cookie.name().to_owned(), sent.cookie.domain().map(str::to_lowercase));
        identity(self) == identity(other) && self.path() == other.path()
    }
}

/// What one browser was sent.
#[derive(Default)]
pub struct Sent(Mutex<Lists>);

#[derive(Default)]
struct Lists {
    /// Those that were not deleted since.
    cookies: Vec<SentCookie>,
    /// Those of the last answer.
    last: Vec<SentCookie>,
}

impl Sent {
    /// Notes the cookies of one answer; nothing is noted and `false` returned
    /// if there would be too many.
    pub fn note(&self, cookies: &[SentCookie]) -> bool {
        let mut lists = self.lists();
        let mut list = lists.cookies.clone();
        for sent in cookies {
            list.retain(|other| !sent.replaces(other));
            list.push(sent.clone());
        }
        if list.len() > MAX_COOKIES {
            return false;
        }
        *lists = Lists { cookies: list, last: cookies.to_vec() };
        true
    }

    /// Notes an answer that removes cookies.
    pub fn note_removal(&self, removals: &[SentCookie]) {
        let mut lists = self.lists();
        lists.cookies.retain(|other| !removals.iter().any(|removal| removal.replaces(other)));
        lists.last = removals.to_vec();
    }

    /// All that were not deleted since.
    pub fn cookies(&self) -> Vec<SentCookie> {
        self.lists().cookies.clone()
    }

    /// Those of the last answer.
    pub fn last(&self) -> Vec<SentCookie> {
        self.lists().last.clone()
    }

    fn lists(&self) -> MutexGuard<'_, Lists> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(line: &str) -> SentCookie {
        SentCookie { cookie: Cookie::parse(line.to_owned()).unwrap(), at: OffsetDateTime::UNIX_EPOCH }
    }

    #[test]
    fn a_cookie_is_known_by_name_domain_and_path_together() {
        let browser = Sent::default();
        for line in ["a=1", "a=2; Path=/lab/cookies", "a=3; Path=/", "a=4; Path=/; Domain=x.org"] {
            assert!(browser.note(&[sent(line)]));
        }
        let values: Vec<_> = browser.cookies().iter().map(|sent| sent.cookie.value().to_owned()).collect();
        assert_eq!(values, ["2", "3", "4"]);
        browser.note_removal(&[sent("a=; Path=/")]);
        assert_eq!(browser.cookies().len(), 2);
    }

    #[test]
    fn more_than_the_most_are_not_noted() {
        let browser = Sent::default();
        for number in 0..MAX_COOKIES {
            assert!(browser.note(&[sent(&format!("a{number}=1"))]));
        }
        assert!(!browser.note(&[sent("b=1")]));
        assert!(browser.note(&[sent("a1=2")]), "in the place of another");
        assert_eq!(browser.cookies().len(), MAX_COOKIES);
    }
}
