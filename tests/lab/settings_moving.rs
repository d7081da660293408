//! D22 in one browser: what becomes of its session when its settings look for
//! it elsewhere.

use crate::support::{TestApp, app::ENGINES, customer::line, page::Page, visitor::Visitor};

const TEA: &str = "keemun-black";
const OTHER_TEA: &str = "wuyi-da-hong-pao";

/// What the page says beside the three choices.
fn complaint(page: &Page) -> String {
    page.text_of("#keep-error").unwrap_or_default()
}

async fn visitor_with_a_cart(app: &TestApp) -> Visitor {
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 1).await;
    visitor
}

// D22
#[actix_web::test]
async fn carried_over_the_session_goes_through_every_engine_and_back() {
    let app = TestApp::on("db").await;
    let visitor = app.member().await;
    visitor.add_to_cart(TEA, 2).await;
    for engine in ENGINES.iter().rev().chain(["db", "cache", "db"].iter()) {
        visitor.toggle(&[("session.engine", engine), ("session", "carry")]).await;
        assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 2)], "{engine}");
        assert!(visitor.is_logged_in().await, "{engine}");
    }
    assert_eq!(app.sessions_with_data("%"), 1, "each old one was ended");
}

// H2
#[actix_web::test]
async fn the_session_that_was_carried_over_is_ended_where_it_was() {
    let app = TestApp::start().await;
    let visitor = visitor_with_a_cart(&app).await;
    let thief = visitor.copy();
    let answer = visitor.send_toggles(&[("session.engine", "cache"), ("session", "carry")]).await;
    assert!(answer.set_cookie("sessionid").is_some_and(|cookie| !cookie.value().is_empty()));
    assert_eq!(visitor.get("/cart").await.cart_count(), 1);
    assert_eq!(thief.get("/cart").await.cart_count(), 0);
}

// D22
#[actix_web::test]
async fn started_afresh_the_session_is_empty_and_the_old_one_is_found_again_on_going_back() {
    let app = TestApp::on("db").await;
    for engine in ["file", "cache", "signed_cookies"] {
        let visitor = visitor_with_a_cart(&app).await;
        let page = visitor.toggle(&[("session.engine", engine), ("session", "afresh")]).await;
        assert_eq!(page.cart_count(), 0, "{engine}");
        assert!(page.contains("db (default)"), "the page says where one was left");
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
    let answer = visitor.post("/lab/settings/reset", &[("session", "back")]).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 1)]);
}

#[actix_web::test]
async fn another_browser_can_not_go_back_to_it() {
    let app = TestApp::start().await;
    let visitor = visitor_with_a_cart(&app).await;
    visitor.toggle(&[("session.engine", "cache"), ("session", "afresh")]).await;
    let other = app.visitor();
    other.toggle(&[("session.engine", "cache"), ("session", "afresh")]).await;
    let answer = other.send_toggles(&[("session.engine", "db"), ("session", "back")]).await;
    assert_eq!(answer.status, 422);
    assert!(complaint(&answer).contains("has left no session in db (default)"), "{}", complaint(&answer));
}

#[actix_web::test]
async fn a_session_that_ended_meanwhile_can_not_be_gone_back_to() {
    let app = TestApp::start().await;
    let visitor = visitor_with_a_cart(&app).await;
    visitor.toggle(&[("session.engine", "cache"), ("session", "afresh")]).await;
    app.sqlite().run("DELETE FROM sessions");
    let answer = visitor.send_toggles(&[("session.engine", "db"), ("session", "back")]).await;
    assert_eq!(answer.status, 422);
    assert!(complaint(&answer).contains("is over"), "{}", complaint(&answer));
}

// F4, D16
#[actix_web::test]
async fn a_session_is_carried_into_another_cookie_and_the_old_cookie_goes() {
    let app = TestApp::start().await;
    let visitor = visitor_with_a_cart(&app).await;
    let answer = visitor
        .send_toggles(&[
            ("session.cookie_name", "mine"),
            ("session.cookie_content", "private"),
            ("session.cookie_samesite", "Strict"),
            ("session.expire_at_browser_close", "true"),
            ("session", "carry"),
        ])
        .await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert!(answer.removes_cookie("sessionid"));
    let cookie = answer.set_cookie("mine").expect("the new cookie");
    assert_eq!((cookie.max_age(), cookie.http_only()), (None, Some(true)));
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 1)]);
    visitor.post("/lab/settings/reset", &[("session", "carry")]).await;
    assert!(visitor.cookie("mine").is_none());
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 1)]);
}

// E8: the layer of the request itself would set the old cookie too.
#[actix_web::test]
async fn carried_over_while_every_request_is_saved_there_is_one_cookie_and_one_session() {
    let app = TestApp::with(&[("session.save_every_request", "true")]).await;
    let visitor = visitor_with_a_cart(&app).await;
    let answer = visitor.send_toggles(&[("session.engine", "cached_db"), ("session", "carry")]).await;
    assert!(answer.set_cookie("sessionid").is_some(), "once, else this fails");
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 1)]);
    assert_eq!(app.sessions_with_data("%"), 1);
}

// D17
#[actix_web::test]
async fn a_session_that_does_not_fit_is_not_carried_over_and_not_lost() {
    let app = TestApp::start().await;
    let visitor = visitor_with_a_cart(&app).await;
    let session = [("session.max_bytes", "256"), ("session.engine", "file"), ("session", "carry")];
    visitor.register("Mei").await;
    visitor.post("/checkout/address", &crate::support::customer::ADDRESS).await;
    for path in ["/products/keemun-black", "/products/wuyi-da-hong-pao"] {
        visitor.get(path).await;
    }
    let answer = visitor.send_toggles(&session).await;
    assert_eq!(answer.status, 422);
    assert!(complaint(&answer).contains("256 are allowed"), "{}", complaint(&answer));
    assert_eq!(answer.set_cookie("lab_settings"), None);
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 1)]);
}

#[actix_web::test]
async fn a_session_is_not_put_into_a_cookie_that_the_browser_would_refuse() {
    let app = TestApp::start().await;
    let visitor = visitor_with_a_cart(&app).await;
    let elsewhere = [("session.cookie_domain", "example.com"), ("session", "carry")];
    let answer = visitor.send_toggles(&elsewhere).await;
    assert_eq!(answer.status, 422);
    assert!(complaint(&answer).contains("would not take a cookie for example.com"));
    assert_eq!(visitor.get("/cart").await.cart_count(), 1);
    let far_away = visitor.with_header("host", "shop.test");
    let answer = far_away
        .send_toggles(&[("session.cookie_secure", "true"), ("session.engine", "cache"), ("session", "carry")])
        .await;
    assert_eq!(answer.status, 422);
    assert!(complaint(&answer).contains("Secure"), "{}", complaint(&answer));
}

#[actix_web::test]
async fn with_no_session_there_is_nothing_to_carry_over_and_none_is_made() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let page = visitor.toggle(&[("session.engine", "cache"), ("session", "carry")]).await;
    assert!(page.contains("There was no session to carry over."));
    assert!(visitor.cookie("sessionid").is_none());
    assert!(!visitor.get("/lab/settings").await.contains("There was no session"), "it is said once");
}
