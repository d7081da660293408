//! What holds for every page of the lab: it exists in every language, its forms need
//! their token, and its HTML is valid.

use std::collections::BTreeSet;

use scraper::{Html, Selector};

use super::support::{TestApp, lab_pages::LAB_PAGES};

/// Pages of the shop.
const SHOP_PAGES: [&str; 12] = [
    "/",
    "/?q=oolong",
    "/products/keemun-black",
    "/cart",
    "/checkout/address",
    "/preferences",
    "/account",
    "/account/password",
    "/account/devices",
    "/account/devices/end?which=all",
    "/orders",
    "/no-such-page",
];

/// Returns the URLs of all lessons, each once, from the index of the lab.
async fn lessons(app: &TestApp) -> BTreeSet<String> {
    let index = app.visitor().get("/lab").await;
    let links = index.body.split("href=\"/lab/lessons/").skip(1);
    links.map(|rest| format!("/lab/lessons/{}", rest.split('"').next().unwrap())).collect()
}

#[actix_web::test]
async fn every_lesson_has_its_page_in_every_language() {
    let app = TestApp::start().await;
    let lessons = lessons(&app).await;
    assert!(lessons.len() >= 8, "{lessons:?}");
    for language in ["en", "zh-TW", "zh-CN"] {
        let visitor = app.visitor().with_header("accept-language", language);
        for lesson in &lessons {
            let page = visitor.get(lesson).await;
            assert_eq!(page.status, 200, "{lesson} in {language}");
            for part in [
                "id=\"predict\"",
                "id=\"try\"",
                "id=\"look\"",
                "id=\"code\"",
                "id=\"proof\"",
                "id=\"django\"",
            ] {
                assert!(page.contains(part), "{lesson} in {language} lacks {part}");
            }
        }
    }
}

#[actix_web::test]
async fn an_unknown_lesson_is_not_found() {
    let app = TestApp::start().await;
    assert_eq!(app.visitor().get("/lab/lessons/z9-nothing").await.status, 404);
}

/// Returns the URLs to which the forms of a page are sent.
fn actions(html: &str) -> impl Iterator<Item = String> + '_ {
    let forms = html.split("<form ").skip(1).map(|rest| rest.split('>').next().unwrap());
    let posted = forms.filter(|form| form.contains("method=\"post\""));
    posted.map(|form| form.split("action=\"").nth(1).unwrap().split(['"', '?']).next().unwrap().to_owned())
}

#[actix_web::test]
async fn every_form_without_its_token_is_refused() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    // Some forms are shown only with a session.
    visitor.add_to_cart("keemun-black", 1).await;
    let mut urls = BTreeSet::new();
    let lessons = lessons(&app).await;
    for path in LAB_PAGES.iter().copied().chain(lessons.iter().map(String::as_str)) {
        urls.extend(actions(&visitor.get(path).await.body));
    }
    assert!(urls.len() > 30, "{urls:?}");
    for url in urls {
        let page = visitor.post_as_is(&url, &[]).await;
        assert_eq!(page.status, 403, "{url}");
    }
    assert_eq!(visitor.get("/cart").await.cart_count(), 1);
}

#[actix_web::test]
async fn every_page_is_valid_html() {
    let app = TestApp::start().await;
    let member = app.member().await;
    member.add_to_cart("keemun-black", 2).await;
    let lessons = lessons(&app).await;
    for path in
        SHOP_PAGES.into_iter().chain(LAB_PAGES.iter().copied()).chain(lessons.iter().map(String::as_str))
    {
        let page = member.get(path).await;
        let html = Html::parse_document(&page.body);
        assert_eq!(html.errors, Vec::<String>::new(), "{path}");
        let with_id = Selector::parse("[id]").unwrap();
        let mut ids = BTreeSet::new();
        for element in html.select(&with_id) {
            let id = element.attr("id").unwrap();
            assert!(ids.insert(id), "{path} has the id {id:?} twice");
        }
        let links = Selector::parse("[for], a[href^='#']").unwrap();
        for element in html.select(&links) {
            let target = element.attr("for").or(element.attr("href")).unwrap().trim_start_matches('#');
            assert!(ids.contains(target), "{path} points at {target:?}, which does not exist");
        }
    }
}
