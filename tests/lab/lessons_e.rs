//! Lessons E: expiry. The tests advance the clock of the framework.

use std::time::Duration;

use crate::support::{TestApp, page::Page, visitor::Visitor};

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

async fn open(visitor: &Visitor, slug: &str) -> Page {
    let page = visitor.get(&format!("/lab/lessons/{slug}")).await;
    assert_eq!(page.status, 200, "{slug}");
    page
}

/// Sends a form of a lesson, and returns the lesson afterwards.
async fn act(visitor: &Visitor, slug: &str, action: &str, fields: &[(&str, &str)]) -> Page {
    let response = visitor.post(&format!("/lab/lessons/{slug}/{action}"), fields).await;
    assert_eq!(response.status, 303, "{slug} {action}: {}", response.body);
    visitor.follow(response).await
}

async fn set(visitor: &Visitor, slug: &str) -> Page {
    let fields = [("operation", "set"), ("key", "tea"), ("value", "hot")];
    visitor.post(&format!("/lab/lessons/{slug}/run"), &fields).await
}

fn max_age(response: &Page) -> Option<i64> {
    let cookie = response.set_cookie("sessionid").expect("a session's cookie");
    cookie.max_age().map(actix_web::cookie::time::Duration::whole_seconds)
}

/// Returns the stored seconds until the expiry, when the request arrived and after
/// it.
fn stored(page: &Page) -> (String, String) {
    (page.attribute("data-stored").unwrap(), page.attribute("data-stored-after").unwrap())
}

fn pair(one: &str, other: &str) -> (String, String) {
    (one.to_owned(), other.to_owned())
}

/// E1, H4
#[actix_web::test]
async fn the_age_is_changed_for_one_browser_and_reset() {
    let app = TestApp::start().await;
    let (visitor, other) = (app.visitor(), app.visitor());
    let page = act(&visitor, "e1-cookie-age", "settings", &[("session.cookie_age", "60")]).await;
    assert_eq!(page.attribute("data-age").as_deref(), Some("60"));
    assert_eq!(max_age(&set(&visitor, "e1-cookie-age").await), Some(60));
    assert_eq!(max_age(&set(&other, "e1-cookie-age").await), Some(1_209_600));
    let page = open(&visitor, "e1-cookie-age").await;
    assert_eq!(stored(&page), pair("60", "60"));
    assert!(page.contains("Max-Age=60"), "the last Set-Cookie is shown: {}", page.body);
    act(&visitor, "e1-cookie-age", "settings", &[("reset", "yes"), ("session.cookie_age", "60")]).await;
    assert_eq!(max_age(&set(&visitor, "e1-cookie-age").await), Some(1_209_600));
}

#[actix_web::test]
async fn an_invalid_setting_is_refused_and_changes_nothing() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    for wrong in ["0", "-1", "soon", "315360001", "<b>"] {
        let page =
            visitor.post("/lab/lessons/e1-cookie-age/settings", &[("session.cookie_age", wrong)]).await;
        assert_eq!((page.status, page.set_cookie("lab_settings")), (422, None), "{wrong}");
        assert!(page.contains("This value is not allowed") && !page.contains("<b>"), "{wrong}");
        assert_eq!(page.attributes_of("#setting", "value"), [wrong]);
    }
    let wrong = [("session.save_every_request", "maybe")];
    let page = visitor.post("/lab/lessons/e8-last-access/settings", &wrong).await;
    assert_eq!(page.status, 422);
    assert!(page.contains("Allowed values are true and false."));
}

/// E2
#[actix_web::test]
async fn a_cookie_until_the_browser_closes_has_no_expiry() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    act(&visitor, "e2-browser-close", "settings", &[("session.expire_at_browser_close", "true")]).await;
    assert_eq!(max_age(&set(&visitor, "e2-browser-close").await), None);
    visitor.restart_browser();
    assert_eq!(visitor.cookie("sessionid"), None);
    assert_eq!(max_age(&set(&visitor, "e2-browser-close").await), Some(1_209_600));
    visitor.restart_browser();
    assert!(visitor.cookie("sessionid").is_some());
}

