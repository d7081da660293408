//! What this browser's session costs right now: bytes in its store, and bytes
//! of the cookie in each request.

use actix_session::config::CookieContentSecurity;
use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    web::{self, ServiceConfig},
};
use askama::Template;
use futures_util::future::LocalBoxFuture;

use super::sealed;
use crate::{
    lab::{RequestSettings, browser::cookie as sent_cookie},
    sessions::{Session, cookie::MAX_COOKIE_BYTES},
    web::{Error, Form, Page, respond},
};

/// Under this name lies what makes the session larger.
const FILLER_KEY: &str = "lab_ballast";

/// What one press of the button adds, bytes.
const MORE: usize = 1_000;

/// What the buttons do.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/lab/lessons/d18-bytes/ballast").post(ballast));
}

#[derive(Template)]
#[template(path = "lab/controls/bytes.html")]
struct Bytes {
    page: Page,
    engine: &'static str,
    /// Of the data, as JSON.
    data: usize,
    /// The most that it may have.
    most: usize,
    /// Of the cookie that this browser sent, name and value.
    sent: usize,
    /// Of the cookie that `signed_cookies` would make of it, signed and private.
    in_cookie: [(&'static str, usize); 2],
    limit: usize,
    more: usize,
}

/// Draws the figures and the buttons.
pub fn draw(request: HttpRequest, page: Page) -> LocalBoxFuture<'static, Result<String, Error>> {
    Box::pin(async move {
        let session = Session::extract(&request).await?;
        let in_force = RequestSettings::of(&request).ok_or(Error::NotFound)?;
        let name = in_force.options.cookie.name.as_str();
        let data = sealed::data_of(&session);
        let mut in_cookie = [("signed", 0), ("private", 0)];
        let contents = [CookieContentSecurity::Signed, CookieContentSecurity::Private];
        for ((_, bytes), content) in in_cookie.iter_mut().zip(contents) {
            // The equals sign doesn't count.
            *bytes = sealed::cookie_of(&data, &sealed::server(content)).await?.len() - 1;
        }
        let controls = Bytes {
            page,
            engine: in_force.options.engine.name(),
            data: data.to_json().map_or(0, |json| json.len()),
            most: in_force.options.max_bytes,
            sent: sent_cookie(request.headers(), name).map_or(0, |value| name.len() + value.len()),
            in_cookie,
            limit: MAX_COOKIE_BYTES,
            more: MORE,
        };
        Ok(controls.render()?)
    })
}

/// More of it, or none. How much is allowed the framework says.
async fn ballast(session: Session, form: Form) -> Result<HttpResponse, Error> {
    if form.value("do") == "more" {
        session.change(FILLER_KEY, |text: Option<String>| {
            let letters = text.map_or(0, |text| text.len()) + MORE;
            Some("x".repeat(letters))
        })?;
    } else {
        // That it is not there is all right.
        drop(session.delete(FILLER_KEY));
    }
    Ok(respond::see_other("/lab/lessons/d18-bytes#try"))
}
