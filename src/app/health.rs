//! For whoever watches the shop: is it alive, and do its stores answer?

use actix_web::{
    HttpResponse,
    web::{self, Data, ServiceConfig},
};

use crate::{databases::Database, sessions::Options, web::error_pages::NoErrorPage};

/// `/healthz` and `/readyz`, which touch no session.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/healthz").get(alive)).service(web::resource("/readyz").get(ready));
}

async fn alive() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n")
}

async fn ready(database: Data<Database>, sessions: Data<Options>) -> HttpResponse {
    let wait = sessions.store_timeout;
    let shop = tokio::time::timeout(wait, database.check()).await;
    let store = tokio::time::timeout(wait, sessions.engine.check()).await;
    let shop_answers = matches!(shop, Ok(Ok(())));
    let store_answers = matches!(store, Ok(Ok(())));
    let word = |answers| if answers { "ok" } else { "no answer" };
    let text = format!(
        "database: {}\nsessions ({}): {}\n",
        word(shop_answers),
        sessions.engine.name(),
        word(store_answers)
    );
    let mut answer =
        if shop_answers && store_answers { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    let answer =
        answer.content_type("text/plain; charset=utf-8").insert_header(("Cache-Control", "no-store"));
    let mut answer = answer.body(text);
    answer.extensions_mut().insert(NoErrorPage);
    answer
}
