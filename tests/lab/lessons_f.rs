//! Lessons F: what the buttons do to the session's cookie, and what the page
//! tells of it.

use super::support::{TestApp, page::Page, visitor::Visitor};

/// Opens the lesson; what the server made of the cookie, and the count.
async fn look(visitor: &Visitor, slug: &str) -> (String, String) {
    let page = visitor.get(&format!("/lab/lessons/{slug}")).await;
    assert_eq!(page.status, 200, "{}", page.body);
    (page.attribute("data-verdict").unwrap(), page.attribute("data-count").unwrap())
}

fn is(verdict: &str, count: u32) -> (String, String) {
    (verdict.to_owned(), count.to_string())
}

/// Presses the button that changes something in the session.
async fn count(visitor: &Visitor, slug: &str) {
    let answer = visitor.post(&format!("/lab/lessons/{slug}/count"), &[]).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
}

async fn tamper(visitor: &Visitor, slug: &str, fields: &[(&str, &str)]) -> Page {
    let mut fields = fields.to_vec();
    fields.push(("lesson", slug));
    let answer = visitor.post("/lab/tamper", &fields).await;
    let lesson = format!("/lab/lessons/{slug}");
    assert_eq!((answer.status, answer.location()), (303, Some(lesson.as_str())), "{}", answer.body);
    answer
}

async fn switch(visitor: &Visitor, slug: &str, name: &str, text: &str) -> Page {
    tamper(visitor, slug, &[("what", "set"), (name, text)]).await
}

// F1, F2, F3
#[actix_web::test]
async fn a_switched_attribute_goes_out_with_the_next_change() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    count(&visitor, "f2-httponly").await;
    let switched = switch(&visitor, "f2-httponly", "session.cookie_httponly", "false").await;
    assert!(switched.set_cookie("sessionid").is_none(), "the switch alone sets none");
    let secure = [("what", "set"), ("session.cookie_samesite", "None"), ("session.cookie_secure", "true")];
    tamper(&visitor, "f3-samesite", &secure).await;
    let answer = visitor.post("/lab/lessons/f2-httponly/count", &[]).await;
    let cookie = answer.set_cookie("sessionid").unwrap().to_string();
    assert!(!cookie.contains("HttpOnly"), "{cookie}");
    assert!(cookie.contains("SameSite=None; Secure"), "{cookie}");
    let other = app.visitor();
    let answer = other.post("/lab/lessons/f2-httponly/count", &[]).await;
    let cookie = answer.set_cookie("sessionid").unwrap().to_string();
    assert!(cookie.contains("HttpOnly; SameSite=Lax"), "nobody else's: {cookie}");
}

// F4
#[actix_web::test]
async fn a_cookie_for_another_path_does_not_come_to_the_lesson_and_is_taken_away_with_its_switch() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let slug = "f4-name-path-domain";
    count(&visitor, slug).await;
    assert_eq!(look(&visitor, slug).await, is("good", 1));
    let switched = switch(&visitor, slug, "session.cookie_path", "/cart").await;
    assert!(switched.removes_cookie("sessionid"), "the old one would get in the way");
    count(&visitor, slug).await;
    assert_eq!(look(&visitor, slug).await, is("none", 0));
    switch(&visitor, slug, "session.cookie_path", "/").await;
    count(&visitor, slug).await;
    count(&visitor, slug).await;
    assert_eq!(look(&visitor, slug).await, is("good", 2));
    switch(&visitor, slug, "session.cookie_name", "tea_session").await;
    count(&visitor, slug).await;
    assert!(visitor.cookie("tea_session").is_some());
    assert_eq!(look(&visitor, slug).await, is("good", 1));
}

#[actix_web::test]
async fn only_the_settings_of_the_cookie_are_switched_here() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let answer = switch(&visitor, "f1-secure", "session.engine", "signed_cookies").await;
    assert!(answer.removes_cookie("lab_settings"), "nothing was toggled");
    let fields = [("what", "set"), ("lesson", "f1-secure"), ("session.cookie_samesite", "Sometimes")];
    assert_eq!(visitor.post("/lab/tamper", &fields).await.status, 400);
    assert_eq!(visitor.post("/lab/tamper", &[("what", "magic"), ("lesson", "f1-secure")]).await.status, 400);
    assert_eq!(visitor.post("/lab/tamper", &[("what", "set"), ("lesson", "//x")]).await.status, 400);
}

