//! Every lesson has its page in every language, and every behaviour its lesson
//! or instrument.

use super::support::TestApp;

/// The addresses of all lessons, from the lab's own page.
pub async fn addresses(app: &TestApp) -> Vec<String> {
    let index = app.visitor().get("/lab").await;
    let links = index.body.split("href=\"/lab/lessons/").skip(1);
    links.map(|rest| format!("/lab/lessons/{}", rest.split('"').next().unwrap())).collect()
}

#[actix_web::test]
async fn every_lesson_has_its_page_in_every_language() {
    let app = TestApp::start().await;
    let lessons = addresses(&app).await;
    assert!(lessons.len() >= 8, "{lessons:?}");
    for language in ["en", "zh-TW", "zh-CN"] {
        let visitor = app.visitor().with_header("accept-language", language);
        for lesson in &lessons {
            let page = visitor.get(lesson).await;
            assert_eq!(page.status, 200, "{lesson} in {language}");
            for part in ["id=\"try\"", "id=\"look\"", "id=\"code\"", "id=\"proof\"", "id=\"django\""] {
                assert!(page.contains(part), "{lesson} in {language} lacks {part}");
            }
        }
    }
}

#[actix_web::test]
async fn a_lesson_that_there_is_not_is_not_found() {
    let app = TestApp::start().await;
    assert_eq!(app.visitor().get("/lab/lessons/z9-nothing").await.status, 404);
}
