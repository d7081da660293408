//! The cart.
//!
//! Only the session stores it (behaviour G4), without a table and without an account.
//! [`Cart`] reads and changes it, `edit` handles the forms, and `view` renders the
//! page.

mod contents;
mod edit;
mod prices;
pub(super) mod quantity;
mod view;

use actix_web::web::ServiceConfig;

pub use contents::{Cart, CartLine, MAX_QUANTITY, decode_lines, encode_lines, quantity_of, remove_bought};

/// Registers the routes of the cart.
pub fn routes(config: &mut ServiceConfig) {
    view::routes(config);
    edit::routes(config);
}
