//! H5 (a store that is unavailable does no damage) and H9 (a failed request saves nothing),
//! with a store whose calls the test makes fail.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use session_shop::sessions::Options;

use crate::support::{
    Dictionary, EngineAndStore,
    faulty::{Call, Fault},
    over_every_store,
    page::Page,
    time_limit::Stopwatch,
};

over_every_store! {
    a_failed_request_saves_nothing_and_loses_nothing,
    a_response_422_still_saves_the_handlers_changes,
    a_failing_store_gives_503_within_a_second_and_nothing_is_overwritten,
    several_session_cookies_share_one_timeout,
    a_new_visitor_gets_no_cookie_while_the_store_fails,
    pages_that_need_no_session_work_while_the_store_fails,
    with_save_every_request_a_failed_touch_gives_503,
    an_unreadable_record_is_replaced_by_a_new_session,
    a_session_that_would_grow_too_large_is_refused_and_the_old_data_stays,
}

over_every_store! {
    except signed_cookies:
    a_session_is_restored_when_the_response_to_its_tombstone_is_lost,
    two_concurrent_requests_cannot_exceed_the_limit_together,
}

/// H9
async fn a_failed_request_saves_nothing_and_loses_nothing(combination: EngineAndStore) {
    for save_every_request in [false, true] {
        let change = |options: &mut Options| {
            options.save_every_request = save_every_request;
        };
        let dictionary = Dictionary::over_with(combination, change).await;
        let visitor = dictionary.visitor_with(&["set a 1"]).await;
        let key = visitor.run_line("session_key").await;
        let before = dictionary.record(&key).await;
        dictionary.clock.advance(Duration::from_secs(5));
        for status in ["fail 500", "fail 503"] {
            for change in
                ["set a 2", "add a 1", "clear", "flush", "cycle_key", "raw_insert b 1", "raw_purge", "get a"]
            {
                let response = visitor.run(&[change, status]).await;
                assert!(response.status >= 500 && response.set_cookie("sessionid").is_none(), "{change}");
                assert_eq!(dictionary.record(&key).await, before, "{change}");
            }
        }
        let stranger = dictionary.visitor().run(&["set a 1", "fail 500"]).await;
        assert_eq!(stranger.set_cookie("sessionid"), None);
        assert_eq!(visitor.run_line("items").await, "a=1");
    }
}

/// H9: a response for the visitor's mistake (4xx) is not a failure of the server.
async fn a_response_422_still_saves_the_handlers_changes(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    assert_eq!(visitor.run(&["set a 2", "fail 422"]).await.status, 422);
    assert_eq!(visitor.run_line("get a").await, "2");
}

/// H5: each call of the store, failing or hanging.
async fn a_failing_store_gives_503_within_a_second_and_nothing_is_overwritten(combination: EngineAndStore) {
    let calls = [
        (Call::Load, "get a"),
        (Call::Load, "set a 2"),
        (Call::Load, "flush"),
        (Call::Replace, "set a 2"),
        (Call::Replace, "clear"),
        (Call::Replace, "flush"),
        (Call::Create, "cycle_key"),
        (Call::Replace, "cycle_key"),
        (Call::Create, "flush\nset a 2"),
    ];
    let broken = |fault| calls.map(|(call, line)| responds_503(combination, fault, call, line));
    join_all(broken(Fault::Error).into_iter().chain(broken(Fault::Hang))).await;
}

/// Sets a timeout of which one fits into a second, on a busy machine too, and two do not.
fn half_a_second(options: &mut Options) {
    options.store_timeout = Duration::from_millis(500);
}

async fn responds_503(combination: EngineAndStore, fault: Fault, call: Call, line: &str) {
    let dictionary = Dictionary::over_with(combination, half_a_second).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let cookie = visitor.cookie("sessionid");
    dictionary.faults.set(&[call], fault);
    let stopwatch = Stopwatch::start();
    let response = visitor.run(&[line]).await;
    stopwatch.assert_within(Duration::from_secs(1), line);
    is_503_with_retry_after(&response, line);
    dictionary.faults.clear();
    assert_eq!(visitor.cookie("sessionid"), cookie, "{line}");
    assert_eq!(visitor.run_line("items").await, "a=1", "{line}");
}

fn is_503_with_retry_after(response: &Page, line: &str) {
    let found = (response.status, response.header("retry-after"), response.set_cookie("sessionid"));
    assert_eq!(found, (503, Some("5"), None), "{line}");
}

/// H5: the timeout is not applied once for each cookie.
async fn several_session_cookies_share_one_timeout(combination: EngineAndStore) {
    let dictionary = Dictionary::over_with(combination, half_a_second).await;
    let mut cookies = Vec::new();
    for _ in 0..3 {
        let visitor = dictionary.visitor_with(&["set a 1"]).await;
        cookies.push(format!("sessionid={}", visitor.cookie("sessionid").unwrap()));
    }
    dictionary.faults.set(&[Call::Load], Fault::Hang);
    let (visitor, header) = (dictionary.visitor(), cookies.join("; "));
    let stopwatch = Stopwatch::start();
    let response = visitor.post_with_cookie("/session", "get a".to_owned(), header.as_bytes()).await;
    stopwatch.assert_within(Duration::from_secs(1), "the response");
    is_503_with_retry_after(&response, "get a");
}

