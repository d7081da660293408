//! Lessons A: their buttons, and what the page shows afterwards.

use crate::support::{TestApp, page::Page, visitor::Visitor};

const REMEMBER: &str = "/lab/lessons/a2-first-cookie/remember";
const LESSONS: [&str; 9] = [
    "a10-number-ticket",
    "a1-stateless",
    "a2-first-cookie",
    "a3-cookie-comes-back",
    "a4-what-the-id-says",
    "a5-nobody-shares",
    "a7-never-in-the-address",
    "a8-cookies-off",
    "a9-sessions-off",
];

async fn lesson(visitor: &Visitor, slug: &str) -> Page {
    let page = visitor.get(&format!("/lab/lessons/{slug}")).await;
    assert_eq!(page.status, 200, "{slug}");
    page
}

fn note(page: &Page) -> String {
    page.attribute("data-note").unwrap()
}

async fn remember(visitor: &Visitor, slug: &str, words: &str) -> Page {
    visitor.post(REMEMBER, &[("note", words), ("back", slug)]).await
}

/// A10
#[actix_web::test]
async fn the_number_ticket_has_pictures_and_texts_in_three_languages() {
    let app = TestApp::start().await;
    for (language, words) in [("en", "The ticket expires"), ("zh-TW", "號碼牌到期"), ("zh-CN", "号码牌过期")]
    {
        let visitor = app.visitor().with_header("accept-language", language);
        for path in ["/lab", "/lab/lessons/a10-number-ticket"] {
            let page = visitor.get(path).await;
            assert_eq!(page.body.matches("role=\"img\"").count(), 4, "{path}");
            assert_eq!(page.body.matches("<title id=\"ticket-").count(), 4, "each picture has a title");
            assert!(page.contains(words), "{path} in {language}");
        }
    }
}

#[actix_web::test]
async fn every_lesson_a_has_code_and_a_test_command_in_three_languages() {
    let app = TestApp::start().await;
    for language in ["en", "zh-TW", "zh-CN"] {
        let visitor = app.visitor().with_header("accept-language", language);
        for slug in LESSONS {
            let page = lesson(&visitor, slug).await;
            assert!(page.contains("class=\"lab-code\"") && page.contains("cargo test"), "{slug}");
            assert!(!page.contains("NUMBER("), "{slug}");
        }
    }
}

/// A1
#[actix_web::test]
async fn without_a_cookie_every_request_is_the_first_one() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    remember(&visitor, "a1-stateless", "oolong").await;
    let who = "/lab/lessons/a1-stateless/who";
    for _ in 0..2 {
        let response = app.visitor().get(who).await;
        assert_eq!(response.body, "Your request had no cookie. The server does not recognize you.\n");
    }
    assert!(visitor.get(who).await.contains("your note says “oolong”"));
    assert!(lesson(&visitor, "a1-stateless").await.contains("curl -s http://127.0.0.1:"));
}

/// A2, A3
#[actix_web::test]
async fn the_first_note_sets_the_cookie_that_finds_the_note_again() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    for slug in LESSONS {
        assert_eq!(lesson(&visitor, slug).await.set_cookie("sessionid"), None, "{slug} creates no session");
    }
    let response = remember(&visitor, "a3-cookie-comes-back", "oolong").await;
    assert_eq!(response.location(), Some("/lab/lessons/a3-cookie-comes-back#try"));
    assert!(response.set_cookie("sessionid").is_some());
    let page = lesson(&visitor, "a3-cookie-comes-back").await;
    assert_eq!(note(&page), "oolong");
    assert!(page.contains("HttpOnly; SameSite=Lax"), "the Set-Cookie header is shown");
    visitor.post("/lab/lessons/a2-first-cookie/forget", &[]).await;
    assert_eq!(visitor.cookie("sessionid"), None);
    assert_eq!(note(&lesson(&visitor, "a2-first-cookie").await), "");
}

