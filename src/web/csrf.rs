//! Protection against cross-site request forgery (behaviour F3), as in
//! [Django](https://docs.djangoproject.com/en/5.2/ref/csrf/).
//!
//! A cookie holds a random secret, and each form sends the same secret in a hidden
//! field. Another site can make the browser send the cookie, but it can't read the
//! cookie to fill in the field.
//!
//! Each page masks the secret with new random bytes, as Django does, so that the length
//! of the compressed page reveals nothing about the secret (the BREACH attack). The
//! secret has its own cookie, so a page with a form creates no session (A2).

use std::fmt;

use actix_web::{
    Error as ActixError, HttpMessage, HttpRequest,
    body::{EitherBody, MessageBody},
    cookie::{Cookie, SameSite, time::Duration},
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
    form::{self, Submitted},
    request_body,
};

/// Name of the cookie; Django uses the same.
pub const COOKIE: &str = "csrftoken";

/// Name of the hidden field in each form.
pub const FIELD: &str = "csrf_token";

const SECRET_BYTES: usize = 16;
const COOKIE_AGE: Duration = Duration::days(365);

type Secret = [u8; SECRET_BYTES];

/// A secret that this request generated, in the request's extensions. The response
/// sets its cookie.
#[derive(Clone, Copy)]
struct NewSecret(Secret);

/// Whether the cookie has the `Secure` attribute. `app` sets it as application data.
#[derive(Clone, Copy)]
pub struct SecureCookie(pub bool);

/// The masked secret, in base64url: letters, digits, `-` and `_`, none of which HTML
/// has to escape.
#[derive(Debug)]
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

/// Returns the token for the forms of this page. If the request has no cookie, the
/// response sets one. Django: `get_token`.
pub fn token(request: &HttpRequest) -> Token {
    let secret = cookie_secret(request).unwrap_or_else(|| new_secret(request));
    Token(mask(&secret, rand::random()))
}

/// Replaces the secret after a login, as the login replaces the session's key. Django:
/// `rotate_token`.
pub fn rotate(request: &HttpRequest) {
    request.extensions_mut().insert(NewSecret(rand::random()));
}

/// Rejects each request with an unsafe method (RFC 9110, section 9.2.1) that has no
/// valid token with 403. The handler finds the form's fields in [`super::Form`].
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
        return Ok(request.error_response(error).map_into_right_body());
    }
    let mut response = next.call(request).await?.map_into_left_body();
    let new_secret = response.request().extensions().get::<NewSecret>().copied();
    if let Some(NewSecret(secret)) = new_secret {
        let cookie = cookie(response.request(), &secret);
        if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    Ok(response)
}

/// Reads the form, checks its token, and inserts its fields into the request's
/// extensions.
async fn read_form(request: &mut ServiceRequest) -> Result<(), ActixError> {
    let body = request_body::read(request).await?;
    form::check_field_count(request, &body)?;
    let submitted = Submitted::parse(&body)?;
    check(request.request(), &submitted)?;
    submitted.reject_nul()?;
    request.extensions_mut().insert(submitted);
    Ok(())
}

/// Compares the form's token with the cookie, in constant time.
fn check(request: &HttpRequest, submitted: &Submitted) -> Result<(), Error> {
    let Some(secret) = cookie_secret(request) else {
        let no_cookies = !request.headers().contains_key(header::COOKIE);
        return Err(if no_cookies { Error::CookiesOff } else { Error::CsrfToken });
    };
    let given = submitted.value(FIELD).and_then(unmask).ok_or(Error::CsrfToken)?;
    if bool::from(given.ct_eq(&secret)) { Ok(()) } else { Err(Error::CsrfToken) }
}

fn cookie_secret(request: &HttpRequest) -> Option<Secret> {
    let cookie = request.cookie(COOKIE)?;
    URL_SAFE_NO_PAD.decode(cookie.value()).ok()?.try_into().ok()
}

/// Returns the secret that this request has generated, or generates it.
fn new_secret(request: &HttpRequest) -> Secret {
    let generated = request.extensions().get::<NewSecret>().copied();
    let NewSecret(secret) = generated.unwrap_or_else(|| NewSecret(rand::random()));
    request.extensions_mut().insert(NewSecret(secret));
    secret
}

fn cookie(request: &HttpRequest, secret: &Secret) -> Cookie<'static> {
    let secure = request.app_data::<web::Data<SecureCookie>>().is_some_and(|secure| secure.0);
    let value = URL_SAFE_NO_PAD.encode(secret);
    let cookie = Cookie::build(COOKIE, value).path("/").max_age(COOKIE_AGE);
    cookie.http_only(true).secure(secure).same_site(SameSite::Lax).finish()
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
