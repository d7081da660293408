//! The conditions of the goals, each a function of an exchange and of the exchanges
//! that have met the conditions before it.

pub mod cookies;
pub mod expiry;
pub mod requests;
pub mod stores;
pub mod writes;

use crate::{
    lab::inspector::analysis::{ExchangeAnalysis, SessionState},
    sessions::{
        SessionKey,
        data::{Data, is_reserved},
        trace::Outcome,
    },
};

/// A condition. The slice has the exchanges that have met the conditions before it.
pub type Condition = fn(&ExchangeAnalysis, &[&ExchangeAnalysis]) -> bool;

/// Returns the data of a session.
fn data(state: Option<&SessionState>) -> Option<&Data> {
    Some(&state?.record.as_ref()?.data)
}

/// Returns the cart of a session as JSON, if it is not empty.
pub fn cart(state: Option<&SessionState>) -> Option<&str> {
    data(state)?.get("cart").filter(|cart| *cart != "[]")
}

/// Returns the key of a session.
fn key(state: Option<&SessionState>) -> Option<&SessionKey> {
    state.map(|state| &state.key)
}

/// Returns whether the session has a key that the framework does not reserve.
fn has_data(state: Option<&SessionState>) -> bool {
    data(state).is_some_and(|data| data.iter().any(|(name, _)| !is_reserved(name)))
}

/// Returns whether the request came with this session and the server found it.
fn found(exchange: &ExchangeAnalysis, expected: Option<&SessionKey>) -> bool {
    expected.is_some() && key(exchange.before.as_ref()) == expected
}

/// Returns whether a call of this operation stored something.
fn stored(exchange: &ExchangeAnalysis, operation: &str) -> bool {
    exchange.engine_calls().any(|call| call.operation == operation && call.outcome == Outcome::Stored)
}

/// The server finds a session.
pub fn session_is_found(exchange: &ExchangeAnalysis, _: &[&ExchangeAnalysis]) -> bool {
    exchange.before.is_some()
}

/// The session has a cart.
pub fn has_cart(exchange: &ExchangeAnalysis, _: &[&ExchangeAnalysis]) -> bool {
    cart(exchange.after.as_ref()).is_some()
}

/// The server finds the session of the exchange before.
pub fn finds_session_of_last(exchange: &ExchangeAnalysis, earlier: &[&ExchangeAnalysis]) -> bool {
    earlier.last().is_some_and(|last| found(exchange, key(last.after.as_ref())))
}
