//! An exchange as its page shows it: eight steps, from the cookie that came to
//! the cookie that went.

use super::{
    cookie_in::{self, CookieIn, Keys},
    cookie_out::{Explained, SetCookie},
    difference::{self, Line},
    ending::End,
    measures,
    place::{self, Place},
    reading::Reading,
    store::{self, Call},
    summary::Summary,
};
use crate::{i18n::Message, sessions::engines::InspectResult};

/// All that is shown of one exchange.
pub struct View<'a> {
    /// The line that stands above it.
    pub summary: Summary,
    /// Steps 1 and 2.
    pub cookies: Vec<CookieIn<'a>>,
    /// Step 3.
    pub keys: Keys,
    /// Step 4.
    pub calls: Vec<Call>,
    /// Step 5; nothing if the session was too large to be noted down.
    pub lines: Option<Vec<Line>>,
    /// Bytes of the session before and after.
    pub bytes: (i64, i64),
    /// Step 6.
    pub places: Vec<Place>,
    /// Step 7.
    pub end: Option<EndView>,
    /// Step 8.
    pub cookies_out: Vec<CookieOut<'a>>,
    /// Whether sessions were switched on.
    pub is_on: bool,
}

/// The end of the session in words.
pub struct EndView {
    /// When, for programs.
    pub iso: String,
    /// When, for people.
    pub moment: String,
    /// How long that was from the exchange on.
    pub left: Message,
    /// By which rule.
    pub rule: Message,
    /// Whether the browser forgets its cookie when it is closed.
    pub at_browser_close: bool,
}

/// A `Set-Cookie` in words.
pub struct CookieOut<'a> {
    /// The header.
    pub cookie: SetCookie<'a>,
    /// Whether it is the session's.
    pub is_session: bool,
    /// Whose it is.
    pub about: Message,
    /// Its attributes.
    pub attributes: Vec<Explained>,
}

impl<'a> View<'a> {
    /// Of an exchange that has been read, and what lies in the store now.
    pub fn of(reading: &'a Reading<'a>, found: &InspectResult) -> Self {
        let exchange = reading.exchange;
        let session = exchange.options.cookie.name.as_str();
        let bytes = |kept: Option<&super::reading::Kept>| {
            kept.map_or(0, |kept| i64::try_from(kept.bytes).unwrap_or(i64::MAX))
        };
        Self {
            summary: Summary::of_reading(reading),
            cookies: cookie_in::cookies(reading),
            keys: cookie_in::keys(reading),
            calls: store::calls(reading),
            lines: lines(reading),
            bytes: (bytes(reading.before.as_ref()), bytes(reading.after.as_ref())),
            places: place::places(found),
            end: End::of(reading).map(EndView::of),
            cookies_out: cookies_out(&exchange.set_cookies, session),
            is_on: exchange.options.enabled,
        }
    }

    /// The cookies of the session's name.
    pub fn session_cookies(&self) -> impl Iterator<Item = &CookieIn<'a>> {
        self.cookies.iter().filter(|cookie| cookie.is_session)
    }

    /// Whether the answer sets or removes the session's cookie.
    pub fn sets_session(&self) -> bool {
        self.cookies_out.iter().any(|out| out.is_session)
    }
}

fn lines(reading: &Reading) -> Option<Vec<Line>> {
    Some(difference::difference(&reading.data_before()?, &reading.data_after()?))
}

/// The session's first: it is what one looks for.
fn cookies_out<'a>(headers: &'a [String], session: &str) -> Vec<CookieOut<'a>> {
    let mut cookies: Vec<_> = headers.iter().map(|header| cookie_out(header, session)).collect();
    cookies.sort_by_key(|out| !out.is_session);
    cookies
}

fn cookie_out<'a>(header: &'a str, session: &str) -> CookieOut<'a> {
    let cookie = SetCookie::parse(header);
    let is_session = cookie.name == session;
    let attributes = cookie.explained();
    CookieOut { is_session, about: cookie_in::about(cookie.name, is_session), attributes, cookie }
}

impl EndView {
    fn of(end: End) -> Self {
        Self {
            iso: measures::iso(end.at),
            moment: measures::moment(end.at),
            left: end.in_words(),
            rule: end.rule.in_words(),
            at_browser_close: end.at_browser_close,
        }
    }
}

impl Line {
    /// What the framework keeps there, if it is a key of its own.
    pub fn about(&self) -> Option<Message> {
        difference::about(&self.key)
    }
}
