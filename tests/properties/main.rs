//! Property tests: rules that hold for every sequence of operations and for every cookie.
//! The input is random; proptest reduces a failing sequence to a short one.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failing test panics at the line that failed")]

#[path = "../support/mod.rs"]
mod support;

mod any_cookie;
mod any_sequence;
mod plain_map;
