//! Every page of lab and shop is HTML that a browser needs not mend: no stray
//! or missing tag, no attribute twice, no id twice.

use std::collections::BTreeSet;

use scraper::{Html, Selector};

use super::{lessons, support::TestApp};

/// Pages that are no lessons.
const PAGES: [&str; 16] = [
    "/",
    "/?q=oolong",
    "/products/keemun-black",
    "/cart",
    "/checkout/address",
    "/preferences",
    "/account",
    "/account/password",
    "/orders",
    "/no-such-page",
    "/lab",
    "/lab/inspector",
    "/lab/settings",
    "/lab/session",
    "/lab/cookies",
    "/lab/engines",
];

#[actix_web::test]
async fn every_page_is_html_that_needs_no_mending() {
    let app = TestApp::start().await;
    let member = app.member().await;
    member.add_to_cart("keemun-black", 2).await;
    let lessons = lessons::addresses(&app).await;
    for path in PAGES.into_iter().chain(lessons.iter().map(String::as_str)) {
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
            assert!(ids.contains(target), "{path} points at {target:?}, which is not there");
        }
    }
}
