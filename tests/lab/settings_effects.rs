//! H4: every setting on the lab's page has the effect in one browser that it has
//! for a whole site. Each setting has its visible effect here, and the test fails
//! for a setting without one.

use std::time::{Duration, Instant};

use actix_web::cookie::{Cookie, SameSite, time::Duration as Age};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::support::{
    TestApp, app::Setting, customer::line, page::Page, slow_form::SlowForm, sqlite::Sqlite, visitor::Visitor,
};

const TEA: &str = "keemun-black";
const OTHER_TEA: &str = "wuyi-da-hong-pao";

/// The lab's own switches, which lessons have in addition to the settings.
const OF_LESSONS: [&str; 2] = ["lab.replay", "lab.outage"];

#[actix_web::test]
async fn each_setting_of_the_page_has_its_visible_effect() {
    let page = TestApp::start().await.visitor().get("/lab/settings").await;
    let mut names = page.attributes_of("[name^=\"session.\"]", "name");
    names.dedup();
    assert!(names.len() >= 17, "{names:?}");
    for name in names.iter().map(String::as_str).chain(OF_LESSONS) {
        eprintln!("{name}:");
        assert!(has_effect(name).await, "{name} has no effect that this test knows");
    }
}

/// Asserts the effect of a setting. Returns false if this test knows none.
async fn has_effect(name: &str) -> bool {
    match name {
        "session.enabled" => no_session_while_off().await,
        "session.engine" => the_cookie_contains_the_data().await,
        "session.cache_alias" => the_other_cache_has_no_session().await,
        "session.database" => the_row_is_in_the_other_database().await,
        "session.store_timeout_ms" => the_timeout_of_the_store_applies().await,
        "session.cookie_age" => assert_eq!(cookie(&[(name, "30")]).await.max_age(), Some(Age::seconds(30))),
        "session.anonymous_age" => {
            assert_eq!(cookie(&[(name, "30")]).await.max_age(), Some(Age::seconds(30)));
        }
        "session.absolute_age" => a_session_in_use_expires().await,
        "session.expire_at_browser_close" => {
            let cookie = cookie(&[(name, "true")]).await;
            assert_eq!((cookie.max_age(), cookie.expires()), (None, None));
        }
        "session.save_every_request" => each_page_sets_the_cookie().await,
        "session.max_bytes" => a_large_cart_is_refused().await,
        "session.cookie_content" => the_cookie_cannot_be_read().await,
        _ => return has_effect_on_cookie(name).await || has_effect_of_lesson(name).await,
    }
    true
}

/// Asserts the effect of a setting on the cookie's attributes.
async fn has_effect_on_cookie(name: &str) -> bool {
    match name {
        "session.cookie_name" => assert_eq!(cookie(&[(name, "tea")]).await.name(), "tea"),
        "session.cookie_path" => assert_eq!(cookie(&[(name, "/cart")]).await.path(), Some("/cart")),
        "session.cookie_domain" => {
            assert_eq!(cookie(&[(name, "127.0.0.1")]).await.domain(), Some("127.0.0.1"));
        }
        "session.cookie_secure" => assert_eq!(cookie(&[(name, "true")]).await.secure(), Some(true)),
        "session.cookie_httponly" => assert_eq!(cookie(&[(name, "false")]).await.http_only(), None),
        "session.cookie_samesite" => {
            assert_eq!(cookie(&[(name, "Strict")]).await.same_site(), Some(SameSite::Strict));
        }
        _ => return false,
    }
    true
}

async fn has_effect_of_lesson(name: &str) -> bool {
    match name {
        "lab.replay" => without_replay_a_slow_request_overwrites().await,
        "lab.outage" => the_store_is_unavailable().await,
        _ => return false,
    }
    true
}

