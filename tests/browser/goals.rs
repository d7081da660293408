//! Each goal of the lab is reached in a real browser, as its solution says. No goal is
//! reached before.

use std::time::Duration;

use super::{browser::Browser, profile::Profile, support::TestApp};

const PASSWORD: &str = "oolong and osmanthus";

/// Opens a browser, and asserts that no goal is reached yet.
async fn open(shop: &TestApp) -> Browser {
    let browser = Browser::open(shop.address()).await;
    browser.goto("/lab/goals").await;
    assert_eq!(browser.attribute("data-solved").await, "0", "{}", browser.text().await);
    browser
}

/// Asserts that the goal is reached now.
async fn assert_reached(browser: &Browser, goal: &str) {
    browser.goto(&format!("/lab/goals/{goal}")).await;
    assert_eq!(browser.attribute("data-is-solved").await, "true", "{goal}: {}", browser.text().await);
}

async fn assert_open(browser: &Browser, goal: &str) {
    browser.goto(&format!("/lab/goals/{goal}")).await;
    assert_eq!(browser.attribute("data-is-solved").await, "false", "{goal}: {}", browser.text().await);
}

async fn add_tea(browser: &Browser) {
    browser.goto("/").await;
    browser.follow(".tea-card__add button").await;
}

/// Presses a button of a lesson.
async fn press(browser: &Browser, lesson: &str, button: &str) {
    browser.goto(&format!("/lab/lessons/{lesson}")).await;
    browser.follow(button).await;
}

/// Sets the engine, and carries the session over.
async fn choose_engine(browser: &Browser, engine: &str) {
    browser.goto("/lab/settings").await;
    browser.click(&format!("input[name='session.engine'][value='{engine}']")).await;
    browser.follow(".lab-settings .actions button").await;
}

async fn register(browser: &Browser, name: &str) {
    browser.goto("/account/register").await;
    browser.fill("#username", name).await;
    browser.fill("#password", PASSWORD).await;
    browser.fill("#password-again", PASSWORD).await;
    browser.follow("main form button").await;
    browser.wait_for(".site-nav__user").await;
}

#[actix_web::test]
async fn the_goals_about_the_first_cookies_and_keys() {
    let shop = TestApp::start().await;
    let browser = open(&shop).await;
    add_tea(&browser).await;
    browser.goto("/cart").await;
    assert_reached(&browser, "first-session").await;

    for path in ["/lab", "/lab/cookies"] {
        browser.goto("/lab/cookies").await;
        browser.fill("#key", "twin").await;
        browser.fill("#path", path).await;
        browser.follow("form[action='/lab/cookies/set'] button").await;
    }
    assert_reached(&browser, "twin-cookies").await;

    press(&browser, "c8-clear", "#operation-clear button").await;
    assert_reached(&browser, "empty-session").await;

    let change = "[data-does=count]";
    press(&browser, "f5-tampered", change).await;
    press(&browser, "f5-tampered", "button[value=altered]").await;
    assert_reached(&browser, "refused-cookie").await;

    press(&browser, "f6-fixation", change).await;
    press(&browser, "f6-fixation", "[data-does=cycle]").await;
    assert_open(&browser, "useless-key").await;
    press(&browser, "f6-fixation", "button[value=before]").await;
    assert_reached(&browser, "useless-key").await;

    // No session starts under the old key, so its cookie has to go.
    press(&browser, "f6-fixation", "button[value=chosen]").await;
    add_tea(&browser).await;
    register(&browser, "Mei").await;
    assert_reached(&browser, "cart-through-login").await;
}

#[actix_web::test]
async fn the_goals_about_engines() {
    let shop = TestApp::start().await;
    let browser = open(&shop).await;
    for step in ["write", "restart", "read"] {
        assert_open(&browser, "cache-restart").await;
        press(&browser, "d8-cache-full-and-restarted", &format!("button[value={step}]")).await;
    }
    assert_reached(&browser, "cache-restart").await;

    add_tea(&browser).await;
    choose_engine(&browser, "signed_cookies").await;
    browser.goto("/cart").await;
    assert_reached(&browser, "other-engine").await;

    browser.goto("/lab/goals/ended-and-back").await;
    browser.follow("[data-does=copy]").await;
    press(&browser, "c9-flush", "#operation-flush button").await;
    assert_open(&browser, "ended-and-back").await;
    browser.follow("[data-does=restore]").await;
    assert_reached(&browser, "ended-and-back").await;
    assert_eq!(browser.cart_count().await, 1);

    while browser.status().await != 413 {
        press(&browser, "d18-bytes", "button[value=more]").await;
    }
    assert_reached(&browser, "too-large").await;

    browser.goto("/lab/goals/leaked-key").await;
    let read = "JSON.parse(atob(decodeURIComponent(document.querySelector('[data-pass]').innerText
        .split('=')[1]).slice(44).replaceAll('-', '+').replaceAll('_', '/')).split(' ').slice(2).join(' '))
        .username";
    let name = browser.evaluate(read).await;
    browser.goto(&format!("/lab/lessons/d19-forged?name={}", name.as_str().unwrap())).await;
    let forged = browser.evaluate("document.querySelector('[data-cookie]').innerText").await;
    assert_open(&browser, "leaked-key").await;
    browser.fill("#pass", forged.as_str().unwrap()).await;
    browser.follow("[data-does=pass]").await;
    assert_reached(&browser, "leaked-key").await;
}

