//! H12: the response to a request with an older cookie can arrive after the response that
//! set the newer one. It must neither remove nor replace the newer cookie. And a double
//! click on "log in" keeps the cart, whichever of the two cookies the browser stores.

use futures_util::future::join;

use crate::support::{
    Dictionary, EngineAndStore, TestApp,
    app::SERVER_SIDE_ENGINES,
    customer::{PASSWORD, line},
    over_every_store,
    page::Page,
    visitor::Visitor,
};

const TEA: &str = "keemun-black";

over_every_store! {
    except signed_cookies:
    a_request_with_a_replaced_key_neither_sets_nor_removes_the_cookie,
    a_request_with_a_replaced_key_changes_nothing,
    a_page_that_is_only_read_with_a_replaced_key_is_served,
    a_request_with_an_ended_key_does_not_remove_the_cookie,
    a_request_with_a_key_that_has_just_ended_creates_no_session,
    flush_if_unchanged_keeps_a_changed_session,
    a_logout_with_a_replaced_key_gets_409,
    a_tombstone_expires_after_five_minutes,
    two_cycles_of_one_key_by_its_owner_continue_in_one_session,
    an_owner_joins_the_session_of_an_earlier_login,
    an_owner_follows_a_session_that_has_moved_twice,
    only_the_owner_follows_a_session_to_its_new_key,
}

/// H12
async fn a_request_with_a_replaced_key_neither_sets_nor_removes_the_cookie(combination: EngineAndStore) {
    for moved in [&["cycle_key"][..], &["raw_renew"], &["flush", "set user 2"]] {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set cart 1"]).await;
        let late = visitor.copy();
        assert!(visitor.run(moved).await.set_cookie("sessionid").is_some());
        let response = late.run(&["items", "session_key"]).await;
        assert_eq!((response.status, response.body.as_str()), (200, "\n-"), "{moved:?}");
        assert_eq!(response.set_cookie("sessionid"), None, "{moved:?}");
    }
}

/// H12, H2
async fn a_request_with_a_replaced_key_changes_nothing(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set cart 1"]).await;
    let late = visitor.copy();
    visitor.run(&["cycle_key", "set user 7"]).await;
    for change in ["set late 1", "add cart 1", "cycle_key\nset late 1", "raw_insert late 1", "flush\nset a 1"]
    {
        let response = late.run(&[change]).await;
        assert_eq!((response.status, response.set_cookie("sessionid")), (409, None), "{change}");
    }
    assert_eq!(visitor.run_line("items").await, "cart=1 user=7");
}

/// H12: a GET request gets its page although its change is not saved.
async fn a_page_that_is_only_read_with_a_replaced_key_is_served(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set visits 1"]).await;
    let late = visitor.copy();
    visitor.run_line("cycle_key").await;
    let response = late.get("/visit").await;
    assert_eq!((response.status, response.body.as_str()), (200, "1"));
    assert_eq!(response.set_cookie("sessionid"), None);
    assert_eq!(visitor.run_line("items").await, "visits=1");
}

/// H12: the browser may have a newer session by then.
async fn a_request_with_an_ended_key_does_not_remove_the_cookie(combination: EngineAndStore) {
    for end in ["flush", "raw_purge"] {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set cart 1"]).await;
        let late = visitor.copy();
        assert!(visitor.run(&[end]).await.removes_cookie("sessionid"), "{end}");
        let response = late.run(&["items"]).await;
        assert_eq!((response.body.as_str(), response.set_cookie("sessionid")), ("", None), "{end}");
    }
}

/// H12, H2: for 30 seconds, in which such a request can still be one that was sent before
/// the session ended.
async fn a_request_with_a_key_that_has_just_ended_creates_no_session(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set cart 1"]).await;
    let late = visitor.copy();
    visitor.run_line("flush").await;
    dictionary.clock.advance(std::time::Duration::from_secs(29));
    let response = late.run(&["set late 1"]).await;
    assert_eq!((response.status, response.set_cookie("sessionid")), (409, None));
    dictionary.clock.advance(std::time::Duration::from_secs(1));
    assert_eq!(late.run(&["set late 1"]).await.status, 200);
    assert_eq!(late.run_line("items").await, "late=1");
}

