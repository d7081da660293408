//! `/metrics` of the real program, read with a parser of the format of Prometheus.

use std::{
    collections::BTreeSet,
    net::TcpListener,
    time::{Duration, Instant},
};

use prometheus_parse::{Sample, Scrape, Value};

use super::{
    program::Program,
    running::Running,
    support::{page::Page, visitor::Visitor},
};

fn program() -> Program {
    Program::new().with("SHOP_METRICS_BIND", "127.0.0.1:0")
}

/// The metrics of a running program.
struct Scraper(Visitor);

impl Scraper {
    fn new(running: &mut Running) -> Self {
        Self(Visitor::new(running.metrics_address()))
    }

    async fn page(&self) -> Page {
        self.0.get("/metrics").await
    }

    async fn samples(&self) -> Samples {
        let page = self.page().await;
        assert_eq!(page.status, 200);
        let lines = page.body.lines().map(|line| Ok(without_inner_braces(line)));
        Samples(Scrape::parse(lines).unwrap().samples)
    }
}

/// Replaces the braces in the values of labels, such as `/products/{slug}`, by parentheses:
/// the format allows them, but the parser does not.
fn without_inner_braces(line: &str) -> String {
    let Some((name, rest)) = line.split_once('{').filter(|_| !line.starts_with('#')) else {
        return line.to_owned();
    };
    let (labels, value) = rest.rsplit_once('}').unwrap();
    format!("{name}{{{}}}{value}", labels.replace('{', "(").replace('}', ")"))
}

struct Samples(Vec<Sample>);

impl Samples {
    /// Returns the sum of all samples of a metric that have these labels; of a histogram, the
    /// number of durations. `None` if there is no sample.
    fn sum(&self, metric: &str, labels: &[(&str, &str)]) -> Option<f64> {
        let has =
            |sample: &&Sample| labels.iter().all(|(name, value)| sample.labels.get(name) == Some(value));
        let samples = self.0.iter().filter(|sample| sample.metric == metric);
        let values = samples.filter(has).map(|sample| match &sample.value {
            Value::Counter(value) | Value::Gauge(value) | Value::Untyped(value) => *value,
            Value::Histogram(buckets) => buckets.last().unwrap().count,
            Value::Summary(_) => panic!("a summary can't be added up over processes"),
        });
        values.fold(None, |sum, value| Some(sum.unwrap_or(0.0) + value))
    }

    /// Returns each series: its metric and its labels.
    fn series(&self) -> BTreeSet<String> {
        let series = |sample: &Sample| {
            let labels: BTreeSet<_> = sample.labels.iter().collect();
            format!("{} {labels:?}", sample.metric)
        };
        self.0.iter().map(series).collect()
    }
}

#[actix_web::test]
async fn requests_and_what_they_do_are_counted() {
    let mut running = program().serve(&[]);
    let scraper = Scraper::new(&mut running);
    let before = scraper.samples().await;
    assert_eq!(before.sum("sessions_created_total", &[]), Some(0.0), "a counter begins with 0");
    let visitor = running.visitor();
    visitor.get("/").await;
    visitor.get("/products/keemun-black").await;
    visitor.get("/products/uji-matcha?from=mail").await;
    visitor.request("HEAD", "/").await;
    visitor.post("/cart/add", &[("product", "uji-matcha"), ("quantity", "1")]).await;
    visitor.get("/cart").await;
    visitor.post_as_is("/cart/empty", &[]).await;
    visitor.get("/no-such-page").await;
    visitor.post("/account/login", &[("username", "Mei"), ("password", "not her password")]).await;

    let after = scraper.samples().await;
    let requests = |method, route, status| {
        let labels = [("method", method), ("route", route), ("status", status)];
        after.sum("http_request_duration_seconds", &labels)
    };
    assert_eq!(requests("GET", "/products/(slug)", "200"), Some(2.0));
    assert_eq!(requests("HEAD", "/", "200"), Some(1.0));
    assert_eq!(requests("POST", "/cart/add", "303"), Some(1.0));
    assert_eq!(requests("POST", "/cart/empty", "403"), Some(1.0));
    assert_eq!(requests("GET", "unmatched", "404"), Some(1.0));
    assert_eq!(after.sum("http_request_duration_seconds", &[]), Some(9.0));
    assert_eq!(after.sum("http_requests_in_progress", &[]), Some(0.0));
    let calls = |operation, result| {
        let labels = [("engine", "db"), ("operation", operation), ("result", result)];
        after.sum("session_store_call_duration_seconds", &labels)
    };
    assert_eq!(calls("create", "stored"), after.sum("sessions_created_total", &[]));
    assert_eq!(after.sum("sessions_created_total", &[]), Some(1.0));
    assert!(calls("load", "hit") >= Some(2.0));
    assert_eq!(after.sum("audit_events_total", &[("event", "form_refused")]), Some(1.0));
    assert_eq!(after.sum("audit_events_total", &[("event", "login_failed")]), Some(1.0));
    assert_eq!(after.sum("database_pool_connections_max", &[("database", "default")]), Some(8.0));
    assert_eq!(after.sum("password_hashing_queue", &[("place", "free")]), Some(100.0));
    assert!(after.sum("process_resident_memory_bytes", &[]) > Some(1e6));
}

