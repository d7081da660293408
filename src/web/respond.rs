//! The responses of handlers: a page, or a redirect to the next page.

use actix_web::{
    HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
};
use askama::Template;

use super::{Error, Page};

/// The `Content-Type` of every page.
pub const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// `Cache-Control: no-store`: neither the browser nor a proxy stores the response
/// (RFC 9111, section 5.2.2.5).
pub const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// Initial capacity of a page's buffer, bytes. Most pages fit, so that rendering does
/// not reallocate the buffer.
const BUFFER_BYTES: usize = 24 * 1024;

/// `Cache-Control: private, no-cache`: the browser may store the response, and
/// revalidates it each time before it shows it again.
const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-cache");

/// `Vary: Accept-Language`: a page is in the language that the browser prefers, unless the
/// visitor has chosen one (RFC 9110, section 12.5.5).
pub const VARIES_WITH_LANGUAGE: HeaderValue = HeaderValue::from_static("Accept-Language");

/// Renders a page, with status 200.
///
/// # Errors
/// Returns [`Error::Internal`] if the template can't be rendered.
pub fn html(page: &Page, template: &impl Template) -> Result<HttpResponse, Error> {
    html_with(StatusCode::OK, page, template)
}

/// Renders the page of a form again, with its error messages and status 422. The
/// request changed nothing.
///
/// # Errors
/// Returns [`Error::Internal`] if the template can't be rendered.
pub fn unprocessable(page: &Page, template: &impl Template) -> Result<HttpResponse, Error> {
    html_with(StatusCode::UNPROCESSABLE_ENTITY, page, template)
}

/// Redirects to the next page after a successful form, with status 303: the browser
/// loads `location` with GET.
pub fn see_other(location: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, location)).finish()
}

/// Sets `Cache-Control: no-store` on a response, for pages that ask for a password: the
/// back button must not show the form that the previous visitor filled in.
pub fn no_store(mut response: HttpResponse) -> HttpResponse {
    response.headers_mut().insert(header::CACHE_CONTROL, NO_STORE);
    response
}

/// Builds the response of a page. The page of a logged-in user is not stored, so that
/// after a logout the back button does not show it.
///
/// A page has no `ETag`: each one masks its CSRF token with new random bytes, so no page is
/// equal to an earlier one, and a revalidation never gives 304 (Not Modified).
fn html_with(status: StatusCode, page: &Page, template: &impl Template) -> Result<HttpResponse, Error> {
    let caching = if page.user.is_some() { NO_STORE } else { PRIVATE };
    let mut body = String::with_capacity(BUFFER_BYTES);
    template.render_into(&mut body)?;
    let mut response = HttpResponse::build(status);
    response.insert_header((header::CONTENT_TYPE, HTML)).insert_header((header::CACHE_CONTROL, caching));
    response.append_header((header::VARY, VARIES_WITH_LANGUAGE));
    Ok(response.body(body))
}
