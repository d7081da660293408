//! Expired sessions that lie in the store until somebody clears them (E11). It
//! is the store in force, and what is removed is everybody's: but only what is
//! over, and that nobody has any more.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{self, ServiceConfig},
};
use askama::Template;
use time::Duration;

use super::{
    facts::load,
    watching::{lab_of, left_behind},
};
use crate::{
    lab::dictionary::{moment, seconds},
    sessions::{self, Record, SessionKey, data::Data, engines::Cleared},
    web::{Error, Page, respond},
};

/// Where the buttons stand.
const LESSON: &str = "/lab/lessons/e11-clearing#try";

/// How long the sessions live that are left: two that are soon over, and one
/// that must still be there after the clearing. Seconds.
const TTLS: [i64; 3] = [1, 1, 600];

/// The most that are remembered for a browser; they are in the store all the
/// same.
const MAX_LEFT: usize = 9;

/// What the buttons do.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/lab/lessons/e11-clearing/leave").post(leave))
        .service(web::resource("/lab/lessons/e11-clearing/clear").post(clear));
}

/// A session that was left, as it lies in the store.
struct RawRecord {
    id: String,
    /// Its end and the seconds until then, if it is there.
    end: Option<(String, i64)>,
}

#[derive(Template)]
#[template(path = "lab/controls/clearing.html")]
struct Clearing {
    page: Page,
    engine: &'static str,
    lying: Vec<RawRecord>,
    cleared: Option<Cleared>,
}

/// The controls.
pub async fn controls(request: HttpRequest, page: Page) -> Result<String, Error> {
    let (_, in_force) = lab_of(&request)?;
    let options = &in_force.options;
    let left = left_behind(&request)?;
    let (keys, cleared) = {
        let mut left = left.lock();
        (left.to_expire.clone(), left.cleared.take())
    };
    let mut lying = Vec::with_capacity(keys.len());
    for key in &keys {
        let record = load(options, key).await;
        let end =
            |record: Record| (moment(record.expire_date), seconds(record.expire_date - options.clock.now()));
        lying.push(RawRecord { id: beginning(key), end: record.map(end) });
    }
    Ok(Clearing { page, engine: options.engine.name(), lying, cleared }.render()?)
}

fn beginning(key: &SessionKey) -> String {
    format!("{}…", key.as_str().get(..8).unwrap_or_default())
}

/// Three sessions that belong to nobody, put into the store as any other is.
async fn leave(request: HttpRequest) -> Result<HttpResponse, Error> {
    let (_, in_force) = lab_of(&request)?;
    let options = &in_force.options;
    let mut keys = Vec::with_capacity(TTLS.len());
    for seconds in TTLS {
        let mut data = Data::default();
        data.set("left_by", "\"the lab\"");
        let expire_date = options.clock.now() + Duration::seconds(seconds);
        let record = Record::new(data, expire_date);
        let key = options.engine.create(&record).await;
        keys.push(key.map_err(sessions::Error::from)?);
    }
    let left = left_behind(&request)?;
    let mut left = left.lock();
    left.to_expire.extend(keys);
    let surplus = left.to_expire.len().saturating_sub(MAX_LEFT);
    left.to_expire.drain(..surplus);
    Ok(respond::see_other(LESSON))
}

/// What the command `clearsessions` does, on the store in force.
async fn clear(request: HttpRequest) -> Result<HttpResponse, Error> {
    let (_, in_force) = lab_of(&request)?;
    let options = &in_force.options;
    let cleared = options.engine.clear_expired(options.clock.now()).await;
    let cleared = cleared.map_err(sessions::Error::from)?;
    left_behind(&request)?.lock().cleared = Some(cleared);
    Ok(respond::see_other(LESSON))
}
