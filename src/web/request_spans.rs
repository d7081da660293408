//! Middleware that records a span for each request, for OpenTelemetry.

use actix_web::{
    Error as ActixError, HttpMessage,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
};

use super::{
    request_metrics::{method_label, route_label},
    trace_parent::TraceParent,
};
use crate::monitoring::spans::ServerSpan;

/// Records a request in the trace of the trusted proxy that sent it, or in a new trace. The
/// log has the id of the trace.
///
/// # Errors
/// Returns the error of the wrapped service.
pub async fn trace_requests<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, ActixError> {
    let method = method_label(request.method());
    let parent = TraceParent::of(request.request());
    let span = ServerSpan::start(method, parent.map(Into::into));
    if let Some(ids) = span.ids() {
        request.extensions_mut().insert(TraceParent::from(ids));
    }
    let result = span.run(next.call(request)).await;
    match &result {
        Ok(response) => {
            let route = route_label(response.request().match_pattern());
            span.end(method, &route, response.status().as_u16());
        }
        Err(error) => {
            span.end(method, &route_label(None), error.as_response_error().status_code().as_u16());
        }
    }
    result
}
