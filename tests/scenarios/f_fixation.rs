//! F6: an id that the visitor brings along is never adopted, and a login
//! changes it, whatever else is going on at that moment.

use crate::support::{Combination, Dictionary, over_every_store};

over_every_store! {
    a_chosen_id_is_never_adopted,
}

over_every_store! {
    except signed_cookies:
    the_id_of_a_session_that_is_gone_is_not_taken_up_again,
    cycle_key_moves_the_data_to_a_new_id_and_voids_the_old_one,
    cycle_key_without_a_session_begins_one_only_if_there_is_something_to_keep,
    what_was_added_before_the_cycle_is_done_is_carried_over,
    a_slow_request_is_told_that_the_id_has_changed,
    of_two_cycles_at_once_the_later_is_told,
}

/// F6
async fn a_chosen_id_is_never_adopted(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    for chosen in ["letmein", &"a".repeat(32)] {
        let victim = dictionary.visitor();
        victim.plant_cookie("sessionid", chosen);
        assert_eq!(victim.ask("session_key").await, "-");
        victim.plant_cookie("sessionid", chosen);
        victim.ask("set a 1").await;
        let key = victim.ask("session_key").await;
        assert!(key != chosen && !victim.cookie("sessionid").unwrap().contains(chosen));
        assert_eq!(dictionary.record(chosen).await, None);
    }
}

/// F6: not even one that is rightly signed, but that no session is under.
async fn the_id_of_a_session_that_is_gone_is_not_taken_up_again(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let (planted, key) = (visitor.copy(), visitor.ask("session_key").await);
    visitor.ask("flush").await;
    // By then no request of the old session can be under way (H12).
    dictionary.clock.advance(std::time::Duration::from_secs(31));
    planted.ask("set b 2").await;
    assert_ne!(planted.ask("session_key").await, key);
    assert_eq!(dictionary.record(&key).await, None);
}

/// F6
async fn cycle_key_moves_the_data_to_a_new_id_and_voids_the_old_one(combination: Combination) {
    for cycle in ["cycle_key", "raw_renew"] {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set cart [1]", "set_expiry 300"]).await;
        let (planted, old_key) = (visitor.copy(), visitor.ask("session_key").await);
        let answer = visitor.run(&["add logins 1", cycle, "set user \"rooibos\""]).await;
        assert!(answer.set_cookie("sessionid").is_some());
        assert_eq!(visitor.ask("items").await, "cart=[1] logins=1 user=\"rooibos\"");
        assert_eq!(visitor.ask("get_expiry_age").await, "300");
        assert_ne!(visitor.ask("session_key").await, old_key);
        assert_eq!(dictionary.record(&old_key).await, None);
        let replay = planted.run(&["items"]).await;
        assert!(replay.body.is_empty() && replay.set_cookie("sessionid").is_none());
    }
}

/// F6: a stranger's login.
async fn cycle_key_without_a_session_begins_one_only_if_there_is_something_to_keep(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let stranger = dictionary.visitor();
    let answer = stranger.run(&["cycle_key"]).await;
    assert_eq!((answer.status, answer.set_cookie("sessionid")), (200, None));
    stranger.ask("set a 1\ncycle_key").await;
    assert_eq!(stranger.ask("items").await, "a=1");
    let empty = dictionary.visitor_with(&["set a 1"]).await;
    let planted = empty.copy();
    empty.run(&["clear", "cycle_key"]).await;
    assert_eq!(empty.ask("set b 2").await, "ok");
    assert_eq!((empty.ask("items").await.as_str(), planted.ask("items").await.as_str()), ("b=2", ""));
}

/// F6, H1
async fn what_was_added_before_the_cycle_is_done_is_carried_over(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set cart 1", "set old 1"]).await;
    let login = dictionary.begin(&visitor, &["cycle_key", "add cart 10", "wait", "set user 7"]).await;
    visitor.run(&["add cart 100", "raw_insert seen [3]", "delete old"]).await;
    assert_eq!(login.finish().await.status, 200);
    assert_eq!(visitor.ask("items").await, "cart=111 seen=[3] user=7");
}

/// F6, H2
async fn a_slow_request_is_told_that_the_id_has_changed(combination: Combination) {
    for late in ["add cart 1", "raw_insert late 1", "clear", "cycle_key", "set_expiry 0"] {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set cart 1"]).await;
        let old_key = visitor.ask("session_key").await;
        let slow = dictionary.begin(&visitor, &["wait", late]).await;
        visitor.ask("cycle_key").await;
        let answer = slow.finish().await;
        assert_eq!((answer.status, answer.set_cookie("sessionid")), (409, None), "{late}");
        assert_eq!(visitor.ask("items").await, "cart=1", "{late}");
        assert_eq!(dictionary.record(&old_key).await, None, "{late}");
    }
}

/// F6, H2: of two logins at once with the same old id, one wins.
async fn of_two_cycles_at_once_the_later_is_told(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set cart 1"]).await;
    let slow = dictionary.begin(&visitor, &["cycle_key", "wait", "set user 1"]).await;
    visitor.run(&["cycle_key", "set user 2"]).await;
    assert_eq!(slow.finish().await.status, 409);
    assert_eq!(visitor.ask("items").await, "cart=1 user=2");
}
