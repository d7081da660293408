//! H3: the panel at the foot of every page loads its content when it is opened, and
//! so do the rows of the inspector.

use super::{browser::Browser, support::TestApp};

/// How many pixels the page is too wide.
const OVERFLOW: &str = "document.documentElement.scrollWidth - document.documentElement.clientWidth";

async fn with_a_cart(shop: &TestApp) -> Browser {
    let browser = Browser::open(shop.address()).await;
    browser.resize(360, 740).await;
    browser.goto("/").await;
    browser.follow(".tea-card__add button").await;
    browser.wait_for("header[data-cart-count='1']").await;
    browser
}

// H3
#[actix_web::test]
async fn the_panel_of_a_page_shows_the_exchange_that_produced_it() {
    let shop = TestApp::start().await;
    let browser = with_a_cart(&shop).await;
    // "View the cart"
    browser.follow(".flash a").await;
    assert_eq!(browser.evaluate("document.querySelectorAll('.trip').length").await, 0);
    browser.click(".lab-panel > summary").await;
    browser.wait_for(".lab-panel .trip > li:nth-child(8)").await;
    let text = browser.text().await;
    assert!(text.contains("GET /cart") && text.contains("There is a session under this key."), "{text}");
    assert_eq!(browser.evaluate(OVERFLOW).await, 0, "it scrolls sideways");
    assert_eq!(browser.console().await, [""; 0]);
    browser.goto("/cart").await;
    assert_eq!(browser.cart_count().await, 1);
}

// H3
#[actix_web::test]
async fn a_row_of_the_inspector_opens_inline() {
    let shop = TestApp::start().await;
    let browser = with_a_cart(&shop).await;
    browser.goto("/lab/inspector").await;
    browser.click(".exchange:nth-child(2) > summary").await;
    browser.wait_for(".exchange:nth-child(2) .trip > li:nth-child(8)").await;
    let text = browser.text().await;
    assert!(text.contains("so a session began under a new key"), "{text}");
    assert_eq!(browser.evaluate(OVERFLOW).await, 0, "it scrolls sideways");
    assert_eq!(browser.console().await, [""; 0]);
    let id = browser.evaluate("document.querySelector('.exchange').id").await;
    browser.goto(&format!("/lab/inspector?exchange={}", &id.as_str().unwrap()[1..])).await;
    browser.wait_for(".exchange[open] .trip").await;
    assert_eq!(browser.evaluate("document.querySelectorAll('.exchange[open]').length").await, 1);
}
