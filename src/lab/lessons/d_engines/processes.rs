//! Two processes of the shop (D10): which one responds, and what each has
//! counted in the session that they share, or do not share.

use std::collections::BTreeMap;

use actix_web::{
    HttpResponse,
    web::{self, ServiceConfig},
};
use askama::Template;

use crate::{
    lab::LabContext,
    sessions::Session,
    web::{Error, Page, connection::Connection, respond},
};

/// The session's key for the counts.
const COUNTS: &str = "lab_processes";

/// Processes that are counted.
const MAX_PROCESSES: usize = 8;

pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/lab/lessons/d10-two-processes/count").post(count));
}

#[derive(Template)]
#[template(path = "lab/controls/processes.html")]
struct Processes {
    page: Page,
    engine: &'static str,
    process: String,
    port: u16,
    counted: BTreeMap<String, u32>,
}

/// D10: the process that responds, and the counts.
pub async fn count_by_process(context: LabContext, page: Page) -> Result<String, Error> {
    let processes = Processes {
        page,
        engine: context.options().engine.name(),
        process: std::process::id().to_string(),
        port: Connection::of(&context.request).map_or(0, |connection| connection.local_port),
        counted: context.session().await?.get_or(COUNTS, BTreeMap::new())?,
    };
    Ok(processes.render()?)
}

/// Adds one to the count of this process.
async fn count(session: Session) -> Result<HttpResponse, Error> {
    session.change(COUNTS, |counted: Option<BTreeMap<String, u32>>| {
        let mut counted = counted.unwrap_or_default();
        let this = std::process::id().to_string();
        while counted.len() >= MAX_PROCESSES && !counted.contains_key(&this) {
            counted.pop_first();
        }
        *counted.entry(this).or_default() += 1;
        Some(counted)
    })?;
    Ok(respond::see_other("/lab/lessons/d10-two-processes#try"))
}
