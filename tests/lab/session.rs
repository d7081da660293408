//! `/lab/session`: each operation on the visitor's own session, what came of
//! it, and what is refused.

use time::format_description::well_known::Rfc3339;

use crate::support::{
    TestApp,
    app::{ENGINES, SERVER_SIDE_ENGINES},
    page::Page,
    visitor::Visitor,
};

type Fields<'a> = &'a [(&'a str, &'a str)];

const ADDRESS: &str = "/lab/session";

/// Sends the form of an operation.
async fn run(visitor: &Visitor, operation: &str, fields: Fields<'_>) -> Page {
    let fields: Vec<_> = fields.iter().copied().chain([("operation", operation)]).collect();
    visitor.post(ADDRESS, &fields).await
}

/// What came of it, in words.
fn words(page: &Page) -> String {
    page.text_of(".lab-tried__words").unwrap_or_else(|| panic!("no result: {}", page.body))
}

/// What it returned, as JSON.
fn returned(page: &Page) -> String {
    page.text_of("[data-returned]").unwrap_or_else(|| panic!("nothing returned: {}", page.body))
}

/// What stood under a key before and after.
fn before_and_after(page: &Page, key: &str) -> (String, String) {
    let row = page.body.split_once(&format!("data-key=\"{key}\""));
    let (_, rest) = row.unwrap_or_else(|| panic!("no row of {key}: {}", page.body));
    let row = rest.split("</tr>").next().unwrap();
    let text = |cell: &str| {
        let (_, rest) = row.split_once(cell).unwrap();
        let cell = rest.split("</td>").next().unwrap();
        let cell = cell.trim_start_matches('>').trim_start_matches("<code>");
        cell.split('<').next().unwrap().replace("&#34;", "\"").replace("&#60;", "<").replace("&#62;", ">")
    };
    (text("data-before"), text("data-after"))
}

/// Both lines of the result.
fn lines(page: &Page) -> (String, String) {
    let (_, rest) = page.body.split_once("id=\"result\"").unwrap();
    let mut codes = rest.split("<pre tabindex=\"0\"><code>").skip(1);
    let mut line = || {
        codes.next().unwrap().split("</code>").next().unwrap().replace("&#34;", "\"").replace("&#38;", "&")
    };
    (line(), line())
}

fn pair(before: &str, after: &str) -> (String, String) {
    (before.to_owned(), after.to_owned())
}

#[actix_web::test]
async fn each_operation_does_what_it_says_and_shows_both_lines() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let page = run(&visitor, "set", &[("key", "who"), ("value", "Mei")]).await;
    assert_eq!((page.status, words(&page).as_str()), (200, "Done."));
    assert_eq!(before_and_after(&page, "who"), pair("—", "\"Mei\""));
    let written = (r#"session.set("who", &"Mei")?;"#, r#"request.session["who"] = "Mei""#);
    assert_eq!(lines(&page), (written.0.to_owned(), written.1.to_owned()));
    let who = ("key", "who");
    for (operation, fields, result) in [
        ("get_item", &[who][..], "\"Mei\""),
        ("get", &[who], "\"Mei\""),
        ("get", &[("key", "nobody")], "null"),
        ("get_or", &[("key", "nobody"), ("default", "訪客")], "\"訪客\""),
        ("set_default", &[who, ("value", "Lin")], "\"Mei\""),
        ("has_key", &[who], "true"),
        ("has_key", &[("key", "nobody")], "false"),
        ("keys", &[], "[\"who\"]"),
        ("items", &[], "{\"who\":\"Mei\"}"),
        ("pop", &[who, ("default", "訪客")], "\"Mei\""),
        ("pop", &[who, ("default", "訪客")], "\"訪客\""),
        ("set_default", &[who, ("value", "Lin")], "\"Lin\""),
    ] {
        let page = run(&visitor, operation, fields).await;
        assert_eq!((page.status, returned(&page).as_str()), (200, result), "{operation} {fields:?}");
    }
    let page = run(&visitor, "delete", &[who]).await;
    assert_eq!(before_and_after(&page, "who"), pair("\"Lin\"", "—"));
}

