//! The store is away, for this browser alone: buttons that make it refuse, or
//! hang, or come back.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{self, Data, ServiceConfig},
};
use askama::Template;
use futures_util::future::LocalBoxFuture;

use crate::{
    lab::{Lab, RequestSettings, overrides_map::OUTAGE},
    web::{Error, Form, Page, respond},
};

/// What the buttons do.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/lab/lessons/h5-store-away/outage").post(set));
}

#[derive(Template)]
#[template(path = "lab/controls/outage.html")]
struct Outage {
    page: Page,
    /// `refuses`, `hangs`, or empty.
    outage: String,
}

/// Draws the buttons.
pub fn draw(request: HttpRequest, page: Page) -> LocalBoxFuture<'static, Result<String, Error>> {
    Box::pin(async move {
        let toggled = RequestSettings::of(&request).and_then(|in_force| in_force.toggled.clone());
        let outage = toggled.and_then(|toggled| toggled.toggles.get(OUTAGE).map(ToOwned::to_owned));
        Ok(Outage { page, outage: outage.unwrap_or_default() }.render()?)
    })
}

/// It needs no session: it must be possible to end an outage during it.
async fn set(request: HttpRequest, lab: Data<Lab>, form: Form) -> Result<HttpResponse, Error> {
    let in_force = RequestSettings::of(&request).ok_or(Error::NotFound)?;
    let outage = match form.value("outage") {
        outage @ ("refuses" | "hangs") => outage,
        _ => "none",
    };
    let mut answer = respond::see_other("/lab/lessons/h5-store-away#try");
    lab.toggle(&in_force, &[(OUTAGE, outage)], &mut answer)?;
    Ok(answer)
}
