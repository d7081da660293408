//! C1 to C7, C10: a session is a dictionary with Django's methods, on every store.

use std::time::Duration;

use crate::support::{Dictionary, EngineAndStore, over_every_store};

over_every_store! {
    a_key_that_was_set_is_there_in_the_next_request,
    a_missing_key_is_an_error_or_none_or_the_default,
    a_value_of_another_type_is_an_error_and_is_kept,
    a_deleted_key_is_gone_and_the_others_stay,
    deleting_a_missing_key_is_an_error_that_can_be_ignored,
    reading_the_session_writes_nothing_and_sets_no_cookie,
    has_key_is_true_for_existing_keys_only,
    pop_removes_a_value_and_returns_it_or_the_default,
    keys_and_items_list_the_data_and_hide_the_frameworks_own_keys,
    set_default_sets_only_a_missing_key,
    a_nested_value_is_read_back_unchanged,
}

/// C1, C2
async fn a_key_that_was_set_is_there_in_the_next_request(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor();
    visitor.run_line(r#"set username "訪客""#).await;
    assert_eq!(visitor.run_line("get username").await, r#""訪客""#);
    assert_eq!(visitor.run_line("get_item username").await, r#""訪客""#);
    visitor.run_line(r#"set username "茶友""#).await;
    assert_eq!(visitor.run_line("get username").await, r#""茶友""#);
}

/// C2, C3
async fn a_missing_key_is_an_error_or_none_or_the_default(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set here 1"]).await;
    assert_eq!(visitor.run_line("get_item username").await, r#"KeyError: the session has no "username""#);
    assert_eq!(visitor.run_line("get username").await, "-");
    assert_eq!(visitor.run_line(r#"get username "訪客""#).await, r#""訪客""#);
    assert_eq!(visitor.run_line("get here 2").await, "1");
}

/// C2: a text is not read as a number, and the session is unchanged.
async fn a_value_of_another_type_is_an_error_and_is_kept(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&[r#"set n "many""#]).await;
    assert_eq!(visitor.run(&["get_number n"]).await.status, 500);
    assert_eq!(visitor.run(&["add n 1"]).await.status, 500);
    assert_eq!(visitor.run_line("get n").await, r#""many""#);
}

/// C4
async fn a_deleted_key_is_gone_and_the_others_stay(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1", "set b 2"]).await;
    assert_eq!(visitor.run_line("delete a").await, "ok");
    assert_eq!(visitor.run_line("items").await, "b=2");
    let twice = visitor.run(&["delete b", "delete b"]).await;
    assert_eq!(twice.body, "ok\nKeyError: the session has no \"b\"");
    assert_eq!(visitor.run_line("keys").await, "");
}

/// C4: nothing is written, because nothing has changed.
async fn deleting_a_missing_key_is_an_error_that_can_be_ignored(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let key = visitor.run_line("session_key").await;
    let before = dictionary.record(&key).await;
    let response = visitor.run(&["delete nothing"]).await;
    assert_eq!((response.status, response.body.as_str()), (200, "KeyError: the session has no \"nothing\""));
    assert_eq!(response.set_cookie("sessionid"), None);
    assert_eq!(dictionary.record(&key).await, before);
}

/// C2 to C7: operations that only read do not change the session.
async fn reading_the_session_writes_nothing_and_sets_no_cookie(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let key = visitor.run_line("session_key").await;
    let before = dictionary.record(&key).await;
    let reads = ["get a", "get b 2", "get_item b", "pop b", "set_default a 5", "has_key b", "keys", "items"];
    let more = [
        "values",
        "test_cookie_worked",
        "is_empty",
        "get_expiry_age",
        "get_expiry_date",
        "get_expire_at_browser_close",
    ];
    let response = visitor.run(&[&reads[..], &more[..]].concat()).await;
    assert_eq!(response.set_cookie("sessionid"), None);
    assert_eq!(dictionary.record(&key).await, before);
    let stranger = dictionary.visitor().run(&reads[..4]).await;
    assert_eq!(stranger.set_cookie("sessionid"), None);
}

/// C5
async fn pop_removes_a_value_and_returns_it_or_the_default(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a [1,2]", "set nothing null"]).await;
    assert_eq!(visitor.run_line("pop a").await, "[1,2]");
    assert_eq!(visitor.run_line("pop a").await, "-");
    assert_eq!(visitor.run_line(r#"pop a "none""#).await, r#""none""#);
    assert_eq!(visitor.run_line("keys").await, "nothing");
}

/// C6: true also for a key whose value is null, and false once the key is deleted or has
/// expired.
async fn has_key_is_true_for_existing_keys_only(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor();
    assert_eq!(visitor.run_line("has_key a").await, "false");
    visitor.run(&["set a 1", "set nothing null", "set gone 1", "set_until short 60 1"]).await;
    visitor.run_line("delete gone").await;
    let reads = ["has_key a", "has_key nothing", "has_key gone", "has_key short", "has_key A", "has_key "];
    assert_eq!(visitor.run(&reads).await.body, "true\ntrue\nfalse\ntrue\nfalse\nfalse");
    let in_one_request = ["set b 1", "has_key b", "delete b", "has_key b"];
    assert_eq!(visitor.run(&in_one_request).await.body, "ok\ntrue\nok\nfalse");
    dictionary.clock.advance(Duration::from_secs(60));
    assert_eq!(visitor.run(&["has_key short", "has_key a"]).await.body, "false\ntrue");
}

/// C6, C7
async fn keys_and_items_list_the_data_and_hide_the_frameworks_own_keys(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor();
    assert_eq!(visitor.run(&["is_empty", "has_key b", "keys", "items"]).await.body, "true\nfalse\n\n");
    visitor.run(&["set b {\"c\":[]}", "set a 1", "set_expiry 60", "set_until d 60 2"]).await;
    let response = visitor.run(&["is_empty", "has_key b", "has_key c", "keys", "items"]).await;
    assert_eq!(response.body, "false\ntrue\nfalse\na b d\na=1 b={\"c\":[]} d=2");
}

/// C1: Django's `setdefault`.
async fn set_default_sets_only_a_missing_key(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor();
    assert_eq!(visitor.run_line("set_default theme \"dark\"").await, "\"dark\"");
    assert_eq!(visitor.run_line("set_default theme \"light\"").await, "\"dark\"");
    assert_eq!(visitor.run_line("get theme").await, "\"dark\"");
}

/// C10
async fn a_nested_value_is_read_back_unchanged(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor();
    for json in [
        r#"[{"item_id":7,"quantity":2},{"item_id":9,"quantity":1}]"#,
        r#"{"deep":[[[{"":null}]]],"空":"訪客 🍵"}"#,
        r#""quotes \" and \\ and </script> and \u0000; a=b""#,
        "[18446744073709551615,-9223372036854775808,0.1,1e300]",
        "null",
        "\"\"",
        "[]",
    ] {
        visitor.run_line(&format!("set value {json}")).await;
        assert_eq!(visitor.run_line("get value").await, serde_shape(json));
        assert_eq!(visitor.run_line("has_key value").await, "true");
    }
}

/// The same JSON as `serde_json` writes it.
fn serde_shape(json: &str) -> String {
    serde_json::from_str::<serde_json::Value>(json).unwrap().to_string()
}
