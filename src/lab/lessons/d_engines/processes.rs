//! Two processes of the shop: which one answers, and what each has counted in
//! the session that they share, or don't.

use std::collections::BTreeMap;

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    web::{self, ServiceConfig},
};
use askama::Template;
use futures_util::future::LocalBoxFuture;

use crate::{
    lab::RequestSettings,
    sessions::Session,
    web::{Error, Page, respond},
};

/// Under this name the session keeps how often each process counted.
const COUNTED: &str = "lab_processes";

/// The most processes that are counted.
const MAX_PROCESSES: usize = 8;

/// What the buttons do.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/lab/lessons/d10-two-processes/count").post(count));
}

#[derive(Template)]
#[template(path = "lab/controls/processes.html")]
struct Processes {
    page: Page,
    engine: &'static str,
    process: String,
    port: u16,
    counted: BTreeMap<String, u32>,
}

/// Draws who answers and the count.
pub fn draw(request: HttpRequest, page: Page) -> LocalBoxFuture<'static, Result<String, Error>> {
    Box::pin(async move {
        let session = Session::extract(&request).await?;
        let in_force = RequestSettings::of(&request).ok_or(Error::NotFound)?;
        let controls = Processes {
            page,
            engine: in_force.options.engine.name(),
            process: std::process::id().to_string(),
            port: request.app_config().local_addr().port(),
            counted: session.get_or(COUNTED, BTreeMap::new())?,
        };
        Ok(controls.render()?)
    })
}

/// One more by this process.
async fn count(session: Session) -> Result<HttpResponse, Error> {
    session.change(COUNTED, |counted: Option<BTreeMap<String, u32>>| {
        let mut counted = counted.unwrap_or_default();
        let this = std::process::id().to_string();
        while counted.len() >= MAX_PROCESSES && !counted.contains_key(&this) {
            counted.pop_first();
        }
        *counted.entry(this).or_default() += 1;
        Some(counted)
    })?;
    Ok(respond::see_other("/lab/lessons/d10-two-processes#try"))
}