#[actix_web::test]
async fn the_goals_about_expiry() {
    let shop = TestApp::start().await;
    let browser = open(&shop).await;
    press(&browser, "e9-over", "button[name='start']").await;
    assert_open(&browser, "expired-cookie").await;
    shop.clock.advance(Duration::from_secs(10));
    assert_reached(&browser, "expired-cookie").await;
    press(&browser, "e9-over", "button[name='reset']").await;

    press(&browser, "e8-last-access", ".lab-toggle button").await;
    add_tea(&browser).await;
    browser.goto("/cart").await;
    assert_open(&browser, "only-look").await;
    press(&browser, "h10-passive-request", ".lab-controls form button").await;
    assert_reached(&browser, "only-look").await;
    press(&browser, "e8-last-access", ".lab-toggle button").await;

    browser.goto("/lab/lessons/e10-single-keys").await;
    browser.follow("#operation-set_until button").await;
    assert_open(&browser, "expired-key").await;
    shop.clock.advance(Duration::from_secs(3_700));
    assert_reached(&browser, "expired-key").await;

    browser.goto("/lab/settings").await;
    browser.fill("[name='session.absolute_age']", "20").await;
    browser.wait_for("[name='session.expire_at_browser_close']").await.select_by_value("true").await.unwrap();
    browser.click(".lab-settings input[name=session][value=afresh]").await;
    browser.follow(".lab-settings .actions button").await;
    add_tea(&browser).await;
    browser.goto("/cart").await;
    assert_open(&browser, "absolute-limit").await;
    shop.clock.advance(Duration::from_secs(20));
    browser.goto("/cart").await;
    assert_reached(&browser, "absolute-limit").await;
}

#[actix_web::test]
async fn the_goals_about_attacks_and_failures() {
    let shop = TestApp::start().await;
    let browser = Browser::with(Profile::of_host("localhost"), shop.address()).await;
    press(&browser, "f3-samesite", "[data-switch='session.cookie_samesite = None']").await;
    press(&browser, "f3-samesite", "[data-does=points]").await;
    press(&browser, "f3-samesite", "[data-does=attack]").await;
    browser.wait_for("#unguarded").await;
    browser.follow("#unguarded button").await;
    assert_reached(&browser, "forged-form").await;
    press(&browser, "f3-samesite", "[data-switch='session.cookie_samesite = Lax']").await;

    press(&browser, "f4-name-path-domain", "[data-switch='session.cookie_path = /cart']").await;
    browser.follow("[data-does=count]").await;
    assert_open(&browser, "held-back").await;
    add_tea(&browser).await;
    browser.goto("/cart").await;
    assert_reached(&browser, "held-back").await;
    press(&browser, "f4-name-path-domain", "[data-switch='session.cookie_path = /']").await;

    add_tea(&browser).await;
    press(&browser, "h5-store-away", "button[value=refuses]").await;
    browser.goto("/cart").await;
    assert_open(&browser, "store-fails").await;
    press(&browser, "h5-store-away", "button[value=none]").await;
    browser.goto("/cart").await;
    assert_reached(&browser, "store-fails").await;
}

#[actix_web::test]
async fn the_goals_about_requests_at_the_same_time() {
    let shop = TestApp::start().await;
    let browser = open(&shop).await;
    let switch = ".lab-switch button";
    add_tea(&browser).await;
    for (lesson, goal) in [("h1-lost-update", "lost-update"), ("h2-resurrection", "back-from-the-end")] {
        press(&browser, lesson, switch).await;
        add_tea(&browser).await;
        press(&browser, lesson, "[data-at-once] button, [data-end-meanwhile] button").await;
        assert_open(&browser, goal).await;
        press(&browser, lesson, switch).await;
        add_tea(&browser).await;
        press(&browser, lesson, "[data-at-once] button, [data-end-meanwhile] button").await;
        assert_reached(&browser, goal).await;
    }
}

#[actix_web::test]
async fn the_goal_about_the_other_browser() {
    let shop = TestApp::start().await;
    let browser = open(&shop).await;
    let other = Browser::open(shop.address()).await;
    register(&browser, "Lan").await;
    other.goto("/account/login").await;
    other.fill("#username", "Lan").await;
    other.fill("#password", PASSWORD).await;
    other.follow("main form button").await;
    other.wait_for(".site-nav__user").await;
    other.goto("/account").await;
    browser.goto("/account/devices").await;
    browser.follow(".device-list a[href^='/account/devices/end']").await;
    browser.fill("#password", PASSWORD).await;
    browser.follow("main form button").await;
    assert_open(&browser, "other-browser").await;
    other.goto("/account").await;
    assert_reached(&browser, "other-browser").await;
    assert_open(&other, "other-browser").await;
}
