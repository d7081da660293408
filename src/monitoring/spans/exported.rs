//! The spans that are sent to a collector, as OTLP over HTTP. A thread of the SDK collects
//! and sends them; while the collector does not respond, it drops spans and requests do not
//! wait. The names are those of the
//! [semantic conventions](https://opentelemetry.io/docs/specs/semconv/http/http-spans/).

use std::{
    sync::OnceLock,
    time::{Duration, SystemTime},
};

use opentelemetry::{
    Context, KeyValue,
    context::FutureExt,
    trace::{
        Span, SpanContext, SpanId, SpanKind, Status, TraceContextExt, TraceFlags, TraceId, TraceState,
        Tracer, TracerProvider,
    },
};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig};
use opentelemetry_sdk::{
    Resource,
    trace::{SdkTracer, SdkTracerProvider},
};

use super::SpanIds;

/// The name of the service, unless `OTEL_SERVICE_NAME` is another one.
const SERVICE: &str = "session-shop";

/// The path of a collector for spans.
const TRACES: &str = "/v1/traces";

/// The tracer of the process.
static TRACER: OnceLock<SdkTracer> = OnceLock::new();

/// Returns whether spans are recorded.
pub fn is_enabled() -> bool {
    TRACER.get().is_some()
}

/// The exporter. It sends spans until it is shut down.
pub struct Spans(SdkTracerProvider);

impl Spans {
    /// Starts to record spans and to send them to the collector at `endpoint`. Variables such
    /// as `OTEL_TRACES_SAMPLER` and `OTEL_BSP_SCHEDULE_DELAY` apply.
    ///
    /// # Errors
    /// If the URL can't be used. A collector that does not respond is no error.
    pub fn start(endpoint: &str) -> Result<Self, String> {
        let url = format!("{}{TRACES}", endpoint.trim_end_matches('/'));
        let exporter = SpanExporter::builder().with_http().with_protocol(Protocol::HttpJson);
        let exporter = exporter.with_endpoint(url).build().map_err(|error| error.to_string())?;
        let provider = SdkTracerProvider::builder().with_batch_exporter(exporter);
        let provider = provider.with_resource(resource()).build();
        TRACER.get_or_init(|| provider.tracer(SERVICE));
        Ok(Self(provider))
    }

    /// Sends the last spans, and waits for the collector for at most 5 seconds.
    pub fn shut_down(self) {
        if let Err(error) = self.0.shutdown() {
            log::warn!("the last spans could not be sent: {error}");
        }
    }
}

fn resource() -> Resource {
    let resource = Resource::builder();
    let has_name = std::env::var_os("OTEL_SERVICE_NAME").is_some();
    let resource = if has_name { resource } else { resource.with_service_name(SERVICE) };
    resource.with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION"))).build()
}

/// The span of a request. It ends when it is dropped, if not before.
pub struct ServerSpan(Context);

impl ServerSpan {
    /// Starts the span of a request. `parent` is the span of the program that sent it.
    pub fn start(method: &'static str, parent: Option<SpanIds>) -> Self {
        let mut context = Context::new();
        let Some(tracer) = TRACER.get() else { return Self(context) };
        if let Some(parent) = parent {
            context = context.with_remote_span_context(remote(parent));
        }
        let span = tracer.span_builder(method).with_kind(SpanKind::Server);
        let span = span.start_with_context(tracer, &context);
        Self(context.with_span(span))
    }

    /// Returns the ids of the span.
    pub fn ids(&self) -> Option<SpanIds> {
        let span = self.0.span();
        let span = span.span_context();
        span.is_valid().then(|| SpanIds {
            trace_id: u128::from_be_bytes(span.trace_id().to_bytes()),
            span_id: u64::from_be_bytes(span.span_id().to_bytes()),
            is_sampled: span.is_sampled(),
        })
    }

    /// Awaits `work`. The spans that it records are inside this one.
    pub async fn run<F: Future>(&self, work: F) -> F::Output {
        work.with_context(self.0.clone()).await
    }

    /// Ends the span.
    pub fn end(self, method: &'static str, route: &str, status: u16) {
        let span = self.0.span();
        span.update_name(format!("{method} {route}"));
        span.set_attribute(KeyValue::new("http.request.method", method));
        span.set_attribute(KeyValue::new("http.route", route.to_owned()));
        span.set_attribute(KeyValue::new("http.response.status_code", i64::from(status)));
        if status >= 500 {
            span.set_status(Status::error(""));
        }
        span.end();
    }
}

fn remote(SpanIds { trace_id, span_id, is_sampled }: SpanIds) -> SpanContext {
    let flags = if is_sampled { TraceFlags::SAMPLED } else { TraceFlags::default() };
    let (trace_id, span_id) =
        (TraceId::from_bytes(trace_id.to_be_bytes()), SpanId::from_bytes(span_id.to_be_bytes()));
    SpanContext::new(trace_id, span_id, flags, true, TraceState::default())
}

/// Records a call to an engine that has just ended. It is inside the span of the request
/// whose future is being polled; without one, nothing is recorded.
pub fn record_call(engine: &'static str, operation: &'static str, result: &'static str, took: Duration) {
    let (Some(tracer), context) = (TRACER.get(), Context::current()) else { return };
    if !context.span().span_context().is_sampled() {
        return;
    }
    let now = SystemTime::now();
    let span = tracer.span_builder(format!("{engine} {operation}")).with_kind(SpanKind::Client);
    let span = span.with_start_time(now - took).with_attributes([
        KeyValue::new("session.engine", engine),
        KeyValue::new("session.operation", operation),
        KeyValue::new("session.result", result),
    ]);
    let mut span = span.start_with_context(tracer, &context);
    if matches!(result, "failed" | "canceled") {
        span.set_status(Status::error(result));
    }
    span.end_with_timestamp(now);
}
