//! The lab over real HTTP: its tools and the controls of its lessons. Nothing that
//! one visitor does in the lab changes the shop for another visitor.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failed test reports where it failed")]

#[path = "../support/mod.rs"]
mod support;

mod cookies;
mod course;
mod disabled;
mod documents;
mod engines;
mod every_page;
mod exercises;
mod goals;
mod inspector;
mod inspector_access;
mod inspector_conflicts;
mod inspector_stores;
mod lessons_a;
mod lessons_b;
mod lessons_c;
mod lessons_d;
mod lessons_e;
mod lessons_f;
mod lessons_g;
mod lessons_h;
mod planted;
mod session;
mod session_refused;
mod settings;
mod settings_effects;
mod settings_migration;
mod settings_refused;
mod tabs;
mod why;
