//! C8, C9: the two ways to empty a session: `clear` keeps its id, `flush`
//! ends it for good.

use crate::support::{Combination, Dictionary, over_every_store, visitor::Visitor};

over_every_store! {
    flushing_no_session_does_nothing,
}

over_every_store! {
    only [signed_cookies]:
    clear_empties_the_session_in_the_cookie,
    flush_removes_the_cookie_and_the_next_session_is_empty,
}

over_every_store! {
    except signed_cookies:
    clear_empties_the_session_and_keeps_its_id,
    after_flush_the_cookie_is_removed_and_the_old_id_is_void,
    what_is_set_after_flush_begins_a_new_session,
    purge_flushes_too,
}

/// C8
async fn clear_empties_the_session_and_keeps_its_id(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1", "set_until b 60 2", "set_expiry 60"]).await;
    let key = visitor.ask("session_key").await;
    let cookie = visitor.cookie("sessionid");
    let answer = visitor.run(&["clear", "keys", "is_empty"]).await;
    assert_eq!(answer.body, "ok\n\ntrue");
    assert!(!answer.removes_cookie("sessionid"));
    assert!(dictionary.record(&key).await.unwrap().data.is_empty());
    assert_eq!((visitor.ask("session_key").await, visitor.cookie("sessionid")), (key.clone(), cookie));
    assert_eq!(visitor.run(&["clear", "set after 1"]).await.status, 200);
    assert_eq!(visitor.run(&["items", "session_key"]).await.body, format!("after=1\n{key}"));
}

/// C8 on `signed_cookies`: the data is gone from the cookie. There is no id
/// that could stay.
async fn clear_empties_the_session_in_the_cookie(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1", "set_until b 60 2"]).await;
    assert_eq!(visitor.run(&["clear", "keys", "is_empty"]).await.body, "ok\n\ntrue");
    assert_eq!(visitor.run(&["items", "is_empty"]).await.body, "\ntrue");
    assert_eq!(visitor.run(&["set after 1", "items"]).await.body, "ok\nafter=1");
    assert_eq!(visitor.ask("items").await, "after=1");
}

/// C9 on `signed_cookies`: as far as the visitor's own browser goes. A copy of
/// the old cookie works until it expires (`d_signed_cookies`).
async fn flush_removes_the_cookie_and_the_next_session_is_empty(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set secret 42"]).await;
    let response = visitor.run(&["flush", "keys"]).await;
    assert!(response.body == "ok\n" && response.removes_cookie("sessionid"), "{:?}", response.headers);
    assert_eq!((visitor.cookie("sessionid"), visitor.ask("items").await), (None, String::new()));
    assert_eq!(visitor.run(&["set a 1", "items"]).await.body, "ok\na=1");
    assert_eq!(visitor.ask("items").await, "a=1");
}

/// C9
async fn after_flush_the_cookie_is_removed_and_the_old_id_is_void(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set secret 42"]).await;
    let (thief, key) = (visitor.copy(), visitor.ask("session_key").await);
    let answer = visitor.run(&["flush", "keys", "get secret"]).await;
    assert_eq!(answer.body, "ok\n\n-");
    assert!(answer.removes_cookie("sessionid"), "{:?}", answer.headers);
    assert_eq!((visitor.cookie("sessionid"), dictionary.record(&key).await), (None, None));
    let replay = thief.run(&["items", "session_key"]).await;
    assert_eq!((replay.status, replay.body.as_str()), (200, "\n-"));
    assert_eq!(replay.set_cookie("sessionid"), None, "the browser may have a newer one by now (H12)");
    starts_afresh(&visitor, &key).await;
}

async fn starts_afresh(visitor: &Visitor, old_key: &str) {
    visitor.ask("set a 1").await;
    assert_eq!(visitor.ask("items").await, "a=1");
    assert_ne!(visitor.ask("session_key").await, old_key);
}

/// C9: what is said after the flush, such as "you are logged out", is kept.
async fn what_is_set_after_flush_begins_a_new_session(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set secret 42", "set_expiry 60"]).await;
    let old_key = visitor.ask("session_key").await;
    let answer = visitor.run(&["set late 1", "flush", "set message \"bye\""]).await;
    assert!(answer.set_cookie("sessionid").is_some() && !answer.removes_cookie("sessionid"));
    assert_eq!(visitor.ask("items").await, "message=\"bye\"");
    assert_eq!(visitor.ask("get_expiry_age").await, "1209600", "its expiry was the old session's");
    assert_ne!(visitor.ask("session_key").await, old_key);
    assert_eq!(dictionary.record(&old_key).await, None);
}

/// C9: a stranger has nothing to flush.
async fn flushing_no_session_does_nothing(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    for lines in [&["flush"][..], &["set a 1", "flush", "clear"]] {
        let answer = dictionary.visitor().run(lines).await;
        assert_eq!((answer.status, answer.set_cookie("sessionid")), (200, None));
    }
}

/// C9: through actix-session's own `purge` as well.
async fn purge_flushes_too(combination: Combination) {
    for lines in [&["raw_purge"][..], &["flush", "raw_purge"], &["raw_purge", "flush"]] {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set secret 42"]).await;
        let key = visitor.ask("session_key").await;
        assert!(visitor.run(lines).await.removes_cookie("sessionid"), "{lines:?}");
        assert_eq!(dictionary.record(&key).await, None, "{lines:?}");
    }
}
