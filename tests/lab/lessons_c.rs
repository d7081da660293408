//! Lessons C: their controls change the visitor's own session, and the lesson shows
//! the result.

use crate::support::TestApp;

const LESSONS: [&str; 8] = [
    "c1-set-get",
    "c4-delete-pop",
    "c6-membership-keys",
    "c8-clear",
    "c9-flush",
    "c10-nested",
    "c11-update-values",
    "c12-test-cookie",
];

fn address(slug: &str) -> String {
    format!("/lab/lessons/{slug}")
}

#[actix_web::test]
async fn every_lesson_c_has_controls_in_three_languages() {
    let app = TestApp::start().await;
    for slug in LESSONS {
        for (language, run) in [("en", "Run"), ("zh-TW", "執行"), ("zh-CN", "执行")] {
            let page = app.visitor().with_header("accept-language", language).get(&address(slug)).await;
            assert_eq!(page.status, 200, "{slug}");
            assert!(page.contains(&format!("action=\"/lab/lessons/{slug}/run\"")), "{slug}");
            assert!(page.contains(&format!("</span> {run}</button>")), "{slug} in {language}");
        }
    }
}

#[actix_web::test]
async fn a_result_is_shown_once_and_to_its_browser_only() {
    let app = TestApp::start().await;
    let (visitor, other) = (app.visitor(), app.visitor());
    other.get(&address("c1-set-get")).await;
    let fields = [("operation", "get_item"), ("key", "tea")];
    let response = visitor.post("/lab/lessons/c1-set-get/run", &fields).await;
    assert_eq!((response.status, response.location()), (303, Some("/lab/lessons/c1-set-get#result")));
    assert!(!other.get(&address("c1-set-get")).await.contains("lab-tried__words"));
    assert!(!visitor.get(&address("c4-delete-pop")).await.contains("lab-tried__words"));
    let page = visitor.follow(response).await;
    assert_eq!(
        page.text_of(".lab-tried__words").unwrap(),
        "KeyError: \"tea\" is not in the session. Nothing was changed."
    );
    assert_eq!(page.attributes_of("#get_item-key", "value"), ["tea"], "the form keeps the input");
    assert!(!visitor.get(&address("c1-set-get")).await.contains("lab-tried__words"), "shown once");
}

#[actix_web::test]
async fn the_result_of_a_flush_is_shown_without_a_session() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let set = [("operation", "set"), ("key", "tea"), ("value", "oolong")];
    visitor.post("/lab/lessons/c9-flush/run", &set).await;
    let response = visitor.post("/lab/lessons/c9-flush/run", &[("operation", "flush")]).await;
    assert!(response.removes_cookie("sessionid"));
    let page = visitor.follow(response).await;
    assert!(page.contains("this response removes the cookie sessionid"), "{}", page.body);
    assert_eq!(visitor.cookie("sessionid"), None, "and showing it made no new one");
}

#[actix_web::test]
async fn an_invalid_form_is_shown_again_in_its_lesson() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let fields = [("operation", "set"), ("key", "order"), ("value", "{\"tea\":")];
    let page = visitor.post("/lab/lessons/c10-nested/run", &fields).await;
    assert_eq!(page.status, 422);
    assert!(page.text_of("#set-value-error").unwrap().contains("begins like JSON"));
    assert_eq!(page.attributes_of("#set-value", "value"), ["{\"tea\":"]);
    assert_eq!(visitor.cookie("sessionid"), None);
    assert_eq!(visitor.post("/lab/lessons/c10-nested/run", &[]).await.status, 422);
}