#[actix_web::test]
async fn a_missing_key_is_a_key_error_that_can_be_ignored() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    for operation in ["get_item", "delete"] {
        let page = run(&visitor, operation, &[("key", "nobody")]).await;
        assert_eq!(page.status, 200);
        assert_eq!(words(&page), "KeyError: \"nobody\" is not in the session. Nothing was changed.");
        assert!(page.contains("data-result=\"error\""));
    }
    let page = run(&visitor, "delete_if_there", &[("key", "nobody")]).await;
    assert!(words(&page).contains("The error was ignored") && page.contains("data-result=\"done\""));
    assert_eq!(visitor.cookie("sessionid"), None, "what changes nothing makes no session");
}

#[actix_web::test]
async fn a_field_inside_a_value_is_changed_and_the_rest_of_it_stays() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let order = r#"{"tea": "oolong", "quantity": 1}"#;
    run(&visitor, "set", &[("key", "order"), ("value", order)]).await;
    let page = run(&visitor, "set_field", &[("key", "order"), ("field", "quantity"), ("value", "2")]).await;
    let after = r#"{"quantity":2,"tea":"oolong"}"#;
    assert_eq!(before_and_after(&page, "order"), pair(r#"{"quantity":1,"tea":"oolong"}"#, after));
    assert!(lines(&page).1.contains("request.session.modified = True"));
    run(&visitor, "set", &[("key", "n"), ("value", "3")]).await;
    let page = run(&visitor, "set_field", &[("key", "n"), ("field", "x"), ("value", "2")]).await;
    assert!(words(&page).starts_with("TypeError"), "{}", words(&page));
    assert_eq!(returned(&run(&visitor, "get", &[("key", "n")]).await), "3");
}

#[actix_web::test]
async fn clear_keeps_the_id_and_flush_removes_the_cookie_on_every_engine() {
    for engine in ENGINES {
        let app = TestApp::on(engine).await;
        let visitor = app.visitor();
        run(&visitor, "set", &[("key", "who"), ("value", "Mei")]).await;
        let cleared = run(&visitor, "clear", &[]).await;
        let (before, after) = before_and_after(&cleared, "id");
        assert_eq!(before, after, "{engine}");
        assert_eq!(before_and_after(&cleared, "who"), pair("\"Mei\"", "—"), "{engine}");
        run(&visitor, "set", &[("key", "who"), ("value", "Mei")]).await;
        let thief = visitor.copy();
        let flushed = run(&visitor, "flush", &[]).await;
        assert!(flushed.removes_cookie("sessionid"), "{engine}");
        assert!(words(&flushed).contains("removes the cookie sessionid"), "{engine}");
        assert_eq!(before_and_after(&flushed, "id").1, "none", "{engine}");
        if SERVER_SIDE_ENGINES.contains(&engine) {
            assert_eq!(returned(&run(&thief, "items", &[]).await), "{}", "{engine}: the old id is void");
            run(&visitor, "set", &[("key", "who"), ("value", "Mei")]).await;
            let anew = visitor.get(ADDRESS).await.text_of("[data-session-id]").unwrap();
            assert_ne!(anew, before, "{engine}");
        }
    }
}

#[actix_web::test]
async fn a_flush_without_a_session_says_that_there_was_none() {
    let app = TestApp::start().await;
    let page = run(&app.visitor(), "flush", &[]).await;
    assert!(words(&page).starts_with("There was no session"));
}

#[actix_web::test]
async fn cycle_key_keeps_the_data_under_a_new_id() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    run(&visitor, "set", &[("key", "who"), ("value", "Mei")]).await;
    let before = visitor.get(ADDRESS).await.text_of("[data-session-id]").unwrap();
    let page = run(&visitor, "cycle_key", &[]).await;
    assert_eq!(before_and_after(&page, "id"), pair(&before, "a new one, drawn with this answer"));
    assert_ne!(visitor.get(ADDRESS).await.text_of("[data-session-id]").unwrap(), before);
    assert_eq!(returned(&run(&visitor, "get", &[("key", "who")]).await), "\"Mei\"");
}

