//! Conditions on the cookies of requests and responses.

use super::{found, key};
use crate::{
    lab::{
        cookie_rules::path_matches, inspector::analysis::ExchangeAnalysis, plain_cookies::names::PREFIX,
        set_cookie::SetCookie,
    },
    sessions::verify::CookieCheck,
};

/// Returns whether the request had a cookie of the session's name.
fn has_session_cookie(exchange: &ExchangeAnalysis) -> bool {
    exchange.cookies.iter().any(|cookie| cookie.check != CookieCheck::Other)
}

/// Returns the session's cookie that the response sets, if it sets one.
fn set_session_cookie<'a>(exchange: &'a ExchangeAnalysis) -> Option<SetCookie<'a>> {
    let name = exchange.exchange.options.cookie.name.as_str();
    let mut set = exchange.set_cookies.iter().map(|header| SetCookie::parse(header));
    set.rfind(|cookie| cookie.name == name && !cookie.removes())
}

/// Returns whether the response removes the session's cookie.
pub fn removes_session_cookie(exchange: &ExchangeAnalysis) -> bool {
    let name = exchange.exchange.options.cookie.name.as_str();
    let mut set = exchange.set_cookies.iter().map(|header| SetCookie::parse(header));
    set.any(|cookie| cookie.name == name && cookie.removes())
}

/// A page is shown to a visitor without a session, and none starts.
pub fn page_without_session(exchange: &ExchangeAnalysis, _: &[&ExchangeAnalysis]) -> bool {
    let is_page =
        exchange.exchange.status == 200 && exchange.exchange.is_answered && !has_session_cookie(exchange);
    is_page && exchange.before.is_none() && exchange.after.is_none()
}

/// A session starts, and the response sets its cookie.
pub fn session_starts(exchange: &ExchangeAnalysis, _: &[&ExchangeAnalysis]) -> bool {
    let starts = exchange.before.is_none() && exchange.after.is_some();
    starts && set_session_cookie(exchange).is_some()
}

/// Returns the demonstration cookies that the response sets, by name and path.
fn set_demo_cookies(exchange: &ExchangeAnalysis) -> Vec<(String, String)> {
    let set = exchange.set_cookies.iter().map(|header| SetCookie::parse(header));
    let set = set.filter(|cookie| cookie.name.starts_with(PREFIX) && !cookie.removes());
    set.map(|cookie| (cookie.name.to_owned(), cookie.attribute("Path").unwrap_or_default().to_owned()))
        .collect()
}

/// The response sets a demonstration cookie.
pub fn sets_demo_cookie(exchange: &ExchangeAnalysis, _: &[&ExchangeAnalysis]) -> bool {
    !set_demo_cookies(exchange).is_empty()
}

/// The response sets a demonstration cookie of the same name with another path.
pub fn sets_twin_cookie(exchange: &ExchangeAnalysis, earlier: &[&ExchangeAnalysis]) -> bool {
    let Some(last) = earlier.last() else { return false };
    let (before, now) = (set_demo_cookies(last), set_demo_cookies(exchange));
    before.iter().any(|(name, path)| now.iter().any(|(other, elsewhere)| other == name && elsewhere != path))
}

/// The request has two demonstration cookies of one name.
pub fn sends_twin_cookies(exchange: &ExchangeAnalysis, earlier: &[&ExchangeAnalysis]) -> bool {
    let Some(last) = earlier.last() else { return false };
    let count = |name: &str| exchange.cookies.iter().filter(|cookie| cookie.name == name).count();
    set_demo_cookies(last).iter().any(|(name, _)| count(name) > 1)
}

/// The response sets the session's cookie for a part of the site only.
pub fn narrows_path(exchange: &ExchangeAnalysis, _: &[&ExchangeAnalysis]) -> bool {
    let cookie = set_session_cookie(exchange);
    exchange.after.is_some()
        && cookie.and_then(|cookie| cookie.attribute("Path")).is_some_and(|path| path != "/")
}

/// Returns whether the path of the session's cookie that an exchange set covers the path
/// of another exchange.
fn covers(set: &ExchangeAnalysis, exchange: &ExchangeAnalysis) -> bool {
    let cookie = set_session_cookie(set);
    let path = exchange.exchange.path.split('?').next().unwrap_or_default();
    cookie.and_then(|cookie| cookie.attribute("Path")).is_some_and(|covered| path_matches(covered, path))
}

/// The browser does not send the cookie, because its path does not cover the request's.
pub fn holds_cookie_back(exchange: &ExchangeAnalysis, earlier: &[&ExchangeAnalysis]) -> bool {
    let is_outside = earlier.first().is_some_and(|set| !covers(set, exchange));
    is_outside && exchange.exchange.options.enabled && !has_session_cookie(exchange)
}

/// The browser sends the cookie below its path, and the server finds the session.
pub fn sends_cookie_below_path(exchange: &ExchangeAnalysis, earlier: &[&ExchangeAnalysis]) -> bool {
    let Some(set) = earlier.first() else { return false };
    covers(set, exchange) && found(exchange, key(set.after.as_ref()))
}

/// The request has a cookie of the session's name, and its signature is not valid.
pub fn cookie_is_refused(exchange: &ExchangeAnalysis, _: &[&ExchangeAnalysis]) -> bool {
    exchange.exchange.options.enabled && exchange.has_refused() && exchange.before.is_none()
}

/// The session moves to a new key and keeps its data.
pub fn moves_to_new_key(exchange: &ExchangeAnalysis, _: &[&ExchangeAnalysis]) -> bool {
    let (before, after) = (key(exchange.before.as_ref()), key(exchange.after.as_ref()));
    !exchange.key_is_data() && before.is_some() && after.is_some() && before != after
}

/// The request has the key from before the move. Its signature is valid, and the server
/// finds no session.
pub fn old_key_is_useless(exchange: &ExchangeAnalysis, earlier: &[&ExchangeAnalysis]) -> bool {
    let old = earlier.last().and_then(|moved| key(moved.before.as_ref()));
    exchange.before.is_none() && old.is_some() && exchange.key_in() == old
}
