//! A: HTTP forgets, and the shop remembers by an id in a cookie.

use crate::support::{Combination, Dictionary, TestApp, over_every_store, visitor::Visitor};

over_every_store! {
    without_a_cookie_every_request_is_a_strangers,
}

over_every_store! {
    except signed_cookies:
    the_id_is_random_and_the_data_is_not_in_it,
}

const TEA: &str = "alishan-high-mountain-oolong";
const OTHER_TEA: &str = "sun-moon-lake-ruby-18";

async fn add_to_cart(visitor: &Visitor, product: &str, quantity: &str) {
    let answer = visitor.post("/cart/add", &[("product", product), ("quantity", quantity)]).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(visitor.follow(answer).await.status, 200);
}

fn line(product: &str, quantity: u32) -> (String, u32) {
    (product.to_owned(), quantity)
}

/// A1
async fn without_a_cookie_every_request_is_a_strangers(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor();
    visitor.switch_cookies_off();
    for _ in 0..2 {
        assert_eq!(visitor.run(&["items", "session_key", "set a 1"]).await.body, "\n-\nok");
    }
}

/// A2
#[actix_web::test]
async fn the_id_comes_with_the_first_thing_to_remember_and_not_before() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    for path in ["/", "/cart", "/?q=oolong", "/no-such-page"] {
        let page = visitor.get(path).await;
        assert_eq!(page.set_cookie("sessionid"), None, "{path}");
    }
    let answer = visitor.post("/cart/add", &[("product", TEA), ("quantity", "1")]).await;
    assert!(answer.set_cookie("sessionid").is_some());
}

/// A3
#[actix_web::test]
async fn the_browser_sends_the_id_back_and_the_server_finds_the_data() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    add_to_cart(&visitor, TEA, "2").await;
    add_to_cart(&visitor, OTHER_TEA, "1").await;
    let cart = visitor.get("/cart").await;
    assert_eq!(cart.cart_lines(), [line(TEA, 2), line(OTHER_TEA, 1)]);
    assert_eq!(visitor.get("/").await.cart_count(), 3);
    visitor.drop_cookie("sessionid");
    assert_eq!(visitor.get("/cart").await.cart_lines(), []);
}

/// A3: another process over the same store knows the visitor too.
#[actix_web::test]
async fn a_session_outlives_the_server_process() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    add_to_cart(&visitor, TEA, "2").await;
    let other = app.beside(&[]).await;
    assert_eq!(visitor.at(other.address()).get("/cart").await.cart_lines(), [line(TEA, 2)]);
}

