//! G1 to G5: what the shop uses sessions for: the login and the cart.

use std::time::Duration;

use crate::support::{
    EngineAndStore, TestApp,
    customer::{PASSWORD, line},
    over_every_store,
};

over_every_store! {
    after_a_login_no_request_needs_a_password_until_logout,
    a_login_ends_when_its_session_expires,
    the_cart_is_the_same_on_every_page_until_it_is_emptied,
    bought_teas_leave_the_cart,
    a_cart_filled_before_login_is_still_there_after_it,
}

over_every_store! {
    except signed_cookies:
    logout_flushes_the_session,
}

const TEA: &str = "keemun-black";
const OTHER_TEA: &str = "bai-mu-dan";

/// The default of `session.cookie_age`, in seconds.
const TWO_WEEKS: u64 = 1_209_600;

/// G1
async fn after_a_login_no_request_needs_a_password_until_logout(combination: EngineAndStore) {
    let app = TestApp::over_store(combination).await;
    let visitor = app.visitor();
    visitor.register("Mei").await;
    visitor.log_out().await;
    assert!(!visitor.is_logged_in().await);
    visitor.log_in("Mei", PASSWORD).await;
    for path in ["/account", "/orders", "/account/password"] {
        let page = visitor.get(path).await;
        assert!(
            page.status == 200 && page.text_of(".site-nav__user").as_deref() == Some("Mei"),
            "{path}: {}",
            page.status
        );
    }
    visitor.log_out().await;
    assert!(!visitor.is_logged_in().await);
}

/// G1, E9
async fn a_login_ends_when_its_session_expires(combination: EngineAndStore) {
    let app = TestApp::over_store(combination).await;
    let member = app.member().await;
    app.clock.advance(Duration::from_secs(TWO_WEEKS - 1));
    assert!(member.is_logged_in().await);
    app.clock.advance(Duration::from_secs(1));
    assert!(member.cookie("sessionid").is_some(), "the browser still has the cookie");
    assert!(!member.is_logged_in().await);
}

/// G1, E3: the checkbox on the login form.
#[actix_web::test]
async fn with_remember_me_a_visitor_stays_logged_in_for_30_days() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.register("Mei").await;
    visitor.log_out().await;
    let form = [("username", "Mei"), ("password", PASSWORD), ("remember_me", "1")];
    let response = visitor.post("/account/login", &form).await;
    let age = response.set_cookie("sessionid").unwrap().max_age().unwrap();
    assert_eq!(age.whole_days(), 30);
    visitor.follow(response).await;
    app.clock.advance(Duration::from_secs(2 * TWO_WEEKS));
    assert!(visitor.is_logged_in().await);
    app.clock.advance(Duration::from_secs(2 * 86_400));
    assert!(!visitor.is_logged_in().await);
}

/// G2
#[actix_web::test]
async fn a_members_page_redirects_to_login_and_back() {
    let app = TestApp::start().await;
    app.visitor().register("Mei").await;
    for path in ["/orders", "/account/password", "/orders?page=2&x=%2F", "/checkout/address"] {
        let stranger = app.visitor();
        stranger.add_to_cart(TEA, 1).await;
        let response = stranger.get(path).await;
        assert_eq!(response.status, 303, "{path}");
        assert!(
            response.location().unwrap().starts_with("/account/login?next=%2F"),
            "{:?}",
            response.location()
        );
        let next = stranger.follow(response).await.field("next").unwrap();
        assert_eq!(next, path);
        let form = [("username", "Mei"), ("password", PASSWORD), ("next", next.as_str())];
        let response = stranger.post("/account/login", &form).await;
        assert_eq!((response.status, response.location()), (303, Some(path)));
        assert_eq!(stranger.follow(response).await.status, 200, "{path}");
    }
}

