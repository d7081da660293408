//! The two answers that handlers give: a page, or the way to the next one.

use actix_web::{
    HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
};
use askama::Template;

use super::{Error, Page};

/// Of every page.
pub const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// Nobody keeps it, not even the browser.
pub const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// Room for most pages, bytes, so that drawing one does not move it about.
const BUFFER_BYTES: usize = 24 * 1024;

/// The browser may keep it, and asks each time before it shows it again.
const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-cache");

/// A page.
pub fn html(page: &Page, template: &impl Template) -> Result<HttpResponse, Error> {
    html_with(StatusCode::OK, page, template)
}

/// The page of a form again, with what was wrong: nothing was changed.
pub fn unprocessable(page: &Page, template: &impl Template) -> Result<HttpResponse, Error> {
    html_with(StatusCode::UNPROCESSABLE_ENTITY, page, template)
}

/// To the next page, by GET: something was done.
pub fn see_other(location: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, location)).finish()
}

/// A member's page is kept nowhere: after logout the back button shows nothing.
fn html_with(status: StatusCode, page: &Page, template: &impl Template) -> Result<HttpResponse, Error> {
    let caching = if page.user.is_some() { NO_STORE } else { PRIVATE };
    let mut body = String::with_capacity(BUFFER_BYTES);
    template.render_into(&mut body)?;
    let mut answer = HttpResponse::build(status);
    answer.insert_header((header::CONTENT_TYPE, HTML)).insert_header((header::CACHE_CONTROL, caching));
    Ok(answer.body(body))
}
