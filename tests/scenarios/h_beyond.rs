//! H1, H2: what none of the systems in the documents does: no update is lost,
//! and no session comes back.

use futures_util::future::join_all;

use crate::support::{Combination, Dictionary, TestApp, over_every_store};

over_every_store! {
    a_slow_request_that_only_looked_is_answered_after_a_flush,
    flushing_what_is_flushed_already_is_no_error,
    an_answer_that_depends_on_the_session_varies_with_the_cookie,
}

over_every_store! {
    except signed_cookies:
    of_64_requests_at_once_that_each_add_one_all_count,
    different_keys_set_at_once_all_stay,
    a_slow_request_changes_only_what_it_changed,
    a_change_that_cannot_be_made_again_fails_and_loses_nothing,
    a_look_that_extends_the_session_overwrites_nothing,
    a_refreshed_session_shows_what_others_changed_and_keeps_what_this_request_did,
    a_slow_request_does_not_bring_a_flushed_session_back,
}

/// H1
async fn of_64_requests_at_once_that_each_add_one_all_count(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set n 0"]).await;
    let answers = join_all((0..64).map(|_| visitor.run(&["add n 1"]))).await;
    assert!(answers.iter().all(|answer| answer.status == 200), "{answers:?}");
    assert_eq!(visitor.ask("get n").await, "64");
}

/// H1: also through actix-session's own `Session`, which nothing notes down.
async fn different_keys_set_at_once_all_stay(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set n 0"]).await;
    let lines: Vec<_> = (0..32).map(|number| format!("raw_insert key{number} {number}")).collect();
    let scripts: Vec<_> = lines.iter().map(|line| [line.as_str(), "add n 1"]).collect();
    let answers = join_all(scripts.iter().map(|script| visitor.run(script))).await;
    assert!(answers.iter().all(|answer| answer.status == 200), "{answers:?}");
    let items = visitor.ask("items").await;
    for number in 0..32 {
        let item = format!("key{number}={number}");
        assert!(items.split(' ').any(|shown| shown == item), "{item} is not in {items}");
    }
    assert!(items.ends_with("n=32"), "{items}");
}

/// H1: in the shop: two tabs, the same tea and others.
#[actix_web::test]
async fn of_many_tabs_that_fill_the_cart_at_once_all_count() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.post("/cart/add", &[("product", "keemun-black"), ("quantity", "1")]).await;
    let teas = ["keemun-black", "west-lake-longjing", "assam-second-flush"];
    let adds = (0..12).map(|tab| {
        let tab_visitor = visitor.clone();
        async move { tab_visitor.post("/cart/add", &[("product", teas[tab % 3]), ("quantity", "1")]).await }
    });
    let answers = join_all(adds).await;
    assert!(answers.iter().all(|answer| answer.status == 303), "{answers:?}");
    let mut lines = visitor.get("/cart").await.cart_lines();
    lines.sort();
    let lines: Vec<_> = lines.iter().map(|(tea, quantity)| (tea.as_str(), *quantity)).collect();
    assert_eq!(lines, [("assam-second-flush", 4), ("keemun-black", 5), ("west-lake-longjing", 4)]);
}

/// H1: each kind of change, made again on what a quicker request left.
async fn a_slow_request_changes_only_what_it_changed(combination: Combination) {
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
        assert_eq!(visitor.ask("items").await, left, "{slow_lines:?} while {quick_lines:?}");
    }
}

/// H1, H13: a request that acted on a value which is no longer there, or that meets
/// a value of another type, is told so, and saves nothing at all.
async fn a_change_that_cannot_be_made_again_fails_and_loses_nothing(combination: Combination) {
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
        assert_eq!(visitor.ask("items").await, left, "{slow_lines:?} while {quick_lines:?}");
    }
}