/// E3 to E7
#[actix_web::test]
async fn each_kind_of_expiry_sets_the_cookies_age() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    run(&visitor, "set", &[("key", "who"), ("value", "Mei")]).await;
    let in_two_hours = (app.clock.now() + time::Duration::hours(2)).format(&Rfc3339).unwrap();
    let moment = in_two_hours.trim_end_matches('Z');
    let fields: Fields<'_> = &[("seconds", "60"), ("minutes", "30"), ("moment", moment)];
    for (operation, age) in [
        ("expiry_seconds", Some(60)),
        ("expiry_at_close", None),
        ("expiry_moment", Some(7_200)),
        ("expiry_length", Some(1_800)),
        ("expiry_global", Some(1_209_600)),
    ] {
        let page = run(&visitor, operation, fields).await;
        let cookie = page.set_cookie("sessionid").unwrap_or_else(|| panic!("{operation}: {}", page.body));
        let told = cookie.max_age().map(actix_web::cookie::time::Duration::whole_seconds);
        assert_eq!(told, age, "{operation}");
    }
}

/// E10
#[actix_web::test]
async fn a_key_that_is_set_until_a_moment_vanishes_alone() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    run(&visitor, "set", &[("key", "who"), ("value", "Mei")]).await;
    let page = run(&visitor, "set_until", &[("key", "offer"), ("value", "10 %"), ("seconds", "10")]).await;
    assert!(page.contains("(vanishes alone in 10 s)"), "{}", page.body);
    app.clock.advance(std::time::Duration::from_secs(10));
    assert_eq!(returned(&run(&visitor, "items", &[]).await), "{\"who\":\"Mei\"}");
}

#[actix_web::test]
async fn what_can_not_be_read_is_refused_with_what_was_typed_and_changes_nothing() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    run(&visitor, "set", &[("key", "who"), ("value", "Mei")]).await;
    for (operation, fields, message) in [
        ("set", &[("key", "who"), ("value", "{\"a\":")][..], "begins like JSON and is none"),
        ("set", &[("key", "who"), ("value", " ")], "Type a value."),
        ("set", &[("key", "_session_expiry"), ("value", "1")], "belong to the framework"),
        ("pop", &[("key", "_session_expiry"), ("default", "1")], "belong to the framework"),
        (
            "set_until",
            &[("key", "who"), ("value", "1"), ("seconds", "-1")],
            "whole numbers from 1 to 315360000",
        ),
        ("expiry_seconds", &[("seconds", "ten")], "whole numbers from 0 to 315360000"),
        ("expiry_moment", &[("moment", "tomorrow")], "This is no moment"),
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

/// If the shop begins to keep something else in the session, this says so.
#[actix_web::test]
async fn what_the_shop_keeps_in_the_session_is_not_written_here() {
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
    assert!(!member.is_logged_in().await, "to take it out is allowed, and is a way to log out");
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
async fn a_session_that_outgrows_its_bound_keeps_what_was_in_it() {
    let app = TestApp::with(&[("session.max_bytes", "1000")]).await;
    let visitor = app.visitor();
    run(&visitor, "set", &[("key", "who"), ("value", "Mei")]).await;
    let page = run(&visitor, "set", &[("key", "long"), ("value", &"x".repeat(2_000))]).await;
    assert_eq!(page.status, 413);
    assert!(page.contains("site-header"));
    assert_eq!(returned(&run(&visitor, "items", &[]).await), "{\"who\":\"Mei\"}");
}

#[actix_web::test]
async fn the_page_answers_in_each_language_and_shows_nothing_of_others() {
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
        assert_eq!(page.set_cookie("sessionid"), None, "{language}: looking makes no session");
    }
}

/// F3
#[actix_web::test]
async fn a_form_without_our_token_does_nothing() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    run(&visitor, "set", &[("key", "who"), ("value", "Mei")]).await;
    assert_eq!(visitor.post_as_is(ADDRESS, &[("operation", "flush")]).await.status, 403);
    assert_eq!(returned(&run(&visitor, "items", &[]).await), "{\"who\":\"Mei\"}");
}

#[actix_web::test]
async fn where_sessions_are_off_the_page_says_why_there_is_none() {
    let app = TestApp::with(&[("session.enabled", "false")]).await;
    let visitor = app.visitor();
    assert_eq!(visitor.get(ADDRESS).await.status, 503);
    let lesson = visitor.get("/lab/lessons/c1-set-get").await;
    assert_eq!(lesson.status, 200);
    assert!(lesson.contains("There is no session to be had"));
}
