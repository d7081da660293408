//! The behaviours of `docs/behaviours.md`, a file for each letter, a test for
//! each sentence, over real HTTP. A test's comment names the ids it proves.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on says where")]

#[path = "../support/mod.rs"]
mod support;

use support::process;

mod a_random_keys;
mod a_state;
mod at_the_shop;
mod c_clear_and_flush;
mod c_dictionary;
#[cfg(feature = "server-tests")]
mod d_cache_away;
mod d_cached_db;
mod d_cached_db_parts;
#[cfg(feature = "server-tests")]
mod d_caches;
mod d_contract;
#[cfg(feature = "server-tests")]
mod d_databases;
mod d_engines;
#[cfg(feature = "server-tests")]
mod d_places;
mod d_signed_cookies;
mod d_size_limits;
#[cfg(feature = "server-tests")]
mod e_clearing;
mod e_expiry;
mod e_max_age;
mod e_over;
mod e_single_keys;
mod f_attributes;
mod f_fixation;
mod f_log;
mod f_security;
mod g_temporary;
mod g_uses;
mod h6_logins;
mod h_beyond;
mod h_failures;
mod h_limits;
mod h_nothing_left;
mod h_older_cookie;
mod h_panics;
#[cfg(feature = "server-tests")]
mod h_store_away;
mod vary;
