//! The program as it is typed: its real binary, in a folder of its own, with
//! nothing of the caller's environment.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on says where")]

#[path = "../support/mod.rs"]
mod support;

mod program;
mod running;

mod beside;
mod clearing;
mod commands;
mod https;
mod log;
mod places;
mod refusals;
mod secret_key;
mod settings;
mod signals;
mod unreadable;
