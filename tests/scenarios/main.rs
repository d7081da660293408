//! Tests of the behaviours in `docs/behaviours.md`, over real HTTP. The name of a file
//! begins with the letter of its behaviours. The comment of a test names the ids of the
//! behaviours that it proves.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failing test panics at the line that failed")]

#[path = "../support/mod.rs"]
mod support;

use support::process;

mod a_connection;
mod a_new_sessions;
mod a_random_keys;
mod a_state;
mod at_the_shop;
mod c_clear_and_flush;
mod c_dictionary;
mod c_update_and_test_cookie;
#[cfg(feature = "server-tests")]
mod d_cache_unavailable;
mod d_cached_db;
#[cfg(feature = "server-tests")]
mod d_caches;
mod d_contract;
#[cfg(feature = "server-tests")]
mod d_databases;
mod d_engines;
#[cfg(feature = "server-tests")]
mod d_expiry_days;
mod d_signed_cookies;
mod d_size_limits;
#[cfg(feature = "server-tests")]
mod d_stored_on_servers;
#[cfg(feature = "server-tests")]
mod e_clearing;
mod e_expired;
mod e_expiry;
mod e_max_age;
mod e_single_keys;
mod f_attributes;
mod f_fixation;
mod f_log;
mod f_security;
mod g_temporary;
mod g_uses;
mod gift_note;
#[cfg(feature = "server-tests")]
mod h6_login_cache;
mod h6_logins;
mod h_beyond;
mod h_ended_sessions;
mod h_failures;
mod h_limits;
mod h_older_cookie;
mod h_panics;
#[cfg(feature = "server-tests")]
mod h_store_unavailable;
mod vary;
mod your_scenario;
