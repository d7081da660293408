//! The command line of the real program, in a folder of its own and without the
//! caller's environment.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failed test reports where it failed")]

#[path = "../support/mod.rs"]
mod support;

mod program;
mod running;

mod alone;
mod clearing;
mod commands;
mod data_folder;
mod deployed_nginx;
mod deployed_systemd;
mod https;
mod log;
mod refusals;
mod service_manager;
mod settings;
mod signals;
mod unreadable;
