//! The checkout, in steps: address, delivery, review, place. What is typed at
//! one step waits in the session for the next, and is forgotten once the order
//! is placed (G6, G9).

mod address;
mod after_order;
mod bill;
mod country;
mod delivery;
mod draft;
mod order_transaction;
mod review;
mod step;
mod submit;
mod visit;

use actix_web::{
    HttpResponse,
    web::{self, ServiceConfig},
};

pub use country::Country;
pub use delivery::Delivery;
pub use step::Step;
use visit::Checkout;

use crate::web::{Error, respond};

/// The routes of the checkout.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/checkout").get(go_on));
    address::routes(config);
    delivery::routes(config);
    review::routes(config);
    submit::routes(config);
}

/// To the first step at which something is missing.
async fn go_on(checkout: Checkout) -> Result<HttpResponse, Error> {
    let detour = checkout.detour(Step::Review)?;
    Ok(detour.unwrap_or_else(|| respond::see_other(Step::Review.path())))
}
