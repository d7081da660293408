//! What stands in for the spans in a program that is built without them.

use std::{convert::Infallible, time::Duration};

use super::SpanIds;

/// Returns false: there are no spans.
pub fn is_enabled() -> bool {
    false
}

/// The exporter, which this program does not have.
pub struct Spans(Infallible);

impl Spans {
    /// Returns an error: the settings refuse `tracing.endpoint` before this is called.
    ///
    /// # Errors
    /// Always.
    pub fn start(_endpoint: &str) -> Result<Self, String> {
        Err("this program is built without the cargo feature opentelemetry".to_owned())
    }

    /// Is never called: there is no value of this type.
    pub fn shut_down(self) {
        match self.0 {}
    }
}

/// The span of a request, which records nothing.
pub struct ServerSpan;

impl ServerSpan {
    /// Returns a span that records nothing.
    pub fn start(_method: &'static str, _parent: Option<SpanIds>) -> Self {
        Self
    }

    /// Returns no ids.
    pub fn ids(&self) -> Option<SpanIds> {
        None
    }

    /// Awaits `work`.
    pub async fn run<F: Future>(&self, work: F) -> F::Output {
        work.await
    }

    /// Ends the span.
    pub fn end(self, _method: &'static str, _route: &str, _status: u16) {}
}

/// Records nothing.
pub fn record_call(_engine: &'static str, _operation: &'static str, _result: &'static str, _took: Duration) {}
