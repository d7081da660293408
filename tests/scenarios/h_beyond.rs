//! H1 (no lost update) and H2 (an ended session does not come back): guarantees that Django
//! does not give.

use futures_util::future::join_all;

use crate::support::{Dictionary, EngineAndStore, TestApp, over_every_store};

over_every_store! {
    a_slow_request_that_only_reads_succeeds_after_a_flush,
    flushing_a_flushed_session_is_not_an_error,
}

over_every_store! {
    except signed_cookies:
    all_64_concurrent_increments_count,
    different_keys_set_concurrently_are_all_kept,
    a_slow_request_writes_only_its_own_changes,
    a_change_that_cannot_be_replayed_fails_and_loses_nothing,
    extending_the_expiry_overwrites_no_change,
    refresh_shows_other_requests_changes_and_keeps_this_requests_own,
    a_slow_request_does_not_restore_a_flushed_session,
}

/// H1
async fn all_64_concurrent_increments_count(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set n 0"]).await;
    let responses = join_all((0..64).map(|_| visitor.run(&["add n 1"]))).await;
    assert!(responses.iter().all(|response| response.status == 200), "{responses:?}");
    assert_eq!(visitor.run_line("get n").await, "64");
}

/// H1: also through actix-session's own `Session`, whose changes are not recorded one by
/// one.
async fn different_keys_set_concurrently_are_all_kept(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set n 0"]).await;
    let lines: Vec<_> = (0..32).map(|number| format!("raw_insert key{number} {number}")).collect();
    let scripts: Vec<_> = lines.iter().map(|line| [line.as_str(), "add n 1"]).collect();
    let responses = join_all(scripts.iter().map(|script| visitor.run(script))).await;
    assert!(responses.iter().all(|response| response.status == 200), "{responses:?}");
    let items = visitor.run_line("items").await;
    for number in 0..32 {
        let item = format!("key{number}={number}");
        assert!(items.split(' ').any(|other| other == item), "{item} is not in {items}");
    }
    assert!(items.ends_with("n=32"), "{items}");
}

/// H1 in the shop: several tabs add different teas. (`at_the_shop` adds one tea 64 times.)
#[actix_web::test]
async fn different_teas_added_concurrently_all_count() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.post("/cart/add", &[("product", "keemun-black"), ("quantity", "1")]).await;
    let teas = ["keemun-black", "west-lake-longjing", "assam-second-flush"];
    let adds = (0..12).map(|tab| {
        let tab_visitor = visitor.clone();
        async move { tab_visitor.post("/cart/add", &[("product", teas[tab % 3]), ("quantity", "1")]).await }
    });
    let responses = join_all(adds).await;
    assert!(responses.iter().all(|response| response.status == 303), "{responses:?}");
    let mut lines = visitor.get("/cart").await.cart_lines();
    lines.sort();
    let lines: Vec<_> = lines.iter().map(|(tea, quantity)| (tea.as_str(), *quantity)).collect();
    assert_eq!(lines, [("assam-second-flush", 4), ("keemun-black", 5), ("west-lake-longjing", 4)]);
}

/// H1: each kind of change is replayed on the record that a quicker request has stored.
async fn a_slow_request_writes_only_its_own_changes(combination: EngineAndStore) {
    for (slow_lines, quick_lines, left) in [
        (["set a 2", "wait"], ["set b 2", "add n 1"], "a=2 b=2 n=2"),
        (["wait", "add n 10"], ["set b 2", "add n 1"], "a=1 b=2 n=12"),
        (["delete a", "wait"], ["set b 2", "add n 1"], "b=2 n=2"),
        (["pop a", "wait"], ["set b 5", "add n 1"], "b=5 n=2"),
        (["raw_remove a", "wait"], ["set b 2", "add n 1"], "b=2 n=2"),
        (["raw_insert c 3", "wait"], ["delete a", "add n 1"], "c=3 n=2"),
        (["set_default c 3", "wait"], ["clear", "set d 4"], "c=3 d=4"),
        (["clear", "wait"], ["set b 2", "add n 1"], ""),
        (["set_expiry 60", "wait"], ["set_until b 600 2", "add n 1"], "a=1 b=2 n=2"),
    ] {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set a 1", "set n 1"]).await;
        let slow = dictionary.begin(&visitor, &slow_lines).await;
        visitor.run(&quick_lines).await;
        assert_eq!(slow.finish().await.status, 200);
        assert_eq!(visitor.run_line("items").await, left, "{slow_lines:?} while {quick_lines:?}");
    }
}