/// Returns a shop and a visitor who has overridden these settings.
async fn toggled(site: &[Setting<'_>], settings: &[(&str, &str)]) -> (TestApp, Visitor) {
    let app = TestApp::with(site).await;
    let visitor = app.visitor();
    visitor.toggle(settings).await;
    (app, visitor)
}

async fn add(visitor: &Visitor) -> Page {
    visitor.post("/cart/add", &[("product", TEA), ("quantity", "1")]).await
}

/// Returns the session cookie with these settings. Asserts that another browser's
/// cookie has the settings of the site.
async fn cookie(settings: &[(&str, &str)]) -> Cookie<'static> {
    let (app, visitor) = toggled(&[], settings).await;
    let page = add(&visitor).await;
    let name = settings.iter().find(|(name, _)| *name == "session.cookie_name");
    let cookie = page.set_cookie(name.map_or("sessionid", |(_, text)| *text)).expect("a session's cookie");
    let other = add(&app.visitor()).await.set_cookie("sessionid").expect("the site's cookie");
    let attributes = (other.max_age(), other.path(), other.domain(), other.secure());
    assert_eq!(attributes, (Some(Age::seconds(1_209_600)), Some("/"), None, None));
    assert_eq!((other.http_only(), other.same_site()), (Some(true), Some(SameSite::Lax)));
    cookie
}

async fn no_session_while_off() {
    let (app, visitor) = toggled(&[], &[("session.enabled", "false")]).await;
    assert_eq!((visitor.get("/cart").await.status, add(&visitor).await.status), (503, 503));
    assert_eq!(app.visitor().get("/cart").await.status, 200);
}

async fn the_cookie_contains_the_data() {
    let (app, visitor) = toggled(&[], &[("session.engine", "signed_cookies")]).await;
    let before = visitor.cookie("sessionid");
    add(&visitor).await;
    assert_ne!(visitor.cookie("sessionid"), before);
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 1)]);
    assert_eq!(app.sqlite().count("sessions"), 0);
    add(&app.visitor()).await;
    assert_eq!(app.sqlite().count("sessions"), 1, "another browser's is in the database");
}

async fn the_other_cache_has_no_session() {
    let site = [("session.engine", "cache"), ("caches.other.backend", "memory")];
    let app = TestApp::with(&site).await;
    let visitor = app.visitor();
    add(&visitor).await;
    visitor.toggle(&[("session.cache_alias", "other"), ("session", "afresh")]).await;
    assert_eq!(visitor.get("/cart").await.cart_lines(), []);
    visitor.add_to_cart(OTHER_TEA, 2).await;
    visitor.toggle(&[("session.cache_alias", "default"), ("session", "back")]).await;
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 1)]);
}

async fn the_row_is_in_the_other_database() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("apart.sqlite3");
    let url = format!("sqlite:{}", file.display());
    let site = [("databases.apart.url", url.as_str())];
    let (app, visitor) = toggled(&site, &[("session.database", "apart")]).await;
    add(&visitor).await;
    assert_eq!((app.sqlite().count("sessions"), Sqlite::open(&file).count("sessions")), (0, 1));
}

/// With a store that never responds, a longer timeout delays the 503.
async fn the_timeout_of_the_store_applies() {
    for (milliseconds, range) in [("10", 0..1_000), ("2000", 2_000..3_500)] {
        let app = TestApp::start().await;
        let visitor = app.visitor();
        add(&visitor).await;
        visitor.toggle(&[("session.store_timeout_ms", milliseconds)]).await;
        visitor.post("/lab/lessons/h5-store-away/settings", &[("lab.outage", "hangs")]).await;
        let since = Instant::now();
        assert_eq!(visitor.get("/cart").await.status, 503);
        assert!(range.contains(&since.elapsed().as_millis()), "{milliseconds}: {:?}", since.elapsed());
    }
}

