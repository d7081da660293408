//! F2: whether a script of the page can read the session cookie.

use super::{browser::Browser, support::TestApp};

/// Returns `document.cookie` of a visitor with a cart, and so with a session.
async fn cookies_that_a_script_sees(httponly: &str) -> String {
    let shop = TestApp::with(&[("session.cookie_httponly", httponly)]).await;
    let browser = Browser::open(shop.address()).await;
    browser.goto("/").await;
    browser.follow(".tea-card__add button").await;
    browser.wait_for("header[data-cart-count='1']").await;
    assert!(browser.cookie("sessionid").await.is_some(), "the browser has the cookie");
    browser.evaluate("document.cookie").await.as_str().unwrap().to_owned()
}

// F2
#[actix_web::test]
async fn a_script_sees_the_cookie_only_without_httponly() {
    assert_eq!(cookies_that_a_script_sees("true").await, "");
    assert!(cookies_that_a_script_sees("false").await.contains("sessionid="));
}