/// A4: and it is another one for each session, so it can't be guessed.
async fn the_id_is_random_and_the_data_is_not_in_it(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let mut keys = Vec::new();
    for _ in 0..50 {
        let visitor = dictionary.visitor_with(&["set username \"oolong-lover\""]).await;
        let cookie = visitor.cookie("sessionid").unwrap();
        let key = visitor.ask("session_key").await;
        assert!(!cookie.contains("oolong") && cookie.ends_with(&key));
        assert!(key.len() == 32 && key.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{key}");
        keys.push(key);
    }
    for place in 0..32 {
        let letters: std::collections::BTreeSet<u8> = keys.iter().map(|key| key.as_bytes()[place]).collect();
        assert!(letters.len() > 10, "place {place} of the ids has hardly any letters: {letters:?}");
    }
}

/// A5, A6
#[actix_web::test]
async fn two_visitors_never_share_a_session() {
    let app = TestApp::start().await;
    let (one, other) = (app.visitor(), app.visitor());
    add_to_cart(&one, TEA, "2").await;
    add_to_cart(&other, OTHER_TEA, "5").await;
    assert_eq!(one.get("/cart").await.cart_lines(), [line(TEA, 2)]);
    assert_eq!(other.get("/cart").await.cart_lines(), [line(OTHER_TEA, 5)]);
    assert_ne!(one.cookie("sessionid"), other.cookie("sessionid"));
    assert_eq!(one.other_browser().get("/cart").await.cart_lines(), []);
}

/// A7
#[actix_web::test]
async fn an_id_in_the_address_is_ignored_and_never_put_there() {
    let app = TestApp::start().await;
    let victim = app.visitor();
    add_to_cart(&victim, TEA, "2").await;
    let cookie = victim.cookie("sessionid").unwrap();
    let key = &cookie[cookie.len() - 32..];
    for path in [
        format!("/cart?sessionid={cookie}"),
        format!("/cart?sessionid={key}&session_key={key}"),
        format!("/cart;sessionid={key}"),
    ] {
        let page = app.visitor().get(&path).await;
        assert_eq!(page.cart_lines(), [], "{path}");
        assert_eq!(page.set_cookie("sessionid"), None, "{path}");
    }
    let answer = victim.post("/cart/add", &[("product", OTHER_TEA), ("quantity", "1")]).await;
    assert!(!answer.location().unwrap().contains(key));
    let member = app.member().await;
    let cookie = member.cookie("sessionid").unwrap();
    for path in ["/", "/cart", "/account", "/preferences", "/orders", "/no-such-page"] {
        let page = member.follow(member.get(path).await).await;
        assert!(!page.contains(&cookie[cookie.len() - 32..]), "{path} shows the id");
    }
}

/// A8: what the server can see of it.
#[actix_web::test]
async fn with_cookies_switched_off_the_shop_says_so() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.switch_cookies_off();
    assert_eq!(visitor.get("/").await.status, 200);
    let answer = visitor.post("/cart/add", &[("product", TEA), ("quantity", "1")]).await;
    assert_eq!((answer.status, answer.set_cookie("sessionid")), (403, None));
    assert!(answer.contains("did not send our cookie"), "{}", answer.body);
    let answer = visitor
        .sending("accept-language", "zh-TW")
        .post("/cart/add", &[("product", TEA), ("quantity", "1")])
        .await;
    assert!(answer.status == 403 && answer.contains("lang=\"zh-Hant\""), "{}", answer.body);
}

/// A8: a form from elsewhere is another matter, and is told otherwise.
#[actix_web::test]
async fn a_form_without_its_token_is_refused_for_that_and_changes_nothing() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    add_to_cart(&visitor, TEA, "2").await;
    let answer = visitor.post_bare("/cart/add", &[("product", TEA), ("quantity", "1")]).await;
    assert!(answer.status == 403 && !answer.contains("did not send our cookie"), "{}", answer.body);
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 2)]);
}

/// A9
#[actix_web::test]
async fn with_sessions_switched_off_pages_that_need_none_work_and_the_others_say_why_not() {
    let on = TestApp::start().await;
    let off = on.beside(&[("session.enabled", "false")]).await;
    let visitor = on.visitor();
    // So the form was opened while they were on.
    add_to_cart(&visitor, TEA, "2").await;
    let visitor = visitor.at(off.address());
    let page = visitor.get("/").await;
    assert_eq!((page.status, page.set_cookie("sessionid")), (200, None));
    let page = visitor.get("/cart").await;
    assert_eq!((page.status, page.set_cookie("sessionid")), (503, None));
    assert!(page.contains("session.enabled = false"), "{}", page.body);
    let answer = visitor.post("/cart/add", &[("product", TEA), ("quantity", "1")]).await;
    assert!(answer.status == 503 && answer.contains("session.enabled = false"), "{}", answer.body);
}

/// A9: and nothing is lost by switching.
#[actix_web::test]
async fn a_session_is_there_again_when_sessions_are_switched_on_again() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    add_to_cart(&visitor, TEA, "2").await;
    let off = app.beside(&[("session.enabled", "false")]).await;
    assert_eq!(visitor.at(off.address()).get("/cart").await.status, 503);
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 2)]);
}
