//! The lab, over real HTTP: its pages and what their buttons do.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on says where")]

#[path = "../support/mod.rs"]
mod support;

mod cookies;
mod lessons_a;
mod lessons_b;
