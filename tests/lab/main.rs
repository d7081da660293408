//! The lab over real HTTP: its instruments, the controls of its lessons, and
//! that nothing in it reaches anybody else.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on says where")]

#[path = "../support/mod.rs"]
mod support;

mod engines;
mod lessons;
mod lessons_d;
mod lessons_h;
mod off;
