//! `/healthz` and `/readyz`, for load balancers and monitoring: whether the
//! process serves, and whether its stores respond. A process that stops is not ready.

use actix_web::{
    HttpResponse,
    web::{self, Data, ServiceConfig},
};

use super::Shutdown;
use crate::{databases::Database, sessions::Options, web::error_pages::NoErrorPage};

/// Adds `/healthz` and `/readyz`. They use no session.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/healthz").get(alive)).service(web::resource("/readyz").get(ready));
}

async fn alive() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n")
}

async fn ready(database: Data<Database>, sessions: Data<Options>, shutdown: Data<Shutdown>) -> HttpResponse {
    if shutdown.has_begun() {
        return report(false, "stopping\n".to_owned());
    }
    let timeout = sessions.store_timeout;
    let shop = tokio::time::timeout(timeout, database.check()).await;
    let store = tokio::time::timeout(timeout, sessions.engine.check()).await;
    let shop_responds = matches!(shop, Ok(Ok(())));
    let store_responds = matches!(store, Ok(Ok(())));
    let word = |responds| if responds { "ok" } else { "no answer" };
    let text = format!(
        "database: {}\nsessions ({}): {}\n",
        word(shop_responds),
        sessions.engine.name(),
        word(store_responds)
    );
    report(shop_responds && store_responds, text)
}

/// Returns the response of `/readyz`.
fn report(is_ready: bool, text: String) -> HttpResponse {
    let mut response = if is_ready { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    let response =
        response.content_type("text/plain; charset=utf-8").insert_header(("Cache-Control", "no-store"));
    let mut response = response.body(text);
    response.extensions_mut().insert(NoErrorPage);
    response
}
