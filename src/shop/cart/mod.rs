//! The cart: in the session and nowhere else (G4).

mod changes;
mod contents;
mod priced;
mod quantity;
mod view;

use actix_web::web::ServiceConfig;

pub use contents::{Cart, Line, MAX_QUANTITY, quantity_of, remove_bought};

/// The routes of the cart.
pub fn routes(config: &mut ServiceConfig) {
    view::routes(config);
    changes::routes(config);
}