/// H1, E8: moving the end of a session loses no change either.
async fn a_look_that_extends_the_session_overwrites_nothing(combination: Combination) {
    let dictionary = Dictionary::over_with(combination, |options| options.save_every_request = true).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let slow = dictionary.begin(&visitor, &["wait", "get a"]).await;
    visitor.run(&["set a 2", "set_expiry 60"]).await;
    let answer = slow.finish().await;
    assert_eq!(answer.set_cookie("sessionid").unwrap().max_age().unwrap().whole_seconds(), 60);
    assert_eq!(visitor.run(&["items", "get_expiry_age"]).await.body, "a=2\n60");
}

/// H1: a handler sees what was changed meanwhile before it decides.
async fn a_refreshed_session_shows_what_others_changed_and_keeps_what_this_request_did(
    combination: Combination,
) {
    for (quick_lines, seen, left) in [
        (&[][..], "ok\nUnchanged\na=1 n=2", "a=1 n=2"),
        (&["set a 5", "add n 10"], "ok\nChanged\na=5 n=12", "a=5 n=12"),
        (&["delete a"], "ok\nChanged\nn=2", "n=2"),
    ] {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set a 1", "set n 1"]).await;
        let slow = dictionary.begin(&visitor, &["add n 1", "wait", "refresh", "items"]).await;
        visitor.run(quick_lines).await;
        let response = slow.finish().await;
        assert_eq!((response.status, response.body.as_str()), (200, seen));
        assert_eq!(visitor.ask("items").await, left);
    }
    for ending in ["flush", "cycle_key"] {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set a 1"]).await;
        let slow = dictionary.begin(&visitor, &["wait", "refresh", "items"]).await;
        visitor.ask(ending).await;
        assert_eq!(slow.finish().await.body, "Gone\na=1", "{ending}");
    }
}

/// H2
async fn a_slow_request_does_not_bring_a_flushed_session_back(combination: Combination) {
    for late in ["set late 1", "add n 1", "raw_insert late 1", "clear", "cycle_key", "raw_renew"] {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set user 7"]).await;
        let (thief, key) = (visitor.copy(), visitor.ask("session_key").await);
        let slow = dictionary.begin(&visitor, &["wait", late]).await;
        visitor.ask("flush").await;
        let answer = slow.finish().await;
        assert_eq!((answer.status, answer.set_cookie("sessionid")), (409, None), "{late}");
        assert_eq!(dictionary.record(&key).await, None, "{late}");
        assert_eq!((visitor.ask("items").await, thief.ask("items").await), (String::new(), String::new()));
    }
}

/// H2: and who only looked is not bothered.
async fn a_slow_request_that_only_looked_is_answered_after_a_flush(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set user 7"]).await;
    let slow = dictionary.begin(&visitor, &["get user", "wait"]).await;
    visitor.ask("flush").await;
    let answer = slow.finish().await;
    assert_eq!((answer.status, answer.body.as_str(), answer.set_cookie("sessionid")), (200, "7", None));
}

/// H2: two logouts at once are both done.
async fn flushing_what_is_flushed_already_is_no_error(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set user 7"]).await;
    let slow = dictionary.begin(&visitor, &["wait", "flush"]).await;
    visitor.ask("flush").await;
    let answer = slow.finish().await;
    assert_eq!(answer.status, 200);
    // Where there is a record, the one that ended it has removed the cookie (H12).
    let is_stateless = [Combination::SignedCookiesSigned, Combination::SignedCookiesPrivate];
    assert_eq!(answer.removes_cookie("sessionid"), is_stateless.contains(&combination));
}

/// Answers that depend on the session say so to caches.
async fn an_answer_that_depends_on_the_session_varies_with_the_cookie(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor();
    assert_eq!(visitor.run(&["get a"]).await.header("vary"), Some("Cookie"));
    assert_eq!(visitor.run(&["set a 1"]).await.header("vary"), Some("Cookie"));
    assert_eq!(visitor.get("/plain").await.header("vary"), None);
    let slow = dictionary.begin(&visitor, &["wait", "set a 2"]).await;
    visitor.ask("flush").await;
    assert_eq!(slow.finish().await.header("vary"), Some("Cookie"), "the 409 too");
}
