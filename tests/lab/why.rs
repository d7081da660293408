//! H14: the page that explains why a cart is gone. Each cause is made to happen, and the
//! page must name it and show the exchange with which the cart was gone.

use std::time::Duration;

use crate::support::{TestApp, page::Page, visitor::Visitor};

const TEA: &str = "keemun-black";
const OLD_KEY: &str = "the secret key that signed until yesterday";
const NEW_KEY: &str = "the secret key that signs from now on and on";

/// The first number of an answered question that is not yes, from 0.
fn passed(page: &Page) -> usize {
    page.attributes_of("[data-answer]", "data-answer").iter().filter(|answer| *answer == "yes").count()
}

/// Asserts the cause that the page names, and returns the page.
async fn assert_cause(visitor: &Visitor, cause: &str) -> Page {
    let page = visitor.get("/lab/why").await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert_eq!(page.attribute("data-cause").as_deref(), Some(cause), "{}", page.body);
    page
}

/// Asserts the cause, and the request of the exchange that shows it.
async fn assert_shown(visitor: &Visitor, cause: &str, request: &str) -> Page {
    let page = assert_cause(visitor, cause).await;
    let shown = page.text_of("[data-shown] code");
    assert_eq!(shown.as_deref(), Some(request), "{cause}: {}", page.body);
    let link = page.attribute_of("[data-shown] a", "href").unwrap();
    let exchange = visitor.get(link.split('#').next().unwrap()).await;
    assert_eq!(exchange.status, 200, "{cause}: the inspector has no such exchange");
    page
}

async fn with_cart(app: &TestApp) -> Visitor {
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 1).await;
    visitor
}

/// Changes settings, without moving the session.
async fn override_settings(visitor: &Visitor, settings: &[(&str, &str)]) {
    let response = visitor.post("/lab/settings", &[settings, &[("session", "afresh")]].concat()).await;
    assert_eq!(response.status, 303, "{}", response.body);
}

// H14
#[actix_web::test]
async fn without_a_cart_before_there_is_no_cause() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.get("/cart").await;
    assert_eq!(passed(&assert_cause(&visitor, "no-cart").await), 0);
    visitor.add_to_cart(TEA, 1).await;
    let page = assert_cause(&visitor, "still-there").await;
    assert_eq!(passed(&page), 5);
    assert_eq!(visitor.get("/cart").await.cart_count(), 1, "the page changes nothing");
}

// H14
#[actix_web::test]
async fn a_cart_under_the_other_name_of_the_machine_is_found() {
    let app = TestApp::start().await;
    with_cart(&app).await;
    let port = app.address().port();
    let visitor = app.visitor().with_header("host", &format!("localhost:{port}"));
    let page = assert_cause(&visitor, "other-host").await;
    assert!(page.contains(&format!("http://127.0.0.1:{port}/cart")), "{}", page.body);
    let elsewhere = app.visitor().with_header("host", &format!("shop.tea.test:{port}"));
    assert_cause(&elsewhere, "no-cart").await;
}

// H14
#[actix_web::test]
async fn a_missing_cookie_is_explained_by_the_browsers_rules() {
    let app = TestApp::start().await;
    let visitor = with_cart(&app).await;
    visitor.remove_cookie("sessionid");
    visitor.get("/cart").await;
    assert_shown(&visitor, "cookie-deleted", "GET /cart").await;

    let visitor = app.visitor();
    override_settings(&visitor, &[("session.cookie_path", "/cart")]).await;
    visitor.add_to_cart(TEA, 1).await;
    visitor.get("/preferences").await;
    assert_shown(&visitor, "path", "GET /preferences").await;

    let visitor = with_cart(&app).await;
    override_settings(&visitor, &[("session.cookie_name", "tea")]).await;
    visitor.get("/cart").await;
    assert_shown(&visitor, "other-cookie", "GET /cart").await;
}

