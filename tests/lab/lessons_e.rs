//! The lessons of letter E: time passes by the framework's clock, whose hands
//! are turned here.

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

/// Does something in a lesson, and returns the lesson after it.
async fn act(visitor: &Visitor, slug: &str, action: &str, fields: &[(&str, &str)]) -> Page {
    let answer = visitor.post(&format!("/lab/lessons/{slug}/{action}"), fields).await;
    assert_eq!(answer.status, 303, "{slug} {action}: {}", answer.body);
    visitor.follow(answer).await
}

async fn set(visitor: &Visitor, slug: &str) -> Page {
    let fields = [("operation", "set"), ("key", "tea"), ("value", "hot")];
    visitor.post(&format!("/lab/lessons/{slug}/run"), &fields).await
}

fn max_age(answer: &Page) -> Option<i64> {
    let cookie = answer.set_cookie("sessionid").expect("a session's cookie");
    cookie.max_age().map(actix_web::cookie::time::Duration::whole_seconds)
}

/// Seconds until the end, in the store, when the request came and after it.
fn stored(page: &Page) -> (String, String) {
    (page.attribute("data-stored").unwrap(), page.attribute("data-stored-after").unwrap())
}

fn pair(one: &str, other: &str) -> (String, String) {
    (one.to_owned(), other.to_owned())
}

/// E1, H4
#[actix_web::test]
async fn the_age_is_changed_for_this_browser_alone_and_put_back() {
    let app = TestApp::start().await;
    let (visitor, other) = (app.visitor(), app.visitor());
    let page = act(&visitor, "e1-cookie-age", "setting", &[("setting", "60")]).await;
    assert_eq!(page.attribute("data-age").as_deref(), Some("60"));
    assert_eq!(max_age(&set(&visitor, "e1-cookie-age").await), Some(60));
    assert_eq!(max_age(&set(&other, "e1-cookie-age").await), Some(1_209_600));
    let page = open(&visitor, "e1-cookie-age").await;
    assert_eq!(stored(&page), pair("60", "60"));
    assert!(page.contains("Max-Age=60"), "the last Set-Cookie is shown: {}", page.body);
    act(&visitor, "e1-cookie-age", "setting", &[("reset", "yes"), ("setting", "60")]).await;
    assert_eq!(max_age(&set(&visitor, "e1-cookie-age").await), Some(1_209_600));
}

#[actix_web::test]
async fn a_setting_that_is_not_allowed_is_refused_and_changes_nothing() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    for wrong in ["0", "-1", "soon", "315360001", "<b>"] {
        let page = visitor.post("/lab/lessons/e1-cookie-age/setting", &[("setting", wrong)]).await;
        assert_eq!((page.status, page.set_cookie("lab_settings")), (422, None), "{wrong}");
        assert!(page.contains("This value is not allowed") && !page.contains("<b>"), "{wrong}");
        assert_eq!(page.attributes_of("#setting", "value"), [wrong]);
    }
    let page = visitor.post("/lab/lessons/e8-last-access/setting", &[("setting", "maybe")]).await;
    assert_eq!(page.status, 422);
    assert!(page.contains("Possible are true and false."));
}

/// E2
#[actix_web::test]
async fn until_the_browser_is_closed_the_cookie_has_no_end() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    act(&visitor, "e2-browser-close", "setting", &[("setting", "true")]).await;
    assert_eq!(max_age(&set(&visitor, "e2-browser-close").await), None);
    visitor.restart_browser();
    assert_eq!(visitor.cookie("sessionid"), None);
    assert_eq!(max_age(&set(&visitor, "e2-browser-close").await), Some(1_209_600));
    visitor.restart_browser();
    assert!(visitor.cookie("sessionid").is_some());
}

/// E3 to E7
#[actix_web::test]
async fn seconds_count_from_the_last_change_and_a_length_from_the_call() {
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
async fn a_look_moves_the_end_only_with_save_every_request() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let slug = "e8-last-access";
    act(&visitor, slug, "run", &[("operation", "expiry_seconds"), ("seconds", "60")]).await;
    app.clock.advance(seconds(20));
    assert_eq!(stored(&open(&visitor, slug).await), pair("40", "40"));
    act(&visitor, slug, "setting", &[("setting", "true")]).await;
    app.clock.advance(seconds(20));
    assert_eq!(stored(&open(&visitor, slug).await), pair("40", "60"));
    app.clock.advance(seconds(59));
    assert_eq!(stored(&open(&visitor, slug).await), pair("1", "60"));
}

/// Begins a session of ten seconds as a browser does: it sends the form again
/// to where it is sent on.
async fn begin_ten_seconds(visitor: &Visitor) -> Page {
    let answer = visitor.post("/lab/lessons/e9-over/begin", &[]).await;
    assert_eq!(answer.status, 307, "the form is to be sent again: {}", answer.body);
    let answer = visitor.post(answer.location().unwrap(), &[]).await;
    assert_eq!(max_age(&answer), None, "the browser is not told when it ends");
    visitor.follow(answer).await
}

