//! # session-shop: the guided tour
//!
//! A tea shop, drawn on the server, whose login, cart, checkout form and
//! preferences live in the session. From the top floor to the ground; each
//! floor uses only the ones below it, and a test holds that.
//!
//! * [`cli`]: what can be typed: serve, migrate, clearsessions, createuser, settings
//! * [`app`]: puts the house together; all routes on one screen
//! * [`lab`]: every exchange shown, every setting tried, a lesson for each behaviour
//! * [`preferences`]: language, currency, theme, items per page
//! * [`shop`]: catalogue, cart, checkout, orders
//! * [`accounts`]: register, login, logout, password
//! * [`web`]: page, forms, errors: what every feature needs to answer
//! * [`sessions`]: **the lesson**: the session framework
//! * [`databases`]: connections and tables; [`caches`]: memory, Redis, Memcached
//! * [`i18n`]: messages and money; [`settings`]: typed settings
//! * [`platform`]: the calls of the operating system

pub mod accounts;
pub mod app;
pub mod caches;
pub mod cli;
pub mod databases;
pub mod i18n;
pub mod lab;
pub mod platform;
pub mod preferences;
pub mod sessions;
pub mod settings;
pub mod shop;
pub mod web;
