//! Conditions on what a request does with the session's data.

use super::{cart, data, found, has_data, key};
use crate::{accounts::SESSION_KEY, lab::inspector::analysis::ExchangeAnalysis, sessions::data::Data};

/// The session has keys of its own.
pub fn session_has_data(exchange: &ExchangeAnalysis, _: &[&ExchangeAnalysis]) -> bool {
    !exchange.key_is_data() && has_data(exchange.after.as_ref())
}

/// The request removes all keys from that session, which keeps its session key.
pub fn empties_session(exchange: &ExchangeAnalysis, earlier: &[&ExchangeAnalysis]) -> bool {
    let expected = earlier.last().and_then(|last| key(last.after.as_ref()));
    let was_full = found(exchange, expected) && has_data(exchange.before.as_ref());
    let is_same = key(exchange.after.as_ref()) == expected;
    was_full && is_same && !has_data(exchange.after.as_ref())
}

/// The server refuses a change, because the session would be too large (413).
pub fn change_is_too_large(exchange: &ExchangeAnalysis, _: &[&ExchangeAnalysis]) -> bool {
    exchange.exchange.status == 413 && exchange.key_is_data() && exchange.before.is_some()
}

/// The session has the data from before the refused change.
pub fn has_data_from_before(exchange: &ExchangeAnalysis, earlier: &[&ExchangeAnalysis]) -> bool {
    let expected = earlier.last().and_then(|last| data(last.before.as_ref()));
    expected.is_some() && data(exchange.before.as_ref()) == expected
}

/// Returns whether somebody is logged in.
fn has_login(data: Option<&Data>) -> bool {
    data.is_some_and(|data| data.get(SESSION_KEY).is_some())
}

/// A visitor who is not logged in has a cart.
pub fn cart_of_guest(exchange: &ExchangeAnalysis, _: &[&ExchangeAnalysis]) -> bool {
    cart(exchange.after.as_ref()).is_some() && !has_login(data(exchange.after.as_ref()))
}

/// The visitor logs in. The session gets a new key and keeps the cart.
pub fn cart_through_login(exchange: &ExchangeAnalysis, earlier: &[&ExchangeAnalysis]) -> bool {
    let expected = earlier.last().and_then(|last| cart(last.after.as_ref()));
    let logs_in = !has_login(data(exchange.before.as_ref())) && has_login(data(exchange.after.as_ref()));
    logs_in
        && expected.is_some()
        && cart(exchange.after.as_ref()) == expected
        && key(exchange.before.as_ref()) != key(exchange.after.as_ref())
}
