//! The course: the main route, the student's progress, the question of each lesson, and
//! the search.

use std::collections::BTreeSet;

use crate::support::{TestApp, page::Page, visitor::Visitor};

const LESSON: &str = "/lab/lessons/f3-samesite";
const PROGRESS: &str = "lab_progress";

/// Answers the question of a lesson and says that its experiment was run.
async fn predict_and_compare(visitor: &Visitor, lesson: &str, choice: &str) -> Page {
    let response = visitor.post(&format!("{lesson}/predict"), &[("prediction", choice)]).await;
    assert_eq!(response.status, 303, "{lesson}");
    visitor.follow(visitor.post(&format!("{lesson}/compare"), &[]).await).await
}

/// Returns the lessons to which the index links, each once.
async fn lessons(visitor: &Visitor) -> BTreeSet<String> {
    let index = visitor.get("/lab").await;
    index.attributes_of("main a[href^='/lab/lessons/']", "href").into_iter().collect()
}

#[actix_web::test]
async fn a_lesson_shows_the_result_after_a_prediction_and_the_experiment_only() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let asked = visitor.get(LESSON).await;
    assert_eq!(asked.count("input[name='prediction']"), 4);
    assert!(!asked.has("input[name='prediction'][checked]"));
    assert!(!asked.has("details.lab-look[open]"), "it would give the answer away");
    assert!(!asked.has("form[action$='/compare']"));

    visitor.post(&format!("{LESSON}/predict"), &[("prediction", "0")]).await;
    let predicted = visitor.get(LESSON).await;
    assert_eq!(predicted.attribute_of("input[name='prediction'][checked]", "value").as_deref(), Some("0"));
    assert!(
        predicted.has("form[action$='/compare']") && predicted.has("details:has(> summary > #look)[open]")
    );
    for page in [&asked, &predicted] {
        assert!(!page.has(".course-result dl") && !page.contains("even the link has no cookie"));
    }

    let compared = visitor.follow(visitor.post(&format!("{LESSON}/compare"), &[]).await).await;
    assert_eq!(compared.texts_of(".course-result dd"), ["with both", "only with the link"]);
    assert_eq!(compared.text_of(".course-result__verdict").as_deref(), Some("Not as you predicted"));
    assert!(compared.contains("even the link has no cookie"));
    let right = predict_and_compare(&app.visitor(), LESSON, "2").await;
    assert_eq!(right.text_of(".course-result__verdict").as_deref(), Some("As you predicted"));
}

#[actix_web::test]
async fn a_prediction_stays_once_its_result_was_shown() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    predict_and_compare(&visitor, LESSON, "0").await;
    let again = predict_and_compare(&visitor, LESSON, "2").await;
    assert_eq!(again.texts_of(".course-result dd")[0], "with both");
    assert_eq!(again.count("input[name='prediction'][disabled]"), 4);
}

#[actix_web::test]
async fn without_a_prediction_no_result_is_shown() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let page = visitor.follow(visitor.post(&format!("{LESSON}/compare"), &[]).await).await;
    assert!(!page.has(".course-result dl"));
    for choice in ["", "4", "-1", "x"] {
        let refused = visitor.post(&format!("{LESSON}/predict"), &[("prediction", choice)]).await;
        assert_eq!((refused.status, refused.has("#prediction-error")), (422, true), "{choice:?}");
    }
    assert!(!visitor.get(LESSON).await.has("input[name='prediction'][checked]"));
    for action in ["predict", "compare"] {
        let path = format!("/lab/lessons/z9-nothing/{action}");
        assert_eq!(visitor.post(&path, &[("prediction", "0")]).await.status, 404);
    }
}

#[actix_web::test]
async fn each_lesson_asks_a_question_and_shows_no_result_before_it() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    for lesson in lessons(&visitor).await {
        let asked = visitor.get(&lesson).await;
        assert!((2..=4).contains(&asked.count("input[name='prediction']")), "{lesson}");
        assert!(!asked.has(".course-result dl"), "{lesson}");
    }
}

