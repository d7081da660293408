//! C: a session is a dictionary, with Django's methods, on every store.

use std::time::Duration;

use crate::support::{Combination, Dictionary, over_every_store};

over_every_store! {
    a_key_that_was_set_is_there_in_the_next_request,
    a_missing_key_is_an_error_or_nothing_or_the_default,
    a_value_of_another_kind_is_an_error_and_stays,
    a_deleted_key_is_gone_and_the_others_stay,
    deleting_a_missing_key_is_an_error_that_can_be_ignored,
    what_only_asks_writes_nothing_and_sets_no_cookie,
    has_key_is_true_for_the_keys_that_are_there_and_for_no_other,
    pop_takes_a_value_out_and_returns_it_or_the_default,
    keys_and_items_show_what_is_in_it_and_nothing_of_the_framework,
    a_default_is_put_there_once,
    a_nested_value_comes_back_as_it_was,
}

/// C1, C2
async fn a_key_that_was_set_is_there_in_the_next_request(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor();
    visitor.ask(r#"set username "訪客""#).await;
    assert_eq!(visitor.ask("get username").await, r#""訪客""#);
    assert_eq!(visitor.ask("get_item username").await, r#""訪客""#);
    visitor.ask(r#"set username "茶友""#).await;
    assert_eq!(visitor.ask("get username").await, r#""茶友""#);
}

/// C2, C3
async fn a_missing_key_is_an_error_or_nothing_or_the_default(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set here 1"]).await;
    assert_eq!(visitor.ask("get_item username").await, r#"KeyError: the session has no "username""#);
    assert_eq!(visitor.ask("get username").await, "-");
    assert_eq!(visitor.ask(r#"get username "訪客""#).await, r#""訪客""#);
    assert_eq!(visitor.ask("get here 2").await, "1");
}

/// C2: what is no number is not taken for one, and the session is none the worse.
async fn a_value_of_another_kind_is_an_error_and_stays(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&[r#"set n "many""#]).await;
    assert_eq!(visitor.run(&["get_number n"]).await.status, 500);
    assert_eq!(visitor.run(&["add n 1"]).await.status, 500);
    assert_eq!(visitor.ask("get n").await, r#""many""#);
}

/// C4
async fn a_deleted_key_is_gone_and_the_others_stay(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1", "set b 2"]).await;
    assert_eq!(visitor.ask("delete a").await, "ok");
    assert_eq!(visitor.ask("items").await, "b=2");
    let twice = visitor.run(&["delete b", "delete b"]).await;
    assert_eq!(twice.body, "ok\nKeyError: the session has no \"b\"");
    assert_eq!(visitor.ask("keys").await, "");
}

/// C4: and nothing is written, since nothing was changed.
async fn deleting_a_missing_key_is_an_error_that_can_be_ignored(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let key = visitor.ask("session_key").await;
    let before = dictionary.record(&key).await;
    let answer = visitor.run(&["delete nothing"]).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "KeyError: the session has no \"nothing\""));
    assert_eq!(answer.set_cookie("sessionid"), None);
    assert_eq!(dictionary.record(&key).await, before);
}

/// C2 to C7: a question is no change.
async fn what_only_asks_writes_nothing_and_sets_no_cookie(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let key = visitor.ask("session_key").await;
    let before = dictionary.record(&key).await;
    let questions =
        ["get a", "get b 2", "get_item b", "pop b", "set_default a 5", "has_key b", "keys", "items"];
    let more = ["is_empty", "get_expiry_age", "get_expiry_date", "get_expire_at_browser_close"];
    let answer = visitor.run(&[&questions[..], &more[..]].concat()).await;
    assert_eq!(answer.set_cookie("sessionid"), None);
    assert_eq!(dictionary.record(&key).await, before);
    let stranger = dictionary.visitor().run(&questions[..4]).await;
    assert_eq!(stranger.set_cookie("sessionid"), None);
}

/// C5
async fn pop_takes_a_value_out_and_returns_it_or_the_default(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a [1,2]", "set nothing null"]).await;
    assert_eq!(visitor.ask("pop a").await, "[1,2]");
    assert_eq!(visitor.ask("pop a").await, "-");
    assert_eq!(visitor.ask(r#"pop a "none""#).await, r#""none""#);
    assert_eq!(visitor.ask("keys").await, "nothing");
}

/// C6: also for a value that is nothing, and no longer once the key is deleted
/// or has expired.
async fn has_key_is_true_for_the_keys_that_are_there_and_for_no_other(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor();
    assert_eq!(visitor.ask("has_key a").await, "false");
    visitor.run(&["set a 1", "set nothing null", "set gone 1", "set_until short 60 1"]).await;
    visitor.ask("delete gone").await;
    let questions =
        ["has_key a", "has_key nothing", "has_key gone", "has_key short", "has_key A", "has_key "];
    assert_eq!(visitor.run(&questions).await.body, "true\ntrue\nfalse\ntrue\nfalse\nfalse");
    let in_one_request = ["set b 1", "has_key b", "delete b", "has_key b"];
    assert_eq!(visitor.run(&in_one_request).await.body, "ok\ntrue\nok\nfalse");
    dictionary.clock.advance(Duration::from_secs(60));
    assert_eq!(visitor.run(&["has_key short", "has_key a"]).await.body, "false\ntrue");
}

/// C6, C7
async fn keys_and_items_show_what_is_in_it_and_nothing_of_the_framework(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor();
    assert_eq!(visitor.run(&["is_empty", "has_key b", "keys", "items"]).await.body, "true\nfalse\n\n");
    visitor.run(&["set b {\"c\":[]}", "set a 1", "set_expiry 60", "set_until d 60 2"]).await;
    let answer = visitor.run(&["is_empty", "has_key b", "has_key c", "keys", "items"]).await;
    assert_eq!(answer.body, "false\ntrue\nfalse\na b d\na=1 b={\"c\":[]} d=2");
}

/// C1: `setdefault`.
async fn a_default_is_put_there_once(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor();
    assert_eq!(visitor.ask("set_default theme \"dark\"").await, "\"dark\"");
    assert_eq!(visitor.ask("set_default theme \"light\"").await, "\"dark\"");
    assert_eq!(visitor.ask("get theme").await, "\"dark\"");
}

/// C10
async fn a_nested_value_comes_back_as_it_was(combination: Combination) {
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
        visitor.ask(&format!("set value {json}")).await;
        assert_eq!(visitor.ask("get value").await, serde_shape(json));
        assert_eq!(visitor.ask("has_key value").await, "true");
    }
}

/// The same JSON as `serde_json` writes it.
fn serde_shape(json: &str) -> String {
    serde_json::from_str::<serde_json::Value>(json).unwrap().to_string()
}
