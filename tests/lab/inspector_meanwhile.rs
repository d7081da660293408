//! H3 with H1 and H2: what the inspector tells when another request of the same
//! session was quicker.

use serde_json::{Value, json};

use super::inspector::{TEA, calls, latest, panel, with_cart};
use crate::support::{TestApp, slow_form::SlowForm, visitor::Visitor};

/// So often is tried to have two requests overlap: a slow one may be so slow
/// that it has not even looked at its session when the other is done.
const TRIES: usize = 50;

/// The exchange of a slow request, during which `meanwhile` was done, once it
/// had looked at its session before that: then `outcome` is among its calls.
async fn overlapped(
    app: &TestApp,
    begin: impl AsyncFn() -> Visitor,
    meanwhile: impl AsyncFn(&Visitor),
    outcome: &str,
) -> (Visitor, Value) {
    for _ in 0..TRIES {
        let visitor = begin().await;
        let form = [("product", TEA), ("quantity", "1")];
        let mut slow = SlowForm::begin(app.address(), &visitor, "/cart/add", &form).await;
        meanwhile(&visitor).await;
        slow.send_rest();
        slow.answer();
        let exchange = latest(&visitor).await;
        if calls(&exchange).iter().any(|(_, ended)| *ended == outcome) {
            return (visitor, exchange);
        }
    }
    panic!("of {TRIES} slow requests none met {outcome}");
}

#[actix_web::test]
async fn a_conflict_and_the_changes_made_again_are_told_in_words() {
    let app = TestApp::start().await;
    let meanwhile = async |visitor: &Visitor| visitor.add_to_cart(TEA, 3).await;
    let (visitor, exchange) = overlapped(&app, async || with_cart(&app).await, meanwhile, "conflict").await;
    assert_eq!(calls(&exchange), [("load", "hit"), ("replace", "conflict"), ("replace", "stored")]);
    assert_eq!((&exchange["replays"], &exchange["status"]), (&json!(1), &json!(303)));
    let version = exchange["calls"][1]["version"].as_i64().unwrap();
    let shown = panel(&visitor, &exchange).await;
    for words in [
        "another request was quicker: done again",
        &format!("version {version} lies there now"),
        &format!("The changes were made again on version {version}, so both requests count."),
    ] {
        assert!(shown.contains(words), "{words}: {}", shown.body);
    }
    assert_eq!(visitor.get("/cart").await.cart_lines(), [(TEA.to_owned(), 5)]);
}

#[actix_web::test]
async fn a_request_whose_session_was_ended_meanwhile_is_told_so() {
    let app = TestApp::start().await;
    let meanwhile = async |visitor: &Visitor| drop(visitor.log_out().await);
    let (visitor, exchange) = overlapped(&app, async || app.member().await, meanwhile, "conflict").await;
    assert_eq!(calls(&exchange), [("load", "hit"), ("replace", "conflict")]);
    assert_eq!(exchange["status"], 409);
    assert!(panel(&visitor, &exchange).await.contains("the session stays ended, and the visitor is told"));
}
