//! Conditions on engines and stores.

use super::{cart, cookies::removes_session_cookie, found, key};
use crate::lab::inspector::analysis::{ExchangeAnalysis, LoadFailure};

/// The session has the cart of the exchange before, in another engine.
pub fn cart_is_in_other_engine(exchange: &ExchangeAnalysis, earlier: &[&ExchangeAnalysis]) -> bool {
    let Some(last) = earlier.last() else { return false };
    let engine = |exchange: &ExchangeAnalysis| exchange.exchange.options.engine.name();
    let expected = cart(last.after.as_ref());
    engine(exchange) != engine(last) && expected.is_some() && cart(exchange.before.as_ref()) == expected
}

/// The session is in its cookie, and a request ends it, as a logout does.
pub fn ends_session_in_cookie(exchange: &ExchangeAnalysis, _: &[&ExchangeAnalysis]) -> bool {
    exchange.key_is_data() && exchange.before.is_some() && removes_session_cookie(exchange)
}

/// The session that was ended is found again.
pub fn ended_session_is_back(exchange: &ExchangeAnalysis, earlier: &[&ExchangeAnalysis]) -> bool {
    let ended = earlier.last().and_then(|last| key(last.before.as_ref()));
    exchange.key_is_data() && found(exchange, ended)
}

/// The store fails.
pub fn store_fails(exchange: &ExchangeAnalysis, _: &[&ExchangeAnalysis]) -> bool {
    exchange.load_failure == Some(LoadFailure::Failed)
}

/// The store works again, and the session still has its cart.
pub fn cart_is_still_there(exchange: &ExchangeAnalysis, earlier: &[&ExchangeAnalysis]) -> bool {
    let Some(first) = earlier.first() else { return false };
    let expected = cart(first.after.as_ref());
    found(exchange, key(first.after.as_ref()))
        && expected.is_some()
        && cart(exchange.before.as_ref()) == expected
}
