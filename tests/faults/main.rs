//! What goes wrong outside the shop: a process killed, a disk full, a server
//! away. Real processes, real disks and real connections; nothing of a
//! visitor's may be lost, and nothing of somebody else's shown.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on says where")]

#[path = "../support/mod.rs"]
mod support;

#[cfg(feature = "server-tests")]
mod away;
mod catalogue_elsewhere;
#[cfg(feature = "server-tests")]
mod cut_off;
#[cfg(feature = "server-tests")]
mod deadlock;
mod disk_full;
mod files;
#[cfg(feature = "server-tests")]
mod frozen_database;
mod killed;
#[cfg(feature = "server-tests")]
mod locked_row;
mod locked_sqlite;
mod log_secrets;
#[cfg(feature = "server-tests")]
mod log_secrets_of_servers;
mod memcached_responses;
#[cfg(feature = "server-tests")]
mod ready;
mod refusing_redis;
mod scripted;
mod settings_in_effect;
#[cfg(feature = "server-tests")]
mod stale_cache;
#[cfg(feature = "server-tests")]
mod started_without_its_cache;
mod store_warnings;
mod two_processes;
mod unsaved_order;
