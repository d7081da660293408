//! The session framework: Django's sessions for actix-web, and three things
//! that Django's don't do (no lost update, no session brought back after
//! logout, a failed request saves nothing).
//!
//! A request passes through it in this order:
//!
//! 1. [`layer`] picks the [`options`] in force and lets [`cookie`] put the one
//!    valid cookie in front of actix-session's middleware;
//! 2. the middleware checks the signature and asks its [`store`], which is the
//!    request's own [`unit_of_work`], for the session;
//! 3. the unit asks the [`engines`] for the [`record`] and drops what is over
//!    ([`expiry`]);
//! 4. the handler works on its [`session`], and each of its [`changes`] is
//!    noted down;
//! 5. the unit writes them back by compare-and-swap, again and again on newer
//!    records if it must, and the layer sets or removes the cookie. A session that
//!    ends, or moves to another key, leaves a [`tombstone`] under the old one, so that
//!    a late response to an older cookie leaves the newer one alone.

pub mod changes;
pub mod clock;
pub mod codec;
pub mod cookie;
pub mod data;
pub mod engines;
pub mod error;
pub mod expiry;
pub mod key;
pub mod layer;
pub mod migrate;
pub mod options;
pub mod record;
pub mod session;
pub mod store;
pub mod tombstone;
pub mod trace;
pub mod unit_of_work;
pub mod verify;

pub use clock::Clock;
pub use error::{Error, KeyError};
pub use expiry::Expiry;
pub use key::SessionKey;
pub use layer::SessionLayer;
pub use options::{CookieOptions, Keys, Options};
pub use record::Record;
pub use session::{Refreshed, Session};
pub use tombstone::Tombstone;
