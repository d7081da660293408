//! H4: the effect of settings that are overridden in the lab, in a real browser.

use super::{browser::Browser, profile::Profile, support::TestApp};

// E2, H4
#[actix_web::test]
async fn a_reopened_browser_has_lost_its_cart_after_overriding_expire_at_browser_close() {
    let shop = TestApp::start().await;
    let profile = Profile::new();
    let browser = Browser::with(profile.clone(), shop.address()).await;
    browser.goto("/lab/settings").await;
    browser.follow("button[value='session.expire_at_browser_close=true']").await;
    browser.wait_for(".lab-banner").await;
    browser.goto("/").await;
    browser.follow(".tea-card__add button").await;
    browser.wait_for("header[data-cart-count='1']").await;
    browser.close().await;
    let browser = Browser::with(profile, shop.address()).await;
    browser.goto("/cart").await;
    assert_eq!(browser.cart_count().await, 0);
    let text = browser.text().await;
    assert!(!text.contains("expire_at_browser_close"), "the overridden settings expire too: {text}");
}

// D22, H4
#[actix_web::test]
async fn the_form_changes_the_engine_and_carries_the_cart_over_and_reset_restores_both() {
    let shop = TestApp::start().await;
    let browser = Browser::open(shop.address()).await;
    browser.goto("/").await;
    browser.follow(".tea-card__add button").await;
    browser.wait_for("header[data-cart-count='1']").await;
    browser.goto("/lab/settings").await;
    browser.click("input[name='session.engine'][value='signed_cookies']").await;
    browser.follow(".lab-settings .actions button").await;
    browser.wait_for(".lab-banner").await;
    browser.wait_for("header[data-cart-count='1']").await;
    assert!(browser.cookie("sessionid").await.unwrap().len() > 100, "the data is in the cookie");
    browser.follow("button[formaction='/lab/settings/reset']").await;
    browser.wait_for("button[formaction='/lab/settings/reset']:disabled").await;
    assert_eq!(browser.cart_count().await, 1);
    assert_eq!(browser.console().await, Vec::<String>::new());
    browser.resize(360, 800).await;
    let overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    assert_eq!(browser.evaluate(overflow).await, 0, "the page fits on a telephone");
}
