//! Two limits at once: a button gives this browser an idle limit of a minute
//! and an absolute one of two.

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    web::{self, Data, ServiceConfig},
};
use askama::Template;
use futures_util::future::LocalBoxFuture;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{
    lab::{Lab, RequestSettings},
    sessions::Session,
    web::{Error, Form, Page, respond},
};

/// What the buttons do.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/lab/lessons/h7-two-limits/limits").post(set));
}

#[derive(Template)]
#[template(path = "lab/controls/limits.html")]
struct Limits {
    page: Page,
    idle: u32,
    absolute: u32,
    now: String,
    /// When the session ends if nothing more happens.
    ends: String,
}

/// Draws the limits in force and the buttons.
pub fn draw(request: HttpRequest, page: Page) -> LocalBoxFuture<'static, Result<String, Error>> {
    Box::pin(async move {
        let session = Session::extract(&request).await?;
        let in_force = RequestSettings::of(&request).ok_or(Error::NotFound)?;
        let controls = Limits {
            page,
            idle: in_force.options.expiry.cookie_age,
            absolute: in_force.options.absolute_age,
            now: text(session.now()),
            ends: text(session.get_expiry_date()),
        };
        Ok(controls.render()?)
    })
}

/// The short limits, or the site's again. A change of the session makes them
/// hold from now.
async fn set(
    request: HttpRequest,
    session: Session,
    lab: Data<Lab>,
    form: Form,
) -> Result<HttpResponse, Error> {
    let in_force = RequestSettings::of(&request).ok_or(Error::NotFound)?;
    let site = |name: &str| lab.settings.session_texts().get(name).cloned().unwrap_or_default();
    let mut answer = respond::see_other("/lab/lessons/h7-two-limits#try");
    let (age, absolute) = match form.value("limits") {
        "short" => ("60".to_owned(), "120".to_owned()),
        _ => (site("session.cookie_age"), site("session.absolute_age")),
    };
    let changes = [("session.cookie_age", age.as_str()), ("session.absolute_age", absolute.as_str())];
    lab.toggle(&in_force, &changes, &mut answer)?;
    session.set("lab_note", &"a change")?;
    Ok(answer)
}

fn text(moment: OffsetDateTime) -> String {
    let moment = moment.replace_microsecond(0).unwrap_or(moment);
    moment.format(&Rfc3339).unwrap_or_default()
}
