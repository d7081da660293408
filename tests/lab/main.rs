//! The lab over real HTTP, a file for each part: what a lesson's controls do,
//! and what its page then shows.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on says where")]

#[path = "../support/mod.rs"]
mod support;

mod lessons_f;
mod lessons_g;
