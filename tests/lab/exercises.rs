//! What a lesson offers after its experiment: a line to break, diagrams, and links to the
//! steps of the last form in the inspector.

use super::support::TestApp;

#[actix_web::test]
async fn a_lesson_shows_its_line_to_break_and_the_test_that_fails() {
    let app = TestApp::start().await;
    let page = app.visitor().get("/lab/lessons/e9-over").await;
    let codes = page.texts_of(".lab-break code");
    for code in [
        "src/sessions/record.rs",
        "self.expire_date <= now",
        "false",
        "cargo exercise break e9-over",
        "cargo exercise mend e9-over",
    ] {
        assert!(codes.iter().any(|found| found == code), "{code}: {codes:?}");
    }
    assert!(
        codes.iter().any(|code| code.starts_with("cargo test --test scenarios an_expired_session_is_not"))
    );
    assert!(page.text_of(".lab-break__why p").unwrap().contains("clock"));
}

#[actix_web::test]
async fn a_diagram_has_its_texts_in_the_language_of_the_page() {
    let app = TestApp::start().await;
    for (language, title, browser) in [("en", "A lost update", "Browser"), ("zh-TW", "遺失的更新", "瀏覽器")]
    {
        let visitor = app.visitor().with_header("accept-language", language);
        let page = visitor.get("/lab/lessons/h1-lost-update").await;
        assert_eq!(page.texts_of(".lab-sequence title")[0], title);
        let page = visitor.get("/lab/lessons/a2-first-cookie").await;
        assert_eq!(page.texts_of(".lab-sequence__name")[0], browser);
        assert!(page.text_of(".lab-sequence desc").unwrap().starts_with(&format!("{browser} → ")));
    }
}

#[actix_web::test]
async fn a_lesson_links_each_step_of_the_last_form() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let lesson = "/lab/lessons/c9-flush";
    assert!(!visitor.get(lesson).await.has(".lab-last"));
    visitor.add_to_cart("keemun-black", 1).await;
    let links = visitor.get(lesson).await.attributes_of(".lab-last li a", "href");
    assert_eq!(links.len(), 8);
    for link in links {
        let (address, step) = link.split_once('#').unwrap();
        let page = visitor.get(address).await;
        assert!(page.has(&format!(".trip > li[id='{step}'] > h2")), "{link}");
        assert!(page.contains("/cart/add"));
    }
}
