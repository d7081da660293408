//! `/lab/session`: each operation on the visitor's own session, and its result.

use time::format_description::well_known::Rfc3339;

use crate::support::{
    TestApp,
    app::{ENGINES, SERVER_SIDE_ENGINES},
    page::Page,
    visitor::Visitor,
};

type Fields<'a> = &'a [(&'a str, &'a str)];

pub const ADDRESS: &str = "/lab/session";

/// Sends the form of an operation.
pub async fn run(visitor: &Visitor, operation: &str, fields: Fields<'_>) -> Page {
    let fields: Vec<_> = fields.iter().copied().chain([("operation", operation)]).collect();
    visitor.post(ADDRESS, &fields).await
}

/// Returns the text of the result.
fn words(page: &Page) -> String {
    page.text_of(".lab-tried__words").unwrap_or_else(|| panic!("no result: {}", page.body))
}

/// Returns the returned value as JSON.
pub fn returned(page: &Page) -> String {
    page.text_of("[data-returned]").unwrap_or_else(|| panic!("nothing returned: {}", page.body))
}

/// Returns the value of a key before and after the operation.
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

/// Returns the lines of code that the result shows, in Rust and in Python.
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
async fn each_operation_has_its_effect_and_shows_both_lines_of_code() {
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
async fn an_update_sets_several_keys_but_none_of_the_shops() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    run(&visitor, "set", &[("key", "who"), ("value", "Mei")]).await;
    let mapping = r#"{"tea": "oolong", "new": true}"#;
    let page = run(&visitor, "update", &[("mapping", mapping)]).await;
    assert_eq!(before_and_after(&page, "tea"), pair("—", "\"oolong\""));
    assert_eq!(before_and_after(&page, "who"), pair("\"Mei\"", "\"Mei\""));
    let rust = r#"session.update([("new", json!(true)), ("tea", json!("oolong"))])?;"#;
    let django = r#"request.session.update({"new": True, "tea": "oolong"})"#;
    assert_eq!(lines(&page), (rust.to_owned(), django.to_owned()));
    assert_eq!(returned(&run(&visitor, "values", &[]).await), r#"[true,"oolong","Mei"]"#);
    for refused in [r#"{"a": 1, "login": "x"}"#, r#"{"_session_expiry": 1}"#, "[1]", ""] {
        let page = run(&visitor, "update", &[("mapping", refused)]).await;
        assert_eq!(page.status, 422, "{refused}");
        assert!(page.has("#update-mapping-error"), "{refused}");
    }
    assert_eq!(returned(&run(&visitor, "keys", &[]).await), r#"["new","tea","who"]"#);
}

#[actix_web::test]
async fn the_test_cookie_is_set_checked_and_deleted() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    assert_eq!(returned(&run(&visitor, "test_cookie_worked", &[]).await), "false");
    assert_eq!(words(&run(&visitor, "set_test_cookie", &[]).await), "Done.");
    let page = run(&visitor, "test_cookie_worked", &[]).await;
    assert_eq!(
        (returned(&page).as_str(), lines(&page).1.as_str()),
        ("true", "worked = request.session.test_cookie_worked()")
    );
    assert_eq!(words(&run(&visitor, "delete_test_cookie", &[]).await), "Done.");
    assert!(words(&run(&visitor, "delete_test_cookie", &[]).await).starts_with("KeyError: \"testcookie\""));
}

#[actix_web::test]
async fn the_expiry_of_a_given_change_is_calculated() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let fields = [("moment", "2026-02-28T23:59:30"), ("seconds", "60")];
    assert_eq!(returned(&run(&visitor, "expiry_age", &fields).await), "60");
    let page = run(&visitor, "expiry_date", &fields).await;
    assert_eq!(returned(&page), r#""2026-03-01T00:00:30Z""#);
    assert!(lines(&page).1.contains("modification=datetime(2026, 2, 28, 23, 59, 30, tzinfo=timezone.utc)"));
    assert_eq!(visitor.cookie("sessionid"), None, "nothing is changed");
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
    assert_eq!(visitor.cookie("sessionid"), None, "an operation without a change created a session");
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
            assert_eq!(returned(&run(&thief, "items", &[]).await), "{}", "{engine}: the old id is invalid");
            run(&visitor, "set", &[("key", "who"), ("value", "Mei")]).await;
            let anew = visitor.get(ADDRESS).await.text_of("[data-session-id]").unwrap();
            assert_ne!(anew, before, "{engine}");
        }
    }
}

#[actix_web::test]
async fn a_flush_without_a_session_reports_that_there_was_none() {
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
    assert_eq!(before_and_after(&page, "id"), pair(&before, "a new one, set by this response"));
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
    let timestamp = in_two_hours.trim_end_matches('Z');
    let fields: Fields<'_> = &[("seconds", "60"), ("minutes", "30"), ("moment", timestamp)];
    for (operation, age) in [
        ("expiry_seconds", Some(60)),
        ("expiry_at_close", None),
        ("expiry_moment", Some(7_200)),
        ("expiry_length", Some(1_800)),
        ("expiry_global", Some(1_209_600)),
    ] {
        let page = run(&visitor, operation, fields).await;
        let cookie = page.set_cookie("sessionid").unwrap_or_else(|| panic!("{operation}: {}", page.body));
        let max_age = cookie.max_age().map(actix_web::cookie::time::Duration::whole_seconds);
        assert_eq!(max_age, age, "{operation}");
    }
}

/// E10
#[actix_web::test]
async fn a_key_with_its_own_expiry_expires_alone() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    run(&visitor, "set", &[("key", "who"), ("value", "Mei")]).await;
    let page = run(&visitor, "set_until", &[("key", "offer"), ("value", "10 %"), ("seconds", "10")]).await;
    assert!(page.contains("(expires alone in 10 s)"), "{}", page.body);
    app.clock.advance(std::time::Duration::from_secs(10));
    assert_eq!(returned(&run(&visitor, "items", &[]).await), "{\"who\":\"Mei\"}");
}
