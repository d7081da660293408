//! The fuzz targets: functions that take any bytes as the input of one parser, and panic
//! if a property of that parser does not hold. The properties are more than "it does not
//! panic": what is written can be read again, a redirect never leaves the site, a signed
//! cookie that was changed is never accepted.
//!
//! The unit tests run each target over its seeds (`fuzz/seeds/TARGET/`) and over a fixed
//! number of random changes of them, on stable Rust. cargo-fuzz runs the same functions
//! for as long as one likes, guided by coverage, on nightly Rust (`fuzz/run`). The page
//! `docs/decisions/fuzzing.md` gives the reasons.
//!
//! This module is compiled for the unit tests and for cargo-fuzz only. Each target stands
//! beside the private code that it calls, in a file `fuzz.rs`.

#[cfg(test)]
mod mutations;
#[cfg(test)]
mod tests;

use crate::{accounts, app, caches, lab, sessions, settings, shop, web};

/// A target: its input is any bytes.
type Target = fn(&[u8]);

/// The targets by name. Each has a folder of seeds and a binary for cargo-fuzz.
pub const TARGETS: [(&str, Target); 13] = [
    ("accept_language", web::fuzz::accept_language),
    ("cookie_line", sessions::fuzz::cookie_line),
    ("form", shop::fuzz::form),
    ("json_input", lab::fuzz::json_input),
    ("lab_cookies", lab::fuzz::lab_cookies),
    ("memcached", caches::fuzz_memcached),
    ("requests", app::fuzz::requests),
    ("return_path", accounts::fuzz::return_path),
    ("session_cookie", sessions::fuzz::session_cookie),
    ("settings", settings::fuzz::settings),
    ("shop_numbers", shop::fuzz::shop_numbers),
    ("stored_record", sessions::fuzz::stored_record),
    ("user_agent", accounts::fuzz::user_agent),
];

/// Runs the target with that name.
///
/// # Panics
/// If there is none, or if a property does not hold.
pub fn run(name: &str, data: &[u8]) {
    let target = TARGETS.iter().find(|(target, _)| *target == name);
    let (_, run) = target.unwrap_or_else(|| panic!("there is no fuzz target {name}"));
    run(data);
}
