//! The buttons and the picture of the two engines over one cache: what each was
//! asked, what its store answered, and whether its session is still there.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{self, Data, ServiceConfig},
};
use askama::Template;
use futures_util::future::LocalBoxFuture;

use super::{
    own_cache::MAX_ENTRIES,
    two_engines::{Side, State, TwoEngines},
};
use crate::{
    i18n::Message,
    lab::{Lab, RequestSettings},
    sessions::{self, trace::Outcome},
    web::{Error, Form, Page, respond},
};

/// What the buttons do.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/lab/lessons/d8-cache-full-and-restarted/do").post(act));
}

#[derive(Template)]
#[template(path = "lab/controls/side_by_side.html")]
struct SideBySide {
    page: Page,
    lesson: &'static str,
    /// Of the lesson on `cached_db` alone: nothing is filled, nothing away.
    is_cached_db: bool,
    entries: u64,
    room: u64,
    is_away: bool,
    sides: Vec<ShownSide>,
}

/// One of the two, in words.
struct ShownSide {
    name: &'static str,
    class: &'static str,
    state: String,
    calls: Vec<ShownCall>,
}

/// A call to a store, in words.
struct ShownCall {
    store: &'static str,
    operation: &'static str,
    is_inner: bool,
    outcome: String,
}

/// Draws both.
pub fn draw_both(request: HttpRequest, page: Page) -> LocalBoxFuture<'static, Result<String, Error>> {
    Box::pin(draw(request, page, false))
}

/// Draws `cached_db` alone.
pub fn draw_cached_db(request: HttpRequest, page: Page) -> LocalBoxFuture<'static, Result<String, Error>> {
    Box::pin(draw(request, page, true))
}

async fn draw(request: HttpRequest, page: Page, is_cached_db: bool) -> Result<String, Error> {
    let (lab, browser) = (lab_of(&request)?, RequestSettings::of(&request).ok_or(Error::NotFound)?.browser);
    let kept = lab.kept_of_engines.of(browser);
    let mut two = kept.two.lock().await;
    let two = begun(&mut two, &lab).await?;
    let sides = two.sides().iter().skip(usize::from(is_cached_db));
    let controls = SideBySide {
        lesson: if is_cached_db { "d11" } else { "d8" },
        is_cached_db,
        entries: two.cache().entries(),
        room: MAX_ENTRIES,
        is_away: two.cache().is_away(),
        sides: sides.map(|side| shown(side, &page)).collect(),
        page,
    };
    Ok(controls.render()?)
}

/// One step; nothing of it needs the browser's own session.
async fn act(request: HttpRequest, lab: Data<Lab>, form: Form) -> Result<HttpResponse, Error> {
    let browser = RequestSettings::of(&request).ok_or(Error::NotFound)?.browser;
    let kept = lab.kept_of_engines.of(browser);
    let mut two = kept.two.lock().await;
    let two = begun(&mut two, &lab).await?;
    match form.value("do") {
        "write" => two.write().await,
        "read" => two.read().await,
        "restart" => two.restart_cache(),
        "fill" => two.fill_cache().await,
        "away" => two.set_away(true),
        "back" => two.set_away(false),
        other => return Err(Error::BadRequest(format!("there is no button {other:?}"))),
    }
    Ok(respond::see_other(match form.value("lesson") {
        "d11" => "/lab/lessons/d11-cached-db#try",
        _ => "/lab/lessons/d8-cache-full-and-restarted#try",
    }))
}

/// Over the site's own database of sessions.
async fn begun<'a>(two: &'a mut Option<TwoEngines>, lab: &Lab) -> Result<&'a mut TwoEngines, Error> {
    if two.is_none() {
        let database = (lab.session_database)().await.map_err(sessions::Error::from)?;
        *two = Some(TwoEngines::new(database, lab.site.clock.clone()));
    }
    two.as_mut().ok_or(Error::NotFound)
}

fn lab_of(request: &HttpRequest) -> Result<Data<Lab>, Error> {
    request.app_data::<Data<Lab>>().cloned().ok_or(Error::NotFound)
}

fn shown(side: &Side, page: &Page) -> ShownSide {
    let (class, state) = match &side.state {
        State::None => ("tag", Message::new("lab-d8-none")),
        State::There(notes) => ("tag tag--good", Message::new("lab-d8-there").count("notes", *notes)),
        State::Lost => ("tag tag--out", Message::new("lab-d8-lost")),
        State::NotAsked => ("tag tag--low", Message::new("lab-d8-not-asked")),
        State::Failed => ("tag tag--out", Message::new("lab-d8-failed")),
    };
    let calls = side.calls.iter().map(|call| ShownCall {
        store: call.store,
        operation: call.operation,
        is_inner: call.depth > 0,
        outcome: outcome(&call.outcome, page),
    });
    ShownSide { name: side.name(), class, state: page.localize(&state).into_owned(), calls: calls.collect() }
}

fn outcome(outcome: &Outcome, page: &Page) -> String {
    let message = match outcome {
        Outcome::GivenUp => Message::new("lab-d8-given-up"),
        Outcome::Hit => Message::new("lab-d8-hit"),
        Outcome::Miss => Message::new("lab-d8-miss"),
        Outcome::Stored => Message::new("lab-d8-stored"),
        Outcome::Conflict => Message::new("lab-d8-conflict"),
        Outcome::Gone => Message::new("lab-d8-gone"),
        Outcome::Done => Message::new("lab-d8-done"),
        Outcome::Failed(_) => Message::new("lab-d8-no-answer"),
    };
    page.localize(&message).into_owned()
}
