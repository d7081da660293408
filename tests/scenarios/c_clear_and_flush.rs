//! C8, C9: the two ways to empty a session. `clear` keeps its id, `flush` ends the
//! session.

use crate::support::{Dictionary, EngineAndStore, over_every_store, visitor::Visitor};

over_every_store! {
    flush_without_a_session_does_nothing,
}

over_every_store! {
    only [signed_cookies]:
    clear_empties_the_session_in_the_cookie,
    flush_removes_the_cookie_and_the_next_session_is_empty,
}

over_every_store! {
    except signed_cookies:
    clear_empties_the_session_and_keeps_its_id,
    after_flush_the_cookie_is_removed_and_the_old_id_is_invalid,
    a_key_set_after_flush_starts_a_new_session,
    purge_of_actix_session_also_flushes,
}

/// C8
async fn clear_empties_the_session_and_keeps_its_id(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1", "set_until b 60 2", "set_expiry 60"]).await;
    let key = visitor.run_line("session_key").await;
    let cookie = visitor.cookie("sessionid");
    let response = visitor.run(&["clear", "keys", "is_empty"]).await;
    assert_eq!(response.body, "ok\n\ntrue");
    assert!(!response.removes_cookie("sessionid"));
    assert!(dictionary.record(&key).await.unwrap().data.is_empty());
    assert_eq!((visitor.run_line("session_key").await, visitor.cookie("sessionid")), (key.clone(), cookie));
    assert_eq!(visitor.run(&["clear", "set after 1"]).await.status, 200);
    assert_eq!(visitor.run(&["items", "session_key"]).await.body, format!("after=1\n{key}"));
}

/// C8 on `signed_cookies`: the data is removed from the cookie. There is no id that could
/// stay.
async fn clear_empties_the_session_in_the_cookie(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1", "set_until b 60 2"]).await;
    assert_eq!(visitor.run(&["clear", "keys", "is_empty"]).await.body, "ok\n\ntrue");
    assert_eq!(visitor.run(&["items", "is_empty"]).await.body, "\ntrue");
    assert_eq!(visitor.run(&["set after 1", "items"]).await.body, "ok\nafter=1");
    assert_eq!(visitor.run_line("items").await, "after=1");
}

/// C9 on `signed_cookies`, in the visitor's own browser. A copy of the old cookie works
/// until it expires (`d_signed_cookies`).
async fn flush_removes_the_cookie_and_the_next_session_is_empty(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set secret 42"]).await;
    let response = visitor.run(&["flush", "keys"]).await;
    assert!(response.body == "ok\n" && response.removes_cookie("sessionid"), "{:?}", response.headers);
    assert_eq!((visitor.cookie("sessionid"), visitor.run_line("items").await), (None, String::new()));
    assert_eq!(visitor.run(&["set a 1", "items"]).await.body, "ok\na=1");
    assert_eq!(visitor.run_line("items").await, "a=1");
}

/// C9
async fn after_flush_the_cookie_is_removed_and_the_old_id_is_invalid(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set secret 42"]).await;
    let (thief, key) = (visitor.copy(), visitor.run_line("session_key").await);
    let response = visitor.run(&["flush", "keys", "get secret"]).await;
    assert_eq!(response.body, "ok\n\n-");
    assert!(response.removes_cookie("sessionid"), "{:?}", response.headers);
    assert_eq!((visitor.cookie("sessionid"), dictionary.record(&key).await), (None, None));
    let replay = thief.run(&["items", "session_key"]).await;
    assert_eq!((replay.status, replay.body.as_str()), (200, "\n-"));
    assert_eq!(replay.set_cookie("sessionid"), None, "the browser may have a newer cookie by now (H12)");
    starts_a_new_session(&visitor, &key).await;
}

async fn starts_a_new_session(visitor: &Visitor, old_key: &str) {
    visitor.run_line("set a 1").await;
    assert_eq!(visitor.run_line("items").await, "a=1");
    assert_ne!(visitor.run_line("session_key").await, old_key);
}

/// C9: a value that is set after the flush, such as the message "you are logged out", is
/// saved in a new session.
async fn a_key_set_after_flush_starts_a_new_session(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set secret 42", "set_expiry 60"]).await;
    let old_key = visitor.run_line("session_key").await;
    let response = visitor.run(&["set late 1", "flush", "set message \"bye\""]).await;
    assert!(response.set_cookie("sessionid").is_some() && !response.removes_cookie("sessionid"));
    assert_eq!(visitor.run_line("items").await, "message=\"bye\"");
    assert_eq!(visitor.run_line("get_expiry_age").await, "1209600", "set_expiry applied to the old session");
    assert_ne!(visitor.run_line("session_key").await, old_key);
    assert_eq!(dictionary.record(&old_key).await, None);
}

/// C9: a visitor without a session has nothing to flush.
async fn flush_without_a_session_does_nothing(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    for lines in [&["flush"][..], &["set a 1", "flush", "clear"]] {
        let response = dictionary.visitor().run(lines).await;
        assert_eq!((response.status, response.set_cookie("sessionid")), (200, None));
    }
}

/// C9: also by actix-session's own `purge`.
async fn purge_of_actix_session_also_flushes(combination: EngineAndStore) {
    for lines in [&["raw_purge"][..], &["flush", "raw_purge"], &["raw_purge", "flush"]] {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set secret 42"]).await;
        let key = visitor.run_line("session_key").await;
        assert!(visitor.run(lines).await.removes_cookie("sessionid"), "{lines:?}");
        assert_eq!(dictionary.record(&key).await, None, "{lines:?}");
    }
}
