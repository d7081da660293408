//! The lab over real HTTP: its instruments, the controls of its lessons, and
//! that nothing in it reaches anybody else.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on says where")]

#[path = "../support/mod.rs"]
mod support;

mod cookies;
mod engines;
mod forms;
mod inspector;
mod inspector_looks;
mod inspector_meanwhile;
mod inspector_stores;
mod lessons;
mod lessons_a;
mod lessons_b;
mod lessons_c;
mod lessons_d;
mod lessons_e;
mod lessons_f;
mod lessons_g;
mod lessons_h;
mod markup;
mod off;
mod session;
mod settings;
mod settings_effects;
mod settings_moving;
mod settings_refused;
