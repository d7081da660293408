//! What a browser can not have its own way is refused, with the reason, and
//! nothing is changed.

use std::time::{Duration, Instant};

use crate::support::{TestApp, customer::line, page::Page};

const TEA: &str = "keemun-black";

/// A port of this machine on which nobody listens.
const NOBODY: &str = "redis://127.0.0.1:1/0";

fn error_beside(page: &Page, field: &str) -> Option<String> {
    page.text_of(&format!("#session-{field}-error"))
}

#[actix_web::test]
async fn nonsense_is_refused_beside_its_field_and_nothing_is_changed() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    for (field, text, message) in [
        ("engine", "redis", "Possible are: db, file, cache, cached_db, signed_cookies."),
        ("engine", "", "Possible are: db, file, cache, cached_db, signed_cookies."),
        ("cache_alias", "elsewhere", "Possible are: default, memcached, redis."),
        ("database", "../x", "Possible are: default."),
        ("cookie_age", "0", "Possible are whole numbers from 1 to 315360000."),
        ("cookie_age", "1.5", "Possible are whole numbers from 1 to 315360000."),
        ("cookie_age", "99999999999999999999", "Possible are whole numbers from 1 to 315360000."),
        ("max_bytes", "67108864", "Possible are whole numbers from 256 to 1048576."),
        ("store_timeout_ms", "60000", "Possible are whole numbers from 10 to 5000."),
        ("expire_at_browser_close", "maybe", "Possible are: true, false."),
        ("cookie_samesite", "Loose", "Possible are: Strict, Lax, None."),
        ("cookie_content", "open", "Possible are: signed, private."),
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
async fn each_wrong_field_gets_its_message_and_what_was_typed_stays() {
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
    let said = error_beside(&page, "cookie_age");
    assert_eq!(said.as_deref(), Some("可以是 1 到 315360000 的整數。"));
}

#[actix_web::test]
async fn what_becomes_of_the_session_must_be_one_of_the_three() {
    let app = TestApp::start().await;
    let page = app.visitor().send_toggles(&[("session", "burn it")]).await;
    assert_eq!(page.status, 422);
    let said = page.text_of("#keep-error");
    assert_eq!(said.as_deref(), Some("Possible are: carry, afresh, back."));
}

#[actix_web::test]
async fn a_forged_or_altered_cookie_is_no_setting() {
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
async fn a_store_that_is_not_there_is_shown_with_the_reason_and_refused_quickly() {
    let settings = [("caches.redis.url", NOBODY), ("caches.memcached.url", "memcache://127.0.0.1:1")];
    let app = TestApp::with(&settings).await;
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 1).await;
    let begun = Instant::now();
    let page = visitor.get("/lab/settings").await;
    assert!(begun.elapsed() < Duration::from_secs(2), "the stores are not waited for");
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
async fn a_database_that_can_not_be_opened_is_shown_with_the_reason_and_refused() {
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
async fn without_the_forms_token_nothing_is_changed() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.get("/lab/settings").await;
    for path in ["/lab/settings", "/lab/settings/try", "/lab/settings/reset"] {
        let answer = visitor.post_as_is(path, &[("session.engine", "file")]).await;
        assert_eq!(answer.status, 403, "{path}");
    }
}

#[actix_web::test]
async fn where_the_lab_is_off_there_is_no_such_page() {
    let app = TestApp::with(&[("lab.enabled", "false")]).await;
    assert_eq!(app.visitor().get("/lab/settings").await.status, 404);
}
