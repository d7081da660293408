//! F1: what becomes of a cookie for HTTPS only over plain HTTP. Browsers make
//! an exception for their own machine, so the shop goes by another name here.

use super::{browser::Browser, profile::Profile, support::TestApp};

/// Somebody who has just clicked to put a tea in the cart, over plain HTTP.
async fn after_adding_a_tea(shop: &TestApp) -> Browser {
    let browser = Browser::with(Profile::far_away(), shop.address()).await;
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
    browser.sees(".error-page").await;
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
    browser.sees("header[data-cart-count='1']").await;
    assert!(browser.cookie("sessionid").await.is_some());
}
