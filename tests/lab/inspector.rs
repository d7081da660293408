//! H3: the inspector shows how an exchange changed the session: the received
//! cookie, its check, the key, the change, the expiry and the sent cookie.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{TestApp, page::Page, visitor::Visitor};

pub const TEA: &str = "keemun-black";
const OLD_KEY: &str = "the secret key that signed until yesterday";
const NEW_KEY: &str = "the secret key that signs from now on and on";

/// Returns the exchanges of this browser, the latest first.
pub async fn exchanges(visitor: &Visitor) -> Vec<Value> {
    let page = visitor.get("/lab/inspector.json").await;
    assert_eq!((page.status, page.header("cache-control")), (200, Some("no-store")));
    let list: Value = serde_json::from_str(&page.body).unwrap();
    list["exchanges"].as_array().unwrap().clone()
}

pub async fn latest(visitor: &Visitor) -> Value {
    exchanges(visitor).await.swap_remove(0)
}

/// Returns the panel at the foot of the page that the exchange produced.
pub async fn panel(visitor: &Visitor, exchange: &Value) -> Page {
    let page =
        visitor.get(&format!("/lab/inspector/panel?exchange={}", exchange["id"].as_str().unwrap())).await;
    assert_eq!((page.status, page.header("cache-control")), (200, Some("no-store")), "{}", page.body);
    page
}

pub fn calls(exchange: &Value) -> Vec<(&str, &str)> {
    let calls = exchange["calls"].as_array().unwrap().iter();
    calls.map(|call| (call["operation"].as_str().unwrap(), call["outcome"].as_str().unwrap())).collect()
}

fn changed(exchange: &Value) -> Vec<(&str, &str)> {
    let changes = exchange["changes"].as_array().unwrap().iter();
    changes.map(|change| (change["key"].as_str().unwrap(), change["kind"].as_str().unwrap())).collect()
}

fn set_cookie<'a>(exchange: &'a Value, name: &str) -> Option<&'a Value> {
    exchange["set_cookies"].as_array().unwrap().iter().find(|cookie| cookie["name"] == name)
}

fn verdicts(exchange: &Value) -> Vec<&str> {
    let cookies =
        exchange["cookies"].as_array().unwrap().iter().filter(|cookie| cookie["name"] == "sessionid");
    cookies.map(|cookie| cookie["verdict"].as_str().unwrap()).collect()
}

pub async fn with_cart(app: &TestApp) -> Visitor {
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 1).await;
    visitor
}

