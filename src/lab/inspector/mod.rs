//! The inspector (H3): the last exchanges of the browser that asks, each from
//! the cookie that came to the cookie that went; as a page, as the panel at the
//! foot of every page, and for programs.
//!
//! It looks without touching: its own requests are not noted down, and neither
//! extend nor save the session. A browser sees its own exchanges and no others.

mod cookie_in;
mod cookie_out;
mod difference;
mod ending;
mod json;
mod measures;
mod place;
mod reading;
mod store;
mod summary;
mod view;

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{self, Data, Query, ServiceConfig},
};
use askama::Template;
use serde::Deserialize;
use serde_json::json;

use super::{
    Lab,
    exchanges::{Exchange, Log},
    request_settings::RequestSettings,
    watching::INSPECTOR,
};
use crate::{
    sessions::Session,
    web::{Error, Page, error_pages::NoErrorPage, respond},
};
use reading::Reading;
use summary::Summary;
use view::View;

/// The pages.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource(INSPECTOR).get(show))
        .service(web::resource("/lab/inspector/panel").get(panel))
        .service(web::resource("/lab/inspector/empty").post(empty))
        .service(web::resource("/lab/inspector.json").get(for_programs));
}

#[derive(Deserialize)]
struct Asked {
    exchange: Option<String>,
}

#[derive(Template)]
#[template(path = "lab/inspector.html")]
struct InspectorPage<'a> {
    page: Page,
    rows: Vec<Summary>,
    /// The one that is open.
    view: Option<View<'a>>,
    /// Whether one was asked for that is not there.
    is_unknown: bool,
}

impl<'a> InspectorPage<'a> {
    /// The open exchange, if it is the one of that row.
    fn opened(&self, row: &Summary) -> Option<&View<'a>> {
        self.view.as_ref().filter(|view| view.summary.id == row.id)
    }
}

#[derive(Template)]
#[template(path = "lab/inspector_panel.html")]
struct Panel<'a> {
    page: Page,
    /// Nothing if it is not there.
    view: Option<View<'a>>,
}

async fn show(
    request: HttpRequest,
    page: Page,
    session: Option<Session>,
    lab: Data<Lab>,
    asked: Query<Asked>,
) -> Result<HttpResponse, Error> {
    stay_passive(session);
    let log = log_of(&request, &lab)?;
    let open = asked.exchange.as_ref().map(|id| log.find(id));
    let is_unknown = matches!(open, Some(None));
    let open = open.flatten();
    let reading = open.as_deref().map(Reading::of);
    let view = match &reading {
        Some(reading) => Some(View::of(reading, &place::find(reading).await)),
        None => None,
    };
    let rows = log.latest_first().iter().map(Summary::of).collect();
    html(is_unknown, &InspectorPage { page, rows, view, is_unknown })
}

async fn panel(
    request: HttpRequest,
    page: Page,
    session: Option<Session>,
    lab: Data<Lab>,
    asked: Query<Asked>,
) -> Result<HttpResponse, Error> {
    stay_passive(session);
    let exchange = find(&request, &lab, &asked)?;
    let reading = exchange.as_deref().map(Reading::of);
    let view = match &reading {
        Some(reading) => Some(View::of(reading, &place::find(reading).await)),
        None => None,
    };
    html(view.is_none(), &Panel { page, view })
}

async fn for_programs(
    request: HttpRequest,
    session: Option<Session>,
    lab: Data<Lab>,
    asked: Query<Asked>,
) -> Result<HttpResponse, Error> {
    stay_passive(session);
    if asked.exchange.is_none() {
        let exchanges = log_of(&request, &lab)?.latest_first();
        let exchanges: Vec<_> =
            exchanges.iter().map(|exchange| json::exchange(&Reading::of(exchange))).collect();
        return Ok(json(StatusCode::OK, &json!({ "exchanges": exchanges })));
    }
    let Some(exchange) = find(&request, &lab, &asked)? else {
        return Ok(json(StatusCode::NOT_FOUND, &json!({ "error": "this browser has no such exchange" })));
    };
    let reading = Reading::of(&exchange);
    let found = place::find(&reading).await;
    Ok(json(StatusCode::OK, &json::exchange_and_record(&reading, &found)))
}

async fn empty(
    request: HttpRequest,
    session: Option<Session>,
    lab: Data<Lab>,
) -> Result<HttpResponse, Error> {
    stay_passive(session);
    log_of(&request, &lab)?.clear();
    Ok(respond::see_other(INSPECTOR))
}

/// Whatever was done to the session on the way (messages that waited were
/// taken for a page, say) is not saved.
fn stay_passive(session: Option<Session>) {
    if let Some(session) = session {
        session.set_passive();
    }
}

fn log_of(request: &HttpRequest, lab: &Lab) -> Result<Arc<Log>, Error> {
    let in_force = RequestSettings::of(request).ok_or(Error::NotFound)?;
    Ok(lab.logs.of(in_force.browser))
}

fn find(request: &HttpRequest, lab: &Lab, asked: &Asked) -> Result<Option<Arc<Exchange>>, Error> {
    let log = log_of(request, lab)?;
    Ok(asked.exchange.as_ref().and_then(|id| log.find(id)))
}

/// Nobody keeps it: the session's key is in it.
fn html(is_unknown: bool, template: &impl Template) -> Result<HttpResponse, Error> {
    let status = if is_unknown { StatusCode::NOT_FOUND } else { StatusCode::OK };
    let mut answer = HttpResponse::build(status);
    answer.insert_header((header::CONTENT_TYPE, respond::HTML));
    answer.insert_header((header::CACHE_CONTROL, respond::NO_STORE));
    Ok(answer.body(template.render()?))
}

fn json(status: StatusCode, value: &serde_json::Value) -> HttpResponse {
    let mut answer = HttpResponse::build(status);
    let mut answer = answer.insert_header((header::CACHE_CONTROL, respond::NO_STORE)).json(value);
    answer.extensions_mut().insert(NoErrorPage);
    answer
}
