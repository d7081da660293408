//! The command line of the real program, in a folder of its own and without the
//! caller's environment.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failed test reports where it failed")]

#[path = "../support/mod.rs"]
mod support;

mod program;
mod running;

mod alone;
mod checks;
mod clearing;
#[cfg(feature = "opentelemetry")]
mod collector;
mod commands;
mod data_folder;
mod deployed_nginx;
mod deployed_systemd;
mod https;
mod json_log;
mod listening;
mod log;
mod metrics;
mod refusals;
mod request_ids;
mod service_manager;
mod settings;
mod signals;
#[cfg(feature = "opentelemetry")]
mod spans;
mod unreadable;
