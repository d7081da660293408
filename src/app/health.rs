//! `/healthz` and `/readyz`, for load balancers and monitoring: whether the process serves,
//! and whether its stores accept what a request does.

use actix_web::{
    HttpResponse,
    web::{self, Data, ServiceConfig},
};

use super::readiness::ReadinessCheck;
use crate::web::error_pages::NoErrorPage;

/// Adds `/healthz` and `/readyz`. They use no session.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/healthz").get(alive)).service(web::resource("/readyz").get(ready));
}

async fn alive() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n")
}

async fn ready(check: Data<ReadinessCheck>) -> HttpResponse {
    let report = check.report().await;
    let is_ready = report.as_ref().is_some_and(|report| report.is_ready());
    let mut response = if is_ready { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    let response =
        response.content_type("text/plain; charset=utf-8").insert_header(("Cache-Control", "no-store"));
    let text = report.map_or_else(|| "the process stops\n".to_owned(), |report| report.to_string());
    let mut response = response.body(text);
    response.extensions_mut().insert(NoErrorPage);
    response
}
