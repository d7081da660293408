//! With `log.format` = `json`, each line of the log is an object of JSON.

use serde_json::Value;

use super::{program::Program, running::Outcome};

fn lines(outcome: &Outcome) -> Vec<Value> {
    let parse = |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    outcome.stderr.lines().map(parse).collect()
}

#[actix_web::test]
async fn each_line_is_an_object_and_a_request_has_fields() {
    let program = Program::new().with("SHOP_LOG_FORMAT", "json").with("SHOP_TRUSTED_PROXIES", "127.0.0.1");
    let running = program.serve(&[]);
    let visitor = running.visitor().with_header("x-request-id", "json-7");
    visitor.get("/no\"such%22page%0A?q=osmanthus").await;
    visitor.post_as_is("/cart/empty", &[]).await;
    let lines = lines(&running.stop());
    assert!(lines.iter().all(|line| line["time"].is_string() && line["level"].is_string()), "{lines:?}");
    let is_of_7 = |line: &&Value| line["request"]["id"] == "json-7";
    let requests: Vec<_> = lines.iter().filter(is_of_7).map(|line| &line["request"]).collect();
    assert_eq!(requests.len(), 2, "{lines:?}");
    assert_eq!((&requests[0]["method"], &requests[0]["status"]), (&"GET".into(), &404.into()));
    assert_eq!(requests[0]["address"], "127.0.0.1");
    assert_eq!(requests[0]["trace"], Value::Null);
    assert!(requests[0]["seconds"].is_f64() && requests[0]["bytes"].is_u64(), "{requests:?}");
    let path = requests[0]["path"].as_str().unwrap();
    assert!(path.starts_with("/no") && !path.contains("osmanthus"), "{path}");
    let audit = lines.iter().find(|line| line["audit"]["event"] == "form_refused").unwrap();
    assert_eq!(audit["audit"]["request"], "json-7");
    assert!(lines.iter().any(|line| line["message"].as_str().is_some_and(|text| text.contains("teas"))));
}

#[test]
fn another_format_is_refused_with_those_that_are_allowed() {
    let outcome = Program::new().with("SHOP_LOG_FORMAT", "xml").run(&["settings"]);
    assert_eq!(outcome.status, Some(2));
    assert!(outcome.stderr.contains("text") && outcome.stderr.contains("json"), "{outcome:?}");
}
