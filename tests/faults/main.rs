//! Faults outside the shop: a killed process, a full disk, an unavailable server.
//! The tests use real processes, disks and connections. No visitor may lose data,
//! and no visitor may see another visitor's data.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failed test reports where it failed")]

#[path = "../support/mod.rs"]
mod support;

mod catalogue_elsewhere;
#[cfg(feature = "server-tests")]
mod cut_off;
#[cfg(feature = "server-tests")]
mod deadlock;
mod disk_full;
#[cfg(feature = "server-tests")]
mod exit_after_a_query;
mod files;
mod foreign_hosts;
#[cfg(feature = "server-tests")]
mod frozen_database;
mod hashing_queue;
mod killed;
#[cfg(feature = "server-tests")]
mod locked_row;
mod locked_sqlite;
mod log_secrets;
#[cfg(feature = "server-tests")]
mod log_secrets_of_servers;
mod login_limits;
#[cfg(feature = "server-tests")]
mod mariadb_tls;
mod memcached_responses;
#[cfg(feature = "server-tests")]
mod memcached_servers;
#[cfg(feature = "server-tests")]
mod mysql_8;
#[cfg(feature = "server-tests")]
mod pgbouncer;
#[cfg(feature = "server-tests")]
mod ready;
#[cfg(feature = "server-tests")]
mod redis_deployments;
mod refused_bodies;
mod refusing_redis;
#[cfg(feature = "server-tests")]
mod restricted_role;
mod scripted_memcached;
mod settings_in_effect;
mod slow_clients;
#[cfg(feature = "server-tests")]
mod stale_cache;
#[cfg(feature = "server-tests")]
mod started_together;
#[cfg(feature = "server-tests")]
mod started_without_its_cache;
mod store_warnings;
mod traced_shop;
mod two_processes;
#[cfg(feature = "server-tests")]
mod unavailable;
mod unsaved_order;
#[cfg(feature = "server-tests")]
mod why_cache_server;
