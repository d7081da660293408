//! A tea shop whose login, cart, checkout form and preferences are stored in the
//! session, and a lab in which a student observes and tries each behaviour of web
//! sessions. The shop is rendered on the server with actix-web and askama.
//!
//! # Architecture
//!
//! The crate consists of layers. A module imports only from the layers below its own,
//! and modules of one layer do not import each other. The test
//! `imports_go_downward_only` checks this.
//!
//! | layer | modules |
//! |---|---|
//! | the commands of the program | [`cli`] |
//! | the application: opens the stores, connects the modules, registers the routes | [`app`] |
//! | features | [`lab`], [`preferences`], [`shop`] |
//! | users, logins and passwords | [`accounts`] |
//! | what every feature needs: layout, forms, CSRF tokens, errors | [`web`] |
//! | **the session framework** | [`sessions`] |
//! | stores: SQLite, PostgreSQL and MariaDB; memory, Redis and Memcached | [`databases`], [`caches`] |
//! | translations and currencies; settings; metrics; the operating system | [`i18n`], [`settings`], [`monitoring`], [`platform`] |
//!
//! # The way of a request
//!
//! `POST /cart/add` passes these parts, and its response passes them in the opposite
//! direction. [`app::app`] sets this order.
//!
//! ```text
//! browser
//!   │  POST /cart/add      Cookie: sessionid=…; csrftoken=…
//!   ▼
//! web::request_id          request id and trace; metrics and spans, if they are on
//!   │
//!   ▼
//! web::middleware          security headers
//!   ▼
//! web::admission           the client behind a proxy; refuses foreign hosts
//!   ▼
//! web::middleware          HEAD as GET
//!   ▼
//! web::error_pages         renders a page for an error response that has none
//!   ▼
//! web::request_body        refuses bodies that are compressed or too large
//!   ▼
//! sessions::SessionLayer   verifies the cookie's signature
//!   │                        └─▶ unit_of_work ─▶ engine ─▶ store: load the record
//!   ▼
//! web::csrf                checks the origin, and compares the form's token with the cookie
//!   ▼
//! shop::cart::edit::add    Cart::of(&session).add(…) records the change in the session
//!   │                      HttpResponse: 303 See Other, Location: /cart
//!   ▼
//! sessions::SessionLayer   saves the changed session
//!   │                        └─▶ unit_of_work ─▶ engine ─▶ store: replace the record;
//!   │                            if another request replaced it first, load it again,
//!   │                            replay the change and try once more
//!   ▼
//! browser                  Set-Cookie: sessionid=…   (if the cookie changes)
//! ```
//!
//! # What the session stores
//!
//! Each feature has a typed view over the session, so that no handler uses a key of the
//! session's dictionary directly:
//!
//! | view | what it stores |
//! |---|---|
//! | [`shop::cart::Cart`] | the lines of the cart |
//! | [`accounts::Visitor`] | the id of the login; the table `logins` has its user |
//! | [`preferences::Preferences`] | language, currency, theme, page size |
//! | [`shop::catalogue::RecentlyViewed`] | the recently viewed teas |
//! | [`web::flash`] | messages for the next page |
//!
//! # Where to begin
//!
//! * As a student: read [`shop::cart::Cart`], then [`sessions::Session`], then the
//!   introduction of [`sessions`]. Start the program and open `/lab`.
//! * As an engineer: read [`sessions`], [`sessions::engines::Engine`] and
//!   [`sessions::SessionLayer`]. `examples/own_engine.rs` uses the framework without the
//!   shop, over an engine of its own.
//! * As an operator: read [`settings`]. `session-shop settings` prints each setting and
//!   where its value comes from.
//!
//! The identifiers in the documentation, such as H1 (no lost update), are those of
//! `docs/behaviours.md`. It lists each behaviour with its code, its tests and its lesson.
//!
//! # Cargo features
//!
//! * `postgres`: PostgreSQL; requires libpq.
//! * `mysql`: MySQL and MariaDB; requires libmariadb.
//! * `opentelemetry`: sends the spans of requests and store calls to a collector.
//! * `browser-tests`, `server-tests`: tests that need a Chromium or database servers.

pub mod accounts;
pub mod app;
pub mod caches;
pub mod cli;
pub mod databases;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
pub mod i18n;
pub mod lab;
pub mod monitoring;
pub mod platform;
pub mod preferences;
pub mod sessions;
pub mod settings;
pub mod shop;
pub mod web;
