//! `/lab/documents`, its boxes in the lessons, `/lab/words` and `/lab/cookie-or-session`.

use std::collections::BTreeSet;

use super::support::{TestApp, page::Page};

/// Returns the different verdicts on a page, in alphabetical order.
fn verdicts(page: &Page) -> Vec<String> {
    let found: BTreeSet<String> = page.attributes_of("[data-verdict]", "data-verdict").into_iter().collect();
    found.into_iter().collect()
}

#[actix_web::test]
async fn the_form_selects_statements_by_document_and_verdict() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let all = visitor.get("/lab/documents").await;
    assert_eq!(verdicts(&all), ["imprecise", "right", "wrong"]);
    let wrong = visitor.get("/lab/documents?document=&verdict=wrong").await;
    assert_eq!(verdicts(&wrong), ["wrong"]);
    assert_eq!(wrong.count("[data-verdict]"), all.count("[data-verdict=wrong]"));
    assert!(wrong.has("#key-encrypts") && !wrong.has("#stateless"));
    assert!(wrong.has("option[value=wrong][selected]"));
    let of_the_fifth = visitor.get("/lab/documents?document=5&verdict=wrong").await;
    assert!(of_the_fifth.has("#cached-db-first-the-cache") && !of_the_fifth.has("#mixed-with-files"));
    let unknown = visitor.get("/lab/documents?document=9&verdict=none").await;
    assert_eq!(unknown.count("[data-verdict]"), all.count("[data-verdict]"));
}

#[actix_web::test]
async fn each_statement_links_to_lessons_that_ask_about_it() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let page = visitor.get("/lab/documents").await;
    let names = page.attributes_of("[data-verdict]", "id");
    assert!(names.len() > 100, "{}", names.len());
    let mut asked = BTreeSet::new();
    let lessons: BTreeSet<String> =
        page.attributes_of(".lab-statement__lessons a", "href").into_iter().collect();
    for lesson in lessons {
        let lesson = visitor.get(&lesson).await;
        // The verdict is hidden until the statement is opened.
        assert_eq!(lesson.count("details.lab-statement[open], .lab-statement summary .tag"), 0);
        asked.extend(lesson.attributes_of("details.lab-statement a", "href"));
    }
    let links: BTreeSet<String> = names.iter().map(|name| format!("/lab/documents#{name}")).collect();
    assert_eq!(asked, links);
}

#[actix_web::test]
async fn the_words_are_shown_in_three_languages_with_lessons_that_exist() {
    let app = TestApp::start().await;
    let visitor = app.visitor().with_header("accept-language", "zh-TW");
    let page = visitor.get("/lab/words").await;
    let session = page.text_of("#session dt").unwrap();
    for word in ["session", "工作階段", "会话"] {
        assert!(session.contains(word), "{session}");
    }
    assert!(page.text_of("#session dd").unwrap().contains("伺服器"));
    for lesson in page.attributes_of(".lab-words a", "href") {
        assert_eq!(visitor.get(&lesson).await.status, 200, "{lesson}");
    }
}

#[actix_web::test]
async fn cookie_and_session_are_compared_in_every_language() {
    let app = TestApp::start().await;
    for language in ["en", "zh-TW", "zh-CN"] {
        let page = app.visitor().with_header("accept-language", language).get("/lab/cookie-or-session").await;
        let rows = page.count(".lab-side-by-side tbody tr");
        assert!(rows >= 10, "{rows} rows");
        assert_eq!(page.count(".lab-side-by-side tbody td"), 3 * rows, "{language}");
    }
}
