//! The checkout, from the cart to the order, and who may see an order.

use crate::support::{
    TestApp,
    customer::{ADDRESS, line},
    page::Page,
    visitor::Visitor,
};

const TEA: &str = "keemun-black";
const SOUGHT_AFTER: &str = "competition-oriental-beauty";

fn stock(app: &TestApp, product: &str) -> String {
    app.sqlite().text("stock", &format!("products WHERE slug = '{product}'"))
}

/// Follows the redirect to an order and returns its page.
async fn order_page(visitor: &Visitor, response: &Page) -> Page {
    assert_eq!(response.status, 303, "{}", response.body);
    let path = response.location().unwrap();
    assert!(path.starts_with("/orders/"), "{path}");
    visitor.get(path).await
}

#[actix_web::test]
async fn an_order_contains_what_the_review_showed() {
    let app = TestApp::start().await;
    let member = app.member().await;
    member.add_to_cart("west-lake-longjing", 1).await;
    member.add_to_cart(TEA, 2).await;
    let review = member.go_to_review("express").await;
    for text in ["The Recipient", "7 Osmanthus Lane", "100 Taipei", "Taiwan", "Express"] {
        assert!(review.contains(text), "{text}");
    }
    let prices = ["$24.80", "$24.80", "$13.50", "$27.00", "$12.50", "$64.30"];
    assert_eq!(review.texts_of(".price"), prices);
    let page = order_page(&member, &member.place_order(&review).await).await;
    assert!(page.contains("Thank you. Your order"));
    assert_eq!(page.texts_of(".price"), prices);
    assert!(page.contains("7 Osmanthus Lane") && page.contains("Taiwan"));
    assert_eq!(page.cart_count(), 0);
    assert_eq!((stock(&app, TEA).as_str(), stock(&app, "west-lake-longjing").as_str()), ("358", "179"));
    let list = member.get("/orders").await;
    assert_eq!(list.attributes_of(".order-list__number", "href").len(), 1);
    assert!(list.contains("$64.30"));
}

#[actix_web::test]
async fn no_checkout_step_can_be_skipped() {
    let app = TestApp::start().await;
    let stranger = app.visitor();
    let member = app.member().await;
    let places = ["/checkout", "/checkout/address", "/checkout/delivery", "/checkout/review"];
    for place in places {
        let to_login = format!("/account/login?next={}", place.replace('/', "%2F"));
        assert_eq!(stranger.get(place).await.location(), Some(to_login.as_str()));
        assert_eq!(member.get(place).await.location(), Some("/cart"), "{place} with nothing in the cart");
    }
    member.add_to_cart(TEA, 1).await;
    for place in ["/checkout", "/checkout/delivery", "/checkout/review"] {
        assert_eq!(member.get(place).await.location(), Some("/checkout/address"), "{place}");
    }
    member.post("/checkout/address", &ADDRESS).await;
    for place in ["/checkout", "/checkout/review"] {
        assert_eq!(member.get(place).await.location(), Some("/checkout/delivery"), "{place}");
    }
    let early = member.post("/checkout/place", &[]).await;
    assert_eq!(early.location(), Some("/checkout/delivery"));
    assert_eq!(app.sqlite().count("orders"), 0);
}

#[actix_web::test]
async fn an_invalid_address_shows_the_error_at_its_field() {
    let app = TestApp::start().await;
    let member = app.member().await;
    member.add_to_cart(TEA, 1).await;
    let choose = "Please choose a country or region.";
    for (field, typed, message) in [
        ("name", "", "Please fill this in."),
        ("street", "  ", "Please fill this in."),
        ("postcode", &"1".repeat(21), "At most 20 characters, please."),
        ("city", &"x".repeat(101), "At most 100 characters, please."),
        ("city", "Tai\u{0}pei", "Please remove control characters."),
        ("country", "XX", choose),
        ("country", "", choose),
    ] {
        let form: Vec<_> =
            ADDRESS.iter().map(|&(name, right)| (name, if name == field { typed } else { right })).collect();
        let page = member.post("/checkout/address", &form).await;
        assert_eq!(page.status, 422, "{field} {typed:?}");
        let error = page.text_of(&format!("#{field}-error"));
        assert_eq!(error.as_deref(), Some(message), "{field} {typed:?}");
        assert_eq!(page.texts_of(".field-error").len(), 1, "{field} {typed:?}");
        assert_eq!(member.get("/checkout/delivery").await.location(), Some("/checkout/address"));
    }
}

#[actix_web::test]
async fn an_unknown_delivery_method_is_refused() {
    let app = TestApp::start().await;
    let member = app.member().await;
    member.add_to_cart(TEA, 1).await;
    member.post("/checkout/address", &ADDRESS).await;
    for typed in ["", "drone", "Express"] {
        let page = member.post("/checkout/delivery", &[("delivery", typed)]).await;
        assert_eq!(page.status, 422, "{typed:?}");
        let error = page.text_of("#delivery-error");
        assert_eq!(error.as_deref(), Some("Please choose a delivery method."));
    }
}

