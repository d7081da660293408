//! Conditions on the expiry of sessions and keys.

use std::collections::BTreeMap;

use time::{Duration, OffsetDateTime};

use super::{data, found, key, stored};
use crate::{
    lab::inspector::{
        analysis::{ExchangeAnalysis, LoadFailure},
        expiry::{ExpiryRule, SessionExpiry},
    },
    sessions::{
        data::{Data, KEY_EXPIRIES},
        trace::StoreCall,
    },
};

/// The key's signature is valid, and its session has expired.
pub fn last_session_has_expired(exchange: &ExchangeAnalysis, earlier: &[&ExchangeAnalysis]) -> bool {
    let expected = earlier.last().and_then(|last| key(last.after.as_ref()));
    let is_expired = matches!(exchange.load_failure, Some(LoadFailure::Expired(_)));
    is_expired && expected.is_some() && exchange.key_in() == expected
}

/// A request that changes nothing extends the session.
pub fn extends_unchanged_session(exchange: &ExchangeAnalysis, _: &[&ExchangeAnalysis]) -> bool {
    exchange.exchange.options.save_every_request
        && stored(exchange, "touch")
        && !stored(exchange, "replace")
        && exchange.before.is_some()
}

/// Although each request should extend the session, this one reads it and leaves it.
pub fn only_looks(exchange: &ExchangeAnalysis, earlier: &[&ExchangeAnalysis]) -> bool {
    let expected = earlier.last().and_then(|last| key(last.after.as_ref()));
    exchange.exchange.options.save_every_request
        && exchange.exchange.status < 400
        && exchange.exchange.is_answered
        && (found(exchange, expected) || (exchange.key_is_data() && exchange.before.is_some()))
        && !exchange.has_stored()
}

/// The absolute limit decides when the session expires.
pub fn absolute_limit_decides(exchange: &ExchangeAnalysis, _: &[&ExchangeAnalysis]) -> bool {
    let expiry = SessionExpiry::of(exchange);
    expiry.is_some_and(|expiry| matches!(expiry.rule, ExpiryRule::Absolute(_)))
}

/// The session has expired by the absolute limit, though it was used all the time.
pub fn absolute_limit_ends_it(exchange: &ExchangeAnalysis, earlier: &[&ExchangeAnalysis]) -> bool {
    let Some(last) = earlier.last() else { return false };
    let idle = Duration::seconds(i64::from(exchange.exchange.options.expiry.cookie_age));
    last_session_has_expired(exchange, earlier) && exchange.exchange.at < last.exchange.at + idle
}

/// Returns the keys with their own expiry of a session's data, in Unix milliseconds.
fn key_expiries(data: &Data) -> Vec<(String, i64)> {
    let expiries: Option<BTreeMap<String, i64>> = data.read(KEY_EXPIRIES);
    expiries.into_iter().flatten().collect()
}

/// The session has a key that expires before the session does.
pub fn sets_key_with_expiry(exchange: &ExchangeAnalysis, _: &[&ExchangeAnalysis]) -> bool {
    data(exchange.after.as_ref()).is_some_and(|data| !key_expiries(data).is_empty())
}

/// The store still has the key, but it has expired: the session is served without it.
pub fn key_has_expired(exchange: &ExchangeAnalysis, earlier: &[&ExchangeAnalysis]) -> bool {
    let Some(last) = earlier.last() else { return false };
    let (Some(set), Some(served)) = (data(last.after.as_ref()), data(exchange.before.as_ref())) else {
        return false;
    };
    let loaded = exchange.engine_calls().filter_map(StoreCall::record).map(|record| record.data);
    let raw: Vec<_> = loaded.collect();
    let is_over = |expires: i64| milliseconds(exchange.exchange.at) >= expires;
    key_expiries(set).iter().any(|(name, expires)| {
        let is_stored = raw.iter().any(|data| data.get(name).is_some());
        is_stored && served.get(name).is_none() && is_over(*expires)
    })
}

fn milliseconds(at: OffsetDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}
