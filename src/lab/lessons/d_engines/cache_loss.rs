//! Shows the engines `cache` and `cached_db` over one cache (D8, D9, D11 to D13):
//! the calls to each store, and whether each session is still there.

use actix_web::{
    HttpResponse,
    web::{self, ServiceConfig},
};
use askama::Template;

use super::two_engines::{DemoSession, MAX_ENTRIES, Presence, TwoEngines};
use crate::{
    i18n::Message,
    lab::{Lab, LabContext},
    sessions::{self, trace::Outcome},
    web::{Error, Form, Page, respond},
};

pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/lab/lessons/d8-cache-full-and-restarted/do").post(act));
}

#[derive(Template)]
#[template(path = "lab/controls/side_by_side.html")]
struct SideBySide<'a> {
    page: Page,
    lesson: &'static str,
    /// Whether the lesson is about `cached_db` alone, without the buttons that
    /// fill the cache and make it unavailable.
    is_cached_db: bool,
    entries: u64,
    room: u64,
    is_away: bool,
    sides: &'a [DemoSession],
}

/// D8, D9, D13: both engines.
pub async fn both_engines(context: LabContext, page: Page) -> Result<String, Error> {
    render(&context, page, false).await
}

/// D11, D12: `cached_db` alone.
pub async fn cached_db_alone(context: LabContext, page: Page) -> Result<String, Error> {
    render(&context, page, true).await
}

async fn render(context: &LabContext, page: Page, is_cached_db: bool) -> Result<String, Error> {
    let mut two = context.browser.two_engines.lock().await;
    let two = open(&mut two, &context.lab).await?;
    let widget = SideBySide {
        lesson: if is_cached_db { "d11" } else { "d8" },
        is_cached_db,
        entries: two.cache().entries(),
        room: MAX_ENTRIES,
        is_away: two.cache().is_unavailable(),
        sides: &two.sides()[usize::from(is_cached_db)..],
        page,
    };
    Ok(widget.render()?)
}

/// Does one step. It does not need the browser's own session.
async fn act(context: LabContext, form: Form) -> Result<HttpResponse, Error> {
    let mut two = context.browser.two_engines.lock().await;
    let two = open(&mut two, &context.lab).await?;
    match form.value("do") {
        "write" => two.write().await,
        "read" => two.read().await,
        "restart" => two.restart_cache(),
        "fill" => two.fill_cache().await,
        "away" => two.set_unavailable(true),
        "back" => two.set_unavailable(false),
        other => return Err(Error::BadRequest(format!("there is no button {other:?}"))),
    }
    Ok(respond::see_other(match form.value("lesson") {
        "d11" => "/lab/lessons/d11-cached-db#try",
        _ => "/lab/lessons/d8-cache-full-and-restarted#try",
    }))
}

/// Opens the two engines over the site's database of sessions, if they are not.
async fn open<'a>(two: &'a mut Option<TwoEngines>, lab: &Lab) -> Result<&'a mut TwoEngines, Error> {
    if two.is_none() {
        let database = (lab.session_database)().await.map_err(sessions::Error::from)?;
        *two = Some(TwoEngines::new(database, lab.site.clock.clone()));
    }
    two.as_mut().ok_or(Error::NotFound)
}

impl SideBySide<'_> {
    /// Returns a class and a text for the state of a session.
    fn state(&self, session: &DemoSession) -> (&'static str, String) {
        let (class, state) = match &session.presence {
            Presence::NotCreated => ("tag", Message::new("lab-d8-none")),
            Presence::Found(notes) => ("tag tag--good", Message::new("lab-d8-there").count("notes", *notes)),
            Presence::Lost => ("tag tag--out", Message::new("lab-d8-lost")),
            Presence::Unknown => ("tag tag--low", Message::new("lab-d8-not-asked")),
            Presence::Failed => ("tag tag--out", Message::new("lab-d8-failed")),
        };
        (class, self.page.localize(&state).into_owned())
    }
}

fn outcome(outcome: &Outcome) -> Message {
    match outcome {
        Outcome::GivenUp => Message::new("lab-d8-given-up"),
        Outcome::Hit => Message::new("lab-d8-hit"),
        Outcome::Miss => Message::new("lab-d8-miss"),
        Outcome::Stored => Message::new("lab-d8-stored"),
        Outcome::Conflict => Message::new("lab-d8-conflict"),
        Outcome::Gone => Message::new("lab-d8-gone"),
        Outcome::Done => Message::new("lab-d8-done"),
        Outcome::Failed(_) => Message::new("lab-d8-no-answer"),
    }
}
