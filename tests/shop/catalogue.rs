//! The shelf: searched, sorted, leafed through; and the page of a tea.

use std::collections::BTreeSet;

use crate::support::{TestApp, page::Page};

/// Slugs of the teas on the shelf, by their pictures.
fn teas(page: &Page) -> Vec<String> {
    assert_eq!(page.status, 200);
    let pictures = page.attributes("src", "class=\"tea-card__picture\"");
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
async fn a_search_without_a_hit_says_so() {
    let app = TestApp::start().await;
    let page = app.visitor().get("/?q=%3Cscript%3Ecoffee").await;
    assert_eq!(teas(&page), Vec::<String>::new());
    assert!(page.contains("No tea matches “&#60;script&#62;coffee”."), "{}", page.body);
    assert!(!page.contains("<script>"));
    assert_eq!(page.field("q").as_deref(), Some("<script>coffee"));
}

#[actix_web::test]
async fn a_kind_of_tea_shows_that_kind_alone() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let dark = ["menghai-ripe-puerh", "yiwu-raw-puerh-cake", "liu-bao-basket-tea"];
    assert_eq!(teas(&visitor.get("/?category=dark").await), dark);
    assert_eq!(teas(&visitor.get("/?category=dark&q=liu+bao").await), dark[2..]);
    assert_eq!(teas(&visitor.get("/?category=coffee").await), Vec::<String>::new());
}

#[actix_web::test]
async fn teas_are_sorted_as_asked_for() {
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
async fn the_pages_hold_each_tea_once() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let mut shown = Vec::new();
    for (number, count) in [(1, 12), (2, 12), (3, 2)] {
        let page = visitor.get(&format!("/?sort=price-up&page={number}")).await;
        assert_eq!(teas(&page).len(), count, "page {number}");
        shown.extend(teas(&page));
    }
    assert_eq!(shown.iter().collect::<BTreeSet<_>>().len(), 26);
}

#[actix_web::test]
async fn the_links_to_the_other_pages_keep_the_rest_of_the_wish() {
    let app = TestApp::start().await;
    let page = app.visitor().get("/?sort=price-up&page=2").await;
    assert_eq!(page.attributes("href", "rel=\"prev\""), ["/?sort=price-up"]);
    assert_eq!(page.attributes("href", "rel=\"next\""), ["/?sort=price-up&page=3"]);
    assert_eq!(page.attributes("href", "aria-current=\"page\"").last().unwrap(), "/?sort=price-up&page=2");
}

#[actix_web::test]
async fn an_address_that_makes_no_sense_shows_the_nearest_that_does() {
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
async fn every_tea_on_the_shelf_has_its_page_and_its_picture() {
    let app = TestApp::with(&[]).await;
    let visitor = app.visitor();
    visitor.post("/preferences", &[("per_page", "100")]).await;
    let shelf = visitor.get("/").await;
    assert_eq!(teas(&shelf).len(), 26);
    for slug in teas(&shelf) {
        let page = visitor.get(&format!("/products/{slug}")).await;
        assert_eq!(page.status, 200, "{slug}");
        let picture = &page.attributes("src", "class=\"tea-detail__picture\"")[0];
        assert_eq!(visitor.get(picture).await.status, 200, "{picture}");
    }
}

#[actix_web::test]
async fn a_tea_that_there_is_not_has_no_page() {
    let app = TestApp::start().await;
    for slug in ["coffee", "Keemun-Black", "..%2Fkeemun-black", "%00", "keemun-black/x"] {
        let page = app.visitor().get(&format!("/products/{slug}")).await;
        assert_eq!(page.status, 404, "{slug}");
        assert!(page.contains("Page not found"), "{slug}");
    }
}