// H14
#[actix_web::test]
async fn a_cookie_that_the_browser_does_not_keep_is_explained_by_its_attributes() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    override_settings(&visitor, &[("session.cookie_domain", "tea.test")]).await;
    visitor.add_to_cart(TEA, 1).await;
    visitor.remove_cookie("sessionid");
    assert_shown(&visitor, "domain", "GET /lab/why").await;

    let visitor = app.visitor().with_header("host", "shop.tea.test");
    override_settings(&visitor, &[("session.cookie_secure", "true")]).await;
    visitor.add_to_cart(TEA, 1).await;
    visitor.remove_cookie("sessionid");
    assert_shown(&visitor, "secure", "GET /lab/why").await;

    let visitor = app.visitor();
    override_settings(&visitor, &[("session.cookie_age", "60")]).await;
    visitor.add_to_cart(TEA, 1).await;
    app.clock.advance(Duration::from_secs(60));
    visitor.remove_cookie("sessionid");
    assert_shown(&visitor, "max-age", "GET /lab/why").await;
}

// H14
#[actix_web::test]
async fn a_refused_cookie_is_explained_by_its_signature() {
    let app = TestApp::start().await;
    let visitor = with_cart(&app).await;
    let cookie = visitor.cookie("sessionid").unwrap();
    visitor.insert_cookie("sessionid", &format!("{cookie}x"));
    visitor.get("/cart").await;
    assert_eq!(passed(&assert_shown(&visitor, "tampered", "GET /cart").await), 1);

    let visitor = with_cart(&app).await;
    override_settings(&visitor, &[("session.cookie_content", "private")]).await;
    assert_shown(&visitor, "cookie-content", "GET /lab/why").await;

    let app = TestApp::with(&[("secret_key", OLD_KEY)]).await;
    let rotated = app.beside(&[("secret_key", NEW_KEY)]).await;
    let visitor = with_cart(&app).await.at(rotated.address());
    visitor.get("/cart").await;
    assert_shown(&visitor, "secret-key", "GET /cart").await;
}

// H14
#[actix_web::test]
async fn switched_off_sessions_and_a_failing_store_are_named() {
    let app = TestApp::start().await;
    let visitor = with_cart(&app).await;
    override_settings(&visitor, &[("session.enabled", "false")]).await;
    assert_shown(&visitor, "sessions-off", "GET /lab/why").await;

    let visitor = with_cart(&app).await;
    visitor.post("/lab/lessons/h5-store-away/settings", &[("lab.outage", "refuses")]).await;
    assert_eq!(visitor.get("/cart").await.status, 503);
    assert_eq!(passed(&assert_shown(&visitor, "store-failed", "GET /cart").await), 2);
}

// H14
#[actix_web::test]
async fn an_ended_and_a_moved_session_are_told_apart() {
    let app = TestApp::start().await;
    let visitor = app.member().await;
    visitor.add_to_cart(TEA, 1).await;
    visitor.log_out().await;
    assert_shown(&visitor, "ended", "POST /account/logout").await;

    let visitor = with_cart(&app).await;
    let other = visitor.copy();
    visitor.register("Lan").await;
    other.get("/cart").await;
    let planted = other.cookie("sessionid");
    assert!(planted.is_some(), "a response to the old key removes no cookie");
    assert_cause(&other, "moved").await;
}

// H14
#[actix_web::test]
async fn a_session_that_another_browser_ended_is_found_by_its_tombstone() {
    let app = TestApp::start().await;
    let visitor = with_cart(&app).await;
    let thief = app.visitor();
    thief.insert_cookie("sessionid", &visitor.cookie("sessionid").unwrap());
    thief.post("/lab/lessons/c9-flush/run", &[("operation", "flush")]).await;
    visitor.get("/cart").await;
    assert_shown(&visitor, "ended", "GET /cart").await;
}

// H14
#[actix_web::test]
async fn a_session_in_another_store_and_a_deleted_one_are_told_apart() {
    let app = TestApp::start().await;
    let visitor = with_cart(&app).await;
    override_settings(&visitor, &[("session.engine", "file")]).await;
    let page = assert_cause(&visitor, "other-store").await;
    assert!(page.contains("session.engine"), "{}", page.body);

    let visitor = with_cart(&app).await;
    app.sqlite().run("DELETE FROM sessions");
    visitor.get("/cart").await;
    assert_shown(&visitor, "deleted", "GET /cart").await;
}

