//! A number for each request: in its log line, in its answer's headers, and on
//! the page of a fault, so that the visitor's words lead to the line.

use actix_web::{
    Error as ActixError, HttpMessage, HttpRequest,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{HeaderName, HeaderValue},
    middleware::Next,
};

/// The header that carries it.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

#[derive(Clone, Copy)]
struct RequestId(u64);

/// The middleware: draws the number and writes it on the answer.
pub async fn number_requests<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, ActixError> {
    request.extensions_mut().insert(RequestId(rand::random()));
    let mut answer = next.call(request).await?;
    if let Ok(value) = HeaderValue::from_str(&of(answer.request())) {
        answer.headers_mut().insert(REQUEST_ID, value);
    }
    Ok(answer)
}

/// The number of a request, 16 hexadecimal digits.
pub fn of(request: &HttpRequest) -> String {
    request.extensions().get::<RequestId>().map(|id| format!("{:016x}", id.0)).unwrap_or_default()
}