/// A4
#[actix_web::test]
async fn the_note_is_in_the_cookie_with_signed_cookies_only() {
    for (engine, words) in
        [("db", "no: it is in the store"), ("signed_cookies", "yes: the engine signed_cookies")]
    {
        let app = TestApp::on(engine).await;
        let visitor = app.visitor();
        remember(&visitor, "a4-what-the-id-says", "oolong").await;
        let page = lesson(&visitor, "a4-what-the-id-says").await;
        assert!(page.contains(words), "{engine}");
        let value = visitor.cookie("sessionid").unwrap();
        assert!(!page.contains(&value), "{engine}: the page shows the whole cookie");
    }
}

/// A5, A6
#[actix_web::test]
async fn two_visitors_have_notes_of_their_own() {
    let app = TestApp::start().await;
    let (one, other) = (app.visitor(), app.visitor());
    remember(&one, "a5-nobody-shares", "oolong").await;
    assert_eq!(note(&lesson(&other, "a5-nobody-shares").await), "");
    remember(&other, "a5-nobody-shares", "sencha").await;
    let page = lesson(&one, "a5-nobody-shares").await;
    assert_eq!(note(&page), "oolong");
    assert!(page.contains("an anonymous visitor, not logged in"));
}

/// A7
#[actix_web::test]
async fn a_session_id_in_the_url_is_shown_and_ignored() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    remember(&visitor, "a2-first-cookie", "oolong").await;
    let own = visitor.cookie("sessionid").unwrap();
    let path = format!(
        "/lab/lessons/a7-never-in-the-address?{}",
        serde_urlencoded::to_string([("sessionid", &own)]).unwrap()
    );
    let thief = app.visitor();
    let page = thief.get(&path).await;
    assert!(page.contains("ignored"));
    assert_eq!(note(&lesson(&thief, "a2-first-cookie").await), "");
    assert_eq!(thief.cookie("sessionid"), None);
}

/// A8
#[actix_web::test]
async fn the_form_of_the_lesson_explains_that_it_needs_a_cookie() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let response = visitor.post("/lab/lessons/a8-cookies-off/try", &[]).await;
    assert_eq!(response.location(), Some("/lab/lessons/a8-cookies-off?cookies=on#try"));
    let page = visitor.get("/lab/lessons/a8-cookies-off?cookies=on").await;
    assert!(page.contains("The shop accepted the form"));
    visitor.switch_cookies_off();
    let refused = visitor.post("/lab/lessons/a8-cookies-off/try", &[]).await;
    assert_eq!(refused.status, 403);
    assert!(refused.contains("Your browser did not send our cookie back"));
}

/// A9
#[actix_web::test]
async fn sessions_switched_off_for_one_browser_keep_their_data() {
    let app = TestApp::start().await;
    let (visitor, other) = (app.visitor(), app.visitor());
    remember(&visitor, "a2-first-cookie", "oolong").await;
    let switch = "/lab/lessons/a9-sessions-off/settings";
    assert_eq!(visitor.post(switch, &[("session.enabled", "false")]).await.status, 303);
    assert_eq!(visitor.get("/").await.status, 200);
    let cart = visitor.get("/cart").await;
    assert_eq!(cart.status, 503);
    assert!(cart.contains("session.enabled"));
    assert!(lesson(&visitor, "a9-sessions-off").await.contains("Sessions are off in this browser."));
    assert_eq!(other.get("/cart").await.status, 200);
    visitor.post(switch, &[("session.enabled", "true")]).await;
    assert_eq!(visitor.get("/cart").await.status, 200);
    assert_eq!(note(&lesson(&visitor, "a2-first-cookie").await), "oolong");
    assert_eq!(visitor.cookie("lab_settings"), None, "no setting differs from the site's");
}

#[actix_web::test]
async fn an_invalid_note_is_refused_in_its_lesson_and_the_old_one_stays() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    remember(&visitor, "a3-cookie-comes-back", "oolong").await;
    for wrong in ["", &"x".repeat(41), "a\nb"] {
        let page = remember(&visitor, "a3-cookie-comes-back", wrong).await;
        assert_eq!(page.status, 422);
        assert!(page.contains("id=\"note-error\""), "{wrong:?}");
        assert_eq!(page.field("back").as_deref(), Some("a3-cookie-comes-back"));
        assert_eq!(note(&page), "oolong");
    }
}
