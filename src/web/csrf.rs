//! Protection against cross-site request forgery (behaviour F3), as in
//! [Django](https://docs.djangoproject.com/en/5.2/ref/csrf/).
//!
//! A request with an unsafe method must pass two checks:
//!
//! 1. The browser reports that a page of this site has sent it ([`super::request_origin`]).
//! 2. A cookie holds a random secret ([`super::csrf_cookie`]), and each form sends the same
//!    secret in a hidden field. Another site can make the browser send the cookie, but it
//!    can't read the cookie to fill in the field.
//!
//! Each page masks the secret with new random bytes, as Django does, so that the length
//! of the compressed page reveals nothing about the secret (the BREACH attack). The
//! secret has its own cookie, so a page with a form creates no session (A2).

use std::fmt;

use actix_web::{
    Error as ActixError, HttpMessage, HttpRequest,
    body::{EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{self, HeaderValue},
    middleware::Next,
    web,
};
use askama::{FastWritable, Values, filters::HtmlSafe};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use subtle::ConstantTimeEq;

use super::{
    Error,
    audit::{self, Event},
    csrf_cookie::{CsrfCookie, SECRET_BYTES, Secret},
    form::{self, Submitted},
    request_body, request_origin,
};

/// Name of the hidden field in each form.
pub const FIELD: &str = "csrf_token";

/// A secret that this request generated, in the request's extensions. The response
/// sets its cookie.
#[derive(Clone, Copy)]
struct NewSecret {
    secret: Secret,
    /// Whether it replaces the secret because of a login.
    is_rotated: bool,
}

/// The masked secret, in base64url: letters, digits, `-` and `_`, none of which HTML
/// has to escape.
#[derive(Debug, Default)]
pub struct Token(String);

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FastWritable for Token {
    fn write_into(&self, page: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        Ok(page.write_str(&self.0)?)
    }
}

impl HtmlSafe for Token {}

/// Returns the token for the forms of this page. If the request has no valid cookie, the
/// response sets one. Django: `get_token`.
pub fn token(request: &HttpRequest) -> Token {
    let new = request.extensions().get::<NewSecret>().map(|new| new.secret);
    let sent = || cookie_of(request).and_then(|cookie| cookie.secrets(request).first().copied());
    let secret = new.or_else(sent).unwrap_or_else(|| new_secret(request));
    Token(mask(&secret, rand::random()))
}

/// Returns whether the request has a cookie with a secret that the shop has issued. Each
/// page sets it, so a browser that keeps cookies sends it from its second request on.
pub fn has_cookie(request: &HttpRequest) -> bool {
    cookie_of(request).is_some_and(|cookie| cookie.is_in(request))
}

/// Returns whether the shop's own cookies have the attribute `Secure`.
pub fn cookies_are_secure(request: &HttpRequest) -> bool {
    cookie_of(request).is_some_and(CsrfCookie::is_secure)
}

/// Replaces the secret after a login, as the login replaces the session's key. Django:
/// `rotate_token`.
pub fn rotate(request: &HttpRequest) {
    request.extensions_mut().insert(NewSecret { secret: rand::random(), is_rotated: true });
}

/// Returns whether [`rotate`] was called for this request: it has logged a user in, or has
/// changed a password.
pub fn is_rotated(request: &HttpRequest) -> bool {
    request.extensions().get::<NewSecret>().is_some_and(|new| new.is_rotated)
}

/// Rejects each request with an unsafe method (RFC 9110, section 9.2.1) that another site
/// has sent or that has no valid token with 403. The handler finds the form's fields in
/// [`super::Form`].
///
/// # Errors
/// Returns the error of the wrapped service.
pub async fn protect<B: MessageBody>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, ActixError> {
    if !request.method().is_safe()
        && let Err(error) = read_form(&mut request).await
    {
        record_refusal(request.request(), &error);
        return Ok(request.error_response(error).map_into_right_body());
    }
    let mut response = next.call(request).await?.map_into_left_body();
    if let Some(cookie) = new_cookie(response.request()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Checks the request's origin, reads the form, checks its token, and inserts its fields
/// into the request's extensions.
async fn read_form(request: &mut ServiceRequest) -> Result<(), ActixError> {
    if !request_origin::is_own(request.request()) {
        return Err(Error::ForeignOrigin.into());
    }
    let body = request_body::read(request).await?;
    form::check_field_count(request, &body)?;
    let submitted = Submitted::parse(&body)?;
    check(request.request(), &submitted)?;
    form::check_content_type(request.request())?;
    submitted.reject_nul()?;
    request.extensions_mut().insert(submitted);
    Ok(())
}

/// Compares the form's token with the cookie, in constant time.
fn check(request: &HttpRequest, submitted: &Submitted) -> Result<(), Error> {
    if !request.headers().contains_key(header::COOKIE) {
        return Err(Error::CookiesOff);
    }
    let given = submitted.value(FIELD).and_then(unmask).ok_or(Error::CsrfToken)?;
    let secrets = cookie_of(request).map(|cookie| cookie.secrets(request)).unwrap_or_default();
    let is_valid = secrets.iter().any(|secret| given.ct_eq(secret).into());
    if is_valid { Ok(()) } else { Err(Error::CsrfToken) }
}

/// Adds a refused form to the audit trail. Other errors, such as a malformed form, are not
/// of interest there.
fn record_refusal(request: &HttpRequest, error: &ActixError) {
    if let Some(Error::CsrfToken | Error::ForeignOrigin | Error::CookiesOff) = error.as_error() {
        audit::record(request, Event::FormRefused, None);
    }
}

fn cookie_of(request: &HttpRequest) -> Option<&CsrfCookie> {
    request.app_data::<web::Data<CsrfCookie>>().map(|cookie| &***cookie)
}

/// Generates the secret of a browser that has none.
fn new_secret(request: &HttpRequest) -> Secret {
    let secret = rand::random();
    request.extensions_mut().insert(NewSecret { secret, is_rotated: false });
    secret
}

/// Returns the header that sets the cookie of a new secret.
fn new_cookie(request: &HttpRequest) -> Option<HeaderValue> {
    let new = request.extensions().get::<NewSecret>().copied()?;
    let cookie = cookie_of(request)?.issue(request, &new.secret);
    HeaderValue::from_str(&cookie.to_string()).ok()
}

/// Returns the mask and the masked secret, in base64url.
fn mask(secret: &Secret, mask: Secret) -> String {
    let mut bytes = [0; 2 * SECRET_BYTES];
    let (front, back) = bytes.split_at_mut(SECRET_BYTES);
    front.copy_from_slice(&mask);
    for ((masked, secret), mask) in back.iter_mut().zip(secret).zip(mask) {
        *masked = secret ^ mask;
    }
    URL_SAFE_NO_PAD.encode(bytes)
}

fn unmask(token: &str) -> Option<Secret> {
    let bytes: [u8; 2 * SECRET_BYTES] = URL_SAFE_NO_PAD.decode(token).ok()?.try_into().ok()?;
    let (mask, masked) = bytes.split_at(SECRET_BYTES);
    let mut secret = [0; SECRET_BYTES];
    for ((secret, mask), masked) in secret.iter_mut().zip(mask).zip(masked) {
        *secret = mask ^ masked;
    }
    Some(secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_page_has_another_token_for_the_same_secret() {
        let secret = [7; SECRET_BYTES];
        let (one, other) = (mask(&secret, [1; 16]), mask(&secret, [2; 16]));
        assert_ne!(one, other);
        assert_eq!(unmask(&one), Some(secret));
        assert_eq!(unmask(&other), Some(secret));
    }

    #[test]
    fn a_malformed_token_gives_no_secret() {
        for text in ["", "x", "AAAA", &"A".repeat(44), &"é".repeat(20)] {
            assert_eq!(unmask(text), None, "{text:?}");
        }
    }
}
