//! What holds for each page: it fits on a telephone, has one headline, names
//! its fields, and has nothing from elsewhere in it.

use serde_json::Value;

use super::{browser::Browser, profile::Profile, support::TestApp};

/// Anybody's pages, before there is anything in the cart.
const FIRST: [&str; 7] = [
    "/",
    "/?q=nothing-like-this",
    "/cart",
    "/account/login",
    "/account/register",
    "/preferences",
    "/no-such-page",
];

/// A member's, with a cart and an order on its way.
const LATER: [&str; 8] = [
    "/cart",
    "/checkout/address",
    "/checkout/delivery",
    "/checkout/review",
    "/account",
    "/account/password",
    "/orders",
    "/preferences",
];

/// The visible fields without a name that is read out.
const UNNAMED: &str = "[...document.querySelectorAll('input:not([type=hidden], [hidden]), select, textarea')]
    .filter(field => !field.labels.length && !field.ariaLabel).map(field => field.outerHTML)";

/// What reaches beyond the right edge.
const TOO_WIDE: &str = "[...document.querySelectorAll('body *')]
    .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .slice(0, 3).map(one => one.outerHTML.slice(0, 120))";

/// Scripts and the like from elsewhere, or written into the page.
const NOT_OURS: &str = "[...document.querySelectorAll('script, link[rel=stylesheet], img, iframe, style')]
    .filter(one => !(one.src || one.href || '').startsWith(location.origin + '/static/'))
    .map(one => one.outerHTML.slice(0, 120))";

async fn look_at(browser: &Browser, language: &str) {
    let address = browser.evaluate("location.pathname").await;
    assert_eq!(browser.evaluate("document.documentElement.lang").await, language, "{address}");
    let over =
        browser.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth").await;
    assert_eq!(over, 0, "{address} scrolls sideways: {}", browser.evaluate(TOO_WIDE).await);
    let headlines = browser.evaluate("document.querySelectorAll('h1').length").await;
    assert_eq!(headlines, 1, "{address}: headlines");
    assert_eq!(browser.evaluate(UNNAMED).await, Value::Array(vec![]), "{address}: fields without a label");
    assert_eq!(browser.evaluate(NOT_OURS).await, Value::Array(vec![]), "{address}: scripts");
    assert_eq!(browser.console().await, [""; 0], "{address}: the console");
    assert_eq!(browser.barriers().await, [""; 0], "{address}: axe-core");
}

async fn look_at_each(browser: &Browser, paths: &[&str], language: &str) {
    for path in paths {
        browser.goto(path).await;
        assert_eq!(browser.evaluate("location.pathname + location.search").await, *path, "stays there");
        look_at(browser, language).await;
    }
}

/// Registers, and takes an order so far that only the last button is left.
async fn become_a_member_about_to_order(browser: &Browser) {
    browser.goto("/account/register").await;
    browser.fill("#username", "a-name-nearly-as-long-as-may-be").await;
    browser.fill("#password", "oolong and osmanthus").await;
    browser.fill("#password-again", "oolong and osmanthus").await;
    browser.follow("main form button").await;
    browser.sees(".site-nav__user").await;
    browser.goto("/").await;
    browser.follow(".tea-card__name a").await;
    browser.sees(".tea-detail").await;
    browser.follow(".tea-detail form button").await;
    browser.sees("header[data-cart-count='1']").await;
    browser.goto("/checkout/address").await;
    for field in ["name", "street", "postcode", "city"] {
        browser.fill(&format!("#{field}"), "1234567 Llanfairpwllgwyngyll").await;
    }
    browser.fill("#postcode", "100").await;
    browser.sees("#country").await.select_by_value("TW").await.unwrap();
    browser.follow("main form button").await;
    browser.arrives_at("/checkout/delivery").await;
    browser.click("input[name=delivery]").await;
    browser.follow("main form button").await;
    browser.arrives_at("/checkout/review").await;
}

async fn look_at_all_pages(language: &'static str) {
    let shop = TestApp::start().await;
    let browser = Browser::with(Profile::in_language(language), shop.address()).await;
    browser.measures(360, 740).await;
    look_at_each(&browser, &FIRST, language).await;
    become_a_member_about_to_order(&browser).await;
    look_at_each(&browser, &LATER, language).await;
    browser.goto("/").await;
    browser.follow(".tea-card__name a").await;
    browser.sees(".tea-detail").await;
    look_at(&browser, language).await;
    browser.goto("/checkout/review").await;
    browser.follow("form[action='/checkout/place'] button").await;
    browser.sees("header[data-cart-count='0']").await;
    look_at(&browser, language).await;
    browser.follow("form[action='/account/logout'] button").await;
    browser.sees(".site-nav a[href^='/account/login']").await;
    look_at(&browser, language).await;
}

/// The instruments of the lab, and all its lessons.
async fn look_at_the_lab(language: &'static str, width: u32) {
    let shop = TestApp::start().await;
    let browser = Browser::with(Profile::in_language(language), shop.address()).await;
    browser.measures(width, 800).await;
    browser.goto("/").await;
    browser.follow(".tea-card__add button").await;
    browser.sees("header[data-cart-count='1']").await;
    browser.goto("/lab").await;
    let lessons = "[...document.querySelectorAll('a[href^=\"/lab/lessons/\"]')].map(link => link.pathname)";
    let lessons = browser.evaluate(lessons).await;
    let lessons: Vec<&str> = lessons.as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(lessons.len() > 40, "{lessons:?}");
    let instruments =
        ["/lab", "/lab/settings", "/lab/session", "/lab/cookies", "/lab/engines", "/lab/inspector"];
    look_at_each(&browser, &instruments, language).await;
    look_at_each(&browser, &lessons, language).await;
}

#[actix_web::test]
async fn every_page_of_the_lab_fits_on_a_telephone_and_names_its_parts() {
    look_at_the_lab("en", 360).await;
}

#[actix_web::test]
async fn every_page_of_the_lab_in_chinese_fits_on_a_wide_screen_and_names_its_parts() {
    look_at_the_lab("zh-Hant", 1440).await;
}

#[actix_web::test]
async fn every_page_in_english_fits_on_a_telephone_and_names_its_parts() {
    look_at_all_pages("en").await;
}

#[actix_web::test]
async fn every_page_in_chinese_fits_on_a_telephone_and_names_its_parts() {
    look_at_all_pages("zh-Hant").await;
}
