//! F1: a `Secure` cookie over plain HTTP and over HTTPS. Browsers make an exception for
//! their own machine, so the shop has another host name here.

use super::{browser::Browser, profile::Profile, support::TestApp};

const LESSON: &str = "/lab/lessons/f1-secure";

/// Opens the lesson over plain HTTP, with `cookie_secure` switched on in the lab.
async fn at_the_lesson(shop: &TestApp) -> Browser {
    let profile = Profile::of_host("session-shop.test");
    let browser = Browser::with(profile, shop.https_address()).await;
    browser.goto_url(&http_url(shop)).await;
    browser.follow("[data-switch='session.cookie_secure = true']").await;
    browser.wait_for("[data-switch='session.cookie_secure = true'][aria-pressed=true]").await;
    browser
}

fn http_url(shop: &TestApp) -> String {
    format!("http://session-shop.test:{}{LESSON}", shop.address().port())
}

fn https_url(shop: &TestApp) -> String {
    format!("https://session-shop.test:{}{LESSON}", shop.https_address().port())
}

// F1
#[actix_web::test]
async fn a_secure_cookie_is_kept_and_sent_over_https_only() {
    let shop = TestApp::with_https().await;
    let browser = at_the_lesson(&shop).await;
    browser.follow("[data-does=count]").await;
    browser.wait_for("[data-verdict=none][data-count='0']").await;
    browser.goto_url(&https_url(&shop)).await;
    assert_eq!(browser.evaluate("location.protocol + location.hostname").await, "https:session-shop.test");
    assert_eq!(browser.evaluate("isSecureContext").await, true);
    browser.wait_for("[data-scheme=https]").await;
    browser.follow("[data-does=count]").await;
    browser.wait_for("[data-verdict=good][data-count='1']").await;
    browser.goto_url(&http_url(&shop)).await;
    browser.wait_for("[data-scheme=http]").await;
    browser.wait_for("[data-verdict=none][data-count='0']").await;
    browser.goto_url(&https_url(&shop)).await;
    browser.wait_for("[data-verdict=good][data-count='1']").await;
}

// F1
#[actix_web::test]
async fn the_lesson_links_from_http_to_https_and_back() {
    let shop = TestApp::with_https().await;
    let browser = at_the_lesson(&shop).await;
    browser.follow(".lab-address[href^='https']").await;
    browser.wait_for("[data-scheme=https]").await;
    browser.follow(".lab-address[href^='http:']").await;
    browser.wait_for("[data-scheme=http]").await;
    assert_eq!(browser.console().await, [""; 0]);
}

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
    for name in ["sessionid", "csrftoken"] {
        assert_eq!(browser.cookie(name).await, None);
        assert_eq!(browser.cookie(&format!("__Host-{name}")).await, None);
    }
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
