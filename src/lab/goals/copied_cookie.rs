//! Copies this browser's session cookie, and sets the copy again later, as a visitor can
//! in the browser's developer tools.

use actix_web::{
    HttpResponse,
    web::{self, ServiceConfig},
};

use super::table;
use crate::{
    lab::{LabContext, lessons::tampering::cookie_with},
    web::{Error, Form, respond},
};

/// Registers the two buttons.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/lab/goals/cookie/copy").post(copy))
        .service(web::resource("/lab/goals/cookie/restore").post(restore));
}

/// Remembers the session's cookie that came.
async fn copy(context: LabContext, form: Form) -> Result<HttpResponse, Error> {
    let response = back(&form)?;
    context.browser.memory().copied_cookie = context.session_cookie().map(ToOwned::to_owned);
    Ok(response)
}

/// Sets the session's cookie to the copy, if there is one.
async fn restore(context: LabContext, form: Form) -> Result<HttpResponse, Error> {
    let response = back(&form)?;
    let value = context.browser.memory().copied_cookie.clone();
    if let Some(value) = value {
        context.set_after_layer(vec![cookie_with(value, &context.options().cookie)]);
    }
    Ok(response)
}

/// Redirects to the goal that the form names.
fn back(form: &Form) -> Result<HttpResponse, Error> {
    let goal = table::find(form.value("goal"));
    let goal = goal.ok_or_else(|| Error::BadRequest("there is no such goal".to_owned()))?;
    Ok(respond::see_other(&format!("/lab/goals/{}#tool", goal.slug)))
}
