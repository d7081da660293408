//! D22 in one browser: its session is carried over, left behind or found again when
//! its settings choose another store or cookie.

use crate::support::{TestApp, app::ENGINES, customer::line, page::Page, visitor::Visitor};

const TEA: &str = "keemun-black";
const OTHER_TEA: &str = "wuyi-da-hong-pao";

/// Returns the error message beside the three choices.
fn choice_error(page: &Page) -> String {
    page.text_of("#keep-error").unwrap_or_default()
}

async fn visitor_with_a_cart(app: &TestApp) -> Visitor {
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 1).await;
    visitor
}

// D22
#[actix_web::test]
async fn a_carried_over_session_moves_through_every_engine_and_back() {
    let app = TestApp::on("db").await;
    let visitor = app.member().await;
    visitor.add_to_cart(TEA, 2).await;
    for engine in ENGINES.iter().rev().chain(["db", "cache", "db"].iter()) {
        visitor.toggle(&[("session.engine", engine), ("session", "carry")]).await;
        assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 2)], "{engine}");
        assert!(visitor.is_logged_in().await, "{engine}");
    }
    assert_eq!(app.sessions_with_data("%"), 1, "an old session was not ended");
}

// H2
#[actix_web::test]
async fn a_carried_over_session_is_ended_in_its_old_store() {
    let app = TestApp::start().await;
    let visitor = visitor_with_a_cart(&app).await;
    let thief = visitor.copy();
    let response = visitor.send_toggles(&[("session.engine", "cache"), ("session", "carry")]).await;
    assert!(response.set_cookie("sessionid").is_some_and(|cookie| !cookie.value().is_empty()));
    assert_eq!(visitor.get("/cart").await.cart_count(), 1);
    assert_eq!(thief.get("/cart").await.cart_count(), 0);
}

// D22
#[actix_web::test]
async fn a_new_session_is_empty_and_the_old_one_is_found_on_going_back() {
    let app = TestApp::on("db").await;
    for engine in ["file", "cache", "signed_cookies"] {
        let visitor = visitor_with_a_cart(&app).await;
        let page = visitor.toggle(&[("session.engine", engine), ("session", "afresh")]).await;
        assert_eq!(page.cart_count(), 0, "{engine}");
        assert!(page.contains("db (default)"), "the page shows where a session was left");
        visitor.add_to_cart(OTHER_TEA, 3).await;
        visitor.toggle(&[("session.engine", "db"), ("session", "back")]).await;
        assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 1)], "{engine}");
        visitor.toggle(&[("session.engine", engine), ("session", "back")]).await;
        assert_eq!(visitor.get("/cart").await.cart_lines(), [line(OTHER_TEA, 3)], "{engine}");
    }
}

#[actix_web::test]
async fn going_back_after_a_reset_finds_the_sites_session_again() {
    let app = TestApp::start().await;
    let visitor = visitor_with_a_cart(&app).await;
    visitor.toggle(&[("session.engine", "cache"), ("session", "afresh")]).await;
    assert_eq!(visitor.get("/cart").await.cart_count(), 0);
    let response = visitor.post("/lab/settings/reset", &[("session", "back")]).await;
    assert_eq!(response.status, 303, "{}", response.body);
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 1)]);
}

#[actix_web::test]
async fn another_browser_cannot_go_back_to_a_session() {
    let app = TestApp::start().await;
    let visitor = visitor_with_a_cart(&app).await;
    visitor.toggle(&[("session.engine", "cache"), ("session", "afresh")]).await;
    let other = app.visitor();
    other.toggle(&[("session.engine", "cache"), ("session", "afresh")]).await;
    let response = other.send_toggles(&[("session.engine", "db"), ("session", "back")]).await;
    assert_eq!(response.status, 422);
    assert!(
        choice_error(&response).contains("has left no session in db (default)"),
        "{}",
        choice_error(&response)
    );
}

