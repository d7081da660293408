//! Lessons F: their buttons change the session's cookie, and the page explains the
//! result.

use super::support::{TestApp, page::Page, visitor::Visitor};

/// Opens the lesson, and returns the server's verdict on the cookie and the count.
async fn open(visitor: &Visitor, slug: &str) -> (String, String) {
    let page = visitor.get(&format!("/lab/lessons/{slug}")).await;
    assert_eq!(page.status, 200, "{}", page.body);
    (page.attribute("data-verdict").unwrap(), page.attribute("data-count").unwrap())
}

fn shows(verdict: &str, count: u32) -> (String, String) {
    (verdict.to_owned(), count.to_string())
}

/// Presses the button that changes the session.
async fn count(visitor: &Visitor, slug: &str) {
    let response = visitor.post(&format!("/lab/lessons/{slug}/count"), &[]).await;
    assert_eq!(response.status, 303, "{}", response.body);
}

async fn tamper(visitor: &Visitor, slug: &str, fields: &[(&str, &str)]) -> Page {
    let mut fields = fields.to_vec();
    fields.push(("lesson", slug));
    let response = visitor.post("/lab/tamper", &fields).await;
    let lesson = format!("/lab/lessons/{slug}");
    assert_eq!((response.status, response.location()), (303, Some(lesson.as_str())), "{}", response.body);
    response
}

/// Presses a button that overrides settings of the cookie.
async fn switch_all(visitor: &Visitor, slug: &str, settings: &[(&str, &str)]) -> Page {
    let response = visitor.post(&format!("/lab/lessons/{slug}/settings"), settings).await;
    let lesson = format!("/lab/lessons/{slug}#try");
    assert_eq!((response.status, response.location()), (303, Some(lesson.as_str())), "{}", response.body);
    response
}

async fn switch(visitor: &Visitor, slug: &str, name: &str, text: &str) -> Page {
    switch_all(visitor, slug, &[(name, text)]).await
}

// F1, F2, F3
#[actix_web::test]
async fn a_switched_attribute_is_sent_with_the_next_change() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    count(&visitor, "f2-httponly").await;
    let switched = switch(&visitor, "f2-httponly", "session.cookie_httponly", "false").await;
    assert!(switched.set_cookie("sessionid").is_none(), "the switch alone sets none");
    let secure = [("session.cookie_samesite", "None"), ("session.cookie_secure", "true")];
    switch_all(&visitor, "f3-samesite", &secure).await;
    let response = visitor.post("/lab/lessons/f2-httponly/count", &[]).await;
    let cookie = response.set_cookie("sessionid").unwrap().to_string();
    assert!(!cookie.contains("HttpOnly"), "{cookie}");
    assert!(cookie.contains("SameSite=None; Secure"), "{cookie}");
    let other = app.visitor();
    let response = other.post("/lab/lessons/f2-httponly/count", &[]).await;
    let cookie = response.set_cookie("sessionid").unwrap().to_string();
    assert!(cookie.contains("HttpOnly; SameSite=Lax"), "another browser's: {cookie}");
}

// F4
#[actix_web::test]
async fn a_cookie_for_another_path_is_not_sent_to_the_lesson_and_is_removed_by_the_next_switch() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let slug = "f4-name-path-domain";
    count(&visitor, slug).await;
    assert_eq!(open(&visitor, slug).await, shows("good", 1));
    let switched = switch(&visitor, slug, "session.cookie_path", "/cart").await;
    assert!(switched.removes_cookie("sessionid"), "the old cookie is removed");
    count(&visitor, slug).await;
    assert_eq!(open(&visitor, slug).await, shows("none", 0));
    switch(&visitor, slug, "session.cookie_path", "/").await;
    count(&visitor, slug).await;
    count(&visitor, slug).await;
    assert_eq!(open(&visitor, slug).await, shows("good", 2));
    switch(&visitor, slug, "session.cookie_name", "tea_session").await;
    count(&visitor, slug).await;
    assert!(visitor.cookie("tea_session").is_some());
    assert_eq!(open(&visitor, slug).await, shows("good", 1));
}

#[actix_web::test]
async fn a_lesson_overrides_its_own_settings_only() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let response = switch(&visitor, "f1-secure", "session.engine", "signed_cookies").await;
    assert!(response.removes_cookie("lab_settings"), "nothing was toggled");
    let wrong = [("session.cookie_samesite", "Sometimes")];
    assert_eq!(visitor.post("/lab/lessons/f3-samesite/settings", &wrong).await.status, 422);
    assert_eq!(visitor.post("/lab/lessons/z9-nothing/settings", &wrong).await.status, 404);
    assert_eq!(visitor.post("/lab/tamper", &[("what", "magic"), ("lesson", "f1-secure")]).await.status, 400);
    assert_eq!(visitor.post("/lab/tamper", &[("what", "chosen"), ("lesson", "//x")]).await.status, 400);
}

