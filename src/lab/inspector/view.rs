//! An exchange as its page shows it: eight steps, from the cookie of the request
//! to the cookie of the response.

use super::{
    analysis::{ExchangeAnalysis, SessionState},
    expiry::SessionExpiry,
    masking::ReceivedCookie,
    request_cookies::{self, Keys},
    store_calls,
    stored_record::{StoredRecord, stored_records},
    summary::Summary,
};
use crate::{
    i18n::Message,
    lab::{
        own_cookies::OwnCookies,
        session_diff::{Change, KeyChange, diff},
        set_cookie::SetCookie,
    },
    sessions::{
        data::{Data, EXPIRY, KEY_EXPIRIES, SINCE},
        engines::InspectResult,
        trace::StoreCall,
        verify::CookieCheck,
    },
};

/// What the page shows of an exchange.
pub struct View<'a> {
    /// The line above the steps.
    pub summary: Summary<'a>,
    /// Steps 1 and 2.
    pub cookies: &'a [ReceivedCookie<'a>],
    /// Step 3.
    pub keys: Keys,
    /// Step 4.
    pub calls: Vec<(&'a StoreCall, Vec<Message>)>,
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
    pub own_cookies: &'a OwnCookies,
    /// Whether sessions are on.
    pub is_on: bool,
}

impl<'a> View<'a> {
    /// Returns the view of an exchange and of the record that is in the store
    /// now.
    pub fn of(
        analysis: &'a ExchangeAnalysis<'a>,
        found: &InspectResult,
        own_cookies: &'a OwnCookies,
    ) -> Self {
        let exchange = analysis.exchange;
        let bytes = |state: &Option<SessionState>| {
            state.as_ref().map_or(0, |state| i64::try_from(state.bytes).unwrap_or(i64::MAX))
        };
        // The session's cookie comes first: it is what one looks for.
        let name = exchange.options.cookie.name.as_str();
        let mut response_cookies: Vec<_> =
            analysis.set_cookies.iter().map(|header| SetCookie::parse(header)).collect();
        response_cookies.sort_by_key(|cookie| cookie.name != name);
        let data = analysis.data_before().zip(analysis.data_after());
        Self {
            summary: Summary::of_analysis(analysis),
            cookies: &analysis.cookies,
            keys: request_cookies::keys(analysis),
            calls: store_calls::calls(analysis),
            changes: data.map(|(before, after)| diff_data(&before, &after)),
            bytes: (bytes(&analysis.before), bytes(&analysis.after)),
            records: stored_records(found),
            expiry: SessionExpiry::of(analysis),
            response_cookies,
            session_cookie: name,
            own_cookies,
            is_on: exchange.options.enabled,
        }
    }

    /// Returns the cookies of the request that have the session's name.
    pub fn session_cookies(&self) -> impl Iterator<Item = &ReceivedCookie<'a>> {
        self.cookies.iter().filter(|cookie| cookie.check != CookieCheck::Other)
    }

    /// Reports whether the response sets or removes the session's cookie.
    pub fn sets_session(&self) -> bool {
        self.response_cookies.iter().any(|cookie| self.is_session(cookie.name))
    }

    /// Reports whether a name is that of the session's cookie.
    pub fn is_session(&self, name: &str) -> bool {
        name == self.session_cookie
    }

    /// Returns what the cookie of a name is for.
    pub fn about(&self, name: &str) -> Message {
        request_cookies::about(name, self.is_session(name), self.own_cookies)
    }
}

/// Returns all keys of both sessions with their values as indented JSON.
pub fn diff_data(before: &Data, after: &Data) -> Vec<KeyChange<String>> {
    let items = |data: &Data| data.iter().map(|(key, json)| (key.to_owned(), indented(json))).collect();
    diff(items(before), items(after))
}

/// Returns JSON with line breaks; a text that is no JSON stays as it is.
fn indented(json: &str) -> String {
    let value = serde_json::from_str::<serde_json::Value>(json);
    let text = value.and_then(|value| serde_json::to_string_pretty(&value));
    text.unwrap_or_else(|_| json.to_owned())
}

/// Returns the name of a change in the JSON and in the style sheet.
pub fn change_name(change: Change) -> &'static str {
    match change {
        Change::Added => "added",
        Change::Changed => "changed",
        Change::Removed => "removed",
        Change::Same => "same",
    }
}

/// Returns the name of a change for people.
pub fn change_message(change: Change) -> Message {
    Message::new(match change {
        Change::Added => "inspector-kind-added",
        Change::Changed => "inspector-kind-changed",
        Change::Removed => "inspector-kind-removed",
        Change::Same => "inspector-kind-same",
    })
}

/// Returns what a key of the framework is for.
pub fn about(key: &str) -> Option<Message> {
    match key {
        EXPIRY => Some(Message::new("inspector-key-expiry")),
        KEY_EXPIRIES => Some(Message::new("inspector-key-key-expiries")),
        SINCE => Some(Message::new("inspector-key-since")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_shown_as_indented_json() {
        let mut data = Data::default();
        data.set("cart", r#"[{"quantity":1}]"#);
        let changes = diff_data(&data, &Data::default());
        assert_eq!(changes[0].before.as_deref(), Some("[\n  {\n    \"quantity\": 1\n  }\n]"));
    }
}
