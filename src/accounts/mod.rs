//! Accounts: who one is, kept in the session between requests (G1).

mod passwords;
pub mod visitor;

use actix_web::web::ServiceConfig;

pub use passwords::{Checked, Passwords};
pub use visitor::{Member, User, Visitor};

/// The routes of the accounts.
pub fn routes(_config: &mut ServiceConfig) {}
