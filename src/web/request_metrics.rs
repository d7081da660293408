//! Middleware that measures each request for `/metrics`.

use std::time::Instant;

use actix_web::{
    Error as ActixError,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{Method, StatusCode},
    middleware::Next,
};

use crate::monitoring::{REQUESTS, REQUESTS_IN_PROGRESS};

/// The route of a request that no route serves.
const UNMATCHED: &str = "unmatched";

/// The folder of static files: its next segment is another one in each version.
const STATIC: &str = "/static/";

/// Measures a request. A client that goes away before the response is counted too.
///
/// # Errors
/// Returns the error of the wrapped service.
pub async fn measure_requests<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, ActixError> {
    let _in_progress = REQUESTS_IN_PROGRESS.raise();
    let mut measured = Measured::begin(request.method());
    let result = next.call(request).await;
    match &result {
        Ok(response) => {
            let route = response.request().match_pattern();
            measured.end(route_label(route), response.status());
        }
        Err(error) => measured.end(UNMATCHED.to_owned(), error.as_response_error().status_code()),
    }
    result
}

/// A request that is being measured. If it is dropped before its response is ready, its
/// client has gone away.
struct Measured {
    started: Instant,
    method: &'static str,
    has_ended: bool,
}

impl Measured {
    fn begin(method: &Method) -> Self {
        Self { started: Instant::now(), method: method_label(method), has_ended: false }
    }

    fn end(&mut self, route: String, status: StatusCode) {
        self.has_ended = true;
        let status = status.as_str().to_owned();
        REQUESTS.observe(self.started.elapsed(), [self.method.into(), route.into(), status.into()]);
    }
}

impl Drop for Measured {
    fn drop(&mut self) {
        if !self.has_ended {
            REQUESTS
                .observe(self.started.elapsed(), [self.method.into(), UNMATCHED.into(), "canceled".into()]);
        }
    }
}

/// Returns a method that the shop serves, or `other`: a client can send any word.
pub(super) fn method_label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "other",
    }
}

/// Returns the pattern of a route, without the expressions of its parameters.
pub(super) fn route_label(pattern: Option<String>) -> String {
    match pattern {
        Some(pattern) if pattern.starts_with(STATIC) => "/static/{hash}/{path}".to_owned(),
        Some(pattern) if !pattern.is_empty() => pattern.replace(":.+}", "}").replace(":.*}", "}"),
        _ => UNMATCHED.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_labels_do_not_depend_on_what_a_client_invents() {
        assert_eq!(method_label(&Method::from_bytes(b"BREW").unwrap()), "other");
        for (pattern, label) in [
            (Some("/products/{slug}"), "/products/{slug}"),
            (Some("/static/0123abcd/{path:.+}"), "/static/{hash}/{path}"),
            (Some("/lab/{path:.*}"), "/lab/{path}"),
            (Some(""), UNMATCHED),
            (None, UNMATCHED),
        ] {
            assert_eq!(route_label(pattern.map(str::to_owned)), label, "{pattern:?}");
        }
    }
}
