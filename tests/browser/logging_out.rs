//! C9: what the browser still shows of a member after the logout.

use super::{browser::Browser, support::TestApp};

/// Opens a browser whose user registers.
async fn members_browser(shop: &TestApp) -> Browser {
    let browser = Browser::open(shop.address()).await;
    browser.goto("/account/register").await;
    browser.fill("#username", "Mei").await;
    browser.fill("#password", "oolong and osmanthus").await;
    browser.fill("#password-again", "oolong and osmanthus").await;
    browser.follow("main form button").await;
    browser.wait_for(".site-nav__user").await;
    browser
}

async fn log_out(browser: &Browser) {
    browser.follow("form[action='/account/logout'] button").await;
    browser.wait_for(".site-nav a[href^='/account/login']").await;
}

// C9
#[actix_web::test]
async fn the_old_cookie_restored_after_a_logout_is_not_logged_in() {
    let shop = TestApp::start().await;
    let browser = members_browser(&shop).await;
    let cookie = browser.cookie("sessionid").await.expect("a member's cookie");
    log_out(&browser).await;
    assert_eq!(browser.cookie("sessionid").await, None);
    browser.plant_cookie("sessionid", &cookie).await;
    assert_eq!(browser.cookie("sessionid").await, Some(cookie));
    browser.goto("/").await;
    browser.wait_for(".site-nav a[href^='/account/login']").await;
    browser.goto("/account").await;
    browser.wait_for_path("/account/login?next=%2Faccount").await;
}

// C9
#[actix_web::test]
async fn the_back_button_shows_no_page_of_the_logged_out_member() {
    let shop = TestApp::start().await;
    let browser = members_browser(&shop).await;
    browser.goto("/account").await;
    assert!(browser.text().await.contains("Mei"));
    log_out(&browser).await;
    browser.back().await;
    browser.wait_for_path("/account/login?next=%2Faccount").await;
    assert!(!browser.text().await.contains("Mei"));
}
