//! Why there was no session for a cookie: the store, the expiry, or a request that ended
//! the session.

use actix_session::config::CookieContentSecurity;

use super::{cause::Cause, diagnosis::Case};
use crate::{
    lab::inspector::{
        analysis::{ExchangeAnalysis, LoadFailure},
        expiry::{ExpiryRule, rule},
    },
    sessions::{
        Options, Record,
        trace::StoreCall,
        verify::{CookieCheck, verify_cookies},
    },
};

/// Returns the cause for a cookie with a valid signature.
pub fn cause(case: &Case, failure: LoadFailure) -> Cause {
    match failure {
        LoadFailure::Failed => Cause::StoreFailed,
        LoadFailure::Ended => Cause::Ended,
        LoadFailure::Moved => Cause::Moved,
        LoadFailure::Expired(_) => {
            let record = case.gone.engine_calls().filter_map(StoreCall::record).last();
            expired(record.as_ref(), &case.gone.exchange.options)
        }
        LoadFailure::Missing => missing(case),
    }
}

/// Returns the limit by which a session expired.
fn expired(record: Option<&Record>, options: &Options) -> Cause {
    match record.map(|record| rule(record, options)) {
        Some(ExpiryRule::Absolute(_)) => Cause::AbsoluteLimit,
        Some(ExpiryRule::OwnSeconds(_) | ExpiryRule::OwnBrowserClose(_) | ExpiryRule::OwnMoment) => {
            Cause::OwnExpiry
        }
        Some(ExpiryRule::CookieAge(_) | ExpiryRule::AnonymousAge(_)) | None => Cause::IdleLimit,
    }
}

/// Returns why the store has no record of the key.
fn missing(case: &Case) -> Cause {
    let gone = case.gone.exchange;
    if let Some(with_cart) = case.with_cart {
        if with_cart.exchange.store != gone.store {
            return Cause::OtherStore;
        }
        // A cache removes what has expired, and so does the command `clearsessions`.
        let record = with_cart.after.as_ref().and_then(|state| state.record.as_ref());
        if let Some(record) = record.filter(|record| record.is_expired(gone.at)) {
            return expired(Some(record), &with_cart.exchange.options);
        }
    }
    match (gone.options.engine.name(), cache_of(case.gone)) {
        ("cache", Some("memory")) if case.with_cart.is_some() => Cause::Evicted,
        ("cache", Some("memory")) => Cause::OtherProcess,
        ("cache", _) => Cause::CacheServer,
        ("signed_cookies", _) => Cause::OtherStore,
        _ => Cause::Deleted,
    }
}

/// Returns the cache that the engine of an exchange called.
fn cache_of(exchange: &ExchangeAnalysis) -> Option<&'static str> {
    exchange.exchange.calls.iter().find(|call| call.depth > 0).map(|call| call.store)
}

/// Returns whether the refused cookie of an exchange is valid with the other value of
/// `session.cookie_content`.
pub fn has_other_content(exchange: &ExchangeAnalysis) -> bool {
    let mut options = Options::clone(&exchange.exchange.options);
    options.cookie.content = match options.cookie.content {
        CookieContentSecurity::Signed => CookieContentSecurity::Private,
        CookieContentSecurity::Private => CookieContentSecurity::Signed,
    };
    let header = exchange.exchange.cookie.as_deref().unwrap_or_default();
    let is_valid = |check| matches!(check, CookieCheck::Current(_) | CookieCheck::Fallback(..));
    verify_cookies(header, &options).into_iter().any(|cookie| is_valid(cookie.check))
}
