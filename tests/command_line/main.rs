//! The program as it is typed: its real binary, in a folder of its own, with
//! nothing of the caller's environment.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on says where")]

#[path = "../support/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the scenarios use the rest")]
mod support;

mod program;
mod running;

mod commands;
mod log;
mod places;
mod refusals;
mod settings;
mod signals;
