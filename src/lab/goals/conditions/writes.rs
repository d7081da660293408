//! Conditions on requests that run at the same time.

use crate::{
    lab::inspector::analysis::ExchangeAnalysis,
    sessions::{Record, trace::Outcome},
};

/// Returns whether a call was stored after another request had written first.
fn stores_after_conflict(exchange: &ExchangeAnalysis) -> bool {
    let mut calls = exchange.engine_calls().skip_while(|call| call.outcome != Outcome::Conflict);
    calls.any(|call| call.outcome == Outcome::Stored)
}

/// Returns whether another request had ended the session.
fn finds_ended_session(exchange: &ExchangeAnalysis) -> bool {
    exchange.engine_calls().any(|call| match call.outcome {
        Outcome::Gone => true,
        Outcome::Conflict => call.record().as_ref().is_some_and(Record::is_tombstone),
        _ => false,
    })
}

/// A request overwrites what another one has stored.
pub fn overwrites_other_request(exchange: &ExchangeAnalysis, _: &[&ExchangeAnalysis]) -> bool {
    exchange.overwrites() && stores_after_conflict(exchange) && !finds_ended_session(exchange)
}

/// A request finds that another one was first, and applies its change again.
pub fn applies_change_again(exchange: &ExchangeAnalysis, _: &[&ExchangeAnalysis]) -> bool {
    !exchange.overwrites() && stores_after_conflict(exchange) && !finds_ended_session(exchange)
}

/// A request stores a session that another one has ended.
pub fn brings_session_back(exchange: &ExchangeAnalysis, _: &[&ExchangeAnalysis]) -> bool {
    exchange.overwrites() && finds_ended_session(exchange) && exchange.has_stored()
}

/// A request finds the session ended, and stores nothing.
pub fn leaves_session_ended(exchange: &ExchangeAnalysis, _: &[&ExchangeAnalysis]) -> bool {
    let is_refused = exchange.exchange.status == 409 && !exchange.has_stored();
    !exchange.overwrites() && finds_ended_session(exchange) && is_refused
}
