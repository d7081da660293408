//! Tests of the shop's own behaviour over real HTTP, one file for each part of the shop:
//! catalogue, cart, checkout, accounts, forms, and what every page has.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failing test panics at the line that failed")]

#[path = "../support/mod.rs"]
mod support;

mod accounts;
mod cart;
mod catalogue;
mod checkout;
mod concurrent_orders;
mod files;
mod forged_forms;
mod forms;
mod health;
mod nul;
mod one_write;
mod pages;
mod site_files;
mod visitors_place;
