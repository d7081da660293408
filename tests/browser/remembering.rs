//! "Remember me": a login that outlives the browser, though other sessions end
//! with it (E2, E3).

use super::{
    browser::Browser,
    profile::Profile,
    support::{TestApp, customer::PASSWORD},
};

/// Whether a member who logged in, and ticked the box or did not, is still
/// known after the browser was closed and opened again.
async fn is_known_after_reopening(ticks: bool) -> bool {
    let shop = TestApp::with(&[("session.expire_at_browser_close", "true")]).await;
    shop.visitor().register("Mei").await;
    let profile = Profile::new();
    let browser = Browser::with(profile.clone(), shop.address()).await;
    browser.goto("/account/login?next=/account").await;
    browser.fill("#username", "Mei").await;
    browser.fill("#password", PASSWORD).await;
    if ticks {
        browser.click("input[name=remember_me]").await;
    }
    browser.follow("main form button").await;
    browser.arrives_at("/account").await;
    browser.close().await;
    let browser = Browser::with(profile, shop.address()).await;
    browser.goto("/account").await;
    browser.evaluate("location.pathname").await == "/account"
}

// E2
#[actix_web::test]
async fn who_asked_to_be_remembered_is_known_in_a_reopened_browser() {
    assert!(is_known_after_reopening(true).await);
}

// E2
#[actix_web::test]
async fn who_did_not_ask_to_be_remembered_is_a_stranger_in_a_reopened_browser() {
    assert!(!is_known_after_reopening(false).await);
}
