//! Lessons G: each shows the part of the visitor's session that the shop's pages
//! use.

use super::support::{TestApp, visitor::Visitor};

/// Returns the value of a key that the lesson shows, or `None` if it shows that
/// there is none.
async fn shown(visitor: &Visitor, slug: &str, key: &str) -> Option<serde_json::Value> {
    let page = visitor.get(&format!("/lab/lessons/{slug}")).await;
    assert_eq!(page.status, 200, "{}", page.body);
    let (_, rest) = page.body.split_once(&format!("data-key=\"{key}\">")).expect("the key is shown");
    let (cell, _) = rest.split_once("</dd>").unwrap();
    let (_, json) = cell.split_once("<code>")?;
    let json = json.split("</code>").next().unwrap().replace("&#34;", "\"");
    Some(serde_json::from_str(&json).unwrap())
}

// G1, G2, G3
#[actix_web::test]
async fn the_login_is_in_the_session_until_logout() {
    let app = TestApp::start().await;
    let member = app.member().await;
    assert!(shown(&member, "g1-login", "login").await.is_some());
    member.log_out().await;
    assert_eq!(shown(&member, "g1-login", "login").await, None);
}

// G4, G5
#[actix_web::test]
async fn the_cart_is_shown_as_the_session_stores_it() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    assert_eq!(shown(&visitor, "g4-cart", "cart").await, None);
    assert!(visitor.cookie("sessionid").is_none(), "the page creates no session");
    visitor.add_to_cart("keemun-black", 2).await;
    let cart = shown(&visitor, "g4-cart", "cart").await.unwrap();
    assert_eq!((&cart[0]["product"], &cart[0]["quantity"]), (&"keemun-black".into(), &2.into()));
    visitor.register("Mei").await;
    assert_eq!(shown(&visitor, "g4-cart", "cart").await.unwrap(), cart, "still there after the login");
}

// G6, G9
#[actix_web::test]
async fn the_checkout_form_is_shown_until_the_order() {
    let app = TestApp::start().await;
    let member = app.member().await;
    member.add_to_cart("keemun-black", 1).await;
    let review = member.go_to_review("standard").await;
    assert_eq!(shown(&member, "g6-checkout", "checkout").await.unwrap()["street"], "7 Osmanthus Lane");
    assert_eq!(member.place_order(&review).await.status, 303);
    assert_eq!(shown(&member, "g6-checkout", "checkout").await, None);
}

// G7, G8
#[actix_web::test]
async fn preferences_and_recently_viewed_teas_are_shown() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.post("/preferences", &[("currency", "TWD")]).await;
    let preferences = shown(&visitor, "g7-preferences", "preferences").await.unwrap();
    assert_eq!(preferences["currency"].as_str().unwrap().to_lowercase(), "twd");
    visitor.get("/products/keemun-black").await;
    visitor.get("/products/uji-matcha").await;
    let seen = shown(&visitor, "g8-recently-viewed", "recently_viewed").await.unwrap();
    assert_eq!(seen, serde_json::json!(["uji-matcha", "keemun-black"]));
}
