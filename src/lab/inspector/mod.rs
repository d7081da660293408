//! The inspector (H3: every page can show its session exchange): the last
//! exchanges of a browser, each from the cookie of the request to the cookie of
//! the response; as a page, as the panel at the foot of every page, and as JSON.
//!
//! Its own requests are not recorded, and neither extend nor save the session. A
//! browser sees its own exchanges only.

mod analysis;
mod expiry;
mod json;
mod masking;
mod request_cookies;
mod response_cookies;
pub mod store_calls;
mod stored_record;
mod summary;
mod view;

use std::sync::Arc;

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
    web::{self, Query, ServiceConfig},
};
use askama::Template;
use serde::Deserialize;
use serde_json::json;

use super::{LabContext, exchanges::Exchange, recorder::INSPECTOR, session_diff::Change};
use crate::{
    sessions::{Session, trace::Outcome},
    web::{Error, Page, error_pages::NoErrorPage, respond},
};
use analysis::ExchangeAnalysis;
use stored_record::inspect_store;
use summary::Summary;
use view::View;

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource(INSPECTOR).get(show))
        .service(web::resource("/lab/inspector/panel").get(panel))
        .service(web::resource("/lab/inspector/empty").post(empty))
        .service(web::resource("/lab/inspector.json").get(for_programs));
}

/// The query: the number of an exchange.
#[derive(Deserialize)]
struct ExchangeQuery {
    exchange: Option<String>,
}

impl ExchangeQuery {
    fn find(&self, context: &LabContext) -> Option<Arc<Exchange>> {
        context.browser.exchanges.find(self.exchange.as_ref()?)
    }
}

#[derive(Template)]
#[template(path = "lab/inspector.html")]
struct InspectorPage<'a> {
    page: Page,
    rows: Vec<Summary<'a>>,
    /// The exchange that is open.
    view: Option<View<'a>>,
    /// Whether the query names an exchange that is not there.
    is_unknown: bool,
}

impl<'a> InspectorPage<'a> {
    /// Returns the open exchange, if it is the one of that row.
    fn opened(&self, row: &Summary) -> Option<&View<'a>> {
        self.view.as_ref().filter(|view| std::ptr::eq(view.summary.exchange, row.exchange))
    }
}

#[derive(Template)]
#[template(path = "lab/inspector_panel.html")]
struct Panel<'a> {
    page: Page,
    /// `None` if the exchange is not there.
    view: Option<View<'a>>,
}

async fn show(
    context: LabContext,
    page: Page,
    session: Option<Session>,
    query: Query<ExchangeQuery>,
) -> Result<HttpResponse, Error> {
    stay_passive(session);
    let exchange = query.find(&context);
    let is_unknown = query.exchange.is_some() && exchange.is_none();
    let analysis = exchange.as_deref().map(ExchangeAnalysis::of);
    let view = view(analysis.as_ref(), &context).await;
    let exchanges = context.browser.exchanges.latest_first();
    let rows = exchanges.iter().map(|exchange| Summary::of(exchange)).collect();
    html(is_unknown, &InspectorPage { page, rows, view, is_unknown })
}

async fn panel(
    context: LabContext,
    page: Page,
    session: Option<Session>,
    query: Query<ExchangeQuery>,
) -> Result<HttpResponse, Error> {
    stay_passive(session);
    let exchange = query.find(&context);
    let analysis = exchange.as_deref().map(ExchangeAnalysis::of);
    let view = view(analysis.as_ref(), &context).await;
    html(view.is_none(), &Panel { page, view })
}

async fn view<'a>(analysis: Option<&'a ExchangeAnalysis<'a>>, context: &'a LabContext) -> Option<View<'a>> {
    let analysis = analysis?;
    Some(View::of(analysis, &inspect_store(analysis).await, &context.lab.own_cookies))
}

async fn for_programs(
    context: LabContext,
    session: Option<Session>,
    query: Query<ExchangeQuery>,
) -> Result<HttpResponse, Error> {
    stay_passive(session);
    if query.exchange.is_none() {
        let exchanges = context.browser.exchanges.latest_first();
        let exchanges: Vec<_> =
            exchanges.iter().map(|exchange| json::exchange(&ExchangeAnalysis::of(exchange))).collect();
        return Ok(json(StatusCode::OK, &json!({ "exchanges": exchanges })));
    }
    let Some(exchange) = query.find(&context) else {
        return Ok(json(StatusCode::NOT_FOUND, &json!({ "error": "this browser has no such exchange" })));
    };
    let analysis = ExchangeAnalysis::of(&exchange);
    let found = inspect_store(&analysis).await;
    Ok(json(StatusCode::OK, &json::exchange_and_record(&analysis, &found)))
}

async fn empty(context: LabContext, session: Option<Session>) -> Result<HttpResponse, Error> {
    stay_passive(session);
    context.browser.exchanges.clear();
    Ok(respond::see_other(INSPECTOR))
}

/// Discards changes to the session on the way to this page, such as the removal
/// of waiting messages.
fn stay_passive(session: Option<Session>) {
    if let Some(session) = session {
        session.set_passive();
    }
}

/// Responds with a page that no cache may store: the session's key is in it.
fn html(is_unknown: bool, template: &impl Template) -> Result<HttpResponse, Error> {
    let status = if is_unknown { StatusCode::NOT_FOUND } else { StatusCode::OK };
    let mut response = HttpResponse::build(status);
    response.insert_header((header::CONTENT_TYPE, respond::HTML));
    response.insert_header((header::CACHE_CONTROL, respond::NO_STORE));
    Ok(response.body(template.render()?))
}

fn json(status: StatusCode, value: &serde_json::Value) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    let response = response.insert_header((header::CACHE_CONTROL, respond::NO_STORE));
    // Opened as a document, it is saved and not shown under the site's address.
    let mut response = response.insert_header((header::CONTENT_DISPOSITION, "attachment")).json(value);
    response.extensions_mut().insert(NoErrorPage);
    response
}