#[actix_web::test]
async fn an_order_stays_in_the_currency_in_which_it_was_placed() {
    let app = TestApp::start().await;
    let member = app.member().await;
    member.post("/preferences", &[("currency", "TWD")]).await;
    member.add_to_cart(TEA, 2).await;
    let review = member.go_to_review("standard").await;
    let prices = ["NT$432", "NT$864", "NT$144", "NT$1,008"];
    assert_eq!(review.texts_of(".price"), prices);
    let response = member.place_order(&review).await;
    member.post("/preferences", &[("currency", "USD")]).await;
    assert_eq!(order_page(&member, &response).await.texts_of(".price"), prices);
}

#[actix_web::test]
async fn a_form_that_is_sent_again_leads_to_the_same_order() {
    let app = TestApp::start().await;
    let member = app.member().await;
    member.add_to_cart(TEA, 2).await;
    let review = member.go_to_review("pickup").await;
    let first = member.place_order(&review).await;
    member.add_to_cart("uji-matcha", 1).await;
    let again = member.place_order(&review).await;
    assert_eq!((again.status, again.location()), (303, first.location()));
    assert_eq!(app.sqlite().count("orders"), 1);
    assert_eq!(stock(&app, TEA), "358");
    assert_eq!(member.get("/cart").await.cart_lines(), [line("uji-matcha", 1)]);
}

#[actix_web::test]
async fn changes_since_the_review_are_not_bought_unseen() {
    let app = TestApp::start().await;
    let member = app.member().await;
    member.add_to_cart(TEA, 2).await;
    let review = member.go_to_review("pickup").await;
    member.post("/cart/update", &[("product", TEA), ("quantity", "1")]).await;
    let response = member.place_order(&review).await;
    assert_eq!((response.status, response.location()), (303, Some("/checkout/review")));
    let review = member.follow(response).await;
    assert!(review.contains("Your order changed after you reviewed it"));
    member.add_to_cart("uji-matcha", 1).await;
    let page = order_page(&member, &member.place_order(&review).await).await;
    assert!(!page.contains("/products/uji-matcha"), "the review did not show this tea");
    assert_eq!(member.get("/cart").await.cart_lines(), [line("uji-matcha", 1)]);
}

#[actix_web::test]
async fn another_members_order_gives_the_same_404_as_a_missing_one() {
    let app = TestApp::start().await;
    let member = app.member().await;
    member.add_to_cart(TEA, 1).await;
    let review = member.go_to_review("pickup").await;
    let response = member.place_order(&review).await;
    let path = response.location().unwrap();
    assert_eq!(member.get(path).await.status, 200);
    let other = app.member().await;
    let (theirs, none) = (other.get(path).await, other.get("/orders/20250101-AAAAAA").await);
    assert_eq!((theirs.status, none.status), (404, 404));
    assert_eq!(theirs.text_of(".lede"), none.text_of(".lede"));
    assert!(!theirs.contains("Osmanthus"));
    assert_eq!(app.visitor().get(path).await.status, 303, "a visitor who is not logged in has to log in");
    assert!(!other.get("/orders").await.has(".order-list"));
    other.add_to_cart(TEA, 1).await;
    other.go_to_review("pickup").await;
    let token = review.field("order_token").unwrap();
    let response = other.post("/checkout/place", &[("order_token", &token)]).await;
    assert_eq!(response.location(), Some("/checkout/review"), "another member's form places nothing");
}

#[actix_web::test]
async fn the_second_buyer_of_the_last_packet_gets_an_error_and_keeps_the_cart() {
    let app = TestApp::start().await;
    let (first, later) = (app.member().await, app.member().await);
    for member in [&first, &later] {
        member.add_to_cart(TEA, 1).await;
        member.add_to_cart(SOUGHT_AFTER, 1).await;
    }
    let (first_review, later_review) =
        (first.go_to_review("pickup").await, later.go_to_review("pickup").await);
    assert_eq!(first.place_order(&first_review).await.status, 303);
    let page = later.place_order(&later_review).await;
    assert_eq!(page.status, 422);
    assert!(page.contains("Not enough stock") && page.contains(": sold out"));
    assert_eq!(later.get("/cart").await.cart_lines(), [line(TEA, 1), line(SOUGHT_AFTER, 1)]);
    assert_eq!(app.sqlite().count("orders"), 1);
    assert_eq!((stock(&app, SOUGHT_AFTER).as_str(), stock(&app, TEA).as_str()), ("0", "359"));
    later.post("/cart/remove", &[("product", SOUGHT_AFTER)]).await;
    let review = later.get("/checkout/review").await;
    assert_eq!(order_page(&later, &later.place_order(&review).await).await.status, 200);
}
