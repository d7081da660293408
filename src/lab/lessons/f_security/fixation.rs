//! Session fixation (F6): an id that somebody chose is worth nothing, and the
//! id that a browser had before a login neither.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use askama::Template;
use futures_util::future::LocalBoxFuture;

use super::seen::{self, Seen};
use crate::{
    lab::{Lab, browser, request_settings::RequestSettings},
    sessions::Session,
    web::{Error, Page, respond},
};

#[derive(Template)]
#[template(path = "lab/controls/fixation.html")]
struct Fixation {
    page: Page,
    slug: &'static str,
    seen: Seen,
    /// The beginning of the key before it was changed.
    before: Option<String>,
}

/// Draws them.
pub fn controls(request: HttpRequest, page: Page) -> LocalBoxFuture<'static, Result<String, Error>> {
    Box::pin(async move {
        let seen = Seen::with(&request).await?;
        let lab = request.app_data::<Data<Lab>>();
        let (Some(in_force), Some(lab)) = (RequestSettings::of(&request), lab) else {
            return Err(Error::internal("the lab is off"));
        };
        let before = lab.tried.of(in_force.browser).before();
        let before = before.and_then(|text| seen::content(&format!("{}={text}", seen.name), &in_force));
        let before = before.map(|key| seen::beginning(&key));
        Ok(Fixation { page, slug: "f6-fixation", seen, before }.render()?)
    })
}

/// The same data under a new key, as at each login.
pub async fn cycle(request: HttpRequest, lab: Data<Lab>, session: Session) -> Result<HttpResponse, Error> {
    if let Some(in_force) = RequestSettings::of(&request) {
        let present = browser::cookie(request.headers(), &in_force.options.cookie.name);
        lab.tried.of(in_force.browser).note_before(present.map(ToOwned::to_owned));
    }
    seen::count_in(&session)?;
    session.cycle_key();
    Ok(respond::see_other("/lab/lessons/f6-fixation"))
}
