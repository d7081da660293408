//! Spans for OpenTelemetry: one for each request, and one for each call to a session engine
//! inside it. They are recorded if the program is built with the cargo feature
//! `opentelemetry` and `tracing.endpoint` names a collector.

#[cfg(feature = "opentelemetry")]
mod exported;
#[cfg(not(feature = "opentelemetry"))]
mod none;

#[cfg(feature = "opentelemetry")]
pub use exported::{ServerSpan, Spans, is_enabled, record_call};
#[cfg(not(feature = "opentelemetry"))]
pub use none::{ServerSpan, Spans, is_enabled, record_call};

/// A span and its trace, as in the header `traceparent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpanIds {
    /// The trace, 128 bits.
    pub trace_id: u128,
    /// The span, 64 bits.
    pub span_id: u64,
    /// Whether the trace is recorded.
    pub is_sampled: bool,
}