#[actix_web::test]
async fn the_first_visit_has_no_cookie_and_creates_no_session() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let front = visitor.get("/").await;
    let id = front.header("x-request-id").unwrap();
    assert_eq!(front.attribute("data-fill"), Some(format!("/lab/inspector/panel?exchange={id}")));
    let exchange = latest(&visitor).await;
    assert_eq!(exchange["id"], id);
    assert_eq!(
        (&exchange["method"], &exchange["path"], &exchange["status"]),
        (&json!("GET"), &json!("/"), &json!(200))
    );
    assert_eq!(
        (&exchange["cookie_header"], &exchange["before"], &exchange["after"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    assert_eq!(calls(&exchange), []);
    assert!(set_cookie(&exchange, "sessionid").is_none());
    assert!(set_cookie(&exchange, "lab_browser").is_some() && set_cookie(&exchange, "csrftoken").is_some());
    let shown = panel(&visitor, &exchange).await;
    assert!(shown.contains("The request carried no cookie at all"), "{}", shown.body);
    assert!(shown.contains("no store was needed") && !shown.contains("<html"));
}

#[actix_web::test]
async fn the_first_item_in_the_cart_creates_a_session() {
    let app = TestApp::start().await;
    let visitor = with_cart(&app).await;
    let exchange = latest(&visitor).await;
    assert_eq!((&exchange["engine"], &exchange["path"]), (&json!("db"), &json!("/cart/add")));
    assert_eq!(calls(&exchange), [("create", "stored")]);
    assert_eq!(changed(&exchange), [("cart", "added"), ("flashes", "added")]);
    let after = &exchange["after"];
    assert_eq!((&after["key"], &after["version"]), (&json!(visitor.session_key()), &json!(1)));
    assert!(after["bytes"].as_u64().unwrap() > 20 && exchange["calls"][0]["took_us"].as_u64().unwrap() > 0);
    assert_eq!(exchange["ends"]["rule"], "cookie_age");
    assert_eq!(exchange["ends"]["seconds"], 1_209_600);
    let cookie = set_cookie(&exchange, "sessionid").unwrap();
    assert_eq!((&cookie["attributes"]["Max-Age"], &cookie["removes"]), (&json!("1209600"), &json!(false)));
    let shown = panel(&visitor, &exchange).await;
    for words in [
        "so a session began under a new key",
        &visitor.session_key(),
        "1209600 seconds after the last change",
        "14 days after this exchange",
        "That is 14 days.",
        "No script of a page sees it in document.cookie.",
        "A row of the table sessions",
    ] {
        assert!(shown.contains(words), "{words}: {}", shown.body);
    }
}

#[actix_web::test]
async fn a_page_that_changes_nothing_is_shown_as_such() {
    let app = TestApp::start().await;
    let visitor = with_cart(&app).await;
    visitor.get("/cart").await;
    visitor.get("/cart").await;
    let exchange = latest(&visitor).await;
    assert_eq!(calls(&exchange), [("load", "hit")]);
    assert_eq!((changed(&exchange), &exchange["before"]), (vec![], &exchange["after"]));
    assert_eq!(verdicts(&exchange), ["current"]);
    let shown = panel(&visitor, &exchange).await;
    assert!(
        shown.contains("nothing changed") && shown.contains("the browser keeps its cookie"),
        "{}",
        shown.body
    );
}

#[actix_web::test]
async fn a_login_moves_the_session_to_a_new_key() {
    let app = TestApp::start().await;
    let visitor = with_cart(&app).await;
    let before = visitor.session_key();
    let form = [
        ("username", "Mei"),
        ("password", "oolong and osmanthus"),
        ("password_again", "oolong and osmanthus"),
    ];
    visitor.post("/account/register", &form).await;
    let exchange = latest(&visitor).await;
    assert_eq!(
        (&exchange["before"]["key"], &exchange["after"]["key"]),
        (&json!(before), &json!(visitor.session_key()))
    );
    assert_eq!(calls(&exchange), [("load", "hit"), ("create", "stored"), ("replace", "stored")]);
    assert!(!exchange["after"]["data"]["cart"].is_null(), "{exchange}");
    let shown = panel(&visitor, &exchange).await;
    assert!(
        shown.contains("moved to a new key") && shown.contains("A tombstone takes the place"),
        "{}",
        shown.body
    );
}

#[actix_web::test]
async fn a_logout_is_shown_as_the_end_of_the_session() {
    let app = TestApp::start().await;
    let visitor = app.member().await;
    visitor.log_out().await;
    let exchange = latest(&visitor).await;
    assert_eq!(calls(&exchange), [("load", "hit"), ("replace", "stored")]);
    assert_eq!(
        (exchange["before"].is_null(), &exchange["after"], &exchange["ends"]),
        (false, &Value::Null, &Value::Null)
    );
    assert_eq!(set_cookie(&exchange, "sessionid").unwrap()["removes"], true);
    let shown = panel(&visitor, &exchange).await;
    assert!(
        shown.contains("this key is no longer valid") && shown.contains("_session_tombstone"),
        "{}",
        shown.body
    );
    assert!(shown.contains("the browser deletes this cookie"));
}

#[actix_web::test]
async fn a_modified_cookie_is_shown_as_refused() {
    let app = TestApp::start().await;
    let visitor = with_cart(&app).await;
    let cookie = visitor.cookie("sessionid").unwrap();
    visitor.insert_cookie("sessionid", &format!("{cookie}x"));
    visitor.get("/cart").await;
    let exchange = latest(&visitor).await;
    assert_eq!((verdicts(&exchange), calls(&exchange)), (vec!["refused"], vec![]));
    assert_eq!(set_cookie(&exchange, "sessionid").unwrap()["removes"], true);
    let shown = panel(&visitor, &exchange).await;
    assert!(
        shown.contains("cookie refused") && shown.contains("it was changed, cut off or made up"),
        "{}",
        shown.body
    );
}

#[actix_web::test]
async fn a_cookie_signed_with_a_fallback_key_is_shown_as_such() {
    let old = TestApp::with(&[("secret_key", OLD_KEY)]).await;
    let visitor = with_cart(&old).await;
    let fallbacks = format!("a key that never signed anything at all,{OLD_KEY}");
    let rotated = old.beside(&[("secret_key", NEW_KEY), ("secret_key_fallbacks", &fallbacks)]).await;
    let visitor = visitor.at(rotated.address());
    visitor.get("/cart").await;
    let exchange = latest(&visitor).await;
    assert_eq!(verdicts(&exchange), ["fallback"]);
    let shown = panel(&visitor, &exchange).await;
    assert!(shown.contains("number 2 of secret_key_fallbacks"), "{}", shown.body);
    assert!(!shown.contains(OLD_KEY) && !shown.contains(NEW_KEY), "a secret key is shown");
}

#[actix_web::test]
async fn an_expired_session_is_shown_as_expired() {
    let app = TestApp::start().await;
    let visitor = with_cart(&app).await;
    app.clock.advance(Duration::from_secs(1_209_600));
    visitor.get("/cart").await;
    let exchange = latest(&visitor).await;
    assert_eq!((calls(&exchange), &exchange["unserved"]), (vec![("load", "hit")], &json!("over")));
    assert_eq!((&exchange["before"], &exchange["after"]), (&Value::Null, &Value::Null));
    let shown = panel(&visitor, &exchange).await;
    assert!(shown.contains("session expired") && shown.contains("not served again"), "{}", shown.body);
}