// F5
#[actix_web::test]
async fn a_browser_with_a_modified_cookie_has_no_session() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let slug = "f5-tampered";
    for trick in ["altered", "truncated"] {
        count(&visitor, slug).await;
        assert_eq!(open(&visitor, slug).await, shows("good", 1));
        tamper(&visitor, slug, &[("what", trick)]).await;
        assert!(visitor.cookie("sessionid").is_some());
        assert_eq!(open(&visitor, slug).await, shows("broken", 0), "{trick}");
        assert_eq!(visitor.cookie("sessionid"), None, "the invalid cookie is removed");
    }
}

// F5
#[actix_web::test]
async fn the_server_shows_whether_a_text_is_a_valid_cookie() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    count(&visitor, "f5-tampered").await;
    let cookie = visitor.cookie("sessionid").unwrap();
    for (text, verdict) in
        [(cookie.clone(), "holds"), (format!("x{cookie}"), "broken"), (String::new(), "broken")]
    {
        let response = visitor.post("/lab/lessons/f5-tampered/check", &[("cookie", &text)]).await;
        assert_eq!(response.status, 303);
        let page = visitor.get("/lab/lessons/f5-tampered").await;
        assert_eq!(page.attribute("data-checked").as_deref(), Some(verdict), "{text}");
        let stranger = app.visitor().get("/lab/lessons/f5-tampered").await;
        assert_eq!(stranger.attribute("data-checked"), None, "another browser sees the result");
    }
}

// F6
#[actix_web::test]
async fn a_planted_id_is_never_used() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let slug = "f6-fixation";
    visitor.get("/lab/lessons/f6-fixation").await;
    for (trick, verdict) in [("chosen", "broken"), ("unknown", "unknown")] {
        tamper(&visitor, slug, &[("what", trick)]).await;
        let planted = visitor.session_key();
        let tab = visitor.copy();
        assert_eq!(open(&visitor, slug).await, shows(verdict, 0));
        count(&tab, slug).await;
        assert_ne!(tab.session_key(), planted, "{trick}");
        assert_eq!(open(&tab, slug).await, shows("good", 1));
    }
}

// F6
#[actix_web::test]
async fn the_old_key_is_invalid_after_cycle_key() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let slug = "f6-fixation";
    count(&visitor, slug).await;
    let before = visitor.session_key();
    assert_eq!(visitor.post("/lab/lessons/f6-fixation/cycle", &[]).await.status, 303);
    assert_ne!(visitor.session_key(), before);
    let page = visitor.get("/lab/lessons/f6-fixation").await;
    assert_eq!(page.attribute("data-before").unwrap(), format!("{}…", &before[..8]));
    assert!(!page.contains(&before), "the page shows the whole key");
    assert_eq!(open(&visitor, slug).await, shows("good", 2), "cycle_key keeps the data");
    tamper(&visitor, slug, &[("what", "before")]).await;
    assert_eq!(visitor.session_key(), before);
    assert_eq!(open(&visitor, slug).await, shows("unknown", 0));
}

// F3
#[actix_web::test]
async fn the_unguarded_target_needs_no_token_and_the_guarded_one_does() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let outcome = |page: &Page| page.attribute("data-attack").unwrap();
    let response = visitor.post_as_is("/lab/target", &[]).await;
    assert_eq!(outcome(&response), "failed");
    assert!(response.set_cookie("sessionid").is_none(), "a request without a session creates none");
    assert_eq!(visitor.post("/lab/lessons/f3-samesite/points", &[]).await.status, 303);
    assert_eq!(outcome(&visitor.post_as_is("/lab/target", &[]).await), "succeeded");
    assert_eq!(outcome(&visitor.get("/lab/target").await), "carried");
    let points = |page: Page| page.attribute("data-points").unwrap();
    assert_eq!(points(visitor.get("/lab/lessons/f3-samesite").await), "90");
    assert_eq!(visitor.post_as_is("/lab/guarded", &[]).await.status, 403);
    assert_eq!(points(visitor.get("/lab/lessons/f3-samesite").await), "90");
    assert_eq!(visitor.post("/lab/guarded", &[]).await.status, 303);
    assert_eq!(points(visitor.get("/lab/lessons/f3-samesite").await), "80");
}

// F3
#[actix_web::test]
async fn the_attackers_page_posts_to_the_targets_of_the_lab_only() {
    let app = TestApp::start().await;
    let page = app.visitor().with_header("host", "127.0.0.1:8080").get("/lab/attack").await;
    assert_eq!(page.status, 200);
    let forms = page.attributes_of("[method=\"post\"]", "action");
    assert_eq!(forms, ["http://localhost:8080/lab/target", "http://localhost:8080/lab/guarded"]);
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("form-action 'self' http://localhost:8080;"), "{policy}");
    assert_eq!(page.set_cookie_headers().count(), 0);
    assert!(!page.contains("site-header"), "it looks like another site");
}
