//! The shop in a real Chromium, for behaviour that only a browser has: whether it
//! keeps a cookie when it is closed, what a script sees, where the Tab key leads,
//! and whether a page fits on a telephone.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failed test reports where it failed")]

#[path = "../support/mod.rs"]
mod support;

mod browser;
mod driver;
mod profile;

mod buying;
mod closing;
mod console;
mod cookie_attributes;
mod cookies_off;
mod domains;
mod goals;
mod keyboard;
mod lab_expiry;
mod lab_settings;
mod logging_out;
mod pages;
mod panel;
mod passwords;
mod plain_cookies;
mod secure_cookies;
