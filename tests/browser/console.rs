//! The Content-Security-Policy in effect: the console reports what it blocks. Other
//! tests check that the console is empty on our own pages; this one checks that it
//! would not be with a violation.

use std::time::Instant;

use super::{
    browser::Browser,
    driver::{POLL_INTERVAL, TIMEOUT},
    support::TestApp,
};

/// Inserts HTML into the page, and returns the messages of the console.
async fn messages_about(browser: &Browser, html: &str) -> String {
    browser.evaluate(&format!("document.querySelector('main').innerHTML = \"{html}\"")).await;
    let deadline = Instant::now() + TIMEOUT;
    loop {
        let messages = browser.console().await.join("\n");
        if !messages.is_empty() || Instant::now() > deadline {
            return messages;
        }
        tokio::time::sleep(POLL_INTERVAL).await;
    }
}

#[actix_web::test]
async fn the_console_reports_what_the_content_security_policy_blocks() {
    let shop = TestApp::start().await;
    let browser = Browser::open(shop.address()).await;
    for html in ["<p style='color: red'>", "<p onclick='alert(1)'>", "<img src='http://127.0.0.2/'>"] {
        browser.goto("/").await;
        assert_eq!(browser.console().await, [""; 0]);
        let messages = messages_about(&browser, html).await;
        assert!(messages.contains("Content Security Policy"), "{html}: {messages}");
    }
}
