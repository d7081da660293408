//! The catalogue: the list of all teas, and a page for each tea.
//!
//! Both work without a session (behaviour A9: pages that need no session work when
//! sessions are switched off). With a session, the page of a tea shows the recently
//! viewed ones (G8).

mod first_viewed;
mod listing;
pub mod product;
mod recently_viewed;
pub(super) mod search;
pub mod seed;
mod teas;

use actix_web::web::ServiceConfig;

pub use recently_viewed::RecentlyViewed;
pub use teas::{Catalogue, LocalizedTea, Tea, TeaText, Teas};

/// Registers the routes of the catalogue.
pub fn routes(config: &mut ServiceConfig) {
    listing::routes(config);
    product::routes(config);
}