/// H12: `flush_if_unchanged` does not flush a session that another request has changed.
async fn flush_if_unchanged_keeps_a_changed_session(combination: EngineAndStore) {
    for more in [&["flush_if_unchanged", "wait"][..], &["flush_if_unchanged", "set late 1", "wait"]] {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set cart 1"]).await;
        let slow = dictionary.begin(&visitor, more).await;
        visitor.run_line("add cart 1").await;
        let response = slow.finish().await;
        assert_eq!((response.status, response.set_cookie("sessionid")), (409, None), "{more:?}");
        assert_eq!(visitor.run_line("items").await, "cart=2", "{more:?}");
        assert!(visitor.run(&["flush_if_unchanged"]).await.removes_cookie("sessionid"));
    }
}

/// H12
async fn a_logout_with_a_replaced_key_gets_409(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set cart 1"]).await;
    let late = visitor.copy();
    let slow = dictionary.begin(&visitor.copy(), &["wait", "flush"]).await;
    visitor.run_line("cycle_key").await;
    for response in [slow.finish().await, late.run(&["flush"]).await] {
        assert_eq!((response.status, response.set_cookie("sessionid")), (409, None));
    }
    assert_eq!(visitor.run_line("items").await, "cart=1");
}

/// H12: five minutes are longer than any request takes. After them the key is treated as
/// unknown.
async fn a_tombstone_expires_after_five_minutes(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set cart 1"]).await;
    let late = visitor.copy();
    visitor.run_line("cycle_key").await;
    dictionary.clock.advance(std::time::Duration::from_secs(299));
    assert_eq!(late.run(&["items"]).await.set_cookie("sessionid"), None);
    dictionary.clock.advance(std::time::Duration::from_secs(2));
    assert!(late.run(&["items"]).await.removes_cookie("sessionid"));
    assert_eq!(visitor.run_line("items").await, "cart=1");
}

/// H12, H1: a double click on "log in": both responses carry the same session.
async fn two_cycles_of_one_key_by_its_owner_continue_in_one_session(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set cart 1"]).await;
    let (first, second) = (visitor.copy(), visitor.copy());
    let slow = dictionary.begin(&second, &["cycle_key_for 7", "add logins 1", "wait"]).await;
    assert_eq!(first.run(&["cycle_key_for 7", "add logins 1"]).await.status, 200);
    assert_eq!(slow.finish().await.status, 200);
    let keys = [first.run_line("session_key").await, second.run_line("session_key").await];
    assert_eq!(keys[0], keys[1]);
    assert_eq!(first.run_line("items").await, "cart=1 logins=2");
}

/// H12: the first response was lost, and the browser logs in again with the old cookie.
async fn an_owner_joins_the_session_of_an_earlier_login(combination: EngineAndStore) {
    for again in ["cycle_key_for 7", "flush_for 7"] {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set cart 1"]).await;
        let second = visitor.copy();
        assert_eq!(visitor.run(&["cycle_key_for 7", "add logins 1"]).await.status, 200);
        assert_eq!(second.run(&[again, "add logins 1"]).await.status, 200, "{again}");
        assert_eq!(second.run_line("items").await, "cart=1 logins=2", "{again}");
        assert_eq!(second.run_line("session_key").await, visitor.run_line("session_key").await, "{again}");
    }
}

/// H12: also when the session has moved twice.
async fn an_owner_follows_a_session_that_has_moved_twice(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set cart 1"]).await;
    let second = visitor.copy();
    for _ in 0..2 {
        assert_eq!(visitor.run(&["cycle_key_for 7", "add logins 1"]).await.status, 200);
    }
    assert_eq!(second.run(&["cycle_key_for 7", "add logins 1"]).await.status, 200);
    assert_eq!(second.run_line("items").await, "cart=1 logins=3");
    assert_eq!(second.run_line("session_key").await, visitor.run_line("session_key").await);
}

