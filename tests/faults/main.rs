//! What goes wrong outside the shop: a process killed, a disk full, a server
//! away. Real processes, real disks and real connections; nothing of a
//! visitor's may be lost, and nothing of somebody else's shown.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on says where")]

#[path = "../support/mod.rs"]
mod support;

#[cfg(feature = "server-tests")]
mod away;
#[cfg(feature = "server-tests")]
mod cut_off;
mod disk_full;
mod files;
mod killed;
mod memcached_answers;
mod process;
#[cfg(feature = "server-tests")]
mod proxy;
mod scripted;
#[cfg(feature = "server-tests")]
mod stale_cache;
mod store_warnings;
mod two_processes;
