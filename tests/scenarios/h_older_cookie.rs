//! H12: a response to a request that carried an older cookie arrives whenever it
//! likes, also after the response that set the newer one. It must neither remove
//! nor replace the newer cookie. And a double click on "log in" keeps the cart,
//! whichever of the two responses the browser keeps.

use futures_util::future::join;

use crate::support::{
    Combination, Dictionary, TestApp,
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
    a_request_with_a_key_that_has_just_ended_begins_no_session,
    a_flush_of_the_unchanged_session_spares_a_changed_one,
    a_logout_with_a_replaced_key_is_told_that_the_session_goes_on,
    a_tombstone_is_forgotten_in_good_time,
    an_owner_who_cycles_the_same_key_twice_continues_in_one_session,
    an_owner_joins_the_session_that_an_earlier_request_made,
    an_owner_follows_a_session_that_has_moved_twice,
    nobody_but_the_owner_follows_a_session_to_its_new_key,
}

/// H12
async fn a_request_with_a_replaced_key_neither_sets_nor_removes_the_cookie(combination: Combination) {
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
async fn a_request_with_a_replaced_key_changes_nothing(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set cart 1"]).await;
    let late = visitor.copy();
    visitor.run(&["cycle_key", "set user 7"]).await;
    for change in ["set late 1", "add cart 1", "cycle_key\nset late 1", "raw_insert late 1", "flush\nset a 1"]
    {
        let response = late.run(&[change]).await;
        assert_eq!((response.status, response.set_cookie("sessionid")), (409, None), "{change}");
    }
    assert_eq!(visitor.ask("items").await, "cart=1 user=7");
}

/// H12: the change of a safe request is incidental, and no reason to refuse the page.
async fn a_page_that_is_only_read_with_a_replaced_key_is_served(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set visits 1"]).await;
    let late = visitor.copy();
    visitor.ask("cycle_key").await;
    let response = late.get("/visit").await;
    assert_eq!((response.status, response.body.as_str()), (200, "1"));
    assert_eq!(response.set_cookie("sessionid"), None);
    assert_eq!(visitor.ask("items").await, "visits=1");
}

/// H12: the browser may have begun another session since.
async fn a_request_with_an_ended_key_does_not_remove_the_cookie(combination: Combination) {
    for end in ["flush", "raw_purge"] {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set cart 1"]).await;
        let late = visitor.copy();
        assert!(visitor.run(&[end]).await.removes_cookie("sessionid"), "{end}");
        let response = late.run(&["items"]).await;
        assert_eq!((response.body.as_str(), response.set_cookie("sessionid")), ("", None), "{end}");
    }
}

/// H12, H2: nor does it begin another one, as long as it may have been sent before
/// the browser knew of the end.
async fn a_request_with_a_key_that_has_just_ended_begins_no_session(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set cart 1"]).await;
    let late = visitor.copy();
    visitor.ask("flush").await;
    dictionary.clock.advance(std::time::Duration::from_secs(29));
    let response = late.run(&["set late 1"]).await;
    assert_eq!((response.status, response.set_cookie("sessionid")), (409, None));
    dictionary.clock.advance(std::time::Duration::from_secs(1));
    assert_eq!(late.run(&["set late 1"]).await.status, 200);
    assert_eq!(late.ask("items").await, "late=1");
}

/// H12: what only its unchanged session may be flushed for, another request has
/// changed since.
async fn a_flush_of_the_unchanged_session_spares_a_changed_one(combination: Combination) {
    for more in [&["flush_if_unchanged", "wait"][..], &["flush_if_unchanged", "set late 1", "wait"]] {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set cart 1"]).await;
        let slow = dictionary.begin(&visitor, more).await;
        visitor.ask("add cart 1").await;
        let response = slow.finish().await;
        assert_eq!((response.status, response.set_cookie("sessionid")), (409, None), "{more:?}");
        assert_eq!(visitor.ask("items").await, "cart=2", "{more:?}");
        assert!(visitor.run(&["flush_if_unchanged"]).await.removes_cookie("sessionid"));
    }
}

/// H12
async fn a_logout_with_a_replaced_key_is_told_that_the_session_goes_on(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set cart 1"]).await;
    let late = visitor.copy();
    let slow = dictionary.begin(&visitor.copy(), &["wait", "flush"]).await;
    visitor.ask("cycle_key").await;
    for response in [slow.finish().await, late.run(&["flush"]).await] {
        assert_eq!((response.status, response.set_cookie("sessionid")), (409, None));
    }
    assert_eq!(visitor.ask("items").await, "cart=1");
}

/// H12: five minutes are longer than any request takes. After them the key is
/// like one that was never there.
async fn a_tombstone_is_forgotten_in_good_time(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set cart 1"]).await;
    let late = visitor.copy();
    visitor.ask("cycle_key").await;
    dictionary.clock.advance(std::time::Duration::from_secs(299));
    assert_eq!(late.run(&["items"]).await.set_cookie("sessionid"), None);
    dictionary.clock.advance(std::time::Duration::from_secs(2));
    assert!(late.run(&["items"]).await.removes_cookie("sessionid"));
    assert_eq!(visitor.ask("items").await, "cart=1");
}

/// H12, H1: a double click on "log in": both responses carry the same session.
async fn an_owner_who_cycles_the_same_key_twice_continues_in_one_session(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set cart 1"]).await;
    let (first, second) = (visitor.copy(), visitor.copy());
    let slow = dictionary.begin(&second, &["cycle_key_for 7", "add logins 1", "wait"]).await;
    assert_eq!(first.run(&["cycle_key_for 7", "add logins 1"]).await.status, 200);
    assert_eq!(slow.finish().await.status, 200);
    let keys = [first.ask("session_key").await, second.ask("session_key").await];
    assert_eq!(keys[0], keys[1]);
    assert_eq!(first.ask("items").await, "cart=1 logins=2");
}

/// H12: the first response was lost, and the browser logs in again with the old key.
async fn an_owner_joins_the_session_that_an_earlier_request_made(combination: Combination) {
    for again in ["cycle_key_for 7", "flush_for 7"] {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set cart 1"]).await;
        let second = visitor.copy();
        assert_eq!(visitor.run(&["cycle_key_for 7", "add logins 1"]).await.status, 200);
        assert_eq!(second.run(&[again, "add logins 1"]).await.status, 200, "{again}");
        assert_eq!(second.ask("items").await, "cart=1 logins=2", "{again}");
        assert_eq!(second.ask("session_key").await, visitor.ask("session_key").await, "{again}");
    }
}

/// H12: also when the session has moved on since.
async fn an_owner_follows_a_session_that_has_moved_twice(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set cart 1"]).await;
    let second = visitor.copy();
    for _ in 0..2 {
        assert_eq!(visitor.run(&["cycle_key_for 7", "add logins 1"]).await.status, 200);
    }
    assert_eq!(second.run(&["cycle_key_for 7", "add logins 1"]).await.status, 200);
    assert_eq!(second.ask("items").await, "cart=1 logins=3");
    assert_eq!(second.ask("session_key").await, visitor.ask("session_key").await);
}

/// F6: whoever planted the key before the login does not get the session by
/// logging in as somebody else, nor with no name at all.
async fn nobody_but_the_owner_follows_a_session_to_its_new_key(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let victim = dictionary.visitor_with(&["set cart 1"]).await;
    let attacker = victim.copy();
    victim.run(&["cycle_key_for 7", "set secret 42"]).await;
    for attempt in ["cycle_key_for 8", "cycle_key", "flush_for 8"] {
        let response = attacker.run(&[attempt, "set a 1"]).await;
        assert_eq!((response.status, response.set_cookie("sessionid")), (409, None), "{attempt}");
        assert_eq!(attacker.ask("items").await, "", "{attempt}");
    }
    assert_eq!(victim.ask("items").await, "cart=1 secret=42");
}

async fn log_in(visitor: &Visitor) -> Page {
    visitor.post("/account/login", &[("username", "Mei"), ("password", PASSWORD)]).await
}

/// A browser with a tea in its cart, of a user who has an account and is not
/// logged in.
async fn with_a_cart(app: &TestApp) -> Visitor {
    app.visitor().register("Mei").await;
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 2).await;
    visitor
}

/// H12
#[actix_web::test]
async fn a_page_that_is_asked_for_with_the_cookie_of_before_the_login_leaves_the_new_one_alone() {
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

/// H12: whichever response the browser keeps, and in whichever order.
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

/// H12: the browser gave up the first click before its response came.
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
