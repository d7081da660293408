//! The catalogue: search, categories, sorting, pagination; and the page of a tea.

use std::collections::BTreeSet;

use crate::support::{TestApp, page::Page};

/// Returns the slugs of the teas on a catalogue page, from the names of their pictures.
fn teas(page: &Page) -> Vec<String> {
    assert_eq!(page.status, 200);
    let pictures = page.attributes_of(".tea-card__picture", "src");
    let slug = |picture: String| picture.rsplit('/').next()?.strip_suffix(".svg").map(ToOwned::to_owned);
    pictures.into_iter().filter_map(slug).collect()
}

#[actix_web::test]
async fn a_tea_is_found_by_its_name_in_any_language_and_case() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    for words in ["Longjing", "lake%20LONGJING", "%E9%BE%8D%E4%BA%95", "%E9%BE%99%E4%BA%95", "+longjing+"] {
        let page = visitor.get(&format!("/?q={words}")).await;
        assert!(teas(&page).contains(&"west-lake-longjing".to_owned()), "{words}");
        assert!(teas(&page).len() < 5, "{words}");
    }
    let page = visitor.get("/?q=longjing").await;
    assert_eq!(page.field("q").as_deref(), Some("longjing"));
    assert!(page.contains("“longjing”"));
}

#[actix_web::test]
async fn a_search_without_results_shows_a_message() {
    let app = TestApp::start().await;
    let page = app.visitor().get("/?q=%3Cscript%3Ecoffee").await;
    assert_eq!(teas(&page), Vec::<String>::new());
    assert!(page.contains("No tea matches “&#60;script&#62;coffee”."), "{}", page.body);
    assert!(!page.contains("<script>"));
    assert_eq!(page.field("q").as_deref(), Some("<script>coffee"));
}

#[actix_web::test]
async fn a_category_shows_only_its_teas() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let dark = ["menghai-ripe-puerh", "yiwu-raw-puerh-cake", "liu-bao-basket-tea"];
    assert_eq!(teas(&visitor.get("/?category=dark").await), dark);
    assert_eq!(teas(&visitor.get("/?category=dark&q=liu+bao").await), dark[2..]);
    assert_eq!(teas(&visitor.get("/?category=coffee").await), Vec::<String>::new());
}

#[actix_web::test]
async fn teas_are_sorted_by_name_and_by_price() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let dark = ["liu-bao-basket-tea", "menghai-ripe-puerh", "yiwu-raw-puerh-cake"];
    assert_eq!(teas(&visitor.get("/?category=dark&sort=price-up").await), dark);
    let reverse: Vec<_> = dark.into_iter().rev().collect();
    assert_eq!(teas(&visitor.get("/?category=dark&sort=price-down").await), reverse);
    assert_eq!(teas(&visitor.get("/?category=dark&sort=name").await), dark);
    assert_eq!(teas(&visitor.get("/?sort=price-down").await)[0], "competition-oriental-beauty");
    assert_eq!(teas(&visitor.get("/?sort=price-up").await)[0], "cederberg-rooibos");
}

#[actix_web::test]
async fn every_tea_is_on_exactly_one_page() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let mut all = Vec::new();
    for (number, count) in [(1, 12), (2, 12), (3, 2)] {
        let page = visitor.get(&format!("/?sort=price-up&page={number}")).await;
        assert_eq!(teas(&page).len(), count, "page {number}");
        all.extend(teas(&page));
    }
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 26);
}

#[actix_web::test]
async fn pagination_links_keep_the_rest_of_the_query() {
    let app = TestApp::start().await;
    let page = app.visitor().get("/?sort=price-up&page=2").await;
    assert_eq!(page.attributes_of("[rel=\"prev\"]", "href"), ["/?sort=price-up"]);
    assert_eq!(page.attributes_of("[rel=\"next\"]", "href"), ["/?sort=price-up&page=3"]);
    assert_eq!(
        page.attributes_of("[aria-current=\"page\"]", "href").last().unwrap(),
        "/?sort=price-up&page=2"
    );
}

#[actix_web::test]
async fn an_invalid_query_shows_the_nearest_valid_page() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let (first, last) = (teas(&visitor.get("/").await), teas(&visitor.get("/?page=3").await));
    for query in ["page=0", "page=-1", "page=x", "page=", "sort=sideways", "nonsense", "page=2&page=1", "%"] {
        assert_eq!(teas(&visitor.get(&format!("/?{query}")).await), first, "{query}");
    }
    for query in ["page=4", "page=99999999999999999999999999"] {
        assert_eq!(teas(&visitor.get(&format!("/?{query}")).await), last, "{query}");
    }
}

#[actix_web::test]
async fn every_tea_has_a_page_and_a_picture() {
    let app = TestApp::with(&[]).await;
    let visitor = app.visitor();
    visitor.post("/preferences", &[("per_page", "100")]).await;
    let catalogue = visitor.get("/").await;
    assert_eq!(teas(&catalogue).len(), 26);
    for slug in teas(&catalogue) {
        let page = visitor.get(&format!("/products/{slug}")).await;
        assert_eq!(page.status, 200, "{slug}");
        let picture = &page.attributes_of(".tea-detail__picture", "src")[0];
        assert_eq!(visitor.get(picture).await.status, 200, "{picture}");
    }
}

#[actix_web::test]
async fn an_unknown_tea_gives_404() {
    let app = TestApp::start().await;
    for slug in ["coffee", "Keemun-Black", "..%2Fkeemun-black", "%00", "keemun-black/x"] {
        let page = app.visitor().get(&format!("/products/{slug}")).await;
        assert_eq!(page.status, 404, "{slug}");
        assert!(page.contains("Page not found"), "{slug}");
    }
}

/// The page contains the query many times, so a long one is cut.
#[actix_web::test]
async fn a_long_query_makes_no_large_page() {
    let app = TestApp::start().await;
    let usual = app.visitor().get("/?q=oolong").await.body.len();
    for name in ["q", "category", "sort", "page", "unknown"] {
        let page = app.visitor().get(&format!("/?{name}={}", "x".repeat(30_000))).await;
        assert_eq!(page.status, 200, "{name}");
        assert!(page.body.len() < usual + 20_000, "{name}: {} bytes", page.body.len());
    }
}
