//! A visitor's preferences: language, currency, theme and teas per page.
//!
//! Only the session stores them, without an account, so they expire with it (behaviour
//! G7).

mod choices;
mod edit;

pub use choices::{Choice, DEFAULT_PER_PAGE, Preferences};
pub use edit::routes;
