//! When this browser's session ends, by everybody who has a say in it: the
//! settings, the session itself, the record in the store, the cookie.

use std::sync::Arc;

use actix_web::{FromRequest, HttpRequest, web::Data};
use askama::Template;

use crate::{
    lab::{
        Lab,
        dictionary::{moment, seconds},
        request_settings::RequestSettings,
    },
    sessions::{Options, Record, Session, SessionKey},
    web::{Error, Page},
};

/// The settings that all of it follows from.
const SETTINGS: [&str; 3] =
    ["session.cookie_age", "session.expire_at_browser_close", "session.save_every_request"];

/// The longest value of a cookie that is shown whole.
const SHOWN_OF_VALUE: usize = 12;

/// An end, and how far off it is.
pub struct End {
    /// As a moment.
    pub moment: String,
    /// Seconds from now; not above 0 when it is past.
    pub seconds: i64,
}

#[derive(Template)]
#[template(path = "lab/controls/expiry_facts.html")]
struct Facts {
    page: Page,
    settings: Vec<(&'static str, String)>,
    age: i64,
    at_browser_close: bool,
    /// In the store when this request came.
    stored: Option<End>,
    /// In the store when its answer is sent.
    stored_after: Option<End>,
    set_cookie: Option<String>,
}

/// Draws them; nothing where there is no session to be had.
pub async fn facts(request: &HttpRequest, page: &Page) -> Result<String, Error> {
    let Ok(session) = Session::extract(request).await else { return Ok(String::new()) };
    let (Some(lab), Some(in_force)) = (request.app_data::<Data<Lab>>(), RequestSettings::of(request)) else {
        return Ok(String::new());
    };
    let options = &in_force.options;
    let end = |record: &Record| End {
        moment: moment(record.expire_date),
        seconds: seconds(record.expire_date - options.clock.now()),
    };
    let record = match session.session_key() {
        Some(key) => load(options, &key).await,
        None => None,
    };
    let is_touched = options.save_every_request && record.is_some();
    let touched =
        || End { moment: moment(session.get_expiry_date()), seconds: seconds(session.get_expiry_age()) };
    let facts = Facts {
        settings: SETTINGS.map(|name| (name, text_of(lab, &in_force, name))).to_vec(),
        age: seconds(session.get_expiry_age()),
        at_browser_close: session.get_expire_at_browser_close(),
        stored_after: if is_touched { Some(touched()) } else { record.as_ref().map(end) },
        stored: record.as_ref().map(end),
        set_cookie: last_set_cookie(lab, &in_force),
        page: page.clone(),
    };
    Ok(facts.render()?)
}

/// The text of a setting as it is in force for this browser.
pub fn text_of(lab: &Lab, in_force: &RequestSettings, name: &str) -> String {
    let toggled = in_force.toggled.as_ref().and_then(|toggled| toggled.toggles.get(name));
    let text = toggled.or_else(|| lab.settings.session_texts().get(name).map(String::as_str));
    text.unwrap_or_default().to_owned()
}

/// The record that lies in the store under a key, over or not. A store that
/// does not answer in time has none.
pub async fn load(options: &Arc<Options>, key: &SessionKey) -> Option<Record> {
    tokio::time::timeout(options.store_timeout, options.engine.load(key)).await.ok()?.ok()?
}

/// What the browser was last told of the session's cookie, less its value.
fn last_set_cookie(lab: &Lab, in_force: &RequestSettings) -> Option<String> {
    let begins = format!("{}=", in_force.options.cookie.name);
    let exchanges = lab.logs.of(in_force.browser).latest_first();
    let mut lines = exchanges.iter().flat_map(|exchange| exchange.set_cookies.iter());
    let line = lines.find(|line| line.starts_with(&begins))?;
    let (pair, attributes) = line.split_once(';').unwrap_or((line, ""));
    let value = pair.get(begins.len()..).unwrap_or_default();
    let shown = value.get(..SHOWN_OF_VALUE).map_or_else(|| value.to_owned(), |shown| format!("{shown}…"));
    Some(format!("{begins}{shown};{attributes}"))
}
