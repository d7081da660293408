//! An exchange as its page shows it: eight steps, from the cookie of the request
//! to the cookie of the response.

use super::{
    analysis::{ExchangeAnalysis, SessionState},
    changes::diff_data,
    expiry::SessionExpiry,
    request_cookies::{self, Keys, RequestCookie},
    store_calls::{self, Call},
    stored_record::{StoredRecord, stored_records},
    summary::Summary,
};
use crate::{
    i18n::Message,
    lab::{session_diff::KeyChange, set_cookie::SetCookie},
    sessions::engines::InspectResult,
};

/// What the page shows of an exchange.
pub struct View<'a> {
    /// The line above the steps.
    pub summary: Summary,
    /// Steps 1 and 2.
    pub cookies: Vec<RequestCookie<'a>>,
    /// Step 3.
    pub keys: Keys,
    /// Step 4.
    pub calls: Vec<Call>,
    /// Step 5; `None` if the session was too large to be recorded.
    pub changes: Option<Vec<KeyChange<String>>>,
    /// Bytes of the session before and after.
    pub bytes: (i64, i64),
    /// Step 6.
    pub records: Vec<StoredRecord>,
    /// Step 7.
    pub expiry: Option<SessionExpiry>,
    /// Step 8.
    pub response_cookies: Vec<SetCookie<'a>>,
    pub session_cookie: &'a str,
    /// Whether sessions are on.
    pub is_on: bool,
}

impl<'a> View<'a> {
    /// Returns the view of an exchange and of the record that is in the store
    /// now.
    pub fn of(analysis: &'a ExchangeAnalysis<'a>, found: &InspectResult) -> Self {
        let exchange = analysis.exchange;
        let bytes = |state: &Option<SessionState>| {
            state.as_ref().map_or(0, |state| i64::try_from(state.bytes).unwrap_or(i64::MAX))
        };
        // The session's cookie comes first: it is what one looks for.
        let name = exchange.options.cookie.name.as_str();
        let mut response_cookies: Vec<_> =
            exchange.set_cookies.iter().map(|header| SetCookie::parse(header)).collect();
        response_cookies.sort_by_key(|cookie| cookie.name != name);
        let data = analysis.data_before().zip(analysis.data_after());
        Self {
            summary: Summary::of_analysis(analysis),
            cookies: request_cookies::cookies(analysis),
            keys: request_cookies::keys(analysis),
            calls: store_calls::calls(analysis),
            changes: data.map(|(before, after)| diff_data(&before, &after)),
            bytes: (bytes(&analysis.before), bytes(&analysis.after)),
            records: stored_records(found),
            expiry: SessionExpiry::of(analysis),
            response_cookies,
            session_cookie: name,
            is_on: exchange.options.enabled,
        }
    }

    /// Returns the cookies of the request that have the session's name.
    pub fn session_cookies(&self) -> impl Iterator<Item = &RequestCookie<'a>> {
        self.cookies.iter().filter(|cookie| cookie.is_session)
    }

    /// Reports whether the response sets or removes the session's cookie.
    pub fn sets_session(&self) -> bool {
        self.response_cookies.iter().any(|cookie| self.is_session(cookie))
    }

    /// Reports whether a cookie of the response is the session's.
    pub fn is_session(&self, cookie: &SetCookie) -> bool {
        cookie.name == self.session_cookie
    }

    /// Returns what a cookie of the response is for.
    pub fn about(&self, cookie: &SetCookie) -> Message {
        request_cookies::about(cookie.name, self.is_session(cookie))
    }
}
