//! Why a request had no session cookie, although the browser had received one: the rules
//! by which browsers keep and send cookies (RFC 6265bis, sections 5.7 and 5.8).

use time::{Duration, OffsetDateTime};

use super::{cause::Cause, diagnosis::Case};
use crate::lab::{
    cookie_rules::{domain_matches, is_own_machine, path_matches},
    inspector::analysis::ExchangeAnalysis,
    set_cookie::SetCookie,
};

/// Returns the cause.
pub fn cause(case: &Case) -> Cause {
    let Some(with_cart) = case.with_cart else { return Cause::NoCart };
    let place = |exchange: &ExchangeAnalysis| {
        let cookie = &exchange.exchange.options.cookie;
        (cookie.name.clone(), cookie.path.clone(), cookie.domain.clone())
    };
    if place(with_cart) != place(case.gone) {
        return Cause::OtherCookie;
    }
    let name = case.gone.exchange.options.cookie.name.as_str();
    let mut set = case.before.iter().rev().filter_map(|exchange| Some((exchange, last_set(exchange, name)?)));
    let Some((exchange, cookie)) = set.next() else { return Cause::CookieDeleted };
    let (gone, host) = (&case.gone.exchange, case.gone.exchange.host.as_str());
    let path = gone.path.split('?').next().unwrap_or_default();
    if cookie.attribute("Domain").is_some_and(|domain| !domain_matches(&exchange.exchange.host, domain)) {
        Cause::Domain
    } else if cookie.attribute("Secure").is_some() && !gone.is_https && !is_own_machine(host) {
        Cause::Secure
    } else if cookie.attribute("Path").is_some_and(|covered| !path_matches(covered, path)) {
        Cause::Path
    } else if expires_at(&cookie, exchange.exchange.at).is_some_and(|expires| expires <= gone.at) {
        Cause::MaxAge
    } else {
        Cause::CookieDeleted
    }
}

/// Returns the last session cookie that an exchange set.
fn last_set<'a>(exchange: &'a ExchangeAnalysis, name: &str) -> Option<SetCookie<'a>> {
    let mut set = exchange.set_cookies.iter().map(|header| SetCookie::parse(header));
    set.rfind(|cookie| cookie.name == name && !cookie.removes())
}

/// Returns when a cookie expires by its `Max-Age`, which the shop sets together with
/// `Expires`.
fn expires_at(cookie: &SetCookie, set_at: OffsetDateTime) -> Option<OffsetDateTime> {
    let seconds = cookie.attribute("Max-Age")?.parse().ok()?;
    Some(set_at.saturating_add(Duration::seconds(seconds)))
}
