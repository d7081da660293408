//! H3 with H1 and H2: the inspector shows that another request of the same session
//! was faster, or has ended the session.

use serde_json::{Value, json};

use super::inspector::{TEA, calls, latest, panel, with_cart};
use crate::support::{
    TestApp,
    slow_form::{ONE_WORKER, SlowForm},
    visitor::Visitor,
};

/// Returns the exchange of a slow request, which loaded its session before
/// `meanwhile` ran.
async fn exchange_during(app: &TestApp, visitor: &Visitor, meanwhile: impl AsyncFnOnce()) -> Value {
    let form = [("product", TEA), ("quantity", "1")];
    let mut slow = SlowForm::begin(app.address(), visitor, "/cart/add", &form).await;
    meanwhile().await;
    slow.send_rest();
    slow.response();
    latest(visitor).await
}

#[actix_web::test]
async fn a_conflict_and_the_replayed_changes_are_explained() {
    let app = TestApp::with(&[ONE_WORKER]).await;
    let visitor = with_cart(&app).await;
    let exchange = exchange_during(&app, &visitor, async || visitor.add_to_cart(TEA, 3).await).await;
    assert_eq!(calls(&exchange), [("load", "hit"), ("replace", "conflict"), ("replace", "stored")]);
    assert_eq!((&exchange["replays"], &exchange["status"]), (&json!(1), &json!(303)));
    let version = exchange["calls"][1]["version"].as_i64().unwrap();
    let shown = panel(&visitor, &exchange).await;
    for words in [
        "another request came first: change applied again",
        &format!("the record has version {version} now"),
        &format!("The change was applied again to version {version}, so neither request is lost."),
    ] {
        assert!(shown.contains(words), "{words}: {}", shown.body);
    }
    assert_eq!(visitor.get("/cart").await.cart_lines(), [(TEA.to_owned(), 5)]);
}

#[actix_web::test]
async fn a_request_whose_session_has_ended_is_explained() {
    let app = TestApp::with(&[ONE_WORKER]).await;
    let visitor = app.member().await;
    let exchange = exchange_during(&app, &visitor, async || drop(visitor.log_out().await)).await;
    assert_eq!(calls(&exchange), [("load", "hit"), ("replace", "conflict")]);
    assert_eq!(exchange["status"], 409);
    assert!(
        panel(&visitor, &exchange).await.contains("the session stays ended, and the visitor gets an error")
    );
}
