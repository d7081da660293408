//! B: plain cookies at `/lab/cookies`. The visitor of these tests stores cookies as
//! browsers do. The behaviour of a real browser is tested in
//! `tests/browser/plain_cookies.rs`.

use actix_web::cookie::Cookie;
use time::{Duration, OffsetDateTime};

use crate::support::{TestApp, page::Page, visitor::Visitor};

const SET: &str = "/lab/cookies/set";

/// Returns a visitor who has opened the lab before.
async fn student(app: &TestApp) -> Visitor {
    let visitor = app.visitor();
    visitor.get("/lab/cookies").await;
    visitor
}

/// Returns the names of the demo cookies that the request carried.
fn received_names(page: &Page) -> Vec<String> {
    page.attributes_of("[name=\"key\"]", "value")
        .into_iter()
        .filter(|name| name.starts_with("lab_demo_"))
        .collect()
}

fn set_cookie_line(page: &Page, name: &str) -> Option<String> {
    page.set_cookie_headers().find(|line| line.starts_with(&format!("{name}="))).map(ToOwned::to_owned)
}

/// B1
#[actix_web::test]
async fn a_cookie_is_sent_with_every_attribute_that_the_form_names() {
    let app = TestApp::start().await;
    let visitor = student(&app).await;
    let fields = [
        ("key", "tea"),
        ("value", "oolong"),
        ("max_age", "60"),
        ("expires", "2099-01-01T00:00"),
        ("path", "/lab"),
        ("domain", "example.com"),
        ("secure", "on"),
        ("httponly", "on"),
        ("samesite", "Strict"),
    ];
    let response = visitor.post(SET, &fields).await;
    assert_eq!(response.status, 303);
    let line = set_cookie_line(&response, "lab_demo_tea").unwrap();
    let mut pieces: Vec<&str> = line.split("; ").collect();
    pieces.sort_unstable();
    let expected = [
        "Domain=example.com",
        "Expires=Thu, 01 Jan 2099 00:00:00 GMT",
        "HttpOnly",
        "Max-Age=60",
        "Path=/lab",
        "SameSite=Strict",
        "Secure",
        "lab_demo_tea=oolong",
    ];
    assert_eq!(pieces, expected);
    let page = visitor.get("/lab/cookies").await;
    for piece in expected {
        assert!(page.contains(&format!("<code>{piece}</code>")), "{piece} is not explained");
    }
    let bare = visitor.post(SET, &[("key", "bare"), ("value", "1")]).await;
    assert_eq!(set_cookie_line(&bare, "lab_demo_bare").as_deref(), Some("lab_demo_bare=1"));
}

/// B1
#[actix_web::test]
async fn reserved_names_and_invalid_values_are_refused() {
    let app = TestApp::start().await;
    let visitor = student(&app).await;
    for (fields, message) in [
        ([("key", "sessionid"), ("value", "x")], "belongs to the shop or the lab"),
        ([("key", "csrftoken"), ("value", "x")], "belongs to the shop or the lab"),
        ([("key", "lab_settings"), ("value", "x")], "belongs to the shop or the lab"),
        ([("key", "lab_browser"), ("value", "x")], "belongs to the shop or the lab"),
        ([("key", "a b"), ("value", "x")], "A name has Latin letters"),
        ([("key", "tea"), ("value", "a;b")], "can’t hold ;"),
        ([("key", "tea"), ("value", "茶")], "Written as %E8%8C%B6 it can"),
        ([("key", "tea"), ("max_age", "soon")], "Enter a whole number of seconds"),
        ([("key", "tea"), ("expires", "soon")], "Enter a date and time"),
        ([("key", "tea"), ("path", "lab")], "A path begins with /"),
        ([("key", "tea"), ("domain", "a/b")], "A domain is the name of a host"),
        ([("key", "tea"), ("samesite", "Maybe")], "Allowed values are Strict"),
    ] {
        let page = visitor.post(SET, &fields).await;
        assert_eq!(page.status, 422, "{fields:?}");
        assert!(page.contains(message), "{fields:?}: {}", page.texts_of(".field-error").join(" "));
        assert_eq!(page.set_cookie_headers().count(), 0, "{fields:?}");
        assert_eq!(page.field("key").as_deref(), Some(fields[0].1), "the form keeps the input");
    }
}

/// B1, also if the session cookie of this browser has such a name.
#[actix_web::test]
async fn a_session_cookie_that_was_named_like_a_demo_cookie_is_not_overwritten() {
    let app = TestApp::with(&[("session.cookie_name", "lab_demo_mine")]).await;
    let visitor = student(&app).await;
    for path in [SET, "/lab/cookies/delete"] {
        assert_eq!(visitor.post(path, &[("key", "mine"), ("value", "x")]).await.status, 422, "{path}");
    }
}

