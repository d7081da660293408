//! The catalogue: the shelf with all teas, and a page for each of them. Both
//! work without a session too (A9); with one, a tea's page remembers what was
//! looked at before (G8).

mod category;
mod listing;
mod paging;
pub mod product;
mod recently_viewed;
mod search;
pub mod seed;
mod teas;

use actix_web::web::ServiceConfig;

pub use recently_viewed::RecentlyViewed;
pub use teas::{Catalogue, LocalizedTea, Tea, TeaText, Teas};

/// The routes of the catalogue.
pub fn routes(config: &mut ServiceConfig) {
    listing::routes(config);
    product::routes(config);
}
