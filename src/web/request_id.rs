//! A number for each request: in its log line, in its answer's headers, and on
//! the page of a fault, so that the visitor's words lead to the line.

use std::fmt;

use actix_web::{
    Error as ActixError, HttpMessage, HttpRequest,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{HeaderName, HeaderValue},
    middleware::Next,
};

/// The header that carries it.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The number of a request: 16 hexadecimal digits.
#[derive(Clone, Copy, Debug, Default)]
pub struct RequestId(u64);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// The middleware: draws the number and writes it on the answer.
pub async fn number_requests<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, ActixError> {
    request.extensions_mut().insert(RequestId(rand::random()));
    let mut answer = next.call(request).await?;
    if let Ok(value) = HeaderValue::try_from(of(answer.request()).to_string()) {
        answer.headers_mut().insert(REQUEST_ID, value);
    }
    Ok(answer)
}

/// The number of a request.
pub fn of(request: &HttpRequest) -> RequestId {
    request.extensions().get::<RequestId>().copied().unwrap_or_default()
}
