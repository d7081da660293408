//! Many requests of one session at once, and one that ends while another is
//! under way: with the framework's care and, by the lab's own switch, without.

use std::time::Duration;

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    web::{self, Data, ServiceConfig},
};
use askama::Template;
use futures_util::future::LocalBoxFuture;

use crate::{
    lab::{Lab, RequestSettings, overrides_map::REPLAY},
    sessions::Session,
    web::{Error, Form, Page, respond},
};

/// Under this name the session counts.
const COUNT: &str = "lab_count";

/// Under this name the slow request leaves its mark.
const SLOW: &str = "lab_slow";

/// How long the handler thinks, so that requests at once are under way at once.
const THINKING: Duration = Duration::from_millis(80);

/// How long the slow one does.
const THINKING_SLOWLY: Duration = Duration::from_millis(900);

/// Requests that the button sends.
const AT_ONCE: u32 = 20;

/// What the buttons do.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/lab/lessons/h1-lost-update/add").post(add))
        .service(web::resource("/lab/lessons/h1-lost-update/reset").post(reset))
        .service(web::resource("/lab/lessons/h1-lost-update/replay").post(switch))
        .service(web::resource("/lab/lessons/h2-resurrection/slow").post(slow))
        .service(web::resource("/lab/lessons/h2-resurrection/end").post(end));
}

#[derive(Template)]
#[template(path = "lab/controls/lost_update.html")]
struct LostUpdate {
    page: Page,
    at_once: u32,
    count: u32,
    /// Requests that were sent just now, if any.
    sent: Option<u32>,
    replays: bool,
}

#[derive(Template)]
#[template(path = "lab/controls/resurrection.html")]
struct Resurrection {
    page: Page,
    /// Status of the slow request, if one was just answered.
    status: Option<u16>,
    is_back: bool,
    replays: bool,
}

/// Draws the controls of the first.
pub fn draw_count(request: HttpRequest, page: Page) -> LocalBoxFuture<'static, Result<String, Error>> {
    Box::pin(async move {
        let session = Session::extract(&request).await?;
        let count = session.get_or(COUNT, 0)?;
        let controls = LostUpdate {
            page,
            at_once: AT_ONCE,
            count,
            sent: asked(&request, "sent"),
            replays: replays(&request),
        };
        Ok(controls.render()?)
    })
}

/// Draws the controls of the second.
pub fn draw_slow(request: HttpRequest, page: Page) -> LocalBoxFuture<'static, Result<String, Error>> {
    Box::pin(async move {
        let session = Session::extract(&request).await?;
        let is_back = session.has_key(SLOW);
        let controls =
            Resurrection { page, status: asked(&request, "slow"), is_back, replays: replays(&request) };
        Ok(controls.render()?)
    })
}

/// One more. What it sees may be out of date when it writes; the change is
/// then made again on what is there.
async fn add(session: Session) -> Result<HttpResponse, Error> {
    tokio::time::sleep(THINKING).await;
    session.change(COUNT, |count: Option<u32>| Some(count.unwrap_or(0).saturating_add(1)))?;
    Ok(respond::see_other("/lab/lessons/h1-lost-update#try"))
}

async fn reset(session: Session) -> Result<HttpResponse, Error> {
    session.set(COUNT, &0)?;
    Ok(respond::see_other("/lab/lessons/h1-lost-update#try"))
}

/// The lab's switch: with the framework's care, or without.
async fn switch(request: HttpRequest, lab: Data<Lab>, form: Form) -> Result<HttpResponse, Error> {
    let in_force = RequestSettings::of(&request).ok_or(Error::NotFound)?;
    let replay = if form.value("replay") == "off" { "false" } else { "true" };
    let back = if form.value("lesson") == "h2" { "h2-resurrection" } else { "h1-lost-update" };
    let mut answer = respond::see_other(&format!("/lab/lessons/{back}#try"));
    lab.toggle(&in_force, &[(REPLAY, replay)], &mut answer)?;
    Ok(answer)
}

/// Takes its time; what happens to the session meanwhile it does not know.
async fn slow(session: Session) -> Result<HttpResponse, Error> {
    session.set(SLOW, &true)?;
    tokio::time::sleep(THINKING_SLOWLY).await;
    Ok(respond::see_other("/lab/lessons/h2-resurrection#try"))
}

/// Ends the session, as a logout does.
async fn end(session: Session) -> Result<HttpResponse, Error> {
    session.flush();
    Ok(respond::see_other("/lab/lessons/h2-resurrection#try"))
}

fn replays(request: &HttpRequest) -> bool {
    let toggled = RequestSettings::of(request).and_then(|in_force| in_force.toggled.clone());
    toggled.is_none_or(|toggled| toggled.toggles.replays())
}

/// A number in the address, from the script.
fn asked<T: std::str::FromStr>(request: &HttpRequest, name: &str) -> Option<T> {
    let fields: Vec<(String, String)> = serde_urlencoded::from_str(request.query_string()).ok()?;
    fields.into_iter().find(|(field, _)| field == name)?.1.parse().ok()
}
