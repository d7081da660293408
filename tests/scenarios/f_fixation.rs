//! F6: a session id that the visitor sends is never adopted, and a login changes it, also
//! while other requests of the session are being handled.

use crate::support::{Dictionary, EngineAndStore, over_every_store};

over_every_store! {
    a_chosen_id_is_never_adopted,
}

over_every_store! {
    except signed_cookies:
    the_id_of_a_flushed_session_is_never_used_again,
    cycle_key_moves_the_data_to_a_new_id_and_invalidates_the_old_one,
    cycle_key_without_a_session_creates_one_only_if_there_is_data,
    changes_made_during_a_cycle_are_carried_over,
    a_slow_request_with_the_old_id_gets_409,
    of_two_concurrent_cycles_the_last_one_gets_409,
}

/// F6
async fn a_chosen_id_is_never_adopted(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    for chosen in ["letmein", &"a".repeat(32)] {
        let victim = dictionary.visitor();
        victim.insert_cookie("sessionid", chosen);
        assert_eq!(victim.run_line("session_key").await, "-");
        victim.insert_cookie("sessionid", chosen);
        victim.run_line("set a 1").await;
        let key = victim.run_line("session_key").await;
        assert!(key != chosen && !victim.cookie("sessionid").unwrap().contains(chosen));
        assert_eq!(dictionary.record(chosen).await, None);
    }
}

/// F6: also if the id is correctly signed, but its session has ended.
async fn the_id_of_a_flushed_session_is_never_used_again(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let (planted, key) = (visitor.copy(), visitor.run_line("session_key").await);
    visitor.run_line("flush").await;
    // After 30 seconds no request of the old session can still be running (H12).
    dictionary.clock.advance(std::time::Duration::from_secs(31));
    planted.run_line("set b 2").await;
    assert_ne!(planted.run_line("session_key").await, key);
    assert_eq!(dictionary.record(&key).await, None);
}

/// F6
async fn cycle_key_moves_the_data_to_a_new_id_and_invalidates_the_old_one(combination: EngineAndStore) {
    for cycle in ["cycle_key", "raw_renew"] {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set cart [1]", "set_expiry 300"]).await;
        let (planted, old_key) = (visitor.copy(), visitor.run_line("session_key").await);
        let response = visitor.run(&["add logins 1", cycle, "set user \"rooibos\""]).await;
        assert!(response.set_cookie("sessionid").is_some());
        assert_eq!(visitor.run_line("items").await, "cart=[1] logins=1 user=\"rooibos\"");
        assert_eq!(visitor.run_line("get_expiry_age").await, "300");
        assert_ne!(visitor.run_line("session_key").await, old_key);
        assert_eq!(dictionary.record(&old_key).await, None);
        let replay = planted.run(&["items"]).await;
        assert!(replay.body.is_empty() && replay.set_cookie("sessionid").is_none());
    }
}

/// F6: a login of a visitor without a session.
async fn cycle_key_without_a_session_creates_one_only_if_there_is_data(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let stranger = dictionary.visitor();
    let response = stranger.run(&["cycle_key"]).await;
    assert_eq!((response.status, response.set_cookie("sessionid")), (200, None));
    stranger.run_line("set a 1\ncycle_key").await;
    assert_eq!(stranger.run_line("items").await, "a=1");
    let empty = dictionary.visitor_with(&["set a 1"]).await;
    let planted = empty.copy();
    empty.run(&["clear", "cycle_key"]).await;
    assert_eq!(empty.run_line("set b 2").await, "ok");
    assert_eq!(
        (empty.run_line("items").await.as_str(), planted.run_line("items").await.as_str()),
        ("b=2", "")
    );
}

/// F6, H1
async fn changes_made_during_a_cycle_are_carried_over(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set cart 1", "set old 1"]).await;
    let login = dictionary.begin(&visitor, &["cycle_key", "add cart 10", "wait", "set user 7"]).await;
    visitor.run(&["add cart 100", "raw_insert seen [3]", "delete old"]).await;
    assert_eq!(login.finish().await.status, 200);
    assert_eq!(visitor.run_line("items").await, "cart=111 seen=[3] user=7");
}

/// F6, H2
async fn a_slow_request_with_the_old_id_gets_409(combination: EngineAndStore) {
    for late in ["add cart 1", "raw_insert late 1", "clear", "cycle_key", "set_expiry 0"] {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set cart 1"]).await;
        let old_key = visitor.run_line("session_key").await;
        let slow = dictionary.begin(&visitor, &["wait", late]).await;
        visitor.run_line("cycle_key").await;
        let response = slow.finish().await;
        assert_eq!((response.status, response.set_cookie("sessionid")), (409, None), "{late}");
        assert_eq!(visitor.run_line("items").await, "cart=1", "{late}");
        assert_eq!(dictionary.record(&old_key).await, None, "{late}");
    }
}

/// F6, H2: of two concurrent logins with the same old id, one succeeds.
async fn of_two_concurrent_cycles_the_last_one_gets_409(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set cart 1"]).await;
    let slow = dictionary.begin(&visitor, &["cycle_key", "wait", "set user 1"]).await;
    visitor.run(&["cycle_key", "set user 2"]).await;
    assert_eq!(slow.finish().await.status, 409);
    assert_eq!(visitor.run_line("items").await, "cart=1 user=2");
}
