//! The shop without a mouse: Tab and Enter only.

use serde_json::Value;

use super::{
    browser::{Browser, ENTER, TAB},
    support::TestApp,
};

/// More than the page's Tab stops before the button of its first tea.
const MAX_TAB_STOPS: usize = 60;

/// Presses Tab until the focused element matches a CSS selector.
async fn tab_to(browser: &Browser, css: &str) {
    let reached = format!("document.activeElement.matches(\"{css}\")");
    for _ in 0..MAX_TAB_STOPS {
        browser.press(TAB).await;
        if browser.evaluate(&reached).await == Value::Bool(true) {
            return;
        }
    }
    panic!("Tab does not lead to {css}");
}

#[actix_web::test]
async fn the_first_tab_stop_skips_to_the_teas() {
    let shop = TestApp::start().await;
    let browser = Browser::open(shop.address()).await;
    browser.goto("/").await;
    browser.press(TAB).await;
    browser.wait_for(".skip-link:focus").await;
    assert_eq!(browser.evaluate("document.activeElement.getBoundingClientRect().top >= 0").await, true);
    browser.press(ENTER).await;
    browser.wait_for("main:focus").await;
    browser.press(TAB).await;
    browser.wait_for("main :focus").await;
}

#[actix_web::test]
async fn a_tea_can_be_added_to_the_cart_by_tab_and_enter() {
    let shop = TestApp::start().await;
    let browser = Browser::open(shop.address()).await;
    browser.goto("/").await;
    tab_to(&browser, ".tea-card__add button").await;
    browser.press(ENTER).await;
    browser.wait_for("header[data-cart-count='1']").await;
    tab_to(&browser, ".site-tools a[href='/cart']").await;
    browser.press(ENTER).await;
    browser.wait_for("tr[data-quantity='1']").await;
}
