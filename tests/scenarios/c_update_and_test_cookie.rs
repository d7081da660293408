//! C11, C12: `update` and `values`, and the test cookie, on every store.

use std::time::Duration;

use crate::support::{Dictionary, EngineAndStore, over_every_store};

over_every_store! {
    update_sets_each_key_of_a_mapping_and_keeps_the_others,
    update_with_a_value_that_is_no_json_sets_nothing,
    an_updated_key_expires_with_the_session,
    values_are_listed_in_the_order_of_the_keys,
    the_test_cookie_works_once_the_browser_has_sent_it_back,
    the_test_cookie_does_not_work_in_a_browser_without_cookies,
}

over_every_store! {
    except signed_cookies:
    updates_at_the_same_time_are_all_kept,
}

/// C11
async fn update_sets_each_key_of_a_mapping_and_keeps_the_others(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1", "set b 2"]).await;
    assert_eq!(visitor.run_line(r#"update {"b": {"c": [3]}, "空": "茶"}"#).await, "ok");
    assert_eq!(visitor.run_line("items").await, r#"a=1 b={"c":[3]} 空="茶""#);
    let key = visitor.run_line("session_key").await;
    let before = dictionary.record(&key).await;
    let response = visitor.run(&["update {}"]).await;
    assert_eq!((response.body.as_str(), response.set_cookie("sessionid")), ("ok", None));
    assert_eq!(dictionary.record(&key).await, before, "an empty mapping changes nothing");
}

/// C11: all keys or none.
async fn update_with_a_value_that_is_no_json_sets_nothing(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let response = visitor.run(&["update_without_json a", "items"]).await;
    let (error, items) = response.body.split_once('\n').unwrap();
    assert!(error.contains("list") && error != "ok", "{error}");
    assert_eq!((items, response.set_cookie("sessionid")), ("a=1", None));
    assert_eq!(visitor.run_line("items").await, "a=1");
}

/// C11: `update` removes a key's own expiry, as `set` does.
async fn an_updated_key_expires_with_the_session(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set_until a 60 1", "set_until b 60 1"]).await;
    visitor.run_line(r#"update {"a": 2}"#).await;
    dictionary.clock.advance(Duration::from_secs(60));
    assert_eq!(visitor.run_line("items").await, "a=2");
}

/// C11: without the values of the framework's own keys.
async fn values_are_listed_in_the_order_of_the_keys(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor();
    assert_eq!(visitor.run_line("values").await, "");
    visitor.run(&["set b {\"c\":[]}", "set a 1", "set_expiry 60", "set_until d 60 null"]).await;
    assert_eq!(visitor.run(&["keys", "values"]).await.body, "a b d\n1 {\"c\":[]} null");
}

/// C11: an update writes only its own keys, also if another request saves first.
async fn updates_at_the_same_time_are_all_kept(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1", "set b 1"]).await;
    let slow = dictionary.begin(&visitor, &["wait", r#"update {"a": 2, "c": 2}"#]).await;
    visitor.run_line(r#"update {"b": 3, "d": 3}"#).await;
    assert_eq!(slow.finish().await.status, 200);
    assert_eq!(visitor.run_line("items").await, "a=2 b=3 c=2 d=3");
}

/// C12
async fn the_test_cookie_works_once_the_browser_has_sent_it_back(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor();
    assert_eq!(visitor.run_line("test_cookie_worked").await, "false");
    assert_eq!(visitor.run_line("delete_test_cookie").await, r#"KeyError: the session has no "testcookie""#);
    assert_eq!(visitor.run_line("set_test_cookie").await, "ok");
    assert_eq!(visitor.run(&["test_cookie_worked", "items"]).await.body, "true\ntestcookie=\"worked\"");
    assert_eq!(visitor.run_line("delete_test_cookie").await, "ok");
    assert_eq!(visitor.run_line("test_cookie_worked").await, "false");
    visitor.run_line("set testcookie 1").await;
    assert_eq!(visitor.run_line("test_cookie_worked").await, "false", "another value");
}

/// C12
async fn the_test_cookie_does_not_work_in_a_browser_without_cookies(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor();
    visitor.switch_cookies_off();
    assert_eq!(visitor.run_line("set_test_cookie").await, "ok");
    assert_eq!(visitor.run_line("test_cookie_worked").await, "false");
}
