//! F6 (no session fixation), H1 (no lost update) and H2 (no return of an ended session)
//! at the shop's own login, cart and logout. Other files prove the same for the session
//! framework alone.

use futures_util::future::join_all;

use crate::support::{
    EngineAndStore, TestApp,
    customer::{PASSWORD, line},
    over_every_store,
    slow_form::{ONE_WORKER, SlowForm},
};

over_every_store! {
    a_cookie_from_before_the_login_is_not_logged_in,
}

over_every_store! {
    except signed_cookies:
    the_session_id_changes_at_login_and_the_old_id_becomes_invalid,
    all_64_concurrent_clicks_on_the_same_tea_count,
    a_slow_request_that_began_before_logout_does_not_restore_the_session,
}

const TEA: &str = "keemun-black";

/// F6
async fn the_session_id_changes_at_login_and_the_old_id_becomes_invalid(combination: EngineAndStore) {
    let app = TestApp::over_store(combination).await;
    app.visitor().register("Mei").await;
    let attacker = app.visitor();
    attacker.add_to_cart(TEA, 1).await;
    let (victim, planted) = (attacker.copy(), attacker.session_key());
    victim.log_in("Mei", PASSWORD).await;
    assert_ne!(victim.session_key(), planted);
    assert!(victim.is_logged_in().await && !attacker.is_logged_in().await);
    assert_eq!(attacker.get("/cart").await.cart_lines(), [], "the attacker does not see the cart either");
    if combination == EngineAndStore::DbSqlite {
        assert_eq!(app.sessions_with_data(&planted), 0, "only a tombstone is left");
    }
}

/// F6: at a registration, and also on `signed_cookies`, whose sessions have no id: the
/// cookie from before it is not logged in.
async fn a_cookie_from_before_the_login_is_not_logged_in(combination: EngineAndStore) {
    let app = TestApp::over_store(combination).await;
    let attacker = app.visitor();
    attacker.add_to_cart(TEA, 1).await;
    let victim = attacker.copy();
    victim.register("Mei").await;
    assert_ne!(victim.cookie("sessionid"), attacker.cookie("sessionid"));
    assert!(victim.is_logged_in().await && !attacker.is_logged_in().await);
}

/// F6, F3: a CSRF token from before the login is refused after it.
#[actix_web::test]
async fn the_csrf_token_changes_at_login() {
    let app = TestApp::start().await;
    app.visitor().register("Mei").await;
    let victim = app.visitor();
    let token = victim.get("/").await.field("csrf_token").unwrap();
    victim.log_in("Mei", PASSWORD).await;
    let form = [("product", TEA), ("quantity", "1"), ("csrf_token", token.as_str())];
    assert_eq!(victim.post_as_is("/cart/add", &form).await.status, 403);
    assert_eq!(victim.get("/cart").await.cart_lines(), []);
}

/// H1
async fn all_64_concurrent_clicks_on_the_same_tea_count(combination: EngineAndStore) {
    let app = TestApp::over_store(combination).await;
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 1).await;
    let form = [("product", TEA), ("quantity", "1")];
    let responses = join_all((1..64).map(|_| visitor.post("/cart/add", &form))).await;
    let statuses: Vec<u16> = responses.iter().map(|response| response.status).collect();
    assert_eq!(statuses, [303; 63]);
    let cart = visitor.get("/cart").await;
    assert_eq!(cart.cart_lines(), [line(TEA, 64)]);
    assert_eq!(cart.cart_count(), 64);
}

/// H1: nor do clicks at once get more than there is. All have loaded the same
/// cart before the first of them changes it.
#[actix_web::test]
async fn concurrent_clicks_do_not_fill_the_cart_past_the_stock() {
    let app = TestApp::with(&[ONE_WORKER]).await;
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 1).await;
    let form = [("product", "mi-lan-xiang-dancong"), ("quantity", "2")];
    let mut clicks = Vec::new();
    for _ in 0..4 {
        clicks.push(SlowForm::begin(app.address(), &visitor, "/cart/add", &form).await);
    }
    clicks.iter_mut().for_each(SlowForm::send_rest);
    let statuses: Vec<u16> = clicks.into_iter().map(|click| click.response().status).collect();
    assert_eq!(statuses, [303; 4]);
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 1), line("mi-lan-xiang-dancong", 5)]);
}

/// H2
async fn a_slow_request_that_began_before_logout_does_not_restore_the_session(combination: EngineAndStore) {
    let app = TestApp::over_store_with(combination, &[ONE_WORKER]).await;
    let member = app.member().await;
    member.add_to_cart(TEA, 1).await;
    let thief = member.copy();
    let form = [("product", TEA), ("quantity", "5")];
    let mut slow = SlowForm::begin(app.address(), &member, "/cart/add", &form).await;
    member.get("/cart").await;
    member.log_out().await;
    slow.send_rest();
    let response = slow.response();
    assert_eq!((response.status, response.set_cookie("sessionid")), (409, None));
    assert!(response.contains("Your session has ended"), "{}", response.body);
    for browser in [&member, &thief] {
        assert!(!browser.is_logged_in().await);
        assert_eq!(browser.get("/cart").await.cart_lines(), []);
    }
    if combination == EngineAndStore::DbSqlite {
        assert_eq!(app.sessions_with_data("%"), 0, "only a tombstone is left");
    }
}
