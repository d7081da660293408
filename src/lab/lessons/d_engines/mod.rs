//! Lessons D: the engines, and what each costs and survives.

pub mod cache_loss;
mod choosing;
pub mod processes;
pub mod secret_keys;
pub mod session_size;
pub mod signed_cookies;
pub mod stores;
mod two_engines;

use actix_web::web::ServiceConfig;

pub use signed_cookies::TamperedCookie;
pub use two_engines::{AfterRestart, TwoEngines};

use crate::{
    lab::LabContext,
    web::{Error, Page},
};

pub fn routes(config: &mut ServiceConfig) {
    cache_loss::routes(config);
    processes::routes(config);
    signed_cookies::routes(config);
    session_size::routes(config);
}

/// D1: the engine that stores this browser's session, and the others.
pub async fn choosing(context: LabContext, page: Page) -> Result<String, Error> {
    choosing::draw(context.request, page).await
}
