//! A8: a browser that keeps no cookies.

use super::{browser::Browser, profile::Profile, support::TestApp};

// A8
#[actix_web::test]
async fn without_cookies_adding_to_the_cart_leads_to_the_page_that_says_so() {
    let shop = TestApp::start().await;
    let browser = Browser::with(Profile::without_cookies(), shop.address()).await;
    browser.goto("/").await;
    browser.follow(".tea-card__add button").await;
    browser.sees(".error-page").await;
    assert_eq!(browser.status().await, 403);
    let text = browser.text().await;
    assert!(text.contains("Your browser did not send our cookie back"), "{text}");
    assert_eq!(browser.cookie("sessionid").await, None);
    assert_eq!(browser.cart_count().await, 0);
}
