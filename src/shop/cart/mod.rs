//! The cart: in the session and nowhere else (G4).

mod contents;

use actix_web::web::ServiceConfig;

pub use contents::{Cart, Line, MOST_OF_ONE_TEA};

/// The routes of the cart.
pub fn routes(_config: &mut ServiceConfig) {}
