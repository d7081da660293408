//! `/lab/session`: the input that is refused, and what the page does not show or change.

use super::session::{ADDRESS, returned, run};
use crate::support::TestApp;

#[actix_web::test]
async fn invalid_input_is_shown_again_with_a_message_and_changes_nothing() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    run(&visitor, "set", &[("key", "who"), ("value", "Mei")]).await;
    for (operation, fields, message) in [
        ("set", &[("key", "who"), ("value", "{\"a\":")][..], "begins like JSON and is not valid"),
        ("set", &[("key", "who"), ("value", " ")], "Type a value."),
        ("set", &[("key", "_session_expiry"), ("value", "1")], "belong to the framework"),
        ("pop", &[("key", "_session_expiry"), ("default", "1")], "belong to the framework"),
        (
            "set_until",
            &[("key", "who"), ("value", "1"), ("seconds", "-1")],
            "whole number from 1 to 315360000",
        ),
        ("expiry_seconds", &[("seconds", "ten")], "whole number from 0 to 315360000"),
        ("expiry_moment", &[("moment", "tomorrow")], "This is not a date and time"),
        ("drop_table", &[], "There is no such operation."),
    ] {
        let page = run(&visitor, operation, fields).await;
        assert_eq!(page.status, 422, "{operation}");
        assert!(page.contains(message), "{operation}: {message}");
        assert_eq!(page.set_cookie("sessionid"), None, "{operation}");
        if let Some((name, typed)) = fields.last().filter(|(_, typed)| !typed.trim().is_empty()) {
            assert!(
                page.attributes_of(&format!("[name=\"{name}\"]"), "value").contains(&(*typed).to_owned())
            );
        }
    }
    assert_eq!(returned(&run(&visitor, "items", &[]).await), "{\"who\":\"Mei\"}");
}

/// This test fails if the shop begins to store another key in the session.
#[actix_web::test]
async fn the_keys_of_the_shop_cannot_be_overwritten() {
    let app = TestApp::start().await;
    let member = app.member().await;
    member.get("/products/keemun-black").await;
    member.add_to_cart("keemun-black", 1).await;
    member.post("/preferences", &[("theme", "dark")]).await;
    member.go_to_review("pickup").await;
    let items = returned(&run(&member, "keys", &[]).await);
    let keys: Vec<String> = serde_json::from_str(&items).unwrap();
    assert!(keys.len() >= 5, "{keys:?}");
    for key in keys.iter().map(String::as_str).chain(["flashes"]) {
        for operation in ["set", "set_default", "set_field", "set_until"] {
            let fields = [("key", key), ("value", "1"), ("field", "x"), ("seconds", "9")];
            assert_eq!(run(&member, operation, &fields).await.status, 422, "{operation} {key}");
        }
    }
    assert!(member.is_logged_in().await);
    run(&member, "delete", &[("key", "login")]).await;
    assert!(!member.is_logged_in().await, "removing the key is allowed, and logs the visitor out");
}

#[actix_web::test]
async fn keys_and_values_are_shown_as_text_and_never_as_markup() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let (key, value) = ("<b>\"'&", "</code></pre><script>alert(1)</script>");
    for operation in ["set", "get", "get_item", "get_or", "pop"] {
        let fields = [("key", key), ("value", value), ("default", value)];
        let page = run(&visitor, operation, &fields).await;
        assert!(!page.contains("<script>") && !page.contains("<b>"), "{operation}: {}", page.body);
    }
    let page = run(&visitor, "set", &[("key", "x"), ("value", "[\"<script>\"")]).await;
    assert!(page.status == 422 && !page.contains("<script>"));
}

#[actix_web::test]
async fn a_session_that_would_become_too_large_keeps_its_old_data() {
    let app = TestApp::with(&[("session.max_bytes", "1000")]).await;
    let visitor = app.visitor();
    run(&visitor, "set", &[("key", "who"), ("value", "Mei")]).await;
    let page = run(&visitor, "set", &[("key", "long"), ("value", &"x".repeat(2_000))]).await;
    assert_eq!(page.status, 413);
    assert!(page.contains("site-header"));
    assert_eq!(returned(&run(&visitor, "items", &[]).await), "{\"who\":\"Mei\"}");
}

#[actix_web::test]
async fn the_page_is_in_the_visitors_language_and_shows_only_the_own_session() {
    let app = TestApp::start().await;
    let other = app.visitor();
    run(&other, "set", &[("key", "secret"), ("value", "of another")]).await;
    for (language, words) in
        [("en", "Your session now"), ("zh-TW", "您現在的工作階段"), ("zh-CN", "您现在的会话")]
    {
        let visitor = app.visitor().with_header("accept-language", language);
        let page = visitor.get(ADDRESS).await;
        assert_eq!(page.status, 200);
        assert!(page.contains(words) && !page.contains("of another"), "{language}");
        assert_eq!(page.set_cookie("sessionid"), None, "{language}: the page creates no session");
    }
}

/// F3
#[actix_web::test]
async fn a_form_without_the_token_changes_nothing() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    run(&visitor, "set", &[("key", "who"), ("value", "Mei")]).await;
    assert_eq!(visitor.post_as_is(ADDRESS, &[("operation", "flush")]).await.status, 403);
    assert_eq!(returned(&run(&visitor, "items", &[]).await), "{\"who\":\"Mei\"}");
}

#[actix_web::test]
async fn the_page_explains_that_sessions_are_switched_off() {
    let app = TestApp::with(&[("session.enabled", "false")]).await;
    let visitor = app.visitor();
    assert_eq!(visitor.get(ADDRESS).await.status, 503);
    let lesson = visitor.get("/lab/lessons/c1-set-get").await;
    assert_eq!(lesson.status, 200);
    assert!(lesson.contains("There is no session available"));
}
