//! A cookie that was tampered with (F5): the browser is given a broken one, or
//! the server says what it makes of any text.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use askama::Template;
use futures_util::future::LocalBoxFuture;

use super::seen::{self, Seen};
use crate::{
    lab::{Lab, request_settings::RequestSettings},
    web::{Error, Form, Page, respond},
};

/// No cookie is longer.
const MAX_LENGTH: usize = 4_096;

#[derive(Template)]
#[template(path = "lab/controls/tampered.html")]
struct Tampered {
    page: Page,
    slug: &'static str,
    seen: Seen,
    /// What was handed in, or else the cookie that came.
    text: String,
    /// What the server makes of it, if it was handed in.
    checked: Option<Checked>,
}

/// What the server makes of a text.
struct Checked {
    /// The beginning of what was signed, if the signature holds.
    content: Option<String>,
}

/// Draws them.
pub fn controls(request: HttpRequest, page: Page) -> LocalBoxFuture<'static, Result<String, Error>> {
    Box::pin(async move {
        let seen = Seen::with(&request).await?;
        let lab = request.app_data::<Data<Lab>>();
        let (Some(in_force), Some(lab)) = (RequestSettings::of(&request), lab) else {
            return Err(Error::internal("the lab is off"));
        };
        let handed_in = lab.tried.of(in_force.browser).checked();
        let checked = handed_in.as_ref().map(|text| {
            let content = seen::content(&format!("{}={text}", seen.name), &in_force);
            Checked { content: content.map(|content| seen::beginning(&content)) }
        });
        let text = handed_in.or_else(|| seen.value.clone()).unwrap_or_default();
        Ok(Tampered { page, slug: "f5-tampered", seen, text, checked }.render()?)
    })
}

/// What would the server make of this text?
pub async fn check(request: HttpRequest, lab: Data<Lab>, form: Form) -> Result<HttpResponse, Error> {
    let text: String = form.trimmed("cookie").chars().take(MAX_LENGTH).collect();
    if let Some(in_force) = RequestSettings::of(&request) {
        lab.tried.of(in_force.browser).check(text);
    }
    Ok(respond::see_other("/lab/lessons/f5-tampered"))
}
