//! A1, A2, A6: visitors who only look cost the store nothing, and nobody fills it.

use std::time::Duration;

use crate::support::{
    EngineAndStore, TestApp, customer::line, over_every_store, page::Page, visitor::Visitor,
};

over_every_store! {
    a_request_without_a_cookie_stores_nothing,
    the_first_tea_that_a_browser_views_is_listed_at_its_second_request,
    an_anonymous_session_expires_earlier_and_a_members_does_not,
}

const TEA: &str = "keemun-black";
const OTHER_TEA: &str = "uji-matcha";

/// Returns the slugs of the teas that the page lists as recently viewed.
fn recently_viewed(page: &Page) -> Vec<String> {
    let links = page.attributes_of(".recent a.tea-mini", "href");
    links.iter().map(|link| link.strip_prefix("/products/").unwrap().to_owned()).collect()
}

/// A1, A2: with and without cookies of others.
async fn a_request_without_a_cookie_stores_nothing(combination: EngineAndStore) {
    let app = TestApp::over_store(combination).await;
    for path in ["/products/keemun-black", "/products/uji-matcha", "/cart", "/?q=oolong", "/lab/session"] {
        for cookie in [None, Some("theme=dark"), Some("csrftoken=x"), Some("sessionid=x")] {
            let mut visitor = app.visitor();
            if let Some(cookie) = cookie {
                visitor = visitor.with_header("cookie", cookie);
            }
            let page = visitor.get(path).await;
            assert_eq!(page.status, 200, "{path} with {cookie:?}");
            let started = page.set_cookie("sessionid").is_some_and(|cookie| !cookie.value().is_empty());
            assert!(!started, "{path} with {cookie:?}");
        }
    }
    assert_eq!(app.sqlite().count("sessions"), 0);
    assert_eq!(app.sessions().session_files().len(), 0);
}

/// G8
async fn the_first_tea_that_a_browser_views_is_listed_at_its_second_request(combination: EngineAndStore) {
    let app = TestApp::over_store(combination).await;
    let visitor = app.visitor();
    let first = visitor.get("/products/keemun-black").await;
    assert_eq!(first.set_cookie("sessionid"), None);
    let second = visitor.get("/products/uji-matcha").await;
    assert_eq!(recently_viewed(&second), [TEA]);
    assert!(second.set_cookie("sessionid").is_some() && second.removes_cookie("first_viewed"));
    let third = visitor.get("/products/bai-mu-dan").await;
    assert_eq!(recently_viewed(&third), [OTHER_TEA, TEA]);
}

/// A tea that the shop does not have, or another text, is ignored.
#[actix_web::test]
async fn a_made_up_first_tea_is_ignored() {
    let app = TestApp::start().await;
    for made_up in ["coffee", "<script>", "%00"] {
        let visitor = app.visitor();
        visitor.get("/").await;
        visitor.insert_cookie("first_viewed", made_up);
        assert_eq!(recently_viewed(&visitor.get("/products/keemun-black").await), [] as [&str; 0]);
        assert_eq!(recently_viewed(&visitor.get("/products/uji-matcha").await), [TEA]);
    }
}

/// E1, E12
async fn an_anonymous_session_expires_earlier_and_a_members_does_not(combination: EngineAndStore) {
    let app = TestApp::over_store_with(combination, &[("session.anonymous_age", "60")]).await;
    let (stranger, member) = (app.visitor(), app.member().await);
    for (visitor, max_age) in [(&stranger, 60), (&member, 1_209_600)] {
        let response = visitor.post("/cart/add", &[("product", TEA), ("quantity", "1")]).await;
        let cookie = response.set_cookie("sessionid").unwrap();
        assert_eq!(cookie.max_age().unwrap().whole_seconds(), max_age);
    }
    // The next page removes the message from the session, which counts as a change.
    stranger.get("/").await;
    app.clock.advance(Duration::from_secs(59));
    assert_eq!(stranger.copy().get("/cart").await.cart_lines(), [line(TEA, 1)]);
    app.clock.advance(Duration::from_secs(1));
    assert_eq!(stranger.get("/cart").await.cart_lines(), []);
    assert_eq!(member.get("/cart").await.cart_lines(), [line(TEA, 1)]);
}

/// The session of a member who logs out becomes anonymous again.
#[actix_web::test]
async fn after_a_logout_the_age_is_that_of_an_anonymous_session() {
    let app = TestApp::with(&[("session.anonymous_age", "60")]).await;
    let member = app.member().await;
    member.log_out().await;
    let response = member.post("/cart/add", &[("product", TEA), ("quantity", "1")]).await;
    assert_eq!(response.set_cookie("sessionid").unwrap().max_age().unwrap().whole_seconds(), 60);
}

async fn add_to_cart(visitor: &Visitor) -> Page {
    visitor.post("/cart/add", &[("product", TEA), ("quantity", "1")]).await
}

/// The limit of `session.new_per_address`.
#[actix_web::test]
async fn an_address_starts_only_so_many_sessions_a_minute() {
    let app = TestApp::with(&[("session.new_per_address", "2")]).await;
    let (one, other, third) = (app.visitor(), app.visitor(), app.visitor());
    for visitor in [&one, &other] {
        assert_eq!(add_to_cart(visitor).await.status, 303);
    }
    let refused = add_to_cart(&third).await;
    assert_eq!((refused.status, refused.set_cookie("sessionid")), (429, None));
    let retry_after: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&retry_after), "{retry_after}");
    assert!(refused.contains("Too many requests") && refused.contains(&format!("in {retry_after} second")));
    // Pages are served without a session.
    let page = third.get("/products/keemun-black").await;
    assert_eq!((page.status, page.set_cookie("sessionid")), (200, None));
    assert_eq!(app.sqlite().count("sessions"), 2);
    // Those who have a session use it, and a login is not counted.
    assert_eq!(add_to_cart(&one).await.status, 303);
    assert!(app.member().await.is_logged_in().await);
    app.clock.advance(Duration::from_secs(60));
    assert_eq!(add_to_cart(&third).await.status, 303);
}

/// The limit bounds a client that returns our cookie of the CSRF token with each request.
#[actix_web::test]
async fn a_client_with_our_cookie_fills_the_store_no_further_than_the_limit() {
    let app = TestApp::with(&[("session.new_per_address", "10")]).await;
    let visitor = app.visitor();
    visitor.get("/").await;
    for _ in 0..30 {
        visitor.remove_cookie("sessionid");
        assert_eq!(visitor.get("/products/keemun-black").await.status, 200);
    }
    assert_eq!(app.sqlite().count("sessions"), 10);
}

/// D8: anonymous sessions never evict members' sessions from the memory of the process.
#[actix_web::test]
async fn visitors_do_not_push_members_out_of_the_cache() {
    let small = [("session.engine", "cache"), ("caches.default.max_entries", "10")];
    let app = TestApp::with(&small).await;
    let (member, first) = (app.member().await, app.visitor());
    assert_eq!(add_to_cart(&first).await.status, 303);
    for _ in 0..200 {
        assert_eq!(add_to_cart(&app.visitor()).await.status, 303);
    }
    assert!(member.is_logged_in().await);
    assert_eq!(first.get("/cart").await.cart_lines(), []);
}
