//! The ids by which one request is found in the logs of several programs: the request id,
//! and the trace of W3C Trace Context.
//!
//! A trusted proxy (`server.trusted_proxies`) may send both. From all other clients they
//! are ignored: a visitor could otherwise choose the id of a log line, or join a trace of
//! somebody else.

use std::{fmt, sync::Arc};

use actix_web::{
    Error as ActixError, HttpMessage, HttpRequest,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{HeaderName, HeaderValue},
    middleware::Next,
    web::Data,
};

use super::{admission::RequestPolicy, trace_parent::TraceParent};

/// The header that carries the request's id, in requests of trusted proxies and in all
/// responses.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const TRACE_PARENT: HeaderName = HeaderName::from_static("traceparent");

/// The maximum length of an id that a proxy sends, characters.
const MAX_LENGTH: usize = 128;

/// The id of a request. It is in the request's log line, in the response's headers and on
/// the page of an error 500, so that a visitor's report leads to the log line.
#[derive(Clone, Debug)]
pub struct RequestId(Id);

#[derive(Clone, Debug)]
enum Id {
    /// 64 random bits, written as 16 hexadecimal digits.
    Random(u64),
    /// The id that a trusted proxy gave to the request.
    Received(Arc<str>),
}

impl RequestId {
    /// Returns the id that [`assign_request_ids`] gave to `request`.
    pub fn of(request: &HttpRequest) -> Self {
        request.extensions().get::<Self>().cloned().unwrap_or(Self(Id::Random(0)))
    }

    /// Returns the id that a proxy sent. `None` if it is empty, too long, or has characters
    /// that a URL would escape (RFC 3986, section 2.3).
    fn received(text: &str) -> Option<Self> {
        let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        let is_id = (1..=MAX_LENGTH).contains(&text.len()) && text.bytes().all(is_unreserved);
        is_id.then(|| Self(Id::Received(text.into())))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Id::Random(bits) => write!(f, "{bits:016x}"),
            Id::Received(text) => f.write_str(text),
        }
    }
}

/// Gives each request its id: the one that a trusted proxy sends, or a random one. Writes
/// it to the response's headers. Stores the trace that a trusted proxy sends.
///
/// # Errors
/// Returns the error of the wrapped service.
pub async fn assign_request_ids<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, ActixError> {
    let is_trusted = is_from_trusted_proxy(&request);
    let received = |name| if is_trusted { only_value(&request, name) } else { None };
    let id = received(REQUEST_ID).and_then(RequestId::received);
    let trace = received(TRACE_PARENT).and_then(TraceParent::parse);
    request.extensions_mut().insert(id.unwrap_or_else(|| RequestId(Id::Random(rand::random()))));
    if let Some(trace) = trace {
        request.extensions_mut().insert(trace);
    }
    let mut response = next.call(request).await?;
    if let Ok(value) = HeaderValue::try_from(RequestId::of(response.request()).to_string()) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    Ok(response)
}

fn is_from_trusted_proxy(request: &ServiceRequest) -> bool {
    let policy = request.app_data::<Data<RequestPolicy>>();
    let peer = request.peer_addr().map(|peer| peer.ip().to_canonical());
    policy.zip(peer).is_some_and(|(policy, peer)| policy.trusted_proxies.contains(peer))
}

/// Returns the value of a header that the request has once. A client may have sent one and
/// the proxy have appended another: then nobody knows which is the proxy's.
fn only_value(request: &ServiceRequest, name: HeaderName) -> Option<&str> {
    let mut values = request.headers().get_all(name);
    let value = values.next()?;
    if values.next().is_some() { None } else { value.to_str().ok() }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_header_that_stands_twice_has_no_value() {
        let once = TestRequest::default().append_header((REQUEST_ID, "7"));
        assert_eq!(only_value(&once.to_srv_request(), REQUEST_ID), Some("7"));
        let twice = TestRequest::default().append_header((REQUEST_ID, "7")).append_header((REQUEST_ID, "8"));
        assert_eq!(only_value(&twice.to_srv_request(), REQUEST_ID), None);
    }

    #[test]
    fn a_received_id_can_stand_in_a_log_line_and_in_a_url() {
        for text in ["7", "0f3c-22.a_b~", &"x".repeat(MAX_LENGTH)] {
            assert_eq!(RequestId::received(text).unwrap().to_string(), text);
        }
        for text in ["", "a b", "a\"b", "a\nb", "a/b", "é", &"x".repeat(MAX_LENGTH + 1)] {
            assert!(RequestId::received(text).is_none(), "{text:?}");
        }
    }
}
