//! The body of a request: it is never decompressed, and it has a limit of size.
//!
//! A compressed body of 2 kB can become gigabytes, so a `Content-Encoding` is refused
//! before a byte of the body is read (RFC 9110, section 15.5.16).

use actix_web::{
    Error as ActixError,
    body::{EitherBody, MessageBody},
    dev::{Payload, ServiceRequest, ServiceResponse},
    error::PayloadError,
    http::header,
    middleware::Next,
    web::{BytesMut, Data},
};
use futures_util::StreamExt;

use super::{Error, admission::RequestPolicy, connection::Connection};

/// Refuses a request whose body is compressed or too large by its headers, on every path.
///
/// # Errors
/// Returns the error of the wrapped service.
pub async fn check_headers<B: MessageBody>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, ActixError> {
    let has_body = has_body(&mut request);
    Connection::expect_body(&request, has_body);
    match check(&request) {
        Ok(()) => Ok(next.call(request).await?.map_into_left_body()),
        Err(error) => Ok(request.error_response(error).map_into_right_body()),
    }
}

/// Returns whether the client sends a body. `Upgrade: websocket` is ignored (RFC
/// 9110, section 7.8): actix-http takes all that follows the head of such a request for
/// its body, without an end.
fn has_body(request: &mut ServiceRequest) -> bool {
    let upgrade = request.headers().get(header::UPGRADE);
    let is_websocket =
        upgrade.is_some_and(|upgrade| upgrade.as_bytes().trim_ascii().eq_ignore_ascii_case(b"websocket"));
    let payload = request.parts_mut().1;
    if is_websocket {
        *payload = Payload::None;
    }
    !matches!(payload, Payload::None)
}

fn check(request: &ServiceRequest) -> Result<(), Error> {
    let encodings = request.headers().get_all(header::CONTENT_ENCODING);
    for encoding in encodings {
        if !encoding.as_bytes().trim_ascii().eq_ignore_ascii_case(b"identity") {
            return Err(Error::ContentEncoding);
        }
    }
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    let length: Option<u64> = length.and_then(|length| length.parse().ok());
    let limit = max_bytes(request);
    if length.is_some_and(|length| length > limit as u64) {
        return Err(Error::BodyTooLarge { limit });
    }
    Ok(())
}

/// Reads the whole body of a request.
///
/// # Errors
/// Returns [`Error::BodyTooLarge`] as soon as the limit is exceeded,
/// [`Error::RequestTimeout`] if the client does not send it in time, and
/// [`Error::BadRequest`] if the body is malformed or incomplete.
pub async fn read(request: &mut ServiceRequest) -> Result<BytesMut, Error> {
    let limit = max_bytes(request);
    let mut payload = std::mem::replace(request.parts_mut().1, Payload::None);
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| read_error(request, &error))?;
        if body.len() + chunk.len() > limit {
            return Err(Error::BodyTooLarge { limit });
        }
        body.extend_from_slice(&chunk);
    }
    Connection::body_is_complete(request);
    Ok(body)
}

fn read_error(request: &ServiceRequest, error: &PayloadError) -> Error {
    if Connection::of(request.request()).is_some_and(|connection| connection.reading.is_expired()) {
        return Error::RequestTimeout;
    }
    Error::BadRequest(format!("the body can't be read: {error}"))
}

fn max_bytes(request: &ServiceRequest) -> usize {
    let policy = request.app_data::<Data<RequestPolicy>>();
    policy.map_or(usize::MAX, |policy| policy.limits.max_form_bytes)
}
