//! A trusted proxy's request id and trace are taken over: they are in the response, in the
//! log and in the audit trail. Those of other clients are ignored.

use super::program::Program;

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

#[actix_web::test]
async fn the_ids_of_a_trusted_proxy_are_in_the_response_and_in_the_log() {
    let running = Program::new().with("SHOP_TRUSTED_PROXIES", "127.0.0.1").serve(&[]);
    let trace = format!("00-{TRACE}-b7ad6b7169203331-01");
    let visitor = running.visitor().with_header("x-request-id", "from-the-proxy.7");
    let response = visitor.with_header("traceparent", &trace).get("/healthz").await;
    assert_eq!(response.header("x-request-id"), Some("from-the-proxy.7"));
    visitor.with_header("traceparent", &trace).post_as_is("/cart/empty", &[]).await;
    let log = running.stop().stderr;
    let has = |words: &[&str]| log.lines().any(|line| words.iter().all(|word| line.contains(word)));
    assert!(has(&["GET /healthz", "from-the-proxy.7", TRACE]), "{log}");
    assert!(has(&["form_refused", "from-the-proxy.7", TRACE]), "{log}");
}

#[actix_web::test]
async fn a_malformed_id_of_a_proxy_is_replaced() {
    let running = Program::new().with("SHOP_TRUSTED_PROXIES", "127.0.0.1").serve(&[]);
    let visitor = running.visitor();
    for id in ["", "two words", "a\"quote", &"x".repeat(129)] {
        let response = visitor.with_header("x-request-id", id).get("/healthz").await;
        let assigned = response.header("x-request-id").unwrap();
        assert_eq!((assigned.len(), assigned == id), (16, false), "{id:?}: {assigned}");
    }
}

#[actix_web::test]
async fn the_ids_of_other_clients_are_ignored() {
    let running = Program::new().serve(&[]);
    let visitor = running.visitor().with_header("x-request-id", "of-a-visitor");
    let trace = format!("00-{TRACE}-b7ad6b7169203331-01");
    let response = visitor.with_header("traceparent", &trace).get("/healthz").await;
    assert_ne!(response.header("x-request-id"), Some("of-a-visitor"));
    let log = running.stop().stderr;
    assert!(!log.contains("of-a-visitor") && !log.contains(TRACE), "{log}");
}