// H14
#[actix_web::test]
async fn a_cache_in_memory_loses_a_session_when_it_is_full_and_in_another_process() {
    let settings = [("session.engine", "cache"), ("caches.default.max_entries", "4")];
    let app = TestApp::with(&settings).await;
    let visitor = with_cart(&app).await;
    for _ in 0..8 {
        with_cart(&app).await;
    }
    for _ in 0..20 {
        with_cart(&app).await;
    }
    visitor.get("/cart").await;
    assert_shown(&visitor, "evicted", "GET /cart").await;

    let other = app.beside(&settings).await;
    let visitor = with_cart(&app).await.at(other.address());
    visitor.get("/cart").await;
    assert_shown(&visitor, "other-process", "GET /cart").await;
}

// H14
#[actix_web::test]
async fn each_of_the_three_limits_is_named() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    override_settings(&visitor, &[("session.cookie_age", "60")]).await;
    visitor.add_to_cart(TEA, 1).await;
    app.clock.advance(Duration::from_secs(61));
    visitor.get("/cart").await;
    assert_eq!(passed(&assert_shown(&visitor, "idle-limit", "GET /cart").await), 3);

    let visitor = app.visitor();
    override_settings(&visitor, &[("session.absolute_age", "60")]).await;
    visitor.add_to_cart(TEA, 1).await;
    app.clock.advance(Duration::from_secs(61));
    visitor.get("/cart").await;
    assert_shown(&visitor, "absolute-limit", "GET /cart").await;

    let visitor = with_cart(&app).await;
    let form = [("operation", "expiry_seconds"), ("seconds", "60")];
    visitor.post("/lab/lessons/e3-set-expiry/run", &form).await;
    app.clock.advance(Duration::from_secs(61));
    visitor.get("/cart").await;
    assert_shown(&visitor, "own-expiry", "GET /cart").await;
}

// H14
#[actix_web::test]
async fn a_session_that_is_alive_shows_who_emptied_the_cart() {
    let app = TestApp::start().await;
    let visitor = app.member().await;
    visitor.add_to_cart(TEA, 1).await;
    let review = visitor.go_to_review("standard").await;
    assert_eq!(visitor.place_order(&review).await.status, 303);
    assert_eq!(passed(&assert_shown(&visitor, "ordered", "POST /checkout/place").await), 4);

    visitor.add_to_cart(TEA, 1).await;
    visitor.post("/cart/empty", &[]).await;
    assert_shown(&visitor, "emptied", "POST /cart/empty").await;

    visitor.add_to_cart(TEA, 1).await;
    visitor.post("/lab/lessons/c8-clear/run", &[("operation", "clear")]).await;
    assert_shown(&visitor, "cleared", "POST /lab/lessons/c8-clear/run").await;
}

// H14
#[actix_web::test]
async fn what_another_browser_did_with_the_session_is_recognized() {
    let app = TestApp::start().await;
    let visitor = with_cart(&app).await;
    let other = app.visitor();
    other.insert_cookie("sessionid", &visitor.cookie("sessionid").unwrap());
    other.post("/cart/empty", &[]).await;
    visitor.get("/cart").await;
    assert_shown(&visitor, "elsewhere", "GET /cart").await;

    let visitor = with_cart(&app).await;
    let stranger = app.visitor();
    stranger.post("/preferences", &[("currency", "EUR")]).await;
    stranger.post("/lab/lessons/c1-set-get/run", &[("operation", "set"), ("key", "a"), ("value", "1")]).await;
    visitor.insert_cookie("sessionid", &stranger.cookie("sessionid").unwrap());
    visitor.get("/cart").await;
    assert_shown(&visitor, "other-session", "GET /cart").await;
}

// H14
#[actix_web::test]
async fn the_empty_cart_links_the_page_where_the_lab_is_on() {
    let app = TestApp::start().await;
    assert!(app.visitor().get("/cart").await.has("a[href='/lab/why']"));
    let off = TestApp::with(&[("lab.enabled", "false")]).await;
    assert!(!off.visitor().get("/cart").await.contains("/lab/why"));
    assert_eq!(off.visitor().get("/lab/why").await.status, 404);
}
