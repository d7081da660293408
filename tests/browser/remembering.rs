//! "Remember me": a login that is kept when the browser is closed, while other
//! sessions expire then (E2, E3).

use super::{
    browser::Browser,
    profile::Profile,
    support::{TestApp, customer::PASSWORD},
};

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
