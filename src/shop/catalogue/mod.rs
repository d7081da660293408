//! The catalogue.

pub mod seed;
mod teas;

use actix_web::web::ServiceConfig;

pub use teas::{Catalogue, Tea, TeaText, Teas};

/// The routes of the catalogue.
pub fn routes(_config: &mut ServiceConfig) {}
