//! Invalid settings of a browser are refused with the reason, and nothing is
//! changed.

use std::time::{Duration, Instant};

use crate::support::{TestApp, customer::line, page::Page};

const TEA: &str = "keemun-black";

/// A port of this machine on which no server listens.
const UNREACHABLE_REDIS: &str = "redis://127.0.0.1:1/0";

fn error_beside(page: &Page, field: &str) -> Option<String> {
    page.text_of(&format!("#session-{field}-error"))
}

#[actix_web::test]
async fn an_invalid_value_is_refused_beside_its_field_and_nothing_is_changed() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    for (field, text, message) in [
        ("engine", "redis", "Allowed values are: db, file, cache, cached_db, signed_cookies."),
        ("engine", "", "Allowed values are: db, file, cache, cached_db, signed_cookies."),
        ("cache_alias", "elsewhere", "Allowed values are: default, memcached, redis."),
        ("database", "../x", "Allowed values are: default."),
        ("cookie_age", "0", "Enter a whole number from 1 to 315360000."),
        ("cookie_age", "1.5", "Enter a whole number from 1 to 315360000."),
        ("cookie_age", "99999999999999999999", "Enter a whole number from 1 to 315360000."),
        ("max_bytes", "67108864", "Enter a whole number from 256 to 1048576."),
        ("store_timeout_ms", "60000", "Enter a whole number from 10 to 5000."),
        ("expire_at_browser_close", "maybe", "Allowed values are: true, false."),
        ("cookie_samesite", "Loose", "Allowed values are: Strict, Lax, None."),
        ("cookie_content", "open", "Allowed values are: signed, private."),
        ("cookie_path", "cart", "It begins with /"),
        ("cookie_path", "/a;b", "It begins with /"),
        ("cookie_domain", "a b", "A host name"),
        ("cookie_name", "a b", "Letters, digits"),
        ("cookie_name", "", "Letters, digits"),
        ("cookie_name", "__Host-tea", "Letters, digits"),
        ("cookie_name", "csrftoken", "The shop has other cookies"),
        ("cookie_name", "lab_settings", "The shop has other cookies"),
        ("cookie_name", "lab%5Fbrowser", "The shop has other cookies"),
        ("cookie_name", &"n".repeat(65), "At most 64 characters"),
        ("cookie_path", &format!("/{}", "p".repeat(4_000)), "At most 200 characters"),
    ] {
        let name = format!("session.{field}");
        let page = visitor.send_toggles(&[(&name, text)]).await;
        assert_eq!(page.status, 422, "{field} {text:?}");
        let error = error_beside(&page, field).unwrap_or_default();
        assert!(error.starts_with(message), "{field} {text:?}: {error}");
        assert_eq!(page.set_cookie("lab_settings"), None);
    }
    assert!(!visitor.get("/").await.contains("lab-banner"));
}

#[actix_web::test]
async fn each_invalid_field_has_its_message_and_keeps_the_input() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let wrong = [("session.cookie_age", "-5"), ("session.cookie_path", "shop"), ("session.max_bytes", "300")];
    let page = visitor.send_toggles(&wrong).await;
    assert_eq!(page.status, 422);
    assert!(error_beside(&page, "cookie_age").is_some() && error_beside(&page, "cookie_path").is_some());
    assert!(error_beside(&page, "max_bytes").is_none());
    for (name, text) in wrong {
        assert_eq!(page.attributes_of(&format!("[name=\"{name}\"]"), "value"), [text]);
    }
    let page = visitor.with_header("accept-language", "zh-TW").send_toggles(&wrong).await;
    let message = error_beside(&page, "cookie_age");
    assert_eq!(message.as_deref(), Some("請輸入 1 到 315360000 的整數。"));
}

#[actix_web::test]
async fn the_choice_for_the_session_must_be_one_of_three() {
    let app = TestApp::start().await;
    let page = app.visitor().send_toggles(&[("session", "burn it")]).await;
    assert_eq!(page.status, 422);
    let said = page.text_of("#keep-error");
    assert_eq!(said.as_deref(), Some("Allowed values are: carry, afresh, back."));
}