async fn state(visitor: &Visitor) -> (bool, bool) {
    let page = visitor.with_header("x-session-passive", "1").get("/lab/lessons/e9-over/state").await;
    assert_eq!((page.status, page.set_cookie("sessionid")), (200, None), "watching leaves all as it is");
    let is = |name: &str| page.attribute(name).as_deref() == Some("true");
    (is("data-sent"), is("data-found"))
}

/// E9, H10
#[actix_web::test]
async fn a_session_of_ten_seconds_ends_while_it_is_watched_and_its_cookie_is_still_sent() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.add_to_cart("keemun-black", 1).await;
    let page = begin_ten_seconds(&visitor).await;
    assert_eq!(page.attribute("data-countdown").as_deref(), Some("10"));
    for _ in 0..2 {
        assert_eq!(state(&visitor).await, (true, true));
        app.clock.advance(seconds(5));
    }
    assert_eq!(state(&visitor).await, (true, false), "watching has put nothing off");
    assert!(visitor.cookie("sessionid").is_some());
    app.clock.advance(seconds(3));
    let page = open(&visitor, "e9-over").await;
    assert!(page.contains("is over since 3 s, and lies there still"), "{}", page.body);
    assert!(page.removes_cookie("sessionid"), "the next page has the dead cookie removed");
    assert_eq!(page.cart_count(), 0);
    assert_eq!(app.sqlite().count("sessions"), 1, "it lies in the store until it is cleared");
    act(&visitor, "e9-over", "end", &[]).await;
    assert_eq!(max_age(&set(&visitor, "e1-cookie-age").await), Some(1_209_600), "the settings are back");
}

#[actix_web::test]
async fn watching_by_hand_keeps_nothing_alive_even_with_save_every_request() {
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
async fn one_key_vanishes_alone_and_set_expiry_takes_the_whole_session() {
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

fn lying(page: &Page) -> Vec<String> {
    page.attributes_of("[data-lies]", "data-lies")
}

/// E11
#[actix_web::test]
async fn the_button_removes_what_is_over_and_nothing_else_and_says_how_many() {
    for engine in ["db", "file", "cached_db"] {
        let app = TestApp::on(engine).await;
        let (visitor, other) = (app.visitor(), app.visitor());
        other.add_to_cart("keemun-black", 1).await;
        let page = act(&visitor, "e11-clearing", "leave", &[]).await;
        assert_eq!(lying(&page), ["alive", "alive", "alive"], "{engine}");
        app.clock.advance(seconds(2));
        let page = open(&visitor, "e11-clearing").await;
        assert_eq!(lying(&page), ["over", "over", "alive"], "{engine}: what is over lies there still");
        assert_eq!(lying(&open(&other, "e11-clearing").await), [""; 0], "{engine}: to each what is his");
        let page = act(&visitor, "e11-clearing", "clear", &[]).await;
        let told = page.text_of("#cleared").unwrap();
        assert!(told.starts_with("2 expired sessions were removed."), "{engine}: {told}");
        if engine != "cached_db" {
            assert_eq!(lying(&page), ["gone", "gone", "alive"], "{engine}");
        }
        let again = act(&visitor, "e11-clearing", "clear", &[]).await;
        assert!(again.text_of("#cleared").unwrap().starts_with("Nothing was over"), "{engine}");
        assert!(!open(&visitor, "e11-clearing").await.contains("id=\"cleared\""), "said once");
        assert_eq!(other.get("/").await.cart_count(), 1, "{engine}");
    }
}

/// E11
#[actix_web::test]
async fn where_the_store_forgets_by_itself_the_button_says_that_clearing_is_not_needed() {
    for engine in ["cache", "signed_cookies"] {
        let app = TestApp::on(engine).await;
        let page = act(&app.visitor(), "e11-clearing", "clear", &[]).await;
        assert!(page.text_of("#cleared").unwrap().starts_with("Not needed"), "{engine}");
    }
}

#[actix_web::test]
async fn what_a_browser_leaves_behind_is_remembered_within_bounds() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    for _ in 0..5 {
        act(&visitor, "e11-clearing", "leave", &[]).await;
    }
    assert_eq!(lying(&open(&visitor, "e11-clearing").await).len(), 9);
}

#[actix_web::test]
async fn nothing_is_done_by_a_get_or_without_our_token() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    open(&visitor, "e11-clearing").await;
    for path in [
        "e9-over/begin",
        "e9-over/start",
        "e9-over/end",
        "e11-clearing/leave",
        "e11-clearing/clear",
        "e1-cookie-age/setting",
        "e3-set-expiry/run",
    ] {
        let path = format!("/lab/lessons/{path}");
        assert_eq!(visitor.post_as_is(&path, &[]).await.status, 403, "{path}");
        assert_eq!(visitor.get(&path).await.status, 405, "{path}");
    }
    assert_eq!(app.sqlite().count("sessions"), 0);
}
