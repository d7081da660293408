//! H4: every setting that the lab's page offers does in one's own browser what
//! it does on a site. Each setting has its visible effect here, and a setting
//! without one fails the test.

use std::time::{Duration, Instant};

use actix_web::cookie::{Cookie, SameSite, time::Duration as Age};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::support::{
    TestApp, app::Setting, customer::line, page::Page, slow_form::SlowForm, sqlite::Sqlite, visitor::Visitor,
};

const TEA: &str = "keemun-black";
const OTHER_TEA: &str = "wuyi-da-hong-pao";

/// The lab's own switches, which lessons offer beside the settings.
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

/// Asserts the effect of a setting; false if none is known.
async fn has_effect(name: &str) -> bool {
    match name {
        "session.enabled" => no_session_while_off().await,
        "session.engine" => data_moves_into_the_cookie().await,
        "session.cache_alias" => another_cache_knows_nothing().await,
        "session.database" => the_row_is_in_the_other_database().await,
        "session.store_timeout_ms" => the_store_is_awaited_that_long().await,
        "session.cookie_age" => assert_eq!(cookie(&[(name, "30")]).await.max_age(), Some(Age::seconds(30))),
        "session.absolute_age" => it_ends_however_busy_the_visitor_is().await,
        "session.expire_at_browser_close" => {
            let cookie = cookie(&[(name, "true")]).await;
            assert_eq!((cookie.max_age(), cookie.expires()), (None, None));
        }
        "session.save_every_request" => each_look_sets_the_cookie().await,
        "session.max_bytes" => a_large_cart_is_refused().await,
        "session.cookie_content" => the_cookie_cannot_be_read().await,
        _ => return has_effect_on_cookie(name).await || has_effect_of_lesson(name).await,
    }
    true
}

/// The attributes of the cookie.
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
        "lab.outage" => the_store_is_away().await,
        _ => return false,
    }
    true
}

/// A shop, and a visitor who has toggled these settings there.
async fn toggled(site: &[Setting<'_>], settings: &[(&str, &str)]) -> (TestApp, Visitor) {
    let app = TestApp::with(site).await;
    let visitor = app.visitor();
    visitor.toggle(settings).await;
    (app, visitor)
}

async fn add(visitor: &Visitor) -> Page {
    visitor.post("/cart/add", &[("product", TEA), ("quantity", "1")]).await
}

/// The session's cookie under these settings, and that another browser's is
/// what the site has.
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

async fn data_moves_into_the_cookie() {
    let (app, visitor) = toggled(&[], &[("session.engine", "signed_cookies")]).await;
    let before = visitor.cookie("sessionid");
    add(&visitor).await;
    assert_ne!(visitor.cookie("sessionid"), before);
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 1)]);
    assert_eq!(app.sqlite().count("sessions"), 0);
    add(&app.visitor()).await;
    assert_eq!(app.sqlite().count("sessions"), 1, "another browser's is in the database");
}

async fn another_cache_knows_nothing() {
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

/// With a store that never responds, a longer timeout is a later 503.
async fn the_store_is_awaited_that_long() {
    for (milliseconds, range) in [("10", 0..1_000), ("2000", 2_000..3_500)] {
        let app = TestApp::start().await;
        let visitor = app.visitor();
        add(&visitor).await;
        visitor.toggle(&[("session.store_timeout_ms", milliseconds)]).await;
        visitor.post("/lab/lessons/h5-store-away/outage", &[("outage", "hangs")]).await;
        let since = Instant::now();
        assert_eq!(visitor.get("/cart").await.status, 503);
        assert!(range.contains(&since.elapsed().as_millis()), "{milliseconds}: {:?}", since.elapsed());
    }
}

async fn it_ends_however_busy_the_visitor_is() {
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

async fn each_look_sets_the_cookie() {
    let (app, visitor) = toggled(&[], &[("session.save_every_request", "true")]).await;
    let other = app.visitor();
    for (browser, is_set) in [(&visitor, true), (&other, false)] {
        add(browser).await;
        // This page takes the message of the last change out of the session.
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
    // Past the signature of a signed one there is base64 of the text.
    let text = |cookie: &Cookie| {
        let decoded = Cookie::parse_encoded(cookie.to_string()).unwrap().value().to_owned();
        decoded.get(44..).and_then(|rest| URL_SAFE_NO_PAD.decode(rest).ok())
    };
    let holds_tea =
        |text: Option<Vec<u8>>| text.is_some_and(|text| String::from_utf8_lossy(&text).contains(TEA));
    assert!(holds_tea(text(&signed)), "{signed}");
    assert!(!holds_tea(text(&private)) && private.value().len() > signed.value().len() / 2, "{private}");
}

/// A slow request saves what it loaded: what was added meanwhile is lost.
async fn without_replay_a_slow_request_overwrites() {
    for (replay, left) in [("on", vec![line(TEA, 1), line(OTHER_TEA, 1)]), ("off", vec![line(TEA, 1)])] {
        // One worker: the slow request has loaded the session when the next one
        // has its response.
        let app = TestApp::with(&[("server.workers", "1")]).await;
        let visitor = app.visitor();
        visitor.post("/lab/lessons/h1-lost-update/replay", &[("replay", replay)]).await;
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

async fn the_store_is_away() {
    let app = TestApp::start().await;
    let (visitor, other) = (app.visitor(), app.visitor());
    add(&visitor).await;
    visitor.post("/lab/lessons/h5-store-away/outage", &[("outage", "refuses")]).await;
    assert_eq!((visitor.get("/cart").await.status, other.get("/cart").await.status), (503, 200));
    visitor.post("/lab/lessons/h5-store-away/outage", &[("outage", "none")]).await;
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 1)]);
}
