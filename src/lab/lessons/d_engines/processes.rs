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
    web::{Error, Form, Page, connection::Connection, respond},
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
    /// The slug of the lesson to which the button leads back.
    lesson: &'static str,
    engine: &'static str,
    process: String,
    port: u16,
    counted: BTreeMap<String, u32>,
}

/// The slugs of the lessons with this widget.
const TWO_PROCESSES: &str = "d10-two-processes";
const THREE_MACHINES: &str = "h13-three-machines";

/// D10: the process that responds, and the counts.
pub async fn count_by_process(context: LabContext, page: Page) -> Result<String, Error> {
    render(context, page, TWO_PROCESSES).await
}

/// H13 (each change counts once), with several processes: the process that responds, and
/// the counts.
pub async fn count_by_machine(context: LabContext, page: Page) -> Result<String, Error> {
    render(context, page, THREE_MACHINES).await
}

async fn render(context: LabContext, page: Page, lesson: &'static str) -> Result<String, Error> {
    let processes = Processes {
        page,
        lesson,
        engine: context.options().engine.name(),
        process: std::process::id().to_string(),
        port: Connection::of(&context.request).map_or(0, |connection| connection.local_port),
        counted: context.session().await?.get_or(COUNTS, BTreeMap::new())?,
    };
    Ok(processes.render()?)
}

/// Adds one to the count of this process.
async fn count(session: Session, form: Form) -> Result<HttpResponse, Error> {
    session.change(COUNTS, |counted: Option<BTreeMap<String, u32>>| {
        let mut counted = counted.unwrap_or_default();
        let this = std::process::id().to_string();
        while counted.len() >= MAX_PROCESSES && !counted.contains_key(&this) {
            counted.pop_first();
        }
        *counted.entry(this).or_default() += 1;
        Some(counted)
    })?;
    let lesson = if form.value("lesson") == THREE_MACHINES { THREE_MACHINES } else { TWO_PROCESSES };
    Ok(respond::see_other(&format!("/lab/lessons/{lesson}#try")))
}
