//! The lab, a file for each instrument and each letter's lessons, over real
//! HTTP: what a student does there, and what is then true of the session.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on says where")]

#[path = "../support/mod.rs"]
mod support;

mod lessons_c;
mod lessons_e;
mod session;
