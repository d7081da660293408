//! The checkout in steps: address, delivery, review, and placing the order.
//!
//! The session stores the form data of each step for the next one (behaviour G6), and
//! the data is removed when the order is placed (G9: temporary data does not stay).
//!
//! `steps` has the extractor of all handlers; `address`, `delivery` and `review` are the
//! three pages; `submit` places the order. `order_transaction` writes it to the
//! database, and `complete_order` removes the bought packets and the draft from the
//! session.

pub(super) mod address;
mod complete_order;
mod country;
mod delivery;
mod draft;
mod order_transaction;
mod review;
mod steps;
mod submit;
mod summary;
mod totals;

use actix_web::{
    HttpResponse,
    web::{self, ServiceConfig},
};

pub use country::Country;
pub use delivery::Delivery;
use steps::Checkout;
pub use steps::Step;

use crate::web::{Error, respond};

/// Registers the routes of the checkout.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/checkout").get(resume));
    address::routes(config);
    delivery::routes(config);
    review::routes(config);
    submit::routes(config);
}

/// Redirects to the first incomplete step.
async fn resume(checkout: Checkout) -> Result<HttpResponse, Error> {
    let redirect = checkout.redirect_before(Step::Review)?;
    Ok(redirect.unwrap_or_else(|| respond::see_other(Step::Review.path())))
}
