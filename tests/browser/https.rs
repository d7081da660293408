//! F1 over real HTTPS: a `Secure` cookie over HTTPS and over http_url HTTP, with a
//! host name that the browser does not treat as its own machine.

use super::{browser::Browser, profile::Profile, support::TestApp};

const LESSON: &str = "/lab/lessons/f1-secure";

/// Opens the lesson over http_url HTTP, with `cookie_secure` switched on in the lab.
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
