//! The lab over real HTTP: what its pages show is what really happened, and
//! what one browser does in it reaches nobody else.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on says where")]

#[path = "../support/mod.rs"]
mod support;

mod settings;
mod settings_moving;
mod settings_refused;
