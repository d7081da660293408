//! B: a real browser with the lab's plain cookies.

use super::{browser::Browser, support::TestApp};

/// Returns the page's explanation of what happened to the last sent cookie.
async fn explanation(browser: &Browser) -> String {
    let text = browser.evaluate("document.querySelector('.lab-line__fate').innerText").await;
    text.as_str().unwrap().to_owned()
}

/// Presses a button of a lesson, and returns the page's explanation.
async fn press(browser: &Browser, lesson: &str, button: usize) -> String {
    browser.goto(&format!("/lab/lessons/{lesson}")).await;
    browser.follow(&format!(".lab-buttons form:nth-child({button}) button")).await;
    browser.wait_for_path(&format!("/lab/lessons/{lesson}#sent")).await;
    browser.wait_for(".lab-line__fate").await;
    explanation(browser).await
}

const CAME_BACK: &str = "The browser stored the cookie and sent it with this request.";

// B2: Max-Age applies, whether it is longer than Expires or shorter.
#[actix_web::test]
async fn max_age_takes_precedence_over_expires() {
    let shop = TestApp::start().await;
    let browser = Browser::open(shop.address()).await;
    let lesson = "b2-max-age-and-expires";
    assert_eq!(press(&browser, lesson, 1).await, CAME_BACK);
    assert!(press(&browser, lesson, 2).await.starts_with("It was expired when it arrived"));
    assert_eq!(browser.cookie("lab_demo_age_wins").await.as_deref(), Some("kept"));
    assert_eq!(browser.cookie("lab_demo_age_wins_too").await, None);
}

// B3
#[actix_web::test]
async fn path_and_domain_decide_where_the_browser_sends_a_cookie() {
    let shop = TestApp::start().await;
    let browser = Browser::open(shop.address()).await;
    let lesson = "b3-path-and-domain";
    assert_eq!(press(&browser, lesson, 1).await, CAME_BACK);
    assert!(press(&browser, lesson, 2).await.contains("keeps it for /lab/cookies/elsewhere"));
    for (button, domain) in [(3, "localhost"), (4, "example.com")] {
        let text = press(&browser, lesson, button).await;
        assert!(text.contains(&format!("127.0.0.1 is no host of {domain}")), "{text}");
    }
    browser.goto("/lab/cookies/elsewhere").await;
    let arrived = browser.evaluate("document.querySelector('.lab-pieces').innerText").await;
    let arrived = arrived.as_str().unwrap();
    for (name, is_there) in [
        ("lab_demo_here", true),
        ("lab_demo_elsewhere", true),
        ("lab_demo_twin", false),
        ("lab_demo_stranger", false),
    ] {
        assert_eq!(arrived.contains(name), is_there, "{name}: {arrived}");
    }
}

// B1, B5: set by the form, read by a script, and deleted.
#[actix_web::test]
async fn a_cookie_of_the_form_is_sent_back_and_a_deleted_one_is_not() {
    let shop = TestApp::start().await;
    let browser = Browser::open(shop.address()).await;
    browser.goto("/lab/cookies").await;
    browser.fill("#key", "tea").await;
    browser.fill("#max-age", "600").await;
    browser.follow("form[action='/lab/cookies/set'] button").await;
    browser.wait_for(".lab-line__fate").await;
    assert_eq!(explanation(&browser).await, CAME_BACK);
    let seen = browser.evaluate("document.querySelector('.lab-script-sees').innerText").await;
    assert_eq!(seen, "lab_demo_tea=oolong");
    browser.follow(".lab-kept form button").await;
    browser.wait_for_path("/lab/cookies#sent").await;
    browser.wait_for(".lab-kept:empty, .lab-kept:not(:has(li))").await;
    assert_eq!(browser.cookie("lab_demo_tea").await, None);
    assert_eq!(browser.evaluate("document.cookie").await, "");
}

// B6
#[actix_web::test]
async fn the_browser_stores_a_cookie_of_4096_bytes_and_none_larger() {
    let shop = TestApp::start().await;
    let browser = Browser::open(shop.address()).await;
    for button in 1..=4 {
        press(&browser, "b6-four-kilobytes", button).await;
    }
    let rows = "[...document.querySelectorAll('.lab-sizes tbody tr')]
        .map(row => row.dataset.bytes + ' ' + row.querySelector('.tag').innerText)";
    let rows = browser.evaluate(rows).await;
    let expected = ["4000 came back", "4096 came back", "4097 did not come back", "5000 did not come back"];
    assert_eq!(rows, serde_json::json!(expected));
    assert!(browser.cookie("lab_demo_size_4096").await.is_some());
    assert_eq!(browser.cookie("lab_demo_size_4097").await, None);
}

// B7
#[actix_web::test]
async fn a_script_forges_the_plain_cookie_and_not_the_signed_one() {
    let shop = TestApp::start().await;
    let browser = Browser::open(shop.address()).await;
    let plans = "document.querySelector('.lab-plans').innerText";
    browser.goto("/lab/lessons/b7-never-trust-a-cookie").await;
    browser.follow("form[action='/lab/cookies/plan'] button").await;
    browser.wait_for(".lab-line").await;
    let before = browser.evaluate(plans).await;
    assert!(before.as_str().unwrap().contains("The signature is valid: your plan is “basic”."), "{before}");
    browser.click(".lab-forge button").await;
    browser.wait_for("[data-plan=signed] .tag--low").await;
    let after = browser.evaluate(plans).await;
    let after = after.as_str().unwrap();
    assert!(after.contains("The shop accepts it: your plan is “gold”."), "{after}");
    assert!(after.contains("refused") && !after.contains("The signature is valid"), "{after}");
    assert_eq!(browser.console().await, [""; 0]);
}

/// How many pixels the page is too wide.
const OVERFLOW: &str = "document.documentElement.scrollWidth - document.documentElement.clientWidth";

#[actix_web::test]
async fn the_index_the_cookies_page_and_lessons_fit_on_a_telephone() {
    let shop = TestApp::start().await;
    let browser = Browser::open(shop.address()).await;
    browser.resize(360, 740).await;
    press(&browser, "b6-four-kilobytes", 1).await;
    for path in [
        "/lab",
        "/lab/cookies",
        "/lab/cookies/elsewhere",
        "/lab/lessons/a10-number-ticket",
        "/lab/lessons/a1-stateless",
        "/lab/lessons/a4-what-the-id-says",
        "/lab/lessons/b1-set-a-cookie",
        "/lab/lessons/b7-never-trust-a-cookie",
    ] {
        browser.goto(path).await;
        assert_eq!(browser.evaluate(OVERFLOW).await, 0, "{path}");
        assert_eq!(browser.evaluate("document.querySelectorAll('h1').length").await, 1, "{path}");
        assert_eq!(browser.console().await, [""; 0], "{path}");
    }
}