#[actix_web::test]
async fn whatever_clients_send_the_number_of_series_has_a_bound() {
    let mut running = program().with("RUST_LOG", "info,actix_web=off").serve(&[]);
    let scraper = Scraper::new(&mut running);
    let burst = async |start: u32| {
        for number in start..start + 20 {
            let visitor = running.visitor().with_header("user-agent", &format!("planted-{number}"));
            visitor.get(&format!("/planted-{number}")).await;
            visitor.get(&format!("/products/planted-{number}")).await;
            visitor.get(&format!("/static/planted-{number}/planted.css")).await;
            visitor.get(&format!("/?q=planted-{number}")).await;
            visitor.request(&format!("PLANTED{number}"), "/").await;
            visitor.with_header("host", &format!("planted-{number}.example")).get("/").await;
            visitor.post("/cart/add", &[("product", "uji-matcha"), ("quantity", "1")]).await;
        }
    };
    burst(0).await;
    let first = scraper.samples().await.series();
    burst(20).await;
    let second = scraper.samples().await.series();
    assert_eq!(second.difference(&first).collect::<Vec<_>>(), Vec::<&String>::new());
    let text = scraper.page().await.body.to_ascii_lowercase();
    for planted in ["planted", "127.0.0.1", "uji-matcha"] {
        assert!(!text.contains(planted), "{planted} is in the metrics");
    }
}

// H1
#[actix_web::test]
async fn a_conflict_and_its_replay_are_counted() {
    let mut running = program().serve(&[]);
    let scraper = Scraper::new(&mut running);
    let visitor = running.visitor();
    visitor.get("/").await;
    visitor.post("/cart/add", &[("product", "uji-matcha"), ("quantity", "1")]).await;
    // Two requests of one session at the same time; until one of them loses.
    for _ in 0..200 {
        // Each changes the quantity, so each must write.
        let visitor = &visitor;
        let update = |quantity: u32| async move {
            let quantity = quantity.to_string();
            visitor.post("/cart/update", &[("product", "uji-matcha"), ("quantity", &quantity)]).await
        };
        futures_util::future::join_all((1..9).map(update)).await;
        if scraper.samples().await.sum("session_conflicts_total", &[]) > Some(0.0) {
            break;
        }
    }
    let samples = scraper.samples().await;
    assert!(samples.sum("session_conflicts_total", &[]) > Some(0.0));
    let lost = [("operation", "replace"), ("result", "conflict")];
    assert_eq!(
        samples.sum("session_store_call_duration_seconds", &lost),
        samples.sum("session_conflicts_total", &[])
    );
    assert_eq!(samples.sum("session_replays_total", &[]), samples.sum("session_conflicts_total", &[]));
}

#[actix_web::test]
async fn a_cache_that_is_down_is_an_open_breaker_and_failed_calls() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let program = program().with("SESSION_ENGINE", "cached_db").with("SESSION_CACHE_ALIAS", "redis");
    let mut running = program.with("REDIS_URL", &format!("redis://{closed}")).serve(&[]);
    let scraper = Scraper::new(&mut running);
    let visitor = running.visitor();
    visitor.add_to_cart("uji-matcha", 1).await;
    visitor.get("/cart").await;
    let samples = scraper.samples().await;
    assert_eq!(samples.sum("cache_breakers_open", &[]), Some(1.0));
    assert!(samples.sum("cache_breaker_failures_total", &[]) >= Some(1.0));
    let calls = |engine, result| {
        let labels = [("engine", engine), ("result", result)];
        samples.sum("session_store_call_duration_seconds", &labels)
    };
    assert!(calls("redis", "failed") >= Some(1.0));
    assert!(calls("cached_db", "hit") >= Some(1.0) && calls("db", "hit") >= Some(1.0));
}

// E11
#[actix_web::test]
async fn the_expired_sessions_that_are_removed_are_counted() {
    let program = program().with("SESSION_COOKIE_AGE", "1").with("SESSION_SWEEP_INTERVAL", "1");
    let mut running = program.serve(&[]);
    let scraper = Scraper::new(&mut running);
    running.visitor().add_to_cart("uji-matcha", 1).await;
    let deadline = Instant::now() + Duration::from_secs(60);
    while scraper.samples().await.sum("sessions_cleared_total", &[]) != Some(1.0) {
        assert!(Instant::now() < deadline, "no session is cleared");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[actix_web::test]
async fn the_metrics_are_on_their_own_address_only() {
    let mut running = program().serve(&[]);
    let scraper = Scraper::new(&mut running);
    assert_eq!(running.visitor().get("/metrics").await.status, 404);
    assert_eq!(scraper.0.get("/").await.status, 404);
    let page = scraper.page().await;
    assert_eq!(page.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!(running.stop().status, Some(0));
}

#[actix_web::test]
async fn there_are_no_metrics_by_default() {
    let running = Program::new().serve(&[]);
    assert_eq!(running.visitor().get("/metrics").await.status, 404);
    assert!(!running.stop().stderr.contains("Prometheus"));
}

#[test]
fn an_address_that_can_not_be_used_is_an_error() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for (value, message) in
        [(address.as_str(), "metrics.bind is"), ("9464", "ADDRESS:PORT, such as 127.0.0.1:9464, or nothing")]
    {
        let outcome = Program::new().with("SHOP_METRICS_BIND", value).run(&[]);
        assert_eq!(outcome.status, Some(2), "{outcome:?}");
        assert!(outcome.stderr.contains(message) && outcome.stderr.contains(value), "{outcome:?}");
    }
}
