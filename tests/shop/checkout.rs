//! The checkout, from the cart to the order, and whose order it is.

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

/// The page of the order to which an answer leads.
async fn order_page(visitor: &Visitor, answer: &Page) -> Page {
    assert_eq!(answer.status, 303, "{}", answer.body);
    let path = answer.location().unwrap();
    assert!(path.starts_with("/orders/"), "{path}");
    visitor.get(path).await
}

#[actix_web::test]
async fn an_order_holds_what_the_review_showed() {
    let app = TestApp::start().await;
    let member = app.member().await;
    member.add_to_cart("west-lake-longjing", 1).await;
    member.add_to_cart(TEA, 2).await;
    let review = member.go_to_review("express").await;
    for shown in ["The Recipient", "7 Osmanthus Lane", "100 Taipei", "Taiwan", "Express"] {
        assert!(review.contains(shown), "{shown}");
    }
    let prices = ["$24.80", "$24.80", "$13.50", "$27.00", "$12.50", "$64.30"];
    assert_eq!(review.texts_after("class=\"price\""), prices);
    let page = order_page(&member, &member.place_order(&review).await).await;
    assert!(page.contains("Thank you. Your order"));
    assert_eq!(page.texts_after("class=\"price\""), prices);
    assert!(page.contains("7 Osmanthus Lane") && page.contains("Taiwan"));
    assert_eq!(page.cart_count(), 0);
    assert_eq!((stock(&app, TEA).as_str(), stock(&app, "west-lake-longjing").as_str()), ("358", "179"));
    let list = member.get("/orders").await;
    assert_eq!(list.attributes("href", "class=\"order-list__number\"").len(), 1);
    assert!(list.contains("$64.30"));
}

#[actix_web::test]
async fn no_step_can_be_skipped() {
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
async fn what_is_wrong_with_the_address_is_said_beside_the_field() {
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
        let error = page.text_after(&format!("id=\"{field}-error\""));
        assert_eq!(error.as_deref(), Some(message), "{field} {typed:?}");
        assert_eq!(page.texts_after("class=\"field-error\"").len(), 1, "{field} {typed:?}");
        assert_eq!(member.get("/checkout/delivery").await.location(), Some("/checkout/address"));
    }
}

#[actix_web::test]
async fn a_way_of_delivery_that_there_is_not_is_refused() {
    let app = TestApp::start().await;
    let member = app.member().await;
    member.add_to_cart(TEA, 1).await;
    member.post("/checkout/address", &ADDRESS).await;
    for typed in ["", "drone", "Express"] {
        let page = member.post("/checkout/delivery", &[("delivery", typed)]).await;
        assert_eq!(page.status, 422, "{typed:?}");
        let error = page.text_after("id=\"delivery-error\"");
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
    assert_eq!(review.texts_after("class=\"price\""), prices);
    let answer = member.place_order(&review).await;
    member.post("/preferences", &[("currency", "USD")]).await;
    assert_eq!(order_page(&member, &answer).await.texts_after("class=\"price\""), prices);
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
async fn what_another_tab_changed_since_the_review_is_not_bought_unseen() {
    let app = TestApp::start().await;
    let member = app.member().await;
    member.add_to_cart(TEA, 2).await;
    let review = member.go_to_review("pickup").await;
    member.post("/cart/update", &[("product", TEA), ("quantity", "1")]).await;
    let answer = member.place_order(&review).await;
    assert_eq!((answer.status, answer.location()), (303, Some("/checkout/review")));
    let review = member.follow(answer).await;
    assert!(review.contains("Your order changed after you reviewed it"));
    member.add_to_cart("uji-matcha", 1).await;
    let page = order_page(&member, &member.place_order(&review).await).await;
    assert!(!page.contains("/products/uji-matcha"), "it was not on the review");
    assert_eq!(member.get("/cart").await.cart_lines(), [line("uji-matcha", 1)]);
}

#[actix_web::test]
async fn somebody_elses_order_is_answered_like_one_that_does_not_exist() {
    let app = TestApp::start().await;
    let member = app.member().await;
    member.add_to_cart(TEA, 1).await;
    let review = member.go_to_review("pickup").await;
    let answer = member.place_order(&review).await;
    let path = answer.location().unwrap();
    assert_eq!(member.get(path).await.status, 200);
    let other = app.member().await;
    let (theirs, none) = (other.get(path).await, other.get("/orders/20250101-AAAAAA").await);
    assert_eq!((theirs.status, none.status), (404, 404));
    assert_eq!(theirs.text_after("class=\"lede\""), none.text_after("class=\"lede\""));
    assert!(!theirs.contains("Osmanthus"));
    assert_eq!(app.visitor().get(path).await.status, 303, "a stranger has to log in");
    assert!(!other.get("/orders").await.contains("order-list"));
    other.add_to_cart(TEA, 1).await;
    other.go_to_review("pickup").await;
    let token = review.field("order_token").unwrap();
    let answer = other.post("/checkout/place", &[("order_token", &token)]).await;
    assert_eq!(answer.location(), Some("/checkout/review"), "another member's form places nothing");
}

#[actix_web::test]
async fn of_two_buyers_of_the_last_packet_the_later_is_told_and_keeps_the_cart() {
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