#[actix_web::test]
async fn going_back_to_an_ended_session_is_refused() {
    let app = TestApp::start().await;
    let visitor = visitor_with_a_cart(&app).await;
    visitor.toggle(&[("session.engine", "cache"), ("session", "afresh")]).await;
    app.sqlite().run("DELETE FROM sessions");
    let response = visitor.send_toggles(&[("session.engine", "db"), ("session", "back")]).await;
    assert_eq!(response.status, 422);
    assert!(choice_error(&response).contains("no longer exists"), "{}", choice_error(&response));
}

// F4, D16
#[actix_web::test]
async fn a_session_is_carried_over_to_another_cookie_and_the_old_one_is_removed() {
    let app = TestApp::start().await;
    let visitor = visitor_with_a_cart(&app).await;
    let response = visitor
        .send_toggles(&[
            ("session.cookie_name", "mine"),
            ("session.cookie_content", "private"),
            ("session.cookie_samesite", "Strict"),
            ("session.expire_at_browser_close", "true"),
            ("session", "carry"),
        ])
        .await;
    assert_eq!(response.status, 303, "{}", response.body);
    assert!(response.removes_cookie("sessionid"));
    let cookie = response.set_cookie("mine").expect("the new cookie");
    assert_eq!((cookie.max_age(), cookie.http_only()), (None, Some(true)));
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 1)]);
    visitor.post("/lab/settings/reset", &[("session", "carry")]).await;
    assert!(visitor.cookie("mine").is_none());
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 1)]);
}

// E8: the layer of the request itself would set the old cookie too.
#[actix_web::test]
async fn carrying_over_with_save_every_request_leaves_one_cookie_and_one_session() {
    let app = TestApp::with(&[("session.save_every_request", "true")]).await;
    let visitor = visitor_with_a_cart(&app).await;
    let response = visitor.send_toggles(&[("session.engine", "cached_db"), ("session", "carry")]).await;
    assert!(response.set_cookie("sessionid").is_some(), "the cookie is set once");
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 1)]);
    assert_eq!(app.sessions_with_data("%"), 1);
}

// D17
#[actix_web::test]
async fn a_session_that_is_too_large_is_not_carried_over_and_not_lost() {
    let app = TestApp::start().await;
    let visitor = visitor_with_a_cart(&app).await;
    let session = [("session.max_bytes", "256"), ("session.engine", "file"), ("session", "carry")];
    visitor.register("Mei").await;
    visitor.post("/checkout/address", &crate::support::customer::ADDRESS).await;
    for path in ["/products/keemun-black", "/products/wuyi-da-hong-pao"] {
        visitor.get(path).await;
    }
    let response = visitor.send_toggles(&session).await;
    assert_eq!(response.status, 422);
    assert!(choice_error(&response).contains("256 are allowed"), "{}", choice_error(&response));
    assert_eq!(response.set_cookie("lab_settings"), None);
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 1)]);
}

#[actix_web::test]
async fn a_session_is_not_carried_over_to_a_cookie_that_the_browser_would_refuse() {
    let app = TestApp::start().await;
    let visitor = visitor_with_a_cart(&app).await;
    let elsewhere = [("session.cookie_domain", "example.com"), ("session", "carry")];
    let response = visitor.send_toggles(&elsewhere).await;
    assert_eq!(response.status, 422);
    assert!(choice_error(&response).contains("would not accept a cookie for example.com"));
    assert_eq!(visitor.get("/cart").await.cart_count(), 1);
    let far_away = visitor.with_header("host", "shop.test");
    let response = far_away
        .send_toggles(&[("session.cookie_secure", "true"), ("session.engine", "cache"), ("session", "carry")])
        .await;
    assert_eq!(response.status, 422);
    assert!(choice_error(&response).contains("Secure"), "{}", choice_error(&response));
}

#[actix_web::test]
async fn without_a_session_nothing_is_carried_over_and_none_is_created() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let page = visitor.toggle(&[("session.engine", "cache"), ("session", "carry")]).await;
    assert!(page.contains("There was no session to carry over."));
    assert!(visitor.cookie("sessionid").is_none());
    assert!(!visitor.get("/lab/settings").await.contains("There was no session"), "it is shown once");
}
