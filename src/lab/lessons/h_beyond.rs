//! Lessons H: what goes beyond Django. Concurrent requests, a store that is
//! unavailable, two limits, requests that fail, and requests that leave no trace.

use std::time::Duration;

use actix_web::{
    HttpResponse,
    web::{self, ServiceConfig},
};
use askama::Template;

use crate::{
    lab::{
        LabContext,
        display::iso,
        overrides::map::{OUTAGE, REPLAY},
    },
    sessions::Session,
    web::{Error, Page, respond},
};

/// The session's key for the count of H1.
const COUNT: &str = "lab_count";

/// The session's key that the slow request of H2 sets.
const SLOW: &str = "lab_slow";

/// The session's key for a note.
const NOTE: &str = "lab_note";

/// How long a counting request takes, so that concurrent ones overlap.
const COUNT_DURATION: Duration = Duration::from_millis(80);

/// How long the slow request takes.
const SLOW_DURATION: Duration = Duration::from_millis(900);

/// Requests that the button of H1 sends at once.
const CONCURRENT_REQUESTS: u32 = 20;

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/lab/lessons/h1-lost-update/add").post(add))
        .service(web::resource("/lab/lessons/h1-lost-update/reset").post(reset))
        .service(web::resource("/lab/lessons/h2-resurrection/slow").post(slow))
        .service(web::resource("/lab/lessons/h2-resurrection/end").post(end))
        .service(web::resource("/lab/lessons/h7-two-limits/start").post(start))
        .service(web::resource("/lab/lessons/h9-failed-request/keep").post(keep))
        .service(web::resource("/lab/lessons/h9-failed-request/fail").post(fail))
        .service(web::resource("/lab/lessons/h10-passive-request/look-on").post(look_on));
}

#[derive(Template)]
#[template(path = "lab/controls/lost_update.html")]
struct LostUpdate {
    page: Page,
    at_once: u32,
    count: u32,
    /// Requests that the script has just sent.
    sent: Option<u32>,
    replays: bool,
}

/// H1: many requests that change one session at once.
pub async fn lost_update(context: LabContext, page: Page) -> Result<String, Error> {
    let widget = LostUpdate {
        page,
        at_once: CONCURRENT_REQUESTS,
        count: context.session().await?.get_or(COUNT, 0)?,
        sent: context.query("sent").and_then(|sent| sent.parse().ok()),
        replays: context.setting(REPLAY) == "true",
    };
    Ok(widget.render()?)
}

/// Adds one to the count. Another request may write first; the framework then
/// replays the change on the newer record.
async fn add(session: Session) -> Result<HttpResponse, Error> {
    tokio::time::sleep(COUNT_DURATION).await;
    session.change(COUNT, |count: Option<u32>| Some(count.unwrap_or(0).saturating_add(1)))?;
    Ok(respond::see_other("/lab/lessons/h1-lost-update#try"))
}

async fn reset(session: Session) -> Result<HttpResponse, Error> {
    session.set(COUNT, &0)?;
    Ok(respond::see_other("/lab/lessons/h1-lost-update#try"))
}

#[derive(Template)]
#[template(path = "lab/controls/resurrection.html")]
struct Resurrection {
    page: Page,
    /// The status of the response to the slow request.
    status: Option<u16>,
    is_back: bool,
    replays: bool,
}

/// H2: a session that is deleted while a slow request uses it.
pub async fn resurrection(context: LabContext, page: Page) -> Result<String, Error> {
    let widget = Resurrection {
        page,
        status: context.query("slow").and_then(|status| status.parse().ok()),
        is_back: context.session().await?.has_key(SLOW),
        replays: context.setting(REPLAY) == "true",
    };
    Ok(widget.render()?)
}

/// Changes the session and takes its time. The session may be deleted meanwhile.
async fn slow(session: Session) -> Result<HttpResponse, Error> {
    session.set(SLOW, &true)?;
    tokio::time::sleep(SLOW_DURATION).await;
    Ok(respond::see_other("/lab/lessons/h2-resurrection#try"))
}

/// Deletes the session, as a logout does.
async fn end(session: Session) -> Result<HttpResponse, Error> {
    session.flush();
    Ok(respond::see_other("/lab/lessons/h2-resurrection#try"))
}

#[derive(Template)]
#[template(path = "lab/controls/outage.html")]
struct Outage {
    page: Page,
    /// `none`, `refuses` or `hangs`.
    outage: String,
}

/// H5: makes the store unavailable for this browser. It needs no session, so
/// that the outage can be ended.
pub async fn outage(context: LabContext, page: Page) -> Result<String, Error> {
    Ok(Outage { page, outage: context.setting(OUTAGE) }.render()?)
}

#[derive(Template)]
#[template(path = "lab/controls/limits.html")]
struct Limits {
    page: Page,
    idle: u32,
    absolute: u32,
    now: String,
    /// When the session expires without a further request.
    ends: String,
}

/// H7: an idle limit of one minute and an absolute limit of two.
pub async fn limits(context: LabContext, page: Page) -> Result<String, Error> {
    let session = context.session().await?;
    let to_the_second = |at: time::OffsetDateTime| iso(at.replace_microsecond(0).unwrap_or(at));
    let widget = Limits {
        page,
        idle: context.options().expiry.cookie_age,
        absolute: context.options().absolute_age,
        now: to_the_second(session.now()),
        ends: to_the_second(session.get_expiry_date()),
    };
    Ok(widget.render()?)
}

/// Changes the session, so that the limits apply from now on.
async fn start(session: Session) -> Result<HttpResponse, Error> {
    session.set(NOTE, &"a change")?;
    Ok(respond::see_other("/lab/lessons/h7-two-limits#try"))
}

#[derive(Template)]
#[template(path = "lab/controls/unsaved.html")]
struct UnsavedChange {
    page: Page,
    note: Option<String>,
    /// When the session expires, ISO 8601; for H10 alone.
    expires_at: Option<String>,
}

/// H9: a request that changes the session and then fails.
pub async fn failed_request(context: LabContext, page: Page) -> Result<String, Error> {
    let note = context.session().await?.get(NOTE)?;
    Ok(UnsavedChange { page, note, expires_at: None }.render()?)
}

/// H10: a request that neither saves nor extends the session.
pub async fn passive_request(context: LabContext, page: Page) -> Result<String, Error> {
    let session = context.session().await?;
    let expires_at = Some(iso(session.get_expiry_date()));
    Ok(UnsavedChange { page, note: session.get(NOTE)?, expires_at }.render()?)
}

async fn keep(session: Session) -> Result<HttpResponse, Error> {
    session.set(NOTE, &"kept")?;
    Ok(respond::see_other("/lab/lessons/h9-failed-request#try"))
}

/// Changes the session and then fails, as a handler with a bug would.
async fn fail(session: Session) -> Result<HttpResponse, Error> {
    session.set(NOTE, &"this must not be saved")?;
    Err(Error::internal("the lesson h9-failed-request failed, as it should"))
}

/// Changes the session and marks the request as passive: nothing is saved.
async fn look_on(session: Session) -> Result<HttpResponse, Error> {
    session.set_passive();
    session.set(NOTE, &"this must not be saved")?;
    Ok(respond::see_other("/lab/lessons/h10-passive-request#try"))
}