/// H5
async fn a_new_visitor_gets_no_cookie_while_the_store_fails(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    dictionary.faults.set(&[Call::Create], Fault::Error);
    let stranger = dictionary.visitor();
    is_503_with_retry_after(&stranger.run(&["set a 1"]).await, "set a 1");
    assert_eq!(stranger.run_line("get a").await, "-", "reading needs no store");
    dictionary.faults.clear();
    stranger.run_line("set a 1").await;
    assert_eq!(stranger.run_line("get a").await, "1");
}

/// H5
async fn pages_that_need_no_session_work_while_the_store_fails(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    assert_eq!(visitor.get("/with-or-without").await.body, "with a");
    dictionary.faults.set(&[Call::Load], Fault::Error);
    for (path, body) in [("/with-or-without", "without"), ("/plain", "plain")] {
        let page = visitor.get(path).await;
        assert_eq!((page.status, page.body.as_str(), page.set_cookie("sessionid")), (200, body, None));
    }
    dictionary.faults.clear();
    assert_eq!(visitor.get("/with-or-without").await.body, "with a");
}

/// H5, E8: if the expiry could not be moved, the response does not extend the cookie.
async fn with_save_every_request_a_failed_touch_gives_503(combination: EngineAndStore) {
    let dictionary = Dictionary::over_with(combination, |options| options.save_every_request = true).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    dictionary.faults.set(&[Call::Touch], Fault::Error);
    is_503_with_retry_after(&visitor.run(&["get a"]).await, "get a");
    dictionary.faults.clear();
    assert_eq!(visitor.run_line("get a").await, "1");
}

/// H5, H9: the store writes the tombstone of a session that moves, but its response is
/// lost. The request fails, so the session is restored under its old key.
async fn a_session_is_restored_when_the_response_to_its_tombstone_is_lost(combination: EngineAndStore) {
    for moved in [&["cycle_key", "set user 7"][..], &["flush", "set user 7"]] {
        let dictionary = Dictionary::over_with(combination, half_a_second).await;
        let visitor = dictionary.visitor_with(&["set cart 1"]).await;
        dictionary.faults.set(&[Call::Replace], Fault::ResponseLost);
        is_503_with_retry_after(&visitor.run(moved).await, "cycle_key");
        assert_eq!(visitor.run_line("items").await, "", "the tombstone is there");
        dictionary.faults.clear();
        let until = Instant::now() + Duration::from_secs(10);
        while visitor.run_line("items").await != "cart=1" {
            assert!(Instant::now() < until, "{moved:?}: the session is not back");
        }
        assert_eq!(visitor.run(&["add cart 1"]).await.status, 200);
        assert_eq!(visitor.run_line("items").await, "cart=2", "{moved:?}");
    }
}

/// H5: a damaged record causes no error page.
async fn an_unreadable_record_is_replaced_by_a_new_session(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    dictionary.faults.set(&[Call::Load], Fault::Unreadable);
    let response = visitor.run(&["get a"]).await;
    assert_eq!((response.status, response.body.as_str()), (200, "-"));
    assert!(response.removes_cookie("sessionid"));
    visitor.run_line("set a 2").await;
    dictionary.faults.clear();
    assert_eq!(visitor.run_line("get a").await, "2");
}

/// D17, D20: `session.max_bytes`.
async fn a_session_that_would_grow_too_large_is_refused_and_the_old_data_stays(combination: EngineAndStore) {
    let dictionary = Dictionary::over_with(combination, |options| options.max_bytes = 300).await;
    let big = format!("set big \"{}\"", "x".repeat(300));
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    for lines in [&[big.as_str()][..], &["cycle_key", &big], &["clear", &big], &["flush", &big]] {
        let response = visitor.run(lines).await;
        assert_eq!((response.status, response.set_cookie("sessionid")), (413, None), "{lines:?}");
        assert_eq!(visitor.run_line("items").await, "a=1", "{lines:?}");
    }
    let stranger = dictionary.visitor();
    assert_eq!(stranger.run(&[&big]).await.status, 413);
    assert_eq!(stranger.cookie("sessionid"), None);
}

/// D20, H1: two changes that fit alone but not together.
async fn two_concurrent_requests_cannot_exceed_the_limit_together(combination: EngineAndStore) {
    let dictionary = Dictionary::over_with(combination, |options| options.max_bytes = 300).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let half = |key: &str| format!("set {key} \"{}\"", "x".repeat(200));
    let slow = dictionary.begin(&visitor, &["wait", &half("late")]).await;
    assert_eq!(visitor.run(&[&half("early")]).await.status, 200);
    assert_eq!(slow.finish().await.status, 413);
    assert_eq!(visitor.run_line("keys").await, "a early");
}