async fn a_session_in_use_expires() {
    let (app, visitor) = toggled(&[], &[("session.absolute_age", "60")]).await;
    let other = app.visitor();
    add(&other).await;
    for _ in 0..3 {
        add(&visitor).await;
        app.clock.advance(Duration::from_secs(20));
    }
    assert_eq!(visitor.get("/cart").await.cart_lines(), []);
    assert_eq!(other.get("/cart").await.cart_lines(), [line(TEA, 1)]);
}

async fn each_page_sets_the_cookie() {
    let (app, visitor) = toggled(&[], &[("session.save_every_request", "true")]).await;
    let other = app.visitor();
    for (browser, is_set) in [(&visitor, true), (&other, false)] {
        add(browser).await;
        // This page removes the message of the last change from the session.
        browser.get("/cart").await;
        assert_eq!(browser.get("/cart").await.set_cookie("sessionid").is_some(), is_set);
    }
}

async fn a_large_cart_is_refused() {
    let (app, visitor) = toggled(&[], &[("session.max_bytes", "256")]).await;
    let other = app.visitor();
    let teas = [TEA, OTHER_TEA, "bai-mu-dan", "uji-matcha", "yame-gyokuro", "dong-ding-oolong"];
    let mut statuses = Vec::new();
    for tea in teas {
        statuses.push(visitor.post("/cart/add", &[("product", tea), ("quantity", "1")]).await.status);
        other.add_to_cart(tea, 1).await;
    }
    assert_eq!((statuses[0], statuses[5]), (303, 413), "{statuses:?}");
    assert_eq!(other.get("/cart").await.cart_lines().len(), teas.len());
}

async fn the_cookie_cannot_be_read() {
    let engine = ("session.engine", "signed_cookies");
    let signed = cookie(&[engine]).await;
    let private = cookie(&[engine, ("session.cookie_content", "private")]).await;
    // After the signature, a signed cookie contains the text in base64.
    let text = |cookie: &Cookie| {
        let decoded = Cookie::parse_encoded(cookie.to_string()).unwrap().value().to_owned();
        decoded.get(44..).and_then(|rest| URL_SAFE_NO_PAD.decode(rest).ok())
    };
    let holds_tea =
        |text: Option<Vec<u8>>| text.is_some_and(|text| String::from_utf8_lossy(&text).contains(TEA));
    assert!(holds_tea(text(&signed)), "{signed}");
    assert!(!holds_tea(text(&private)) && private.value().len() > signed.value().len() / 2, "{private}");
}

/// A slow request saves what it loaded, so that a change in the meantime is lost.
async fn without_replay_a_slow_request_overwrites() {
    for (replay, left) in [("true", vec![line(TEA, 1), line(OTHER_TEA, 1)]), ("false", vec![line(TEA, 1)])] {
        // One worker: the slow request has loaded the session when the next one
        // has its response.
        let app = TestApp::with(&[("server.workers", "1")]).await;
        let visitor = app.visitor();
        visitor.post("/lab/lessons/h1-lost-update/settings", &[("lab.replay", replay)]).await;
        // So there is a session.
        visitor.post("/preferences", &[("theme", "dark")]).await;
        let form = [("product", TEA), ("quantity", "1")];
        let mut slow = SlowForm::begin(app.address(), &visitor, "/cart/add", &form).await;
        visitor.add_to_cart(OTHER_TEA, 1).await;
        slow.send_rest();
        assert_eq!(slow.response().status, 303);
        let mut lines = visitor.get("/cart").await.cart_lines();
        lines.sort();
        assert_eq!(lines, left, "replay {replay}");
    }
}

async fn the_store_is_unavailable() {
    let app = TestApp::start().await;
    let (visitor, other) = (app.visitor(), app.visitor());
    add(&visitor).await;
    visitor.post("/lab/lessons/h5-store-away/settings", &[("lab.outage", "refuses")]).await;
    assert_eq!((visitor.get("/cart").await.status, other.get("/cart").await.status), (503, 200));
    visitor.post("/lab/lessons/h5-store-away/settings", &[("lab.outage", "none")]).await;
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 1)]);
}