/// B2
#[actix_web::test]
async fn max_age_and_expires_are_both_sent_and_the_page_explains_which_one_applies() {
    let app = TestApp::start().await;
    let visitor = student(&app).await;
    let fields = [
        ("key", "both"),
        ("value", "1"),
        ("max_age", "3600"),
        ("expires", "1970-01-01T00:00"),
        ("path", "/lab"),
    ];
    let response = visitor.post(SET, &fields).await;
    let line = set_cookie_line(&response, "lab_demo_both").unwrap();
    assert!(
        line.contains("Max-Age=3600") && line.contains("Expires=Thu, 01 Jan 1970 00:00:00 GMT"),
        "{line}"
    );
    let page = visitor.get("/lab/cookies").await;
    assert!(page.contains("Max-Age wins"));
    assert_eq!(
        page.text_of(".lab-line__fate").unwrap(),
        "The browser stored the cookie and sent it with this request."
    );
}

/// B3
#[actix_web::test]
async fn a_cookie_for_another_path_is_sent_to_that_path_only() {
    let app = TestApp::start().await;
    let visitor = student(&app).await;
    visitor.post(SET, &[("key", "far"), ("value", "1"), ("path", "/lab/cookies/elsewhere")]).await;
    let here = visitor.get("/lab/cookies").await;
    assert!(here.text_of(".lab-line__fate").unwrap().contains("keeps it for /lab/cookies/elsewhere"));
    let elsewhere = visitor.get("/lab/cookies/elsewhere").await;
    assert!(elsewhere.contains("<dt><code>lab_demo_far</code></dt>"), "{}", elsewhere.body);
    assert!(!here.contains("<dt><code>lab_demo_far</code></dt>"));
}

/// B4
#[actix_web::test]
async fn one_cookie_is_read_by_its_name_and_all_are_listed() {
    let app = TestApp::start().await;
    let visitor = student(&app).await;
    for name in ["one", "two"] {
        visitor.post(SET, &[("key", name), ("value", name), ("path", "/lab")]).await;
    }
    let page = visitor.get("/lab/cookies").await;
    for name in ["lab_demo_one", "lab_demo_two", "csrftoken", "lab_browser"] {
        assert!(page.contains(&format!("<dt><code>{name}</code></dt>")), "{name}");
    }
    let read = async |name: &str| {
        let page = visitor.get(&format!("/lab/cookies?name={name}")).await;
        page.body.split("role=\"status\">").nth(1).unwrap().split("</p>").next().unwrap().to_owned()
    };
    assert_eq!(read("lab_demo_two").await, "<code>lab_demo_two</code> = <code>two</code>");
    assert!(read("lab_demo_three").await.contains("No cookie lab_demo_three"));
    assert!(read("csrftoken").await.contains("No cookie csrftoken"), "only demo cookies are read");
}

/// B5
#[actix_web::test]
async fn a_deleted_cookie_is_sent_empty_with_a_past_date_and_is_not_sent_back() {
    let app = TestApp::start().await;
    let visitor = student(&app).await;
    for (name, path) in [("one", "/lab"), ("one", "/lab/cookies"), ("two", "/lab"), ("three", "/lab")] {
        visitor.post(SET, &[("key", name), ("value", "1"), ("path", path)]).await;
    }
    let response = visitor.post("/lab/cookies/delete", &[("key", "lab_demo_one")]).await;
    let removals: Vec<_> = response.set_cookie_headers().collect();
    assert_eq!(removals.len(), 2, "one for each path: {removals:?}");
    for removal in removals {
        assert!(removal.starts_with("lab_demo_one=;") && removal.contains("Max-Age=0"), "{removal}");
        let cookie = Cookie::parse(removal.to_owned()).unwrap();
        let expires = cookie.expires_datetime().expect("a date");
        assert!(expires < OffsetDateTime::now_utc() - Duration::days(1), "in the past: {removal}");
    }
    assert_eq!(visitor.cookie("lab_demo_one"), None);
    assert_eq!(received_names(&visitor.get("/lab/cookies").await), ["lab_demo_two", "lab_demo_three"]);
    visitor.post("/lab/cookies/delete-all", &[]).await;
    assert_eq!(received_names(&visitor.get("/lab/cookies").await), [""; 0]);
    assert!(visitor.cookie("lab_browser").is_some() && visitor.cookie("csrftoken").is_some());
}

