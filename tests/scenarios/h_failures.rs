//! H5, H9: a failed request saves nothing, and a store that is down does no
//! harm.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use session_shop::sessions::Options;

use crate::support::{
    Combination, Dictionary,
    faulty::{Call, Fault},
    over_every_store,
    page::Page,
};

over_every_store! {
    a_failed_request_saves_nothing_and_loses_nothing,
    a_refused_form_saves_what_the_handler_changed,
    while_the_store_is_down_the_visitor_is_told_within_a_second_and_nothing_is_overwritten,
    several_cookies_do_not_make_the_visitor_wait_longer,
    a_stranger_gets_no_cookie_while_nothing_can_be_stored,
    pages_that_can_do_without_a_session_go_on_while_the_store_is_down,
    with_save_every_request_the_visitor_is_told_when_the_store_fails,
    a_stored_session_that_cannot_be_read_makes_room_for_a_fresh_one,
    a_session_that_would_grow_too_large_is_refused_and_the_old_data_stays,
}

over_every_store! {
    except signed_cookies:
    a_session_is_not_lost_when_the_response_to_its_tombstone_is,
    two_requests_at_once_cannot_pass_the_limit_together,
}

/// H9
async fn a_failed_request_saves_nothing_and_loses_nothing(combination: Combination) {
    for save_every_request in [false, true] {
        let change = |options: &mut Options| {
            options.save_every_request = save_every_request;
        };
        let dictionary = Dictionary::over_with(combination, change).await;
        let visitor = dictionary.visitor_with(&["set a 1"]).await;
        let key = visitor.ask("session_key").await;
        let before = dictionary.record(&key).await;
        dictionary.clock.advance(Duration::from_secs(5));
        for status in ["fail 500", "fail 503"] {
            for change in
                ["set a 2", "add a 1", "clear", "flush", "cycle_key", "raw_insert b 1", "raw_purge", "get a"]
            {
                let answer = visitor.run(&[change, status]).await;
                assert!(answer.status >= 500 && answer.set_cookie("sessionid").is_none(), "{change}");
                assert_eq!(dictionary.record(&key).await, before, "{change}");
            }
        }
        let stranger = dictionary.visitor().run(&["set a 1", "fail 500"]).await;
        assert_eq!(stranger.set_cookie("sessionid"), None);
        assert_eq!(visitor.ask("items").await, "a=1");
    }
}

/// H9: the visitor's mistake is no failure of ours.
async fn a_refused_form_saves_what_the_handler_changed(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    assert_eq!(visitor.run(&["set a 2", "fail 422"]).await.status, 422);
    assert_eq!(visitor.ask("get a").await, "2");
}

/// H5: each call in its turn, failing or hanging.
async fn while_the_store_is_down_the_visitor_is_told_within_a_second_and_nothing_is_overwritten(
    combination: Combination,
) {
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
    let broken = |fault| calls.map(|(call, line)| answers_503(combination, fault, call, line));
    join_all(broken(Fault::Error).into_iter().chain(broken(Fault::Hang))).await;
}

/// On a busy machine too the store is waited for once, and twice is too long.
fn half_a_second(options: &mut Options) {
    options.store_timeout = Duration::from_millis(500);
}

async fn answers_503(combination: Combination, fault: Fault, call: Call, line: &str) {
    let dictionary = Dictionary::over_with(combination, half_a_second).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let cookie = visitor.cookie("sessionid");
    dictionary.faults.set(&[call], fault);
    let asked = Instant::now();
    let answer = visitor.run(&[line]).await;
    assert!(asked.elapsed() < Duration::from_secs(1), "{line}: {:?}", asked.elapsed());
    is_told_to_wait(&answer, line);
    dictionary.faults.mend();
    assert_eq!(visitor.cookie("sessionid"), cookie, "{line}");
    assert_eq!(visitor.ask("items").await, "a=1", "{line}");
}

fn is_told_to_wait(answer: &Page, line: &str) {
    let told = (answer.status, answer.header("retry-after"), answer.set_cookie("sessionid"));
    assert_eq!(told, (503, Some("5"), None), "{line}");
}

/// H5: nor is the store waited for once a cookie.
async fn several_cookies_do_not_make_the_visitor_wait_longer(combination: Combination) {
    let dictionary = Dictionary::over_with(combination, half_a_second).await;
    let mut cookies = Vec::new();
    for _ in 0..3 {
        let visitor = dictionary.visitor_with(&["set a 1"]).await;
        cookies.push(format!("sessionid={}", visitor.cookie("sessionid").unwrap()));
    }
    dictionary.faults.set(&[Call::Load], Fault::Hang);
    let (visitor, header) = (dictionary.visitor(), cookies.join("; "));
    let asked = Instant::now();
    let answer = visitor.post_with_cookie("/session", "get a".to_owned(), header.as_bytes()).await;
    assert!(asked.elapsed() < Duration::from_secs(1), "{:?}", asked.elapsed());
    is_told_to_wait(&answer, "get a");
}