/// F6: an attacker who set the cookie before the login does not get the session by logging
/// in as another user or without an owner.
async fn only_the_owner_follows_a_session_to_its_new_key(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let victim = dictionary.visitor_with(&["set cart 1"]).await;
    let attacker = victim.copy();
    victim.run(&["cycle_key_for 7", "set secret 42"]).await;
    for attempt in ["cycle_key_for 8", "cycle_key", "flush_for 8"] {
        let response = attacker.run(&[attempt, "set a 1"]).await;
        assert_eq!((response.status, response.set_cookie("sessionid")), (409, None), "{attempt}");
        assert_eq!(attacker.run_line("items").await, "", "{attempt}");
    }
    assert_eq!(victim.run_line("items").await, "cart=1 secret=42");
}

async fn log_in(visitor: &Visitor) -> Page {
    visitor.post("/account/login", &[("username", "Mei"), ("password", PASSWORD)]).await
}

/// Registers an account, and returns another browser with a tea in its cart that is not
/// logged in.
async fn with_a_cart(app: &TestApp) -> Visitor {
    app.visitor().register("Mei").await;
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 2).await;
    visitor
}

/// H12
#[actix_web::test]
async fn a_page_requested_with_the_cookie_from_before_the_login_keeps_the_new_cookie() {
    for engine in SERVER_SIDE_ENGINES {
        let app = TestApp::on(engine).await;
        let visitor = with_a_cart(&app).await;
        let late = visitor.copy();
        assert_eq!(log_in(&visitor).await.status, 303, "{engine}");
        for path in ["/", "/cart", "/products/keemun-black", "/account", "/no-such-page"] {
            let response = late.get(path).await;
            assert_eq!(response.set_cookie("sessionid"), None, "{engine}: {path}");
        }
        let response = late.post("/cart/add", &[("product", TEA), ("quantity", "1")]).await;
        assert_eq!((response.status, response.set_cookie("sessionid")), (409, None), "{engine}");
        assert!(visitor.is_logged_in().await, "{engine}");
        assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 2)], "{engine}");
    }
}

/// H12: whichever response the browser stores, and in whichever order.
#[actix_web::test]
async fn a_double_click_on_log_in_keeps_the_cart() {
    for engine in SERVER_SIDE_ENGINES {
        let app = TestApp::on(engine).await;
        for _ in 0..4 {
            let app_user = app.visitor();
            if log_in(&app_user).await.status != 303 {
                app_user.register("Mei").await;
            }
            let visitor = app.visitor();
            visitor.add_to_cart(TEA, 2).await;
            let (first, second) = (visitor.copy(), visitor.copy());
            let responses = join(log_in(&first), log_in(&second)).await;
            assert_eq!((responses.0.status, responses.1.status), (303, 303), "{engine}");
            for browser in [first, second] {
                assert!(browser.is_logged_in().await, "{engine}");
                assert_eq!(browser.get("/cart").await.cart_lines(), [line(TEA, 2)], "{engine}");
            }
        }
    }
}

/// H12: the browser aborted the first request before its response came.
#[actix_web::test]
async fn a_login_whose_response_was_lost_can_be_sent_again() {
    for engine in SERVER_SIDE_ENGINES {
        let app = TestApp::on(engine).await;
        let visitor = with_a_cart(&app).await;
        let lost = visitor.copy();
        assert_eq!(log_in(&lost).await.status, 303, "{engine}");
        assert_eq!(log_in(&visitor).await.status, 303, "{engine}");
        assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 2)], "{engine}");
        let account = visitor.get("/account").await;
        assert_eq!(account.status, 200, "{engine}");
        let logins = app.sqlite().count("logins");
        assert_eq!(logins, 2, "{engine}: the one at the registration, and one of the two here");
    }
}
