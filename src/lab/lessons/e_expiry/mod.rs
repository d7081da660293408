//! Lessons E: expiry. All times come from the framework's clock, which tests
//! advance where a student waits.

pub mod clearing;

use actix_web::{
    FromRequest, HttpResponse,
    http::header,
    web::{self, ServiceConfig},
};
use askama::Template;

use crate::{
    lab::{
        LabContext,
        dictionary::Snapshot,
        display::{seconds, timestamp},
    },
    sessions::{Expiry, Options, Record, Session, SessionKey},
    web::{Error, Page, respond},
};

/// The settings that decide when a session expires.
const SETTINGS: [&str; 3] =
    ["session.cookie_age", "session.expire_at_browser_close", "session.save_every_request"];

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/lab/lessons/e9-over/start").post(start))
        .service(web::resource("/lab/lessons/e9-over/state").get(state))
        .service(web::resource("/lab/lessons/e10-single-keys/state").get(state));
    clearing::routes(config);
}

/// When something expires.
struct ExpiryTime {
    at: String,
    /// Seconds from now; 0 or less if it has expired.
    seconds: i64,
}

impl ExpiryTime {
    fn of(record: &Record, options: &Options) -> Self {
        let left = record.expire_date - options.clock.now();
        Self { at: timestamp(record.expire_date), seconds: seconds(left) }
    }
}

/// Loads the record of a key, expired or not; `None` if the store has none or
/// does not respond within `store_timeout`.
async fn load(options: &Options, key: Option<&SessionKey>) -> Option<Record> {
    tokio::time::timeout(options.store_timeout, options.engine.load(key?)).await.ok()?.ok()?
}

#[derive(Template)]
#[template(path = "lab/controls/expiry_facts.html")]
struct Facts {
    page: Page,
    settings: Vec<(&'static str, String)>,
    age: i64,
    at_browser_close: bool,
    /// In the store when this request came.
    stored: Option<ExpiryTime>,
    /// In the store when the response is sent.
    stored_after: Option<ExpiryTime>,
    set_cookie: Option<String>,
}

/// E1 to E8: when this browser's session expires according to the settings, the
/// session, the record in the store, and the cookie. Empty without a session.
pub async fn facts(context: LabContext, page: Page) -> Result<String, Error> {
    let Ok(session) = context.session().await else { return Ok(String::new()) };
    let options = context.options();
    let record = load(options, session.session_key().as_ref()).await;
    let stored = || record.as_ref().map(|record| ExpiryTime::of(record, options));
    let (age, date) = (seconds(session.get_expiry_age()), timestamp(session.get_expiry_date()));
    let is_touched = options.save_every_request && record.is_some();
    let facts = Facts {
        settings: SETTINGS.map(|name| (name, context.setting(name))).to_vec(),
        age,
        at_browser_close: session.get_expire_at_browser_close(),
        stored_after: if is_touched { Some(ExpiryTime { at: date, seconds: age }) } else { stored() },
        stored: stored(),
        set_cookie: context.last_set_cookie(),
        page,
    };
    Ok(facts.render()?)
}

/// What the browser sent, what the server found for it, and what is in the
/// store.
#[derive(Template)]
#[template(path = "lab/controls/expiry_state.html")]
struct ExpiryState {
    page: Page,
    cookie: String,
    sent: bool,
    found: Option<Snapshot>,
    stored: Option<ExpiryTime>,
    was_seen: bool,
}

async fn render_state(context: &LabContext, page: &Page) -> Result<String, Error> {
    let session = context.session().await.ok();
    let key = session.as_ref().and_then(Session::session_key);
    let watched = {
        let mut memory = context.browser.memory();
        memory.watched_key = key.clone().or_else(|| memory.watched_key.take());
        memory.watched_key.clone()
    };
    let record = load(context.options(), watched.as_ref()).await;
    let state = ExpiryState {
        sent: context.request.cookie(context.cookie_name()).is_some(),
        cookie: context.cookie_name().to_owned(),
        found: session.filter(|_| key.is_some()).map(|session| Snapshot::of(&session)),
        stored: record.map(|record| ExpiryTime::of(&record, context.options())),
        was_seen: watched.is_some(),
        page: page.clone(),
    };
    Ok(state.render()?)
}

/// Responds with the state for the script that counts down. The script's request
/// is passive (it does not extend the session), and so is one by hand.
async fn state(context: LabContext) -> Result<HttpResponse, Error> {
    if let Ok(session) = context.session().await {
        session.set_passive();
    }
    let page = Page::extract(&context.request).await?;
    let state = render_state(&context, &page).await?;
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CONTENT_TYPE, respond::HTML));
    Ok(response.insert_header((header::CACHE_CONTROL, respond::NO_STORE)).body(state))
}

#[derive(Template)]
#[template(path = "lab/controls/watch_expiry.html")]
struct WatchExpiry {
    page: Page,
    slug: &'static str,
    state: String,
    /// Whether the settings are those of E9.
    is_set: bool,
}

/// E9: a session that expires after ten seconds while its cookie stays: the
/// browser is not told when it expires.
pub async fn ten_seconds(context: LabContext, page: Page) -> Result<String, Error> {
    let is_set = context.setting("session.cookie_age") == "10"
        && context.setting("session.expire_at_browser_close") == "true";
    let state = render_state(&context, &page).await?;
    Ok(WatchExpiry { page, slug: "e9-over", state, is_set }.render()?)
}

/// E10: a key that expires before its session does.
pub async fn single_keys(context: LabContext, page: Page) -> Result<String, Error> {
    let state = render_state(&context, &page).await?;
    Ok(WatchExpiry { page, slug: "e10-single-keys", state, is_set: false }.render()?)
}

/// Changes the session, so that its ten seconds begin.
async fn start(session: Session) -> Result<HttpResponse, Error> {
    session.set_expiry(Expiry::Global);
    session.set("tea", &"hot")?;
    Ok(respond::see_other("/lab/lessons/e9-over#try"))
}