// F5
#[actix_web::test]
async fn after_a_trick_with_its_cookie_a_browser_is_a_strangers() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let slug = "f5-tampered";
    for trick in ["altered", "truncated"] {
        count(&visitor, slug).await;
        assert_eq!(look(&visitor, slug).await, is("good", 1));
        tamper(&visitor, slug, &[("what", trick)]).await;
        assert!(visitor.cookie("sessionid").is_some());
        assert_eq!(look(&visitor, slug).await, is("broken", 0), "{trick}");
        assert_eq!(visitor.cookie("sessionid"), None, "the dead cookie is taken away");
    }
}

// F5
#[actix_web::test]
async fn the_server_tells_what_it_makes_of_a_text() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    count(&visitor, "f5-tampered").await;
    let cookie = visitor.cookie("sessionid").unwrap();
    for (text, verdict) in
        [(cookie.clone(), "holds"), (format!("x{cookie}"), "broken"), (String::new(), "broken")]
    {
        let answer = visitor.post("/lab/lessons/f5-tampered/check", &[("cookie", &text)]).await;
        assert_eq!(answer.status, 303);
        let page = visitor.get("/lab/lessons/f5-tampered").await;
        assert_eq!(page.attribute("data-checked").as_deref(), Some(verdict), "{text}");
        let stranger = app.visitor().get("/lab/lessons/f5-tampered").await;
        assert_eq!(stranger.attribute("data-checked"), None, "it is nobody else's business");
    }
}

// F6
#[actix_web::test]
async fn a_planted_id_is_never_adopted() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let slug = "f6-fixation";
    visitor.get("/lab/lessons/f6-fixation").await;
    for (trick, verdict) in [("chosen", "broken"), ("unknown", "unknown")] {
        tamper(&visitor, slug, &[("what", trick)]).await;
        let planted = visitor.session_key();
        let tab = visitor.copy();
        assert_eq!(look(&visitor, slug).await, is(verdict, 0));
        count(&tab, slug).await;
        assert_ne!(tab.session_key(), planted, "{trick}");
        assert_eq!(look(&tab, slug).await, is("good", 1));
    }
}

// F6
#[actix_web::test]
async fn the_key_before_a_change_of_keys_is_worth_nothing_after_it() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let slug = "f6-fixation";
    count(&visitor, slug).await;
    let before = visitor.session_key();
    assert_eq!(visitor.post("/lab/lessons/f6-fixation/cycle", &[]).await.status, 303);
    assert_ne!(visitor.session_key(), before);
    let page = visitor.get("/lab/lessons/f6-fixation").await;
    assert_eq!(page.attribute("data-before").unwrap(), format!("{}…", &before[..8]));
    assert!(!page.contains(&before), "no more is shown than its beginning");
    assert_eq!(look(&visitor, slug).await, is("good", 2), "the data stays");
    tamper(&visitor, slug, &[("what", "before")]).await;
    assert_eq!(visitor.session_key(), before);
    assert_eq!(look(&visitor, slug).await, is("unknown", 0));
}

// F3
#[actix_web::test]
async fn the_target_takes_points_without_a_token_and_the_guarded_one_does_not() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let outcome = |page: &Page| page.attribute("data-attack").unwrap();
    let answer = visitor.post_as_is("/lab/target", &[]).await;
    assert_eq!(outcome(&answer), "failed");
    assert!(answer.set_cookie("sessionid").is_none(), "a stranger gets no session for it");
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
async fn the_attackers_page_leads_to_the_labs_targets_only() {
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

#[actix_web::test]
async fn without_the_lab_none_of_it_is_there() {
    let app = TestApp::with(&[("lab.enabled", "false")]).await;
    let visitor = app.visitor();
    for path in ["/lab/attack", "/lab/target", "/lab/lessons/f1-secure", "/lab/lessons/g4-cart"] {
        assert_eq!(visitor.get(path).await.status, 404, "{path}");
    }
    for path in ["/lab/tamper", "/lab/guarded", "/lab/lessons/f5-tampered/count"] {
        assert_eq!(visitor.post(path, &[]).await.status, 404, "{path}");
    }
}
