//! F1: a `Secure` cookie over plain HTTP. Browsers make an exception for their own
//! machine, so the shop has another host name here.

use super::{browser::Browser, profile::Profile, support::TestApp};

/// Opens a browser and clicks to add a tea to the cart, over plain HTTP.
async fn after_adding_a_tea(shop: &TestApp) -> Browser {
    let browser = Browser::with(Profile::remote(), shop.address()).await;
    browser.goto("/").await;
    assert_eq!(browser.evaluate("location.protocol + location.hostname").await, "http:shop.test");
    assert_eq!(browser.evaluate("isSecureContext").await, false);
    browser.follow(".tea-card__add button").await;
    browser
}

// F1
#[actix_web::test]
async fn over_plain_http_a_secure_cookie_is_not_kept() {
    let shop = TestApp::with(&[("session.cookie_secure", "true")]).await;
    let browser = after_adding_a_tea(&shop).await;
    browser.wait_for(".error-page").await;
    assert_eq!(browser.cookie("sessionid").await, None);
    assert_eq!(browser.cookie("csrftoken").await, None);
    browser.goto("/cart").await;
    assert_eq!(browser.cart_count().await, 0);
}

// F1
#[actix_web::test]
async fn over_plain_http_a_cookie_that_is_not_secure_is_kept() {
    let shop = TestApp::with(&[("session.cookie_secure", "false")]).await;
    let browser = after_adding_a_tea(&shop).await;
    browser.wait_for("header[data-cart-count='1']").await;
    assert!(browser.cookie("sessionid").await.is_some());
}
