//! C9: what is left of a member in the browser after the logout.

use super::{browser::Browser, support::TestApp};

/// A browser whose user has just registered.
async fn at_a_members_browser(shop: &TestApp) -> Browser {
    let browser = Browser::open(shop.address()).await;
    browser.goto("/account/register").await;
    browser.fill("#username", "Mei").await;
    browser.fill("#password", "oolong and osmanthus").await;
    browser.fill("#password-again", "oolong and osmanthus").await;
    browser.follow("main form button").await;
    browser.sees(".site-nav__user").await;
    browser
}

async fn log_out(browser: &Browser) {
    browser.follow("form[action='/account/logout'] button").await;
    browser.sees(".site-nav a[href^='/account/login']").await;
}

// C9
#[actix_web::test]
async fn the_old_cookie_put_back_after_a_logout_is_a_strangers() {
    let shop = TestApp::start().await;
    let browser = at_a_members_browser(&shop).await;
    let cookie = browser.cookie("sessionid").await.expect("a member's cookie");
    log_out(&browser).await;
    assert_eq!(browser.cookie("sessionid").await, None);
    browser.plant_cookie("sessionid", &cookie).await;
    assert_eq!(browser.cookie("sessionid").await, Some(cookie));
    browser.goto("/").await;
    browser.sees(".site-nav a[href^='/account/login']").await;
    browser.goto("/account").await;
    browser.arrives_at("/account/login?next=%2Faccount").await;
}

// C9
#[actix_web::test]
async fn the_back_button_shows_no_page_of_the_member_who_logged_out() {
    let shop = TestApp::start().await;
    let browser = at_a_members_browser(&shop).await;
    browser.goto("/account").await;
    assert!(browser.text().await.contains("Mei"));
    log_out(&browser).await;
    browser.back().await;
    browser.arrives_at("/account/login?next=%2Faccount").await;
    assert!(!browser.text().await.contains("Mei"));
}
