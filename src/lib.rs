//! session-shop
pub mod databases;
pub mod i18n;
pub mod sessions;
pub mod settings;
pub mod web;
