//! What holds for every sequence of operations and for every cookie, whatever
//! it is: drawn at random, and made small when something is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on says where")]

#[path = "../support/mod.rs"]
mod support;

mod any_cookie;
mod any_sequence;
mod plain_map;
