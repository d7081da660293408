//! The lab: what each browser sees of itself, sets for itself, and tries out.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on says where")]

#[path = "../support/mod.rs"]
mod support;

mod inspector;
mod inspector_looks;
mod inspector_meanwhile;
mod inspector_stores;
