//! The tests that hold `docs/MONITORING.md` and the dashboard in `deploy/grafana` to the
//! metrics of the program.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use super::{Kind, METRICS};

const BEGIN: &str =
    "<!-- metrics: generated from src/monitoring by UPDATE_DOCS=1 cargo test --lib monitoring -->\n";
const END: &str = "<!-- end of the metrics -->";

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn table() -> String {
    let mut text = "| metric | kind | labels | what it is |\n|---|---|---|---|\n".to_owned();
    for metric in METRICS {
        let labels: Vec<String> = metric.labels.iter().map(|label| format!("`{label}`")).collect();
        let labels = if labels.is_empty() { "–".to_owned() } else { labels.join(", ") };
        let kind = format!("{:?}", metric.kind).to_lowercase();
        writeln!(text, "| `{}` | {kind} | {labels} | {} |", metric.name, metric.about).unwrap();
    }
    text
}

#[test]
fn the_table_of_metrics_is_up_to_date() {
    let path = path("docs/MONITORING.md");
    let text = fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let expected = format!("{before}{BEGIN}\n{}\n{END}{after}", table());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &expected).unwrap();
        return;
    }
    assert!(text == expected, "run: UPDATE_DOCS=1 cargo test --lib monitoring");
}

#[test]
fn the_names_are_those_that_prometheus_recommends() {
    for metric in METRICS {
        let is_total = metric.name.ends_with("_total");
        assert_eq!(is_total, metric.kind == Kind::Counter, "{}", metric.name);
        let is_seconds = metric.name.ends_with("_seconds");
        assert_eq!(is_seconds, metric.kind == Kind::Histogram, "{}", metric.name);
        assert!(!metric.about.contains('|') && metric.about.ends_with('.'), "{}", metric.about);
    }
}

/// Returns the words of a query that can be names of metrics: those that a `{` follows.
fn metrics_of(query: &str) -> Vec<&str> {
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let heads = query.split('{').collect::<Vec<_>>();
    let last_word = |head: &&str| head.len() - head.trim_end_matches(is_name).len();
    let words = heads[..heads.len() - 1].iter().map(|head| &head[head.len() - last_word(head)..]);
    words.collect()
}

#[test]
fn the_dashboard_shows_every_metric_and_no_other() {
    let text = fs::read_to_string(path("deploy/grafana/session-shop.json")).unwrap();
    let dashboard: serde_json::Value = serde_json::from_str(&text).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let targets = panels.iter().flat_map(|panel| panel["targets"].as_array().unwrap());
    let queries: Vec<&str> = targets.map(|target| target["expr"].as_str().unwrap()).collect();
    let shown: Vec<&str> = queries.iter().flat_map(|query| metrics_of(query)).collect();
    assert!(queries.iter().all(|query| !metrics_of(query).is_empty()), "{queries:?}");
    let base = |name: &str| name.trim_end_matches("_count").trim_end_matches("_bucket").to_owned();
    for name in &shown {
        let is_known = METRICS.iter().any(|metric| metric.name == base(name)) || name.starts_with("process_");
        assert!(is_known, "{name} is no metric");
    }
    for metric in METRICS {
        assert!(shown.iter().any(|name| base(name) == metric.name), "{} is not shown", metric.name);
    }
}
