//! The first tea that a visitor views. The request has no cookie yet, so it starts no
//! session, and a cookie of its own stores the tea. The next page of a tea moves it to the
//! recently viewed ones in the session (behaviour G8).

use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite},
    http::header::{self, HeaderValue},
};

use crate::web::csrf;

/// Name of the cookie. Its value is the tea's slug.
const COOKIE: &str = "first_viewed";

/// Only the pages of teas need the cookie.
const PATH: &str = "/products";

/// Returns the slug in the request's cookie. Any client can write any text there.
pub fn of(request: &HttpRequest) -> Option<String> {
    request.cookie(COOKIE).map(|cookie| cookie.value().to_owned())
}

/// Stores a slug in the browser until it is closed.
pub fn set(request: &HttpRequest, response: &mut HttpResponse, slug: &str) {
    append(response, &cookie(request, slug));
}

/// Removes the cookie from the browser.
pub fn remove(request: &HttpRequest, response: &mut HttpResponse) {
    let mut cookie = cookie(request, "");
    cookie.make_removal();
    append(response, &cookie);
}

fn cookie(request: &HttpRequest, slug: &str) -> Cookie<'static> {
    let secure = csrf::cookies_are_secure(request);
    let cookie = Cookie::build(COOKIE, slug.to_owned()).path(PATH);
    cookie.http_only(true).secure(secure).same_site(SameSite::Lax).finish()
}

fn append(response: &mut HttpResponse, cookie: &Cookie) {
    if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}
