//! E2: the session after the browser was closed and opened again.

use super::{browser::Browser, profile::Profile, support::TestApp};

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