/// G2: the login form and the registration form both carry the path.
#[actix_web::test]
async fn the_return_path_is_kept_after_a_wrong_password_and_a_registration() {
    let app = TestApp::start().await;
    let stranger = app.visitor();
    let login = stranger.follow(stranger.get("/orders").await).await;
    assert!(login.contains("/account/register?next=%2Forders"), "{}", login.body);
    let wrong = [("username", "Mei"), ("password", "wrong"), ("next", "/orders")];
    let response = stranger.post("/account/login", &wrong).await;
    assert_eq!((response.status, response.field("next").as_deref()), (422, Some("/orders")));
    let register = stranger.get("/account/register?next=%2Forders").await;
    assert_eq!(register.field("next").as_deref(), Some("/orders"));
    let form =
        [("username", "Mei"), ("password", PASSWORD), ("password_again", PASSWORD), ("next", "/orders")];
    assert_eq!(stranger.post("/account/register", &form).await.location(), Some("/orders"));
}

/// G3, C9
async fn logout_flushes_the_session(combination: EngineAndStore) {
    let app = TestApp::over_store(combination).await;
    let member = app.member().await;
    member.add_to_cart(TEA, 2).await;
    let (thief, key) = (member.copy(), member.session_key());
    assert!(member.log_out().await.removes_cookie("sessionid"));
    assert_eq!(member.cookie("sessionid"), None);
    assert_eq!(member.get("/cart").await.cart_lines(), []);
    assert!(!thief.is_logged_in().await);
    assert_eq!(thief.get("/cart").await.cart_lines(), []);
    member.add_to_cart(OTHER_TEA, 1).await;
    assert_ne!(member.session_key(), key);
    if combination == EngineAndStore::DbSqlite {
        assert_eq!(app.sessions_with_data(&key), 0, "only a tombstone is left");
    }
}

/// G4
async fn the_cart_is_the_same_on_every_page_until_it_is_emptied(combination: EngineAndStore) {
    let app = TestApp::over_store(combination).await;
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 2).await;
    visitor.add_to_cart(OTHER_TEA, 1).await;
    for path in ["/", "/products/keemun-black", "/cart", "/preferences", "/account/login", "/none"] {
        assert_eq!(visitor.get(path).await.cart_count(), 3, "{path}");
    }
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 2), line(OTHER_TEA, 1)]);
    visitor.post("/cart/empty", &[]).await;
    for path in ["/", "/products/keemun-black", "/cart", "/preferences"] {
        assert_eq!(visitor.get(path).await.cart_count(), 0, "{path}");
    }
}

/// G4
async fn bought_teas_leave_the_cart(combination: EngineAndStore) {
    let app = TestApp::over_store(combination).await;
    let member = app.member().await;
    member.add_to_cart(TEA, 2).await;
    let review = member.go_to_review("pickup").await;
    assert_eq!(review.cart_count(), 2);
    let order = member.follow(member.place_order(&review).await).await;
    assert_eq!((order.status, order.cart_count()), (200, 0));
}

/// G5
async fn a_cart_filled_before_login_is_still_there_after_it(combination: EngineAndStore) {
    let app = TestApp::over_store(combination).await;
    app.visitor().register("Mei").await;
    let (visitor, newcomer) = (app.visitor(), app.visitor());
    for somebody in [&visitor, &newcomer] {
        somebody.add_to_cart(TEA, 2).await;
        somebody.add_to_cart(OTHER_TEA, 1).await;
    }
    assert_eq!(visitor.log_in("Mei", PASSWORD).await.cart_count(), 3);
    assert_eq!(newcomer.register("Lin").await.cart_count(), 3);
    for somebody in [&visitor, &newcomer] {
        let cart = somebody.get("/cart").await;
        assert_eq!(cart.cart_lines(), [line(TEA, 2), line(OTHER_TEA, 1)]);
    }
}

/// G5: one member does not get the cart of another.
#[actix_web::test]
async fn logging_in_as_another_member_does_not_inherit_the_cart() {
    let app = TestApp::start().await;
    app.visitor().register("Lin").await;
    let visitor = app.visitor();
    visitor.register("Mei").await;
    visitor.add_to_cart(TEA, 2).await;
    let page = visitor.log_in("Lin", PASSWORD).await;
    assert_eq!(page.text_of(".site-nav__user").as_deref(), Some("Lin"), "{}", page.body);
    assert_eq!(page.cart_count(), 0);
}
