//! A form leads back to the place from which it was sent, and a removal can be undone.

use crate::support::{TestApp, page::Page, visitor::Visitor};

/// Returns the field of the undo form on a page.
fn undo(page: &Page) -> String {
    page.attribute_of(".flash form input[name='lines']", "value").expect("a form to undo the removal")
}

async fn restore(visitor: &Visitor, lines: &str) -> Page {
    visitor.post("/cart/restore", &[("lines", lines)]).await
}

#[actix_web::test]
async fn adding_from_the_catalogue_leads_back_to_the_same_page_filter_and_order() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let catalogue = visitor.get("/?category=oolong&sort=name").await;
    let next = catalogue.attribute_of(".tea-card__add input[name='next']", "value").unwrap();
    assert!(next.starts_with("/?category=oolong&sort=name#"), "{next}");
    let form = [("product", "dong-ding-oolong"), ("quantity", "1"), ("next", next.as_str())];
    let response = visitor.post("/cart/add", &form).await;
    assert_eq!(response.header("location"), Some(next.as_str()));
    let page = visitor.follow(response).await;
    assert_eq!(page.attribute_of(".flash a", "href").as_deref(), Some("/cart"), "{}", page.body);
}

#[actix_web::test]
async fn no_form_leads_to_another_site() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    for next in ["//evil.example", "https://evil.example", "/\\evil.example", "/cart/add", ""] {
        let form = [("product", "keemun-black"), ("quantity", "1"), ("next", next)];
        assert_eq!(visitor.post("/cart/add", &form).await.header("location"), Some("/cart"), "{next}");
        let form = [("theme", "dark"), ("next", next)];
        let location = visitor.post("/preferences", &form).await;
        assert_eq!(location.header("location"), Some("/preferences"), "{next}");
    }
}

#[actix_web::test]
async fn a_removed_line_and_an_emptied_cart_can_be_restored() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.add_to_cart("keemun-black", 2).await;
    visitor.add_to_cart("bai-mu-dan", 3).await;
    for (path, fields, count) in [
        ("/cart/remove", &[("product", "bai-mu-dan")][..], 2),
        ("/cart/update", &[("product", "keemun-black"), ("quantity", "0")], 3),
        ("/cart/empty", &[], 0),
    ] {
        let page = visitor.follow(visitor.post(path, fields).await).await;
        assert_eq!(page.cart_count(), count, "{path}");
        let page = visitor.follow(restore(&visitor, &undo(&page)).await).await;
        assert_eq!(page.cart_count(), 5, "{path}");
        assert!(!page.has(".flash form"), "{path}");
    }
}

#[actix_web::test]
async fn restored_lines_never_exceed_the_stock_and_unknown_ones_are_refused() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let page = visitor.follow(restore(&visitor, "keemun-black=9999&keemun-black=9999").await).await;
    let stock = app.sqlite().texts("stock", "products WHERE slug = 'keemun-black'");
    assert_eq!([page.cart_count().to_string()], stock[..]);
    for lines in ["", "coffee=1", "keemun-black", "keemun-black=-1", "keemun-black=1&coffee=1"] {
        let page = restore(&visitor, lines).await;
        assert_eq!((page.status, page.has(".form-errors")), (422, true), "{lines}");
    }
}

#[actix_web::test]
async fn language_and_theme_are_chosen_on_every_page_and_lead_back_to_it() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    for path in ["/?category=black&page=1", "/cart", "/products/keemun-black", "/account/login", "/lab"] {
        let page = visitor.get(path).await;
        let next = page.attribute_of(".site-display input[name='next']", "value");
        assert_eq!(next.as_deref(), Some(path));
        assert_eq!(page.attributes_of(".site-display button[name='language']", "value").len(), 3);
        let response = visitor.post("/preferences", &[("language", "zh-Hant"), ("next", path)]).await;
        let chinese = visitor.follow(response).await;
        assert_eq!(chinese.attribute("lang").as_deref(), Some("zh-Hant"), "{path}");
        let pressed = ".site-display button[name='language'][aria-pressed='true']";
        assert_eq!(chinese.attributes_of(pressed, "value"), ["zh-Hant"]);
        visitor.post("/preferences", &[("language", "en"), ("theme", "dark"), ("next", path)]).await;
    }
    assert_eq!(visitor.get("/").await.attribute("data-theme").as_deref(), Some("dark"));
}

#[actix_web::test]
async fn the_errors_of_a_form_are_listed_at_its_top_and_lead_to_their_fields() {
    let app = TestApp::start().await;
    let member = app.member().await;
    member.add_to_cart("keemun-black", 1).await;
    let address = member.post("/checkout/address", &[("name", "Lin Mei")]).await;
    let anonymous = app.visitor();
    let register = anonymous
        .post(
            "/account/register",
            &[("username", "Lin"), ("password", "jasmine and rain"), ("password_again", "x")],
        )
        .await;
    for (page, fields) in
        [(address, &["#street", "#postcode", "#city", "#country"][..]), (register, &["#password-again"])]
    {
        assert_eq!(page.status, 422);
        assert!(page.text_of("title").unwrap().starts_with("Error: "), "{}", page.body);
        assert_eq!(page.attributes_of(".form-errors a", "href"), fields);
        for field in fields {
            assert!(page.has(&format!("input{field}, select{field}")), "{field}");
        }
        assert!(page.has(".form-errors[autofocus][tabindex='-1']"));
    }
}

#[actix_web::test]
async fn ten_orders_are_on_a_page_with_pictures() {
    let app = TestApp::start().await;
    let member = app.member().await;
    for _ in 0..11 {
        member.add_to_cart("keemun-black", 1).await;
        let review = member.go_to_review("pickup").await;
        member.place_order(&review).await;
    }
    let page = member.get("/orders").await;
    assert_eq!(page.attributes_of(".order-list__number", "href").len(), 10);
    assert_eq!(page.attributes_of(".order-list__pictures img", "src").len(), 10);
    let last = member.get("/orders?page=2").await;
    assert_eq!(last.attributes_of(".order-list__number", "href").len(), 1);
    assert_eq!(last.attributes_of(".pagination [aria-current]", "href"), ["/orders?page=2"]);
    for odd in ["/orders?page=0", "/orders?page=x", "/orders?page=99999999999999999999"] {
        assert_eq!(member.get(odd).await.status, 200, "{odd}");
    }
}
