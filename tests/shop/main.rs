//! The shop's own behaviour, a file for each room, over real HTTP: what is
//! bought, who is let in, what a form may hold, and what every answer has.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on says where")]

#[path = "../support/mod.rs"]
mod support;

mod accounts;
mod cart;
mod catalogue;
mod checkout;
mod files;
mod forms;
mod health;
mod logins;
mod nul;
mod pages;
mod rush;
