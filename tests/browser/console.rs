//! The Content-Security-Policy at work: what it stops, the console tells. That
//! the console stays empty on our own pages is proved where they are walked
//! through; here it is proved that it would not.

use std::time::Instant;

use super::{
    browser::Browser,
    driver::{GLANCE, TIMEOUT},
    support::TestApp,
};

/// Puts something into the page, and returns what the console tells of it.
async fn told_of(browser: &Browser, html: &str) -> String {
    browser.evaluate(&format!("document.querySelector('main').innerHTML = \"{html}\"")).await;
    let deadline = Instant::now() + TIMEOUT;
    loop {
        let told = browser.console().await.join("\n");
        if !told.is_empty() || Instant::now() > deadline {
            return told;
        }
        tokio::time::sleep(GLANCE).await;
    }
}

#[actix_web::test]
async fn the_console_tells_what_the_content_security_policy_stops() {
    let shop = TestApp::start().await;
    let browser = Browser::open(shop.address()).await;
    for html in ["<p style='color: red'>", "<p onclick='alert(1)'>", "<img src='http://127.0.0.2/'>"] {
        browser.goto("/").await;
        assert_eq!(browser.console().await, [""; 0]);
        let told = told_of(&browser, html).await;
        assert!(told.contains("Content Security Policy"), "{html}: {told}");
    }
}
