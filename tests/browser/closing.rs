//! What is kept when the browser is closed and opened again: a session with a Max-Age
//! (E2), and a login with "Remember me" though other sessions expire then (E3).

use super::{
    browser::Browser,
    profile::Profile,
    support::{TestApp, customer::PASSWORD},
};

/// Returns the number of items in the cart after the browser was closed and opened
/// again.
async fn cart_count_after_reopening(expire_at_browser_close: &str) -> u64 {
    let shop = TestApp::with(&[("session.expire_at_browser_close", expire_at_browser_close)]).await;
    let profile = Profile::new();
    let browser = Browser::with(profile.clone(), shop.address()).await;
    browser.goto("/").await;
    browser.follow(".tea-card__add button").await;
    browser.wait_for("header[data-cart-count='1']").await;
    browser.close().await;
    let browser = Browser::with(profile, shop.address()).await;
    browser.goto("/cart").await;
    browser.cart_count().await
}

// E2
#[actix_web::test]
async fn a_reopened_browser_has_lost_a_session_that_expires_at_browser_close() {
    assert_eq!(cart_count_after_reopening("true").await, 0);
}

// E2
#[actix_web::test]
async fn a_reopened_browser_still_has_a_session_with_a_max_age() {
    assert_eq!(cart_count_after_reopening("false").await, 1);
}

/// Returns whether a member is still logged in after the browser was closed and
/// opened again.
async fn is_logged_in_after_reopening(remember_me: bool) -> bool {
    let shop = TestApp::with(&[("session.expire_at_browser_close", "true")]).await;
    shop.visitor().register("Mei").await;
    let profile = Profile::new();
    let browser = Browser::with(profile.clone(), shop.address()).await;
    browser.goto("/account/login?next=/account").await;
    browser.fill("#username", "Mei").await;
    browser.fill("#password", PASSWORD).await;
    if remember_me {
        browser.click("input[name=remember_me]").await;
    }
    browser.follow("main form button").await;
    browser.wait_for_path("/account").await;
    browser.close().await;
    let browser = Browser::with(profile, shop.address()).await;
    browser.goto("/account").await;
    browser.evaluate("location.pathname").await == "/account"
}

// E2
#[actix_web::test]
async fn a_remembered_member_is_logged_in_in_a_reopened_browser() {
    assert!(is_logged_in_after_reopening(true).await);
}

// E2
#[actix_web::test]
async fn a_member_who_is_not_remembered_is_logged_out_in_a_reopened_browser() {
    assert!(!is_logged_in_after_reopening(false).await);
}
