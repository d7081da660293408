//! E9: a session of ten seconds expires while the browser shows it. The lab's pages
//! about sessions fit on a telephone.

use std::time::Duration;

use super::{browser::Browser, support::TestApp};

const PAGES: [&str; 6] = [
    "/lab/session",
    "/lab/lessons/c1-set-get",
    "/lab/lessons/c10-nested",
    "/lab/lessons/e1-cookie-age",
    "/lab/lessons/e3-set-expiry",
    "/lab/lessons/e11-clearing",
];

/// The number of visible fields without a label.
const UNNAMED: &str = "[...document.querySelectorAll('input:not([type=hidden]), select')]
    .filter(field => !field.labels.length && !field.ariaLabel).length";

/// The elements that extend beyond the right edge.
const TOO_WIDE: &str = "[...document.querySelectorAll('body *')]
    .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .slice(0, 3).map(one => one.outerHTML.slice(0, 120))";

/// How many pixels the page is too wide.
const OVERFLOW: &str = "document.documentElement.scrollWidth - document.documentElement.clientWidth";

// E9
#[actix_web::test]
async fn the_countdown_ends_and_the_browser_still_sends_its_cookie() {
    let shop = TestApp::start().await;
    let browser = Browser::open(shop.address()).await;
    browser.goto("/lab/lessons/e9-over").await;
    browser.follow("button[name='start']").await;
    browser.wait_for("[data-watch] output[data-countdown='10']").await;
    shop.clock.advance(Duration::from_secs(9));
    browser.goto("/lab/lessons/e9-over").await;
    browser.wait_for("[data-watch] output[data-countdown='1']").await;
    shop.clock.advance(Duration::from_secs(1));
    // The page polls by itself.
    browser.wait_for("[data-watch] [data-sent='true'][data-found='false']").await;
    assert!(browser.cookie("sessionid").await.is_some());
    browser.goto("/lab/lessons/e9-over").await;
    assert!(browser.cookie("sessionid").await.is_none(), "the response removes it");
    assert_eq!(browser.console().await, [""; 0]);
}

#[actix_web::test]
async fn the_pages_about_the_session_fit_on_a_telephone_and_label_their_fields() {
    let shop = TestApp::start().await;
    let browser = Browser::open(shop.address()).await;
    browser.resize(360, 740).await;
    browser.goto("/lab/session").await;
    browser
        .fill("#set-value", "{\"a name without any gap\": \"oolong-and-osmanthus-in-one-very-long-word\"}")
        .await;
    browser.follow("#operation-set button").await;
    browser.wait_for("#result").await;
    assert_eq!(browser.evaluate(OVERFLOW).await, 0, "the result scrolls sideways");
    for path in PAGES {
        browser.goto(path).await;
        let overflow = browser.evaluate(OVERFLOW).await;
        assert_eq!(overflow, 0, "{path} scrolls sideways: {}", browser.evaluate(TOO_WIDE).await);
        assert_eq!(browser.evaluate(UNNAMED).await, 0, "{path}: fields without a label");
        assert_eq!(browser.console().await, [""; 0], "{path}: the console");
    }
}