/// E3 to E7
#[actix_web::test]
async fn a_number_of_seconds_counts_from_the_last_change_and_a_duration_from_the_call() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let slug = "e3-set-expiry";
    act(&visitor, slug, "run", &[("operation", "expiry_seconds"), ("seconds", "60")]).await;
    app.clock.advance(seconds(30));
    assert_eq!(stored(&open(&visitor, slug).await), pair("30", "30"));
    set(&visitor, slug).await;
    assert_eq!(stored(&open(&visitor, slug).await), pair("60", "60"));
    act(&visitor, slug, "run", &[("operation", "expiry_length"), ("minutes", "30")]).await;
    app.clock.advance(seconds(30));
    set(&visitor, slug).await;
    assert_eq!(stored(&open(&visitor, slug).await), pair("1770", "1770"));
}

/// E8
#[actix_web::test]
async fn a_page_without_changes_extends_the_session_only_with_save_every_request() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let slug = "e8-last-access";
    act(&visitor, slug, "run", &[("operation", "expiry_seconds"), ("seconds", "60")]).await;
    app.clock.advance(seconds(20));
    assert_eq!(stored(&open(&visitor, slug).await), pair("40", "40"));
    act(&visitor, slug, "settings", &[("session.save_every_request", "true")]).await;
    app.clock.advance(seconds(20));
    assert_eq!(stored(&open(&visitor, slug).await), pair("40", "60"));
    app.clock.advance(seconds(59));
    assert_eq!(stored(&open(&visitor, slug).await), pair("1", "60"));
}

/// The settings of the lesson E9.
const TEN_SECONDS: [(&str, &str); 2] =
    [("session.cookie_age", "10"), ("session.expire_at_browser_close", "true")];

/// Begins a session of ten seconds as a browser does: it sends the form again
/// to where it is sent on.
async fn begin_ten_seconds(visitor: &Visitor) -> Page {
    let fields = [("start", "yes"), TEN_SECONDS[0], TEN_SECONDS[1]];
    let response = visitor.post("/lab/lessons/e9-over/settings", &fields).await;
    assert_eq!(response.status, 307, "the form is to be sent again: {}", response.body);
    let response = visitor.post(response.location().unwrap(), &[]).await;
    assert_eq!(max_age(&response), None, "the browser is not told when it ends");
    visitor.follow(response).await
}

async fn state(visitor: &Visitor) -> (bool, bool) {
    let page = visitor.with_header("x-session-passive", "1").get("/lab/lessons/e9-over/state").await;
    assert_eq!((page.status, page.set_cookie("sessionid")), (200, None), "the request changes nothing");
    let is = |name: &str| page.attribute(name).as_deref() == Some("true");
    (is("data-sent"), is("data-found"))
}

/// E9, H10
#[actix_web::test]
async fn a_session_of_ten_seconds_expires_while_the_page_polls_and_its_cookie_is_still_sent() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.add_to_cart("keemun-black", 1).await;
    let page = begin_ten_seconds(&visitor).await;
    assert_eq!(page.attribute("data-countdown").as_deref(), Some("10"));
    for _ in 0..2 {
        assert_eq!(state(&visitor).await, (true, true));
        app.clock.advance(seconds(5));
    }
    assert_eq!(state(&visitor).await, (true, false), "polling has extended the session");
    assert!(visitor.cookie("sessionid").is_some());
    app.clock.advance(seconds(3));
    let page = open(&visitor, "e9-over").await;
    assert!(page.contains("the record expired 3 s ago and is still there"), "{}", page.body);
    assert!(page.removes_cookie("sessionid"), "the next page has the dead cookie removed");
    assert_eq!(page.cart_count(), 0);
    assert_eq!(app.sqlite().count("sessions"), 1, "it lies in the store until it is cleared");
    act(&visitor, "e9-over", "settings", &[("reset", "yes"), TEN_SECONDS[0], TEN_SECONDS[1]]).await;
    assert_eq!(max_age(&set(&visitor, "e1-cookie-age").await), Some(1_209_600), "the settings are back");
}

#[actix_web::test]
async fn opening_the_polled_page_does_not_extend_the_session_even_with_save_every_request() {
    let app = TestApp::with(&[("session.save_every_request", "true")]).await;
    let visitor = app.visitor();
    begin_ten_seconds(&visitor).await;
    for _ in 0..2 {
        app.clock.advance(seconds(5));
        visitor.get("/lab/lessons/e9-over/state").await;
    }
    assert_eq!(state(&visitor).await, (true, false));
}

