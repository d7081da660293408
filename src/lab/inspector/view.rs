//! An exchange as its page shows it: eight steps, from the cookie of the request
//! to the cookie of the response.

use super::{
    analysis::{ExchangeAnalysis, SessionState},
    changes::{about, change_message, change_name, diff_data},
    expiry::SessionExpiry,
    request_cookies::{self, Keys, RequestCookie},
    response_cookies::{ExplainedAttribute, SetCookie},
    store_calls::{self, Call},
    stored_record::{StoredRecord, stored_records},
    summary::Summary,
};
use crate::{
    i18n::Message,
    lab::{
        display::{duration, iso, timestamp},
        session_diff::KeyChange,
    },
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
    pub changes: Option<Vec<ChangeView>>,
    /// Bytes of the session before and after.
    pub bytes: (i64, i64),
    /// Step 6.
    pub records: Vec<StoredRecord>,
    /// Step 7.
    pub expiry: Option<ExpiryView>,
    /// Step 8.
    pub response_cookies: Vec<ResponseCookie<'a>>,
    /// Whether sessions are on.
    pub is_on: bool,
}

/// A key of the session before or after.
pub struct ChangeView {
    /// The key with its values as JSON.
    pub item: KeyChange<String>,
    /// The class of the change.
    pub class: &'static str,
    /// The change in words.
    pub name: Message,
    /// What a key of the framework is for.
    pub about: Option<Message>,
}

/// When the session expires, in words.
pub struct ExpiryView {
    /// The timestamp, for programs.
    pub iso: String,
    /// The timestamp, for people.
    pub at: String,
    /// The time from the exchange.
    pub left: Message,
    /// The rule that decides it.
    pub rule: Message,
    /// Whether the browser removes the cookie when it is closed.
    pub at_browser_close: bool,
}

/// A `Set-Cookie` header with explanations.
pub struct ResponseCookie<'a> {
    /// The header.
    pub cookie: SetCookie<'a>,
    /// Whether it is the session's.
    pub is_session: bool,
    /// What the cookie is for.
    pub about: Message,
    /// Its attributes.
    pub attributes: Vec<ExplainedAttribute>,
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
            exchange.set_cookies.iter().map(|header| ResponseCookie::of(header, name)).collect();
        response_cookies.sort_by_key(|cookie| !cookie.is_session);
        Self {
            summary: Summary::of_analysis(analysis),
            cookies: request_cookies::cookies(analysis),
            keys: request_cookies::keys(analysis),
            calls: store_calls::calls(analysis),
            changes: changes(analysis),
            bytes: (bytes(&analysis.before), bytes(&analysis.after)),
            records: stored_records(found),
            expiry: SessionExpiry::of(analysis).map(ExpiryView::of),
            response_cookies,
            is_on: exchange.options.enabled,
        }
    }

    /// Returns the cookies of the request that have the session's name.
    pub fn session_cookies(&self) -> impl Iterator<Item = &RequestCookie<'a>> {
        self.cookies.iter().filter(|cookie| cookie.is_session)
    }

    /// Reports whether the response sets or removes the session's cookie.
    pub fn sets_session(&self) -> bool {
        self.response_cookies.iter().any(|cookie| cookie.is_session)
    }
}

fn changes(analysis: &ExchangeAnalysis) -> Option<Vec<ChangeView>> {
    let changes = diff_data(&analysis.data_before()?, &analysis.data_after()?);
    let view = |item: KeyChange<String>| ChangeView {
        class: change_name(item.change),
        name: change_message(item.change),
        about: about(&item.key),
        item,
    };
    Some(changes.into_iter().map(view).collect())
}

impl<'a> ResponseCookie<'a> {
    fn of(header: &'a str, session: &str) -> Self {
        let cookie = SetCookie::parse(header);
        let is_session = cookie.name == session;
        let about = request_cookies::about(cookie.name, is_session);
        Self { is_session, about, attributes: cookie.explained(), cookie }
    }
}

impl ExpiryView {
    fn of(expiry: SessionExpiry) -> Self {
        Self {
            iso: iso(expiry.at),
            at: timestamp(expiry.at),
            left: duration(expiry.seconds),
            rule: expiry.rule.message(),
            at_browser_close: expiry.at_browser_close,
        }
    }
}
