//! An order is placed, and then the store refuses to save the session, from whose
//! cart the bought teas are to be removed. The visitor is asked to try again. After
//! the next request there is one order, and the cart has only the other teas.

use crate::support::{TestApp, customer::line, page::Page, visitor::Visitor};

const TEA: &str = "keemun-black";
const OTHER_TEA: &str = "uji-matcha";

/// A trigger in the shop's database: sessions can be read, and not changed.
const REFUSE: &str =
    "CREATE TRIGGER refusing BEFORE UPDATE ON sessions BEGIN SELECT RAISE(ABORT, 'refused'); END";

fn stock(app: &TestApp, product: &str) -> String {
    app.sqlite().text("stock", &format!("products WHERE slug = '{product}'"))
}

/// Returns a member whose order is placed and whose cart still contains it, and the
/// review page.
async fn with_an_unsaved_order(app: &TestApp) -> (Visitor, Page) {
    let member = app.member().await;
    member.add_to_cart(TEA, 2).await;
    let review = member.go_to_review("pickup").await;
    app.sqlite().run(REFUSE);
    let response = member.place_order(&review).await;
    assert_eq!((response.status, response.header("retry-after")), (503, Some("5")));
    assert!(response.set_cookie("sessionid").is_none());
    app.sqlite().run("DROP TRIGGER refusing");
    assert_eq!((app.sqlite().count("orders"), stock(app, TEA).as_str()), (1, "358"));
    assert_eq!(member.get("/cart").await.cart_lines(), [line(TEA, 2)], "nothing was saved");
    (member, review)
}

#[actix_web::test]
async fn the_form_sent_again_leads_to_the_order_and_removes_it_from_the_cart() {
    let app = TestApp::start().await;
    let (member, review) = with_an_unsaved_order(&app).await;
    member.add_to_cart(OTHER_TEA, 1).await;
    let response = member.place_order(&review).await;
    let number = app.sqlite().text("number", "orders");
    assert_eq!((response.status, response.location()), (303, Some(format!("/orders/{number}").as_str())));
    assert_eq!(member.get("/cart").await.cart_lines(), [line(OTHER_TEA, 1)]);
    member.place_order(&review).await;
    assert_eq!(member.get("/cart").await.cart_lines(), [line(OTHER_TEA, 1)], "nothing is removed twice");
    assert_eq!((app.sqlite().count("orders"), stock(&app, TEA).as_str()), (1, "358"));
}

#[actix_web::test]
async fn the_review_page_opened_again_leads_to_the_order_and_removes_it_from_the_cart() {
    let app = TestApp::start().await;
    let (member, _) = with_an_unsaved_order(&app).await;
    member.add_to_cart(OTHER_TEA, 1).await;
    let number = app.sqlite().text("number", "orders");
    let response = member.get("/checkout/review").await;
    assert_eq!((response.status, response.location()), (303, Some(format!("/orders/{number}").as_str())));
    assert_eq!(member.get("/cart").await.cart_lines(), [line(OTHER_TEA, 1)]);
    assert_eq!((app.sqlite().count("orders"), stock(&app, TEA).as_str()), (1, "358"));
}