/// E10
#[actix_web::test]
async fn one_key_expires_alone_and_set_expiry_applies_to_the_whole_session() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.add_to_cart("keemun-black", 1).await;
    let slug = "e10-single-keys";
    let offer = [("operation", "set_until"), ("key", "offer"), ("value", "10 %"), ("seconds", "10")];
    let page = act(&visitor, slug, "run", &offer).await;
    assert_eq!(page.attribute("data-countdown").as_deref(), Some("10"));
    app.clock.advance(seconds(10));
    let page = visitor.get("/lab/lessons/e10-single-keys/state").await;
    assert!(page.contains("cart =") && !page.contains("offer ="), "{}", page.body);
    act(&visitor, slug, "run", &[("operation", "expiry_seconds"), ("seconds", "10")]).await;
    app.clock.advance(seconds(10));
    let page = open(&visitor, slug).await;
    assert_eq!((page.cart_count(), page.contains("cart =")), (0, false));
}

fn stored_states(page: &Page) -> Vec<String> {
    page.attributes_of("[data-lies]", "data-lies")
}

/// E11
#[actix_web::test]
async fn the_button_removes_expired_sessions_and_shows_how_many() {
    for engine in ["db", "file", "cached_db"] {
        let app = TestApp::on(engine).await;
        let (visitor, other) = (app.visitor(), app.visitor());
        other.add_to_cart("keemun-black", 1).await;
        let page = act(&visitor, "e11-clearing", "leave", &[]).await;
        assert_eq!(stored_states(&page), ["alive", "alive", "alive"], "{engine}");
        app.clock.advance(seconds(2));
        let page = open(&visitor, "e11-clearing").await;
        assert_eq!(
            stored_states(&page),
            ["over", "over", "alive"],
            "{engine}: expired records are still stored"
        );
        assert_eq!(
            stored_states(&open(&other, "e11-clearing").await),
            [""; 0],
            "{engine}: another browser sees them"
        );
        let page = act(&visitor, "e11-clearing", "clear", &[]).await;
        let text = page.text_of("#cleared").unwrap();
        assert!(text.starts_with("2 expired sessions were removed."), "{engine}: {text}");
        if engine != "cached_db" {
            assert_eq!(stored_states(&page), ["gone", "gone", "alive"], "{engine}");
        }
        let again = act(&visitor, "e11-clearing", "clear", &[]).await;
        assert!(again.text_of("#cleared").unwrap().starts_with("There was no expired session"), "{engine}");
        assert!(!open(&visitor, "e11-clearing").await.contains("id=\"cleared\""), "said once");
        assert_eq!(other.get("/").await.cart_count(), 1, "{engine}");
    }
}

/// E11
#[actix_web::test]
async fn the_button_explains_that_a_store_which_expires_records_needs_no_clearing() {
    for engine in ["cache", "signed_cookies"] {
        let app = TestApp::on(engine).await;
        let page = act(&app.visitor(), "e11-clearing", "clear", &[]).await;
        assert!(page.text_of("#cleared").unwrap().starts_with("Not needed"), "{engine}");
    }
}

#[actix_web::test]
async fn the_list_of_a_browsers_demo_sessions_is_limited() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    for _ in 0..5 {
        act(&visitor, "e11-clearing", "leave", &[]).await;
    }
    assert_eq!(stored_states(&open(&visitor, "e11-clearing").await).len(), 9);
}

#[actix_web::test]
async fn every_action_needs_a_post_with_the_token() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    open(&visitor, "e11-clearing").await;
    for path in [
        "e9-over/settings",
        "e9-over/start",
        "e11-clearing/leave",
        "e11-clearing/clear",
        "e1-cookie-age/settings",
        "e3-set-expiry/run",
    ] {
        let path = format!("/lab/lessons/{path}");
        assert_eq!(visitor.post_as_is(&path, &[]).await.status, 403, "{path}");
        assert_eq!(visitor.get(&path).await.status, 405, "{path}");
    }
    assert_eq!(app.sqlite().count("sessions"), 0);
}
