//! What holds for each page: it fits on a telephone, has one heading, labels its
//! fields, and loads nothing from other sites.

use serde_json::Value;

use super::{
    browser::Browser,
    profile::Profile,
    support::{TestApp, lab_pages::LAB_PAGES},
};

/// Pages without a login, with an empty cart.
const VISITOR_PAGES: [&str; 7] = [
    "/",
    "/?q=nothing-like-this",
    "/cart",
    "/account/login",
    "/account/register",
    "/preferences",
    "/no-such-page",
];

/// Pages of a member with a cart and an order in progress.
const MEMBER_PAGES: [&str; 10] = [
    "/cart",
    "/checkout/address",
    "/checkout/delivery",
    "/checkout/review",
    "/account",
    "/account/password",
    "/account/devices",
    "/account/devices/end?which=all",
    "/orders",
    "/preferences",
];

/// The visible fields without a label.
const UNNAMED: &str = "[...document.querySelectorAll('input:not([type=hidden], [hidden]), select, textarea')]
    .filter(field => !field.labels.length && !field.ariaLabel).map(field => field.outerHTML)";

/// The elements that extend beyond the right edge.
const TOO_WIDE: &str = "[...document.querySelectorAll('body *')]
    .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .slice(0, 3).map(one => one.outerHTML.slice(0, 120))";

/// Scripts and other resources from other sites, or inline.
const FOREIGN: &str = "[...document.querySelectorAll('script, link[rel=stylesheet], img, iframe, style')]
    .filter(one => one.type !== 'application/ld+json')
    .filter(one => !(one.src || one.href || '').startsWith(location.origin + '/static/'))
    .map(one => one.outerHTML.slice(0, 120))";

async fn check_page(browser: &Browser, language: &str) {
    let path = browser.evaluate("location.pathname").await;
    assert_eq!(browser.evaluate("document.documentElement.lang").await, language, "{path}");
    let overflow =
        browser.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth").await;
    assert_eq!(overflow, 0, "{path} scrolls sideways: {}", browser.evaluate(TOO_WIDE).await);
    let headings = browser.evaluate("document.querySelectorAll('h1').length").await;
    assert_eq!(headings, 1, "{path}: headings");
    assert_eq!(browser.evaluate(UNNAMED).await, Value::Array(vec![]), "{path}: fields without a label");
    assert_eq!(browser.evaluate(FOREIGN).await, Value::Array(vec![]), "{path}: scripts");
    assert_eq!(browser.console().await, [""; 0], "{path}: the console");
    assert_eq!(browser.accessibility_violations().await, [""; 0], "{path}: axe-core");
}

async fn check_each(browser: &Browser, paths: &[&str], language: &str) {
    for path in paths {
        browser.goto(path).await;
        assert_eq!(browser.evaluate("location.pathname + location.search").await, *path, "it redirects");
        check_page(browser, language).await;
    }
}

/// Registers, and goes through the checkout up to the last button.
async fn register_and_go_to_review(browser: &Browser) {
    browser.goto("/account/register").await;
    browser.fill("#username", "a-name-nearly-as-long-as-may-be").await;
    browser.fill("#password", "oolong and osmanthus").await;
    browser.fill("#password-again", "oolong and osmanthus").await;
    browser.follow("main form button").await;
    browser.wait_for(".site-nav__user").await;
    browser.goto("/").await;
    browser.follow(".tea-card__name a").await;
    browser.wait_for(".tea-detail").await;
    browser.follow(".tea-detail form button").await;
    browser.wait_for("header[data-cart-count='1']").await;
    browser.goto("/checkout/address").await;
    for field in ["name", "street", "postcode", "city"] {
        browser.fill(&format!("#{field}"), "1234567 Llanfairpwllgwyngyll").await;
    }
    browser.fill("#postcode", "100").await;
    browser.wait_for("#country").await.select_by_value("TW").await.unwrap();
    browser.follow("main form button").await;
    browser.wait_for_path("/checkout/delivery").await;
    browser.click("input[name=delivery]").await;
    browser.follow("main form button").await;
    browser.wait_for_path("/checkout/review").await;
}

async fn check_all_pages(language: &'static str) {
    let shop = TestApp::start().await;
    let browser = Browser::with(Profile::in_language(language), shop.address()).await;
    browser.resize(360, 740).await;
    check_each(&browser, &VISITOR_PAGES, language).await;
    register_and_go_to_review(&browser).await;
    check_each(&browser, &MEMBER_PAGES, language).await;
    browser.goto("/").await;
    browser.follow(".tea-card__name a").await;
    browser.wait_for(".tea-detail").await;
    check_page(&browser, language).await;
    browser.goto("/checkout/review").await;
    browser.follow("form[action='/checkout/place'] button").await;
    browser.wait_for("header[data-cart-count='0']").await;
    check_page(&browser, language).await;
    // On a telephone the navigation is behind a menu.
    browser.click(".icon-button--menu").await;
    browser.follow("form[action='/account/logout'] button").await;
    browser.wait_for(".site-nav a[href^='/account/login']").await;
    check_page(&browser, language).await;
}

/// Checks the tools of the lab and all its lessons.
async fn check_lab(language: &'static str, width: u32) {
    let shop = TestApp::start().await;
    let browser = Browser::with(Profile::in_language(language), shop.address()).await;
    browser.resize(width, 800).await;
    browser.goto("/").await;
    browser.follow(".tea-card__add button").await;
    browser.wait_for("header[data-cart-count='1']").await;
    browser.goto("/lab").await;
    let lessons = "[...new Set([...document.querySelectorAll('a[href^=\"/lab/lessons/\"]')]
        .map(link => link.pathname))]";
    let lessons = browser.evaluate(lessons).await;
    let lessons: Vec<&str> = lessons.as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(lessons.len() > 40, "{lessons:?}");
    check_each(&browser, LAB_PAGES, language).await;
    check_each(&browser, &lessons, language).await;
    browser.goto("/lab/lessons/f3-samesite").await;
    browser.click("input[name=prediction]").await;
    browser.follow("form[action$='/predict'] button").await;
    browser.wait_for("form[action$='/compare']").await;
    check_page(&browser, language).await;
    browser.follow("form[action$='/compare'] button").await;
    browser.wait_for(".course-result dl").await;
    check_page(&browser, language).await;
}

#[actix_web::test]
async fn every_page_of_the_lab_fits_on_a_telephone_and_is_accessible() {
    check_lab("en", 360).await;
}

#[actix_web::test]
async fn every_page_of_the_lab_in_chinese_fits_on_a_wide_screen_and_is_accessible() {
    check_lab("zh-Hant", 1440).await;
}

#[actix_web::test]
async fn every_page_in_english_fits_on_a_telephone_and_is_accessible() {
    check_all_pages("en").await;
}

#[actix_web::test]
async fn every_page_in_chinese_fits_on_a_telephone_and_is_accessible() {
    check_all_pages("zh-Hant").await;
}
