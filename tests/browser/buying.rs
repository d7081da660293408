//! A new visitor's first order, by clicking on the pages.

use super::{browser::Browser, support::TestApp};

const PASSWORD: &str = "oolong and osmanthus";

async fn register(browser: &Browser) {
    browser.goto("/").await;
    browser.follow(".site-nav a[href^='/account/login']").await;
    browser.follow("main a[href^='/account/register']").await;
    browser.fill("#username", "Mei").await;
    browser.fill("#password", PASSWORD).await;
    browser.fill("#password-again", PASSWORD).await;
    browser.follow("main form button").await;
    browser.wait_for(".site-nav__user").await;
}

async fn log_out(browser: &Browser) {
    browser.follow("form[action='/account/logout'] button").await;
    browser.wait_for_path("/account/logged-out").await;
}

/// Logs in from the cart, and returns to it.
async fn log_in(browser: &Browser) {
    browser.goto("/cart").await;
    browser.follow(".site-nav a[href^='/account/login']").await;
    browser.fill("#username", "Mei").await;
    browser.fill("#password", PASSWORD).await;
    browser.follow("main form button").await;
    browser.wait_for_path("/cart").await;
    browser.wait_for(".site-nav__user").await;
    browser.wait_for("header[data-cart-count='3']").await;
}

/// Adds one tea from the catalogue, and two packets of another from its own page.
async fn fill_a_cart(browser: &Browser) {
    browser.goto("/").await;
    browser.follow(".tea-card:nth-child(1) .tea-card__add button").await;
    browser.wait_for("header[data-cart-count='1']").await;
    browser.goto("/").await;
    browser.follow(".tea-card:nth-child(2) .tea-card__name a").await;
    browser.fill("#quantity", "2").await;
    browser.follow(".tea-detail form button").await;
    browser.wait_for("header[data-cart-count='3']").await;
}

async fn check_out(browser: &Browser) {
    browser.goto("/cart").await;
    browser.follow("main a[href^='/checkout']").await;
    browser.wait_for_path("/checkout/address").await;
    for (field, text) in
        [("name", "林美"), ("street", "中山路 1 號"), ("postcode", "100"), ("city", "臺北市")]
    {
        browser.fill(&format!("#{field}"), text).await;
    }
    browser.wait_for("#country").await.select_by_value("TW").await.unwrap();
    browser.follow("main form button").await;
    browser.wait_for_path("/checkout/delivery").await;
    browser.click("input[name=delivery]").await;
    browser.follow("main form button").await;
    browser.wait_for_path("/checkout/review").await;
    browser.follow("form[action='/checkout/place'] button").await;
}

#[actix_web::test]
async fn a_new_visitor_registers_fills_a_cart_logs_in_and_orders() {
    let shop = TestApp::start().await;
    let browser = Browser::open(shop.address()).await;
    register(&browser).await;
    log_out(&browser).await;
    fill_a_cart(&browser).await;
    log_in(&browser).await;
    check_out(&browser).await;
    browser.wait_for("main .summary__total").await;
    browser.wait_for("header[data-cart-count='0']").await;
    browser.goto("/orders").await;
    browser.follow("main a[href^='/orders/']").await;
    browser.wait_for(".summary").await;
    let order = browser.text().await;
    assert!(order.contains("林美") && order.contains("臺北市"), "{order}");
    assert_eq!(browser.console().await, [""; 0]);
}

#[actix_web::test]
async fn language_and_theme_change_at_once_and_are_kept() {
    let shop = TestApp::start().await;
    let browser = Browser::open(shop.address()).await;
    browser.goto("/preferences").await;
    assert_eq!(browser.evaluate("document.documentElement.lang").await, "en");
    assert_eq!(browser.evaluate("document.documentElement.hasAttribute('data-theme')").await, false);
    browser.click("input[name=language][value=zh-Hant]").await;
    browser.click("input[name=theme][value=dark]").await;
    browser.follow("main form button").await;
    browser.wait_for("html[lang=zh-Hant][data-theme=dark]").await;
    browser.goto("/").await;
    browser.wait_for("html[lang=zh-Hant][data-theme=dark]").await;
    assert_eq!(browser.console().await, [""; 0]);
}
