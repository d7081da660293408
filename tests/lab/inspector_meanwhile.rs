//! H3 with H1 and H2: what the inspector tells when another request of the same
//! session was quicker.

use serde_json::{Value, json};

use super::inspector::{TEA, calls, latest, panel, with_cart};
use crate::support::{
    TestApp,
    slow_form::{ONE_WORKER, SlowForm},
    visitor::Visitor,
};

/// Returns the exchange of a slow request that had loaded its session before
/// `meanwhile` was done.
async fn overlapped(app: &TestApp, visitor: &Visitor, meanwhile: impl AsyncFnOnce()) -> Value {
    let form = [("product", TEA), ("quantity", "1")];
    let mut slow = SlowForm::begin(app.address(), visitor, "/cart/add", &form).await;
    meanwhile().await;
    slow.send_rest();
    slow.response();
    latest(visitor).await
}

#[actix_web::test]
async fn a_conflict_and_the_changes_made_again_are_told_in_words() {
    let app = TestApp::with(&[ONE_WORKER]).await;
    let visitor = with_cart(&app).await;
    let exchange = overlapped(&app, &visitor, async || visitor.add_to_cart(TEA, 3).await).await;
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
    let app = TestApp::with(&[ONE_WORKER]).await;
    let visitor = app.member().await;
    let exchange = overlapped(&app, &visitor, async || drop(visitor.log_out().await)).await;
    assert_eq!(calls(&exchange), [("load", "hit"), ("replace", "conflict")]);
    assert_eq!(exchange["status"], 409);
    assert!(panel(&visitor, &exchange).await.contains("the session stays ended, and the visitor is told"));
}