/// H5
async fn a_stranger_gets_no_cookie_while_nothing_can_be_stored(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    dictionary.faults.set(&[Call::Create], Fault::Error);
    let stranger = dictionary.visitor();
    is_told_to_wait(&stranger.run(&["set a 1"]).await, "set a 1");
    assert_eq!(stranger.ask("get a").await, "-", "looking needs no store");
    dictionary.faults.mend();
    stranger.ask("set a 1").await;
    assert_eq!(stranger.ask("get a").await, "1");
}

/// H5
async fn pages_that_can_do_without_a_session_go_on_while_the_store_is_down(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    assert_eq!(visitor.get("/with-or-without").await.body, "with a");
    dictionary.faults.set(&[Call::Load], Fault::Error);
    for (path, body) in [("/with-or-without", "without"), ("/plain", "plain")] {
        let page = visitor.get(path).await;
        assert_eq!((page.status, page.body.as_str(), page.set_cookie("sessionid")), (200, body, None));
    }
    dictionary.faults.mend();
    assert_eq!(visitor.get("/with-or-without").await.body, "with a");
}

/// H5, E8: a session whose end could not be moved is not said to last longer.
async fn with_save_every_request_the_visitor_is_told_when_the_store_fails(combination: Combination) {
    let dictionary = Dictionary::over_with(combination, |options| options.save_every_request = true).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    dictionary.faults.set(&[Call::Touch], Fault::Error);
    is_told_to_wait(&visitor.run(&["get a"]).await, "get a");
    dictionary.faults.mend();
    assert_eq!(visitor.ask("get a").await, "1");
}

/// H5, H9: the store has written the tombstone of a session that moves, and nobody
/// hears of it. The request fails, so the session is back under its old key.
async fn a_session_is_not_lost_when_the_response_to_its_tombstone_is(combination: Combination) {
    for moved in [&["cycle_key", "set user 7"][..], &["flush", "set user 7"]] {
        let dictionary = Dictionary::over_with(combination, half_a_second).await;
        let visitor = dictionary.visitor_with(&["set cart 1"]).await;
        dictionary.faults.set(&[Call::Replace], Fault::ResponseLost);
        is_told_to_wait(&visitor.run(moved).await, "cycle_key");
        assert_eq!(visitor.ask("items").await, "", "the tombstone is there");
        dictionary.faults.mend();
        let until = Instant::now() + Duration::from_secs(10);
        while visitor.ask("items").await != "cart=1" {
            assert!(Instant::now() < until, "{moved:?}: the session is not back");
        }
        assert_eq!(visitor.run(&["add cart 1"]).await.status, 200);
        assert_eq!(visitor.ask("items").await, "cart=2", "{moved:?}");
    }
}

/// H5: a record that is damaged is not the end of the visit.
async fn a_stored_session_that_cannot_be_read_makes_room_for_a_fresh_one(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    dictionary.faults.set(&[Call::Load], Fault::Unreadable);
    let answer = visitor.run(&["get a"]).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "-"));
    assert!(answer.removes_cookie("sessionid"));
    visitor.ask("set a 2").await;
    dictionary.faults.mend();
    assert_eq!(visitor.ask("get a").await, "2");
}

/// D17, D20: `session.max_bytes`.
async fn a_session_that_would_grow_too_large_is_refused_and_the_old_data_stays(combination: Combination) {
    let dictionary = Dictionary::over_with(combination, |options| options.max_bytes = 300).await;
    let big = format!("set big \"{}\"", "x".repeat(300));
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    for lines in [&[big.as_str()][..], &["cycle_key", &big], &["clear", &big], &["flush", &big]] {
        let answer = visitor.run(lines).await;
        assert_eq!((answer.status, answer.set_cookie("sessionid")), (413, None), "{lines:?}");
        assert_eq!(visitor.ask("items").await, "a=1", "{lines:?}");
    }
    let stranger = dictionary.visitor();
    assert_eq!(stranger.run(&[&big]).await.status, 413);
    assert_eq!(stranger.cookie("sessionid"), None);
}

/// D20, H1: two changes that fit alone and not together.
async fn two_requests_at_once_cannot_pass_the_limit_together(combination: Combination) {
    let dictionary = Dictionary::over_with(combination, |options| options.max_bytes = 300).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let half = |key: &str| format!("set {key} \"{}\"", "x".repeat(200));
    let slow = dictionary.begin(&visitor, &["wait", &half("late")]).await;
    assert_eq!(visitor.run(&[&half("early")]).await.status, 200);
    assert_eq!(slow.finish().await.status, 413);
    assert_eq!(visitor.ask("keys").await, "a early");
}