/// H1, H13: a request whose change depends on a value that was removed or has another type
/// by now gets 409 and saves nothing at all.
async fn a_change_that_cannot_be_replayed_fails_and_loses_nothing(combination: EngineAndStore) {
    for (slow_lines, quick_lines, left) in [
        (["pop a", "wait", "set b 2"], ["set a 5", "add n 1"], "a=5 n=2"),
        (["pop a", "wait", "set b 2"], ["pop a", "add n 1"], "n=2"),
        (["set_default c 3", "wait", "set b 2"], ["set c 4", "add n 1"], "a=1 c=4 n=2"),
        (["add n 1", "wait", "set b 2"], ["set n \"many\"", "set c 1"], "a=1 c=1 n=\"many\""),
    ] {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set a 1", "set n 1"]).await;
        let slow = dictionary.begin(&visitor, &slow_lines).await;
        visitor.run(&quick_lines).await;
        let response = slow.finish().await;
        assert_eq!((response.status, response.set_cookie("sessionid")), (409, None), "{slow_lines:?}");
        assert_eq!(visitor.run_line("items").await, left, "{slow_lines:?} while {quick_lines:?}");
    }
}

/// H1, E8: a request that only moves the expiry keeps the changes of another one.
async fn extending_the_expiry_overwrites_no_change(combination: EngineAndStore) {
    let dictionary = Dictionary::over_with(combination, |options| options.save_every_request = true).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let slow = dictionary.begin(&visitor, &["wait", "get a"]).await;
    visitor.run(&["set a 2", "set_expiry 60"]).await;
    let response = slow.finish().await;
    assert_eq!(response.set_cookie("sessionid").unwrap().max_age().unwrap().whole_seconds(), 60);
    assert_eq!(visitor.run(&["items", "get_expiry_age"]).await.body, "a=2\n60");
}

/// H1: a handler can load the changes of other requests before it decides.
async fn refresh_shows_other_requests_changes_and_keeps_this_requests_own(combination: EngineAndStore) {
    for (quick_lines, expected, left) in [
        (&[][..], "ok\nUnchanged\na=1 n=2", "a=1 n=2"),
        (&["set a 5", "add n 10"], "ok\nChanged\na=5 n=12", "a=5 n=12"),
        (&["delete a"], "ok\nChanged\nn=2", "n=2"),
    ] {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set a 1", "set n 1"]).await;
        let slow = dictionary.begin(&visitor, &["add n 1", "wait", "refresh", "items"]).await;
        visitor.run(quick_lines).await;
        let response = slow.finish().await;
        assert_eq!((response.status, response.body.as_str()), (200, expected));
        assert_eq!(visitor.run_line("items").await, left);
    }
    for ending in ["flush", "cycle_key"] {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set a 1"]).await;
        let slow = dictionary.begin(&visitor, &["wait", "refresh", "items"]).await;
        visitor.run_line(ending).await;
        assert_eq!(slow.finish().await.body, "Gone\na=1", "{ending}");
    }
}

/// H2
async fn a_slow_request_does_not_restore_a_flushed_session(combination: EngineAndStore) {
    for late in ["set late 1", "add n 1", "raw_insert late 1", "clear", "cycle_key", "raw_renew"] {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set user 7"]).await;
        let (thief, key) = (visitor.copy(), visitor.run_line("session_key").await);
        let slow = dictionary.begin(&visitor, &["wait", late]).await;
        visitor.run_line("flush").await;
        let response = slow.finish().await;
        assert_eq!((response.status, response.set_cookie("sessionid")), (409, None), "{late}");
        assert_eq!(dictionary.record(&key).await, None, "{late}");
        assert_eq!(
            (visitor.run_line("items").await, thief.run_line("items").await),
            (String::new(), String::new())
        );
    }
}

/// H2: a request that only reads gets its normal response.
async fn a_slow_request_that_only_reads_succeeds_after_a_flush(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set user 7"]).await;
    let slow = dictionary.begin(&visitor, &["get user", "wait"]).await;
    visitor.run_line("flush").await;
    let response = slow.finish().await;
    assert_eq!((response.status, response.body.as_str(), response.set_cookie("sessionid")), (200, "7", None));
}

/// H2: two concurrent logouts both succeed.
async fn flushing_a_flushed_session_is_not_an_error(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set user 7"]).await;
    let slow = dictionary.begin(&visitor, &["wait", "flush"]).await;
    visitor.run_line("flush").await;
    let response = slow.finish().await;
    assert_eq!(response.status, 200);
    // With a record in a store, only the request that ended it removes the cookie (H12).
    let is_stateless = [EngineAndStore::SignedCookiesSigned, EngineAndStore::SignedCookiesPrivate];
    assert_eq!(response.removes_cookie("sessionid"), is_stateless.contains(&combination));
}