#[actix_web::test]
async fn the_progress_is_not_in_the_session() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let opened = visitor.get("/lab/lessons/c9-flush").await;
    let names: Vec<_> = opened.set_cookie_headers().filter(|header| header.starts_with(PROGRESS)).collect();
    assert_eq!(names.len(), 1, "{names:?}");
    assert!(names[0].contains("HttpOnly") && names[0].contains("SameSite=Lax"), "{names:?}");
    assert_eq!(visitor.cookie("sessionid"), None, "a page that only shows creates no session");
    assert_eq!(visitor.get("/lab/lessons/c9-flush").await.set_cookie(PROGRESS), None, "nothing has changed");

    visitor.add_to_cart("keemun-black", 1).await;
    predict_and_compare(&visitor, "/lab/lessons/c9-flush", "1").await;
    visitor.post("/lab/lessons/c9-flush/run", &[("operation", "flush")]).await;
    assert_eq!(visitor.get("/cart").await.cart_count(), 0);
    assert!(visitor.get("/lab/lessons/c9-flush").await.has(".course-result dl"));
    let forged = app.visitor();
    forged.insert_cookie(PROGRESS, "c9-1-x~~AAAA");
    assert!(!forged.get("/lab/lessons/c9-flush").await.has(".course-result dl"));
}

#[actix_web::test]
async fn the_index_shows_the_route_and_the_progress() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let start = visitor.get("/lab").await;
    assert_eq!(start.count(".course-route > li"), 12);
    assert_eq!(
        start.attribute_of(".course-progress a[role='button']", "href").unwrap(),
        "/lab/lessons/a1-stateless"
    );
    assert!(!start.has("form[action='/lab/progress/reset']") && !start.has("main .tag"));
    assert_eq!(start.set_cookie(PROGRESS), None);

    visitor.get("/lab/lessons/b1-set-a-cookie").await;
    predict_and_compare(&visitor, "/lab/lessons/a1-stateless", "2").await;
    let page = visitor.get("/lab").await;
    assert_eq!(page.attribute_of("progress", "value").as_deref(), Some("1"));
    let words = page.text_of("#progress-text").unwrap();
    assert!(words.starts_with("1 of 12 ") && words.contains(" 2 of all "), "{words}");
    assert_eq!(
        page.attribute_of(".course-progress a[role='button']", "href").unwrap(),
        "/lab/lessons/a2-first-cookie"
    );
    assert_eq!(page.texts_of(".lab-lessons .tag"), ["Done", "Opened"]);

    let cleared = visitor.follow(visitor.post("/lab/progress/reset", &[]).await).await;
    assert!(!cleared.has("main .tag") && visitor.cookie(PROGRESS).is_none());
}

#[actix_web::test]
async fn a_lesson_has_its_place_on_the_route_and_among_its_letter() {
    let app = TestApp::start().await;
    let page = app.visitor().get("/lab/lessons/e9-over").await;
    assert_eq!(page.texts_of(".lab-neighbours__place"), ["Main route: 8 of 12", "Expiry: 5 of 7"]);
    let links = |rel| page.attributes_of(&format!(".lab-neighbours [rel='{rel}']"), "href");
    assert_eq!(links("prev"), ["/lab/lessons/e2-browser-close", "/lab/lessons/e8-last-access"]);
    assert_eq!(links("next"), ["/lab/lessons/d1-engines", "/lab/lessons/e10-single-keys"]);
    let current = page.attributes_of(".course-list [aria-current='page']", "href");
    assert_eq!(current, ["/lab/lessons/e9-over"; 2], "on the route and under its letter");
    let first = app.visitor().get("/lab/lessons/a10-number-ticket").await;
    assert_eq!(first.count(".lab-neighbours"), 1, "it is not on the route");
}

#[actix_web::test]
async fn the_search_finds_lessons_in_the_language_of_the_page() {
    let app = TestApp::start().await;
    for (language, query, lesson) in [
        ("en", "two%20tabs%20counter", "h1-lost-update"),
        ("en", "SESSION_COOKIE_AGE", "e1-cookie-age"),
        ("zh-TW", "%E6%9B%B8%E7%B1%A4", "a7-never-in-the-address"),
        ("zh-CN", "%E4%B9%A6%E7%AD%BE", "a7-never-in-the-address"),
    ] {
        let visitor = app.visitor().with_header("accept-language", language);
        let page = visitor.get(&format!("/lab/search?q={query}")).await;
        let found = page.attributes_of(".course-results a", "href");
        assert!(found.contains(&format!("/lab/lessons/{lesson}")), "{query}: {found:?}");
        assert!(found.len() < 10 && page.count(".course-results mark") == found.len(), "{query}: {found:?}");
    }
    let nothing = app.visitor().get("/lab/search?q=coffee%20%3Cb%3E").await;
    assert!(nothing.contains("No lesson contains") && !nothing.contains("<b>"));
    assert!(!app.visitor().get("/lab/search").await.has("[role='status']"));
}