#[actix_web::test]
async fn a_forged_or_modified_settings_cookie_is_ignored() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.toggle(&[("session.engine", "signed_cookies")]).await;
    let good = visitor.cookie("lab_settings").unwrap();
    let other_shop = TestApp::start().await;
    let elsewhere = other_shop.visitor();
    elsewhere.toggle(&[("session.engine", "signed_cookies")]).await;
    let of_another_shop = elsewhere.cookie("lab_settings").unwrap();
    let mut altered = good.clone();
    altered.pop();
    altered.push(if good.ends_with('A') { 'B' } else { 'A' });
    for forged in ["", "x", "eyJzZXNzaW9uLmVuZ2luZSI6ImZpbGUifQ", &altered, &of_another_shop, &good[1..]] {
        let other = app.visitor();
        other.insert_cookie("lab_settings", forged);
        let page = other.get("/").await;
        assert_eq!(page.status, 200, "{forged:?}");
        assert!(!page.contains("lab-banner"), "{forged:?}");
    }
}

#[actix_web::test]
async fn an_unreachable_store_is_shown_with_the_reason_and_refused_quickly() {
    let settings =
        [("caches.redis.url", UNREACHABLE_REDIS), ("caches.memcached.url", "memcache://127.0.0.1:1")];
    let app = TestApp::with(&settings).await;
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 1).await;
    let sent = Instant::now();
    let page = visitor.get("/lab/settings").await;
    assert!(sent.elapsed() < Duration::from_secs(2), "the page waits for the stores");
    for alias in ["redis", "memcached"] {
        let radio = format!("name=\"session.cache_alias\" value=\"{alias}\" disabled");
        assert!(page.contains(&radio), "{alias}");
    }
    assert!(page.contains("name=\"session.cache_alias\" value=\"default\" checked"));
    let reasons = page.texts_of(".lab-choice__reason");
    assert_eq!(reasons.len(), 2, "{reasons:?}");
    assert!(reasons.iter().all(|reason| reason.starts_with("Cannot be used here: ")), "{reasons:?}");
    for engine in ["cache", "cached_db", "db"] {
        let wished = [("session.engine", engine), ("session.cache_alias", "redis")];
        let page = visitor.send_toggles(&wished).await;
        assert_eq!(page.status, 422, "{engine}");
        let error = error_beside(&page, "cache_alias").unwrap_or_default();
        assert!(error.starts_with("Cannot be used here: "), "{error}");
    }
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 1)]);
}

#[actix_web::test]
async fn a_database_that_cannot_be_opened_is_shown_with_the_reason_and_refused() {
    let app = TestApp::with(&[("databases.lost.url", "sqlite:no/such/folder/x.sqlite3")]).await;
    let visitor = app.visitor();
    let page = visitor.get("/lab/settings").await;
    assert!(page.contains("name=\"session.database\" value=\"lost\" disabled"));
    let page = visitor.send_toggles(&[("session.database", "lost")]).await;
    assert_eq!(page.status, 422);
    assert!(error_beside(&page, "database").is_some());
}

#[actix_web::test]
async fn another_database_is_opened_when_a_browser_chooses_it() {
    let app = TestApp::with(&[("databases.second.url", "sqlite:second.sqlite3")]).await;
    let visitor = app.visitor();
    visitor.toggle(&[("session.database", "second")]).await;
    visitor.add_to_cart(TEA, 1).await;
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 1)]);
    assert_eq!(app.sqlite().count("sessions"), 0);
}

#[actix_web::test]
async fn a_form_without_the_token_is_refused() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.get("/lab/settings").await;
    for path in ["/lab/settings", "/lab/settings/try", "/lab/settings/reset"] {
        let response = visitor.post_as_is(path, &[("session.engine", "file")]).await;
        assert_eq!(response.status, 403, "{path}");
    }
}
