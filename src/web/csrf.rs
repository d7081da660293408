//! Forms from elsewhere are refused (F3). A cookie holds a random secret, and
//! each form carries the same secret in a hidden field; another site can make
//! the browser send the cookie, but can't read it to fill in the field.
//!
//! The field's text is masked anew for each page, as in Django, so that its
//! compressed length gives nothing away (the BREACH attack). The secret has a
//! cookie of its own: a page with a form makes no session (A2).

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

use super::{Error, form::Submitted};

/// Name of the cookie, as in Django.
pub const COOKIE: &str = "csrftoken";

/// Name of the hidden field.
pub const FIELD: &str = "csrf_token";

const SECRET_BYTES: usize = 16;
const COOKIE_AGE: Duration = Duration::days(365);

type Secret = [u8; SECRET_BYTES];

/// A secret drawn for this request; its cookie is still to be set.
#[derive(Clone, Copy)]
struct Drawn(Secret);

/// Whether the cookie is for HTTPS only; among the application's data.
#[derive(Clone, Copy)]
pub struct SecureCookie(pub bool);

/// The text of a page's hidden fields: letters, digits, `-` and `_`, which mean
/// nothing in HTML.
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

/// The text for this page's hidden fields.
pub fn token(request: &HttpRequest) -> Token {
    let secret = cookie_secret(request).unwrap_or_else(|| drawn_secret(request));
    Token(mask(&secret, rand::random()))
}

/// After a login the secret is drawn anew, as the session's key is.
pub fn rotate(request: &HttpRequest) {
    request.extensions_mut().insert(Drawn(rand::random()));
}

/// The middleware: refuses each request that changes something and lacks the
/// token; hands on the fields of the form.
pub async fn protect<B: MessageBody>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, ActixError> {
    if !request.method().is_safe()
        && let Err(error) = take_form(&mut request).await
    {
        return Ok(request.error_response(error).map_into_right_body());
    }
    let mut answer = next.call(request).await?.map_into_left_body();
    let drawn = answer.request().extensions().get::<Drawn>().copied();
    if let Some(Drawn(secret)) = drawn {
        let cookie = cookie(answer.request(), &secret);
        if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
            answer.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    Ok(answer)
}

/// Reads the form, checks its token, and leaves the fields for the handler.
async fn take_form(request: &mut ServiceRequest) -> Result<(), ActixError> {
    let body = request.extract::<web::Bytes>().await?;
    let submitted = Submitted::parse(&body)?;
    check(request.request(), &submitted)?;
    submitted.refuse_nul()?;
    request.extensions_mut().insert(submitted);
    Ok(())
}

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

fn drawn_secret(request: &HttpRequest) -> Secret {
    let drawn = request.extensions().get::<Drawn>().copied();
    let Drawn(secret) = drawn.unwrap_or_else(|| Drawn(rand::random()));
    request.extensions_mut().insert(Drawn(secret));
    secret
}

fn cookie(request: &HttpRequest, secret: &Secret) -> Cookie<'static> {
    let secure = request.app_data::<web::Data<SecureCookie>>().is_some_and(|secure| secure.0);
    let value = URL_SAFE_NO_PAD.encode(secret);
    let cookie = Cookie::build(COOKIE, value).path("/").max_age(COOKIE_AGE);
    cookie.http_only(true).secure(secure).same_site(SameSite::Lax).finish()
}

/// The mask and the masked secret, in base64.
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
    fn each_page_shows_another_text_for_the_same_secret() {
        let secret = [7; SECRET_BYTES];
        let (one, other) = (mask(&secret, [1; 16]), mask(&secret, [2; 16]));
        assert_ne!(one, other);
        assert_eq!(unmask(&one), Some(secret));
        assert_eq!(unmask(&other), Some(secret));
    }

    #[test]
    fn what_is_no_token_gives_no_secret() {
        for text in ["", "x", "AAAA", &"A".repeat(44), &"é".repeat(20)] {
            assert_eq!(unmask(text), None, "{text:?}");
        }
    }
}
