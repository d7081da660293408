//! The session framework: Django's sessions for actix-web, with three promises that
//! Django does not make. No update is lost, no request brings back a session after a
//! logout, and a failed request saves nothing.
//!
//! A request passes through it in this order:
//!
//! 1. [`layer`] selects the [`options`] of the request. [`cookie`] selects the one valid
//!    cookie for actix-session's middleware.
//! 2. The middleware checks the signature and loads the session from its [`store`], which
//!    is the request's own [`unit_of_work`].
//! 3. The unit of work loads the [`record`] from the engine ([`engines`]) and ignores it if
//!    it has expired ([`expiry`]).
//! 4. The handler uses the [`session`]. Each of its [`changes`] is recorded.
//! 5. The unit of work saves the changes by compare-and-swap. After a conflict it repeats
//!    them on the newer record. A request without a session starts one if the rule in
//!    [`new_sessions`] permits it.
//! 6. The layer sets or removes the cookie. A session that ends or moves to another key
//!    leaves a [`tombstone`] under the old key, so that the response to a request with the
//!    old cookie does not replace or remove a newer cookie.

pub mod changes;
pub mod clock;
pub mod codec;
pub mod cookie;
pub mod data;
pub mod engines;
pub mod error;
pub mod expiry;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
pub mod key;
pub mod layer;
pub mod migrate;
pub mod new_sessions;
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
