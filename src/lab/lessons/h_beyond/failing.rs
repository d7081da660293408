//! A request that fails after it changed the session, and one that only looks
//! on: neither leaves a trace.

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    web::{self, ServiceConfig},
};
use askama::Template;
use futures_util::future::LocalBoxFuture;

use crate::{
    sessions::Session,
    web::{Error, Page, respond},
};

/// Under this name lies what a lesson changes.
const NOTE: &str = "lab_note";

/// What the buttons do.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/lab/lessons/h9-failed-request/keep").post(keep))
        .service(web::resource("/lab/lessons/h9-failed-request/fail").post(fail))
        .service(web::resource("/lab/lessons/h10-passive-request/look-on").post(look_on));
}

#[derive(Template)]
#[template(path = "lab/controls/failing.html")]
struct Failing {
    page: Page,
    note: Option<String>,
}

#[derive(Template)]
#[template(path = "lab/controls/passive.html")]
struct Passive {
    page: Page,
    note: Option<String>,
    /// When the session ends, RFC 3339.
    ends: String,
}

/// Draws the controls of the first.
pub fn draw_failing(request: HttpRequest, page: Page) -> LocalBoxFuture<'static, Result<String, Error>> {
    Box::pin(async move {
        let session = Session::extract(&request).await?;
        Ok(Failing { page, note: session.get(NOTE)? }.render()?)
    })
}

/// Draws the controls of the second.
pub fn draw_passive(request: HttpRequest, page: Page) -> LocalBoxFuture<'static, Result<String, Error>> {
    Box::pin(async move {
        let session = Session::extract(&request).await?;
        let ends = session.get_expiry_date().format(&time::format_description::well_known::Rfc3339);
        Ok(Passive { page, note: session.get(NOTE)?, ends: ends.unwrap_or_default() }.render()?)
    })
}

async fn keep(session: Session) -> Result<HttpResponse, Error> {
    session.set(NOTE, &"kept")?;
    Ok(respond::see_other("/lab/lessons/h9-failed-request#try"))
}

/// Changes the session and then fails, as a handler with a fault would.
async fn fail(session: Session) -> Result<HttpResponse, Error> {
    session.set(NOTE, &"this must not be saved")?;
    Err(Error::internal("the lesson h9-failed-request failed, as it should"))
}

/// Changes the session and says that this is not to count.
async fn look_on(session: Session) -> Result<HttpResponse, Error> {
    session.set_passive();
    session.set(NOTE, &"this must not be saved")?;
    Ok(respond::see_other("/lab/lessons/h10-passive-request#try"))
}
