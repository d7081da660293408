//! The spans that the real program sends to a collector.

use std::net::TcpListener;

use serde_json::Value;

use super::{collector::Collector, program::Program};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const CALLER: &str = "b7ad6b7169203331";

fn program(endpoint: &str) -> Program {
    Program::new().with("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)
}

fn named<'a>(spans: &'a [Value], name: &str) -> &'a Value {
    let span = spans.iter().find(|span| span["name"] == name);
    span.unwrap_or_else(|| panic!("no span is {name}: {spans:#?}"))
}

fn attribute<'a>(span: &'a Value, key: &str) -> &'a Value {
    let attributes = span["attributes"].as_array().unwrap();
    &attributes.iter().find(|attribute| attribute["key"] == key).unwrap()["value"]
}

#[actix_web::test]
async fn a_request_and_its_store_calls_are_in_the_trace_of_the_proxy() {
    let collector = Collector::start();
    let running = program(&collector.url()).with("SHOP_TRUSTED_PROXIES", "127.0.0.1").serve(&[]);
    let visitor = running.visitor();
    visitor.get("/?q=osmanthus").await;
    let visitor = visitor.with_header("traceparent", &format!("00-{TRACE}-{CALLER}-01"));
    visitor.post("/cart/add", &[("product", "uji-matcha"), ("quantity", "1")]).await;
    // The last spans are sent when the program stops.
    assert_eq!(running.stop().status, Some(0));
    let spans = collector.spans();
    let request = named(&spans, "POST /cart/add");
    assert_eq!((&request["traceId"], &request["parentSpanId"]), (&TRACE.into(), &CALLER.into()));
    assert_eq!(attribute(request, "http.route")["stringValue"], "/cart/add");
    let call = named(&spans, "db create");
    assert_eq!((&call["traceId"], &call["parentSpanId"]), (&TRACE.into(), &request["spanId"]));
    assert_eq!(attribute(call, "session.result")["stringValue"], "stored");
    let other = named(&spans, "GET /");
    assert_ne!(other["traceId"], TRACE, "a request without a trace begins one");
    let text = collector.text();
    assert!(text.contains("session-shop"), "{text}");
    for secret in ["osmanthus", "uji-matcha", "sessionid", "csrf_token"] {
        assert!(!text.contains(secret), "{secret} is in a span");
    }
}

#[actix_web::test]
async fn the_trace_of_a_visitor_is_ignored_and_the_log_names_the_shops_own() {
    let collector = Collector::start();
    let running = program(&collector.url()).serve(&[]);
    let visitor = running.visitor().with_header("traceparent", &format!("00-{TRACE}-{CALLER}-01"));
    visitor.get("/healthz").await;
    let outcome = running.stop();
    let spans = collector.spans();
    let trace = named(&spans, "GET /healthz")["traceId"].as_str().unwrap();
    assert_ne!(trace, TRACE);
    let is_logged = outcome.stderr.lines().any(|line| line.contains("GET /healthz") && line.contains(trace));
    assert!(is_logged, "{}", outcome.stderr);
}

#[actix_web::test]
async fn a_collector_that_is_down_stops_no_request() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let running = program(&format!("http://{closed}")).serve(&[]);
    assert_eq!(running.visitor().get("/").await.status, 200);
    let outcome = running.stop();
    assert_eq!(outcome.status, Some(0), "{outcome:?}");
    assert!(outcome.stderr.contains("opentelemetry"), "the log does not say so: {}", outcome.stderr);
}

#[test]
fn a_wrong_endpoint_is_refused() {
    for url in ["https://collector.example:4318", "collector:4318", "http://", "http://user@collector"] {
        let outcome = program(url).run(&["settings"]);
        assert_eq!(outcome.status, Some(2), "{url}");
        assert!(outcome.stderr.contains("http://HOST:PORT of an OpenTelemetry collector"), "{outcome:?}");
    }
}
