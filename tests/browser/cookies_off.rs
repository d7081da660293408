//! A8: a browser that does not store cookies.

use super::{
    browser::{Browser, ENTER},
    profile::Profile,
    support::{TestApp, customer::PASSWORD},
};

// A8
#[actix_web::test]
async fn without_cookies_adding_to_the_cart_leads_to_an_explanation() {
    let shop = TestApp::start().await;
    let browser = Browser::with(Profile::without_cookies(), shop.address()).await;
    browser.goto("/").await;
    browser.follow(".tea-card__add button").await;
    browser.wait_for(".error-page").await;
    assert_eq!(browser.status().await, 403);
    let text = browser.text().await;
    assert!(text.contains("Your browser did not send our cookie back"), "{text}");
    assert_eq!(browser.cookie("sessionid").await, None);
    assert_eq!(browser.cart_count().await, 0);
}

// A8
#[actix_web::test]
async fn without_cookies_the_login_leads_to_an_explanation() {
    let shop = TestApp::start().await;
    shop.visitor().register("Mei").await;
    let browser = Browser::with(Profile::without_cookies(), shop.address()).await;
    browser.goto("/account/login").await;
    browser.fill("#username", "Mei").await;
    browser.fill("#password", PASSWORD).await;
    browser.press(ENTER).await;
    browser.wait_for(".error-page").await;
    assert_eq!(browser.status().await, 403);
    let text = browser.text().await;
    assert!(text.contains("Your browser did not send our cookie back"), "{text}");
    assert_eq!(browser.cookie("sessionid").await, None);
    browser.goto("/account").await;
    browser.wait_for("#password").await;
}
