//! Two switches that are not the lab's to turn for everybody: cookies, which
//! only the browser's owner turns off (A8), and sessions, which are turned off
//! for this browser alone (A9).

use actix_web::{
    HttpRequest, HttpResponse,
    web::{self, Data, ServiceConfig},
};

use crate::{
    lab::{Lab, request_settings::RequestSettings},
    web::{Error, Form, respond},
};

const ENABLED: &str = "session.enabled";

/// `a8-cookies-off/try` and `a9-sessions-off/switch`.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/lab/lessons/a8-cookies-off/try").post(try_cookies))
        .service(web::resource("/lab/lessons/a9-sessions-off/switch").post(switch));
}

/// Who gets here has sent a cookie back: without one, no form passes.
async fn try_cookies() -> HttpResponse {
    respond::see_other("/lab/lessons/a8-cookies-off?cookies=on#try")
}

/// `session.enabled` for this browser; whatever else it has set stays.
async fn switch(request: HttpRequest, form: Form, lab: Data<Lab>) -> Result<HttpResponse, Error> {
    let in_force = RequestSettings::of(&request).ok_or(Error::NotFound)?;
    let enabled = if form.is_checked("enabled") { "true" } else { "false" };
    let mut answer = respond::see_other("/lab/lessons/a9-sessions-off#try");
    lab.toggle(&in_force, &[(ENABLED, enabled)], &mut answer)?;
    Ok(answer)
}
