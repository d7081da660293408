//! A session that can be watched as it ends (E9), and a key that ends before it
//! does (E10). The page counts down with a few lines of script, and without
//! them it is loaded again; the script asks passively, so that watching keeps
//! nothing alive.

use std::sync::Arc;

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    http::header,
    web::{self, Data, ServiceConfig},
};
use askama::Template;

use super::{
    LeftBehind,
    facts::{End, load, text_of},
    toggling::{change, with_toggles},
};
use crate::{
    lab::{
        Lab,
        dictionary::{Snapshot, moment, seconds},
        lessons::trying,
        request_settings::RequestSettings,
    },
    sessions::{Expiry, Session},
    web::{Error, Page, respond},
};

/// With these a session ends after ten seconds, and the browser is not told so:
/// it still sends the cookie.
const TEN_SECONDS: [(&str, &str); 2] =
    [("session.cookie_age", "10"), ("session.expire_at_browser_close", "true")];

/// What the session of ten seconds holds.
const KEY: &str = "tea";

/// What the buttons do, and what the script asks for.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/lab/lessons/e9-over/begin").post(begin))
        .service(web::resource("/lab/lessons/e9-over/start").post(start))
        .service(web::resource("/lab/lessons/e9-over/end").post(end))
        .service(web::resource("/lab/lessons/e9-over/state").get(state))
        .service(web::resource("/lab/lessons/e10-single-keys/state").get(state));
}

#[derive(Template)]
#[template(path = "lab/controls/ten_seconds.html")]
struct TenSeconds {
    page: Page,
    watching: String,
    address: &'static str,
    /// Whether the settings are as the lesson wants them.
    is_set: bool,
}

/// The controls of E9.
pub async fn ten_seconds(request: HttpRequest, page: Page) -> Result<String, Error> {
    let (lab, in_force) = lab_of(&request)?;
    let is_set = TEN_SECONDS.iter().all(|(name, text)| text_of(&lab, &in_force, name) == *text);
    let watching = watching(&request, &page).await?;
    Ok(TenSeconds { page, watching, address: "/lab/lessons/e9-over/state", is_set }.render()?)
}

#[derive(Template)]
#[template(path = "lab/controls/single_keys.html")]
struct SingleKeys {
    page: Page,
    watching: String,
    address: &'static str,
    forms: String,
}

/// The controls of E10.
pub async fn single_keys(request: HttpRequest, page: Page) -> Result<String, Error> {
    const KINDS: &[&str] = &["set_until", "expiry_seconds", "expiry_global", "set"];
    let watching = watching(&request, &page).await?;
    let forms = trying::controls(request, page.clone(), "e10-single-keys", KINDS, &[]).await?;
    Ok(SingleKeys { page, watching, address: "/lab/lessons/e10-single-keys/state", forms }.render()?)
}

/// How things stand: what the browser sent, what the server found under it,
/// and what lies in the store.
#[derive(Template)]
#[template(path = "lab/controls/watching.html")]
struct Watching {
    page: Page,
    cookie: String,
    sent: bool,
    found: Option<Snapshot>,
    stored: Option<End>,
    was_seen: bool,
}

async fn watching(request: &HttpRequest, page: &Page) -> Result<String, Error> {
    let (_, in_force) = lab_of(request)?;
    let options = &in_force.options;
    let session = Session::extract(request).await.ok();
    let key = session.as_ref().and_then(Session::session_key);
    let left = left_behind(request)?;
    let watched = {
        let mut left = left.lock();
        left.watched = key.clone().or_else(|| left.watched.take());
        left.watched.clone()
    };
    let record = match &watched {
        Some(key) => load(options, key).await,
        None => None,
    };
    let stored = record.map(|record| End {
        moment: moment(record.expire_date),
        seconds: seconds(record.expire_date - options.clock.now()),
    });
    let name = &options.cookie.name;
    let watching = Watching {
        sent: request.cookie(name).is_some(),
        cookie: name.clone(),
        found: session.filter(|_| key.is_some()).map(|session| Snapshot::of(&session)),
        stored,
        was_seen: watched.is_some(),
        page: page.clone(),
    };
    Ok(watching.render()?)
}

/// How things stand, for the script. It says itself that it is passive; this
/// holds for who opens the address by hand too.
async fn state(request: HttpRequest) -> Result<HttpResponse, Error> {
    if let Ok(session) = Session::extract(&request).await {
        session.set_passive();
    }
    let page = Page::extract(&request).await?;
    let watching = watching(&request, &page).await?;
    let mut answer = HttpResponse::Ok();
    answer.insert_header((header::CONTENT_TYPE, respond::HTML));
    Ok(answer.insert_header((header::CACHE_CONTROL, respond::NO_STORE)).body(watching))
}

/// First the settings. They hold from the browser's next request on, so it is
/// sent on with the same form (307) to where the ten seconds begin.
async fn begin(request: HttpRequest) -> Result<HttpResponse, Error> {
    let (lab, in_force) = lab_of(&request)?;
    let toggles = change(&lab, &in_force, &TEN_SECONDS).ok_or_else(|| Error::internal("ten seconds"))?;
    let mut answer = HttpResponse::TemporaryRedirect();
    let answer = answer.insert_header((header::LOCATION, "/lab/lessons/e9-over/start")).finish();
    with_toggles(answer, &lab, &toggles)
}

/// Then a change, from which they count.
async fn start(session: Session) -> Result<HttpResponse, Error> {
    session.set_expiry(Expiry::Global);
    session.set(KEY, &"hot")?;
    Ok(respond::see_other("/lab/lessons/e9-over#try"))
}

/// The settings as they were before.
async fn end(request: HttpRequest) -> Result<HttpResponse, Error> {
    let (lab, in_force) = lab_of(&request)?;
    let changes = TEN_SECONDS.map(|(name, _)| (name, ""));
    let toggles = change(&lab, &in_force, &changes).ok_or_else(|| Error::internal("the site's settings"))?;
    with_toggles(respond::see_other("/lab/lessons/e9-over#try"), &lab, &toggles)
}

/// The lab, and what holds in this browser.
pub fn lab_of(request: &HttpRequest) -> Result<(Data<Lab>, std::rc::Rc<RequestSettings>), Error> {
    let lab = request.app_data::<Data<Lab>>().cloned().ok_or(Error::NotFound)?;
    Ok((lab, RequestSettings::of(request).ok_or(Error::NotFound)?))
}

/// What this browser left in the stores.
pub fn left_behind(request: &HttpRequest) -> Result<Arc<LeftBehind>, Error> {
    let (lab, in_force) = lab_of(request)?;
    Ok(lab.expiry.of(in_force.browser))
}
