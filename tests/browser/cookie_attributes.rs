//! The attributes of the session cookie in a real browser: F3, `SameSite` against
//! an attack from another site; F2, `HttpOnly` against scripts; F4, path and
//! domain.

use super::{browser::Browser, profile::Profile, support::TestApp};

const LESSON: &str = "/lab/lessons/f3-samesite";

/// Opens the lesson, chooses a `SameSite` and gets points.
async fn with_points(shop: &TestApp, same_site: &str) -> Browser {
    let browser = Browser::with(Profile::of_host("localhost"), shop.address()).await;
    browser.goto(LESSON).await;
    browser.follow(&format!("[data-switch='session.cookie_samesite = {same_site}']")).await;
    browser
        .wait_for(&format!("[data-switch='session.cookie_samesite = {same_site}'][aria-pressed=true]"))
        .await;
    browser.follow("[data-does=points]").await;
    browser.wait_for("[data-points='100']").await;
    browser
}

/// Follows the lesson's link to the attacker's page.
async fn open_attackers_page(browser: &Browser) {
    browser.goto(LESSON).await;
    browser.follow("[data-does=attack]").await;
    browser.wait_for("#unguarded").await;
    assert_eq!(browser.evaluate("location.hostname").await, "127.0.0.1", "another site");
}

/// Returns the points that the lesson shows.
async fn points(browser: &Browser) -> String {
    browser.goto(LESSON).await;
    browser.attribute("data-points").await
}

async fn attack(shop: &TestApp, same_site: &str, form: &str, link: &str, left: &str) {
    let browser = with_points(shop, same_site).await;
    open_attackers_page(&browser).await;
    browser.follow("#link").await;
    browser.wait_for(&format!("[data-attack={link}]")).await;
    open_attackers_page(&browser).await;
    browser.follow("#guarded button").await;
    browser.wait_for(".error-page").await;
    assert_eq!(browser.status().await, 403);
    assert_eq!(points(&browser).await, "100", "{same_site}: the token protects them");
    open_attackers_page(&browser).await;
    browser.follow("#unguarded button").await;
    browser.wait_for(&format!("[data-attack={form}]")).await;
    open_attackers_page(&browser).await;
    browser.follow("#auto button").await;
    browser.wait_for(&format!("[data-attack={form}]")).await;
    assert_eq!(points(&browser).await, left, "{same_site}");
}

// F3
#[actix_web::test]
async fn with_none_a_form_from_another_site_succeeds_unless_it_needs_a_token() {
    attack(&TestApp::start().await, "None", "succeeded", "carried", "80").await;
}

// F3
#[actix_web::test]
async fn with_lax_a_form_from_another_site_fails_and_a_link_carries_the_session() {
    attack(&TestApp::start().await, "Lax", "failed", "carried", "100").await;
}

// F3
#[actix_web::test]
async fn with_strict_neither_form_nor_link_from_another_site_carries_the_session() {
    attack(&TestApp::start().await, "Strict", "failed", "bare", "100").await;
}

// F2
#[actix_web::test]
async fn the_lesson_shows_the_value_of_document_cookie() {
    let shop = TestApp::start().await;
    let browser = Browser::open(shop.address()).await;
    browser.goto("/lab/lessons/f2-httponly").await;
    browser.follow("[data-does=count]").await;
    browser.wait_for("[data-count='1']").await;
    assert!(!shown(&browser).await.contains("sessionid"));
    browser.follow("[data-switch='session.cookie_httponly = false']").await;
    browser.wait_for("[data-switch='session.cookie_httponly = false'][aria-pressed=true]").await;
    browser.follow("[data-does=count]").await;
    browser.wait_for("[data-count='2']").await;
    assert!(shown(&browser).await.contains("sessionid="));
}

async fn shown(browser: &Browser) -> String {
    browser.wait_for("[data-document-cookie]").await;
    let text = browser.evaluate("document.querySelector('[data-document-cookie]').innerText").await;
    text.as_str().unwrap().to_owned()
}

// F4
#[actix_web::test]
async fn a_cookie_is_sent_to_its_path_only_and_one_for_another_domain_is_not_stored() {
    let shop = TestApp::start().await;
    let browser = Browser::with(Profile::of_host("localhost"), shop.address()).await;
    browser.goto("/lab/lessons/f4-name-path-domain").await;
    for (switch, count) in [
        ("session.cookie_path = /cart", "0"),
        ("session.cookie_path = /", "1"),
        ("session.cookie_domain = example.com", "0"),
        ("session.cookie_domain = \"\"", "1"),
    ] {
        let button = format!("[data-switch='{switch}']");
        browser.follow(&button).await;
        browser.wait_for(&format!("{button}[aria-pressed=true]")).await;
        browser.follow("[data-does=count]").await;
        assert_eq!(browser.attribute("data-count").await, count, "{switch}");
    }
}

/// Returns `document.cookie` of a visitor with a cart, and so with a session.
async fn cookies_that_a_script_sees(httponly: &str) -> String {
    let shop = TestApp::with(&[("session.cookie_httponly", httponly)]).await;
    let browser = Browser::open(shop.address()).await;
    browser.goto("/").await;
    browser.follow(".tea-card__add button").await;
    browser.wait_for("header[data-cart-count='1']").await;
    assert!(browser.cookie("sessionid").await.is_some(), "the browser has the cookie");
    browser.evaluate("document.cookie").await.as_str().unwrap().to_owned()
}

// F2
#[actix_web::test]
async fn a_script_sees_the_cookie_only_without_httponly() {
    assert_eq!(cookies_that_a_script_sees("true").await, "");
    assert!(cookies_that_a_script_sees("false").await.contains("sessionid="));
}
