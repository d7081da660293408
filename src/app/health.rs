//! `/healthz` and `/readyz`, for load balancers and monitoring: whether the process serves,
//! and whether its stores accept what a request does. A process that stops is not ready.

use actix_web::{
    HttpResponse,
    web::{self, Data, ServiceConfig},
};

use super::{Shutdown, readiness::ReadinessCheck};
use crate::web::error_pages::NoErrorPage;

/// Adds `/healthz` and `/readyz`. They use no session.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/healthz").get(alive)).service(web::resource("/readyz").get(ready));
}

async fn alive() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n")
}

async fn ready(check: Data<ReadinessCheck>, shutdown: Data<Shutdown>) -> HttpResponse {
    if shutdown.has_begun() {
        return respond(false, "stopping\n".to_owned());
    }
    let Some(report) = check.report().await else { return respond(false, "the process stops\n".to_owned()) };
    respond(report.is_ready(), report.to_string())
}

/// Returns the response of `/readyz`.
fn respond(is_ready: bool, text: String) -> HttpResponse {
    let mut response = if is_ready { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    let response =
        response.content_type("text/plain; charset=utf-8").insert_header(("Cache-Control", "no-store"));
    let mut response = response.body(text);
    response.extensions_mut().insert(NoErrorPage);
    response
}