/// B5: a request does not contain the path of a cookie that a script has created.
#[actix_web::test]
async fn a_cookie_of_unknown_origin_is_deleted_on_the_likely_paths() {
    let app = TestApp::start().await;
    let visitor = student(&app).await;
    visitor.insert_cookie("lab_demo_own", "made by hand");
    assert!(visitor.get("/lab/cookies").await.contains("not sent from here"));
    let response = visitor.post("/lab/cookies/delete", &[("key", "lab_demo_own")]).await;
    assert_eq!(response.set_cookie_headers().count(), 3);
    assert_eq!(visitor.cookie("lab_demo_own"), None);
}

/// B6
#[actix_web::test]
async fn a_cookie_of_each_size_is_sent_with_exactly_that_size() {
    let app = TestApp::start().await;
    let visitor = student(&app).await;
    for bytes in ["4000", "4096", "4097", "5000"] {
        let response = visitor.post("/lab/cookies/size", &[("bytes", bytes)]).await;
        let name = format!("lab_demo_size_{bytes}");
        let pair = set_cookie_line(&response, &name).unwrap().split(';').next().unwrap().to_owned();
        assert_eq!((pair.len() - 1).to_string(), bytes);
    }
    let refused = visitor.post("/lab/cookies/size", &[("bytes", "99999")]).await;
    assert!(refused.status == 422 && refused.contains("There is no such size."));
    let page = visitor.get("/lab/cookies").await;
    assert!(page.body.len() < 100_000, "long values are truncated: {}", page.body.len());
}

/// B7
#[actix_web::test]
async fn a_forged_plain_cookie_is_accepted_and_a_forged_signed_one_is_not() {
    let app = TestApp::start().await;
    let visitor = student(&app).await;
    visitor.post("/lab/cookies/plan", &[]).await;
    let page = visitor.get("/lab/cookies").await;
    assert!(page.contains("The shop accepts it: your plan is “basic”."));
    assert!(page.contains("The signature is valid: your plan is “basic”."));
    let (signed, rest) = (visitor.cookie("lab_demo_plan_signed").unwrap(), "; Path=/lab");
    for name in ["lab_demo_plan", "lab_demo_plan_signed"] {
        visitor.remove_cookie(name);
    }
    visitor.insert_cookie("lab_demo_plan", &format!("gold{rest}"));
    visitor.insert_cookie("lab_demo_plan_signed", &format!("{}{rest}", signed.replace("basic", "gold")));
    let page = visitor.get("/lab/cookies").await;
    assert!(page.contains("The shop accepts it: your plan is “gold”."));
    assert!(page.contains("The signature does not match this text."));
    assert!(!page.contains("The signature is valid"));
}

#[actix_web::test]
async fn a_browser_has_at_most_twenty_demo_cookies_and_shows_only_its_own() {
    let app = TestApp::start().await;
    let visitor = student(&app).await;
    for number in 0..20 {
        let name = format!("n{number}");
        assert_eq!(visitor.post(SET, &[("key", &name), ("value", "1")]).await.status, 303);
    }
    let refused = visitor.post(SET, &[("key", "more"), ("value", "1")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.contains("at most 20 cookies") && refused.set_cookie_headers().count() == 0);
    assert_eq!(
        visitor.post(SET, &[("key", "n3"), ("value", "2")]).await.status,
        303,
        "a cookie may be replaced"
    );
    let other = student(&app).await;
    assert_eq!(received_names(&other.get("/lab/cookies").await), [""; 0]);
}

#[actix_web::test]
async fn plain_cookies_need_no_session_and_create_none() {
    let app = TestApp::with(&[("session.enabled", "false")]).await;
    let visitor = student(&app).await;
    assert_eq!(visitor.post(SET, &[("key", "tea"), ("value", "1")]).await.status, 303);
    assert_eq!(visitor.get("/lab/cookies").await.status, 200);
    let app = TestApp::start().await;
    let visitor = student(&app).await;
    visitor.post(SET, &[("key", "tea"), ("value", "1")]).await;
    assert_eq!(visitor.cookie("sessionid"), None);
}

#[actix_web::test]
async fn the_redirect_leads_to_a_lesson_or_to_the_cookies_page_only() {
    let app = TestApp::start().await;
    let visitor = student(&app).await;
    for (back, expected) in [
        ("/lab/lessons/b3-path-and-domain", "/lab/lessons/b3-path-and-domain#sent"),
        ("https://example.com/", "/lab/cookies#sent"),
        ("//example.com", "/lab/cookies#sent"),
        ("", "/lab/cookies#sent"),
    ] {
        let response = visitor.post(SET, &[("key", "tea"), ("value", "1"), ("back", back)]).await;
        assert_eq!(response.location(), Some(expected), "{back:?}");
    }
}
