//! Expired sessions that stay in the store until they are cleared (E11). The
//! store is the shop's own: clearing removes everybody's expired sessions, which
//! nobody can use any more.

use actix_web::{
    HttpResponse,
    web::{self, ServiceConfig},
};
use askama::Template;
use time::Duration;

use super::{ExpiryTime, load};
use crate::{
    lab::{LabContext, display::shorten_key},
    sessions::{self, Record, data::Data, engines::Cleared},
    web::{Error, Page, respond},
};

const LESSON: &str = "/lab/lessons/e11-clearing#try";

/// The expiry of the sessions that the lesson creates, seconds: two expire soon,
/// and one is still there after the clearing.
const TTLS: [i64; 3] = [1, 1, 600];

/// Keys that are remembered for a browser. The sessions past these are in the
/// store all the same.
const MAX_KEYS: usize = 9;

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/lab/lessons/e11-clearing/leave").post(create))
        .service(web::resource("/lab/lessons/e11-clearing/clear").post(clear));
}

/// A session that the lesson created.
struct CreatedSession {
    id: String,
    /// When it expires, if it is in the store.
    expiry: Option<ExpiryTime>,
}

#[derive(Template)]
#[template(path = "lab/controls/clearing.html")]
struct Clearing {
    page: Page,
    engine: &'static str,
    records: Vec<CreatedSession>,
    cleared: Option<Cleared>,
}

/// E11: the sessions that this browser created, and buttons to create more and
/// to clear them.
pub async fn expired_sessions(context: LabContext, page: Page) -> Result<String, Error> {
    let options = context.options();
    let (keys, cleared) = {
        let mut memory = context.browser.memory();
        (memory.expiring_keys.clone(), memory.cleared.take())
    };
    let mut records = Vec::with_capacity(keys.len());
    for key in &keys {
        let record = load(options, Some(key)).await;
        let expiry = record.map(|record| ExpiryTime::of(&record, options));
        records.push(CreatedSession { id: shorten_key(key.as_str()), expiry });
    }
    Ok(Clearing { page, engine: options.engine.name(), records, cleared }.render()?)
}

/// Creates three sessions of nobody in the store.
async fn create(context: LabContext) -> Result<HttpResponse, Error> {
    let options = context.options();
    let mut keys = Vec::with_capacity(TTLS.len());
    for ttl in TTLS {
        let mut data = Data::default();
        data.set("left_by", "\"the lab\"");
        let expire_date = options.clock.now() + Duration::seconds(ttl);
        let key = options.engine.create(&Record { data, expire_date, version: 0 }).await;
        keys.push(key.map_err(sessions::Error::from)?);
    }
    let mut memory = context.browser.memory();
    memory.expiring_keys.extend(keys);
    let surplus = memory.expiring_keys.len().saturating_sub(MAX_KEYS);
    memory.expiring_keys.drain(..surplus);
    Ok(respond::see_other(LESSON))
}

/// Clears expired sessions, as the command `clearsessions` does.
async fn clear(context: LabContext) -> Result<HttpResponse, Error> {
    let options = context.options();
    let cleared = options.engine.clear_expired(options.clock.now()).await;
    context.browser.memory().cleared = Some(cleared.map_err(sessions::Error::from)?);
    Ok(respond::see_other(LESSON))
}
