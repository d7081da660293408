//! The shop without a mouse.

use serde_json::Value;

use super::{
    browser::{Browser, ENTER, TAB},
    support::TestApp,
};

/// More stops than the page has before its first tea's button.
const FAR: usize = 60;

/// Presses Tab until what has the focus matches a CSS selector.
async fn tab_to(browser: &Browser, css: &str) {
    let reached = format!("document.activeElement.matches(\"{css}\")");
    for _ in 0..FAR {
        browser.press(TAB).await;
        if browser.evaluate(&reached).await == Value::Bool(true) {
            return;
        }
    }
    panic!("Tab does not lead to {css}");
}

#[actix_web::test]
async fn the_first_stop_skips_to_the_teas() {
    let shop = TestApp::start().await;
    let browser = Browser::open(shop.address()).await;
    browser.goto("/").await;
    browser.press(TAB).await;
    browser.sees(".skip-link:focus").await;
    assert_eq!(browser.evaluate("document.activeElement.getBoundingClientRect().top >= 0").await, true);
    browser.press(ENTER).await;
    browser.sees("main:focus").await;
    browser.press(TAB).await;
    browser.sees("main :focus").await;
}

#[actix_web::test]
async fn a_tea_gets_into_the_cart_by_tab_and_enter_alone() {
    let shop = TestApp::start().await;
    let browser = Browser::open(shop.address()).await;
    browser.goto("/").await;
    tab_to(&browser, ".tea-card__add button").await;
    browser.press(ENTER).await;
    browser.sees("header[data-cart-count='1']").await;
    tab_to(&browser, ".site-nav a[href='/cart']").await;
    browser.press(ENTER).await;
    browser.sees("tr[data-quantity='1']").await;
}
