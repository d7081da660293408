//! Cookies of the lab that somebody else has planted in the browser, and what the
//! inspector shows to a reader who is not the browser's user.

use serde_json::Value;

use super::inspector::{exchanges, latest, panel};
use crate::support::{TestApp, visitor::Visitor};

const TEA: &str = "keemun-black";

fn paths(exchanges: &[Value]) -> Vec<&str> {
    exchanges.iter().map(|exchange| exchange["path"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn a_planted_number_shows_nothing_of_what_happens_from_the_login_on() {
    let app = TestApp::start().await;
    let attacker = app.visitor();
    attacker.get("/").await;
    let planted = attacker.cookie("lab_browser").unwrap();
    let victim = app.visitor();
    victim.insert_cookie("lab_browser", &planted);
    victim.get("/cart").await;
    victim.register("Mei").await;
    assert_ne!(victim.cookie("lab_browser").unwrap(), planted);
    victim.get("/account").await;
    assert_eq!(paths(&exchanges(&attacker).await), Vec::<&str>::new());
    let own = exchanges(&victim).await;
    for path in ["/account", "/account/register", "/cart"] {
        assert!(
            paths(&own).contains(&path),
            "{path}: the exchanges before the login stay: {:?}",
            paths(&own)
        );
    }
}

#[actix_web::test]
async fn a_number_that_the_shop_did_not_issue_is_replaced() {
    let app = TestApp::start().await;
    for made_up in ["0".repeat(32), "A".repeat(64)] {
        let visitor = app.visitor();
        visitor.insert_cookie("lab_browser", &made_up);
        assert!(visitor.get("/").await.set_cookie("lab_browser").is_some());
        let thief = app.visitor();
        thief.insert_cookie("lab_browser", &made_up);
        assert_eq!(exchanges(&thief).await, Vec::<Value>::new());
    }
}

#[actix_web::test]
async fn the_inspector_shows_no_cookie_that_a_reader_could_send() {
    for content in ["signed", "private"] {
        let app = TestApp::with(&[("session.cookie_content", content)]).await;
        let visitor = app.member().await;
        visitor.add_to_cart(TEA, 1).await;
        let names = ["sessionid", "csrftoken", "lab_browser"];
        let values: Vec<String> = names.iter().map(|name| visitor.cookie(name).unwrap()).collect();
        let json = visitor.get("/lab/inspector.json").await.body;
        let page = panel(&visitor, &latest(&visitor).await).await.body;
        for (name, value) in names.iter().zip(&values) {
            // The browser's text escapes the `/` of Base64; the inspector may show either.
            let plain = value.replace("%2F", "/").replace("%3D", "=");
            for secret in [&value[8..40], &plain[8..40]] {
                assert!(!json.contains(secret) && !page.contains(secret), "{name}={value} ({content})");
            }
            let is_begun = [&value[..8], &plain[..8]].iter().any(|begin| json.contains(*begin));
            assert!(is_begun, "{name}={value} ({content})");
        }
        let stolen = app.visitor();
        let shown: Value = serde_json::from_str(&json).unwrap();
        for exchange in shown["exchanges"].as_array().unwrap() {
            for cookie in exchange["cookies"].as_array().unwrap() {
                stolen.insert_cookie(cookie["name"].as_str().unwrap(), "x");
                let value = cookie["value"].as_str().unwrap();
                assert!(value.contains('…') || value.len() <= 8, "{cookie}");
            }
        }
        assert!(!stolen.is_logged_in().await);
    }
}

async fn forget_and_get(visitor: &Visitor) {
    for name in ["lab_browser", "csrftoken"] {
        visitor.remove_cookie(name);
    }
    assert_eq!(visitor.get("/healthy-or-not").await.status, 404);
}

#[actix_web::test]
async fn requests_without_a_cookie_do_not_push_a_browser_out() {
    let app = TestApp::with(&[("lab.max_browsers", "2")]).await;
    let student = app.visitor();
    student.get("/cart").await;
    student.get("/account/login").await;
    let page = app.visitor();
    for _ in 0..20 {
        forget_and_get(&page).await;
    }
    assert_eq!(paths(&exchanges(&student).await), ["/account/login", "/cart"]);
}

/// B3, F4: on another host than the user's own machine, a domain would send the session's
/// cookie to other hosts of the domain.
#[actix_web::test]
async fn a_domain_is_refused_and_ignored_off_the_own_machine() {
    let app = TestApp::start().await;
    let attacker = app.visitor();
    attacker.toggle(&[("session.cookie_domain", "tea.test")]).await;
    let planted = attacker.cookie("lab_settings").unwrap();
    let victim = app.visitor().with_header("host", "shop.tea.test");
    victim.insert_cookie("lab_settings", &planted);
    let response = victim.post("/cart/add", &[("product", TEA), ("quantity", "1")]).await;
    assert_eq!(response.set_cookie("sessionid").unwrap().domain(), None);
    let page = victim.send_toggles(&[("session.cookie_domain", "tea.test")]).await;
    assert!(page.status == 422 && page.contains("Only on your own machine"), "{}", page.body);
    assert_eq!(page.set_cookie("lab_settings"), None);
}

#[actix_web::test]
async fn over_https_the_labs_cookies_have_the_prefix() {
    let app = TestApp::with(&[("session.cookie_secure", "true")]).await;
    let visitor = app.visitor();
    assert!(visitor.get("/").await.set_cookie("__Host-lab_browser").is_some());
    visitor.toggle(&[("session.cookie_age", "60")]).await;
    assert!(visitor.cookie("__Host-lab_settings").is_some());
    visitor.add_to_cart(TEA, 1).await;
    assert!(visitor.cookie("__Host-sessionid").is_some(), "an unrelated setting keeps the name");
    visitor.toggle(&[("session.cookie_secure", "false")]).await;
    assert!(visitor.cookie("__Host-sessionid").is_none() && visitor.cookie("sessionid").is_some());
    assert_eq!(visitor.get("/cart").await.cart_count(), 1, "the session moves to the new name");
}
