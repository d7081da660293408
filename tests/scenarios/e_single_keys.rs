//! E10: `set_expiry` sets the expiry of the whole session, as in Django. Here a single key
//! can have its own expiry as well.

use std::time::Duration;

use crate::support::{Dictionary, EngineAndStore, over_every_store};

over_every_store! {
    the_expiry_of_a_session_removes_all_its_keys,
    a_key_with_its_own_expiry_is_removed_alone,
    a_key_that_is_set_again_loses_its_own_expiry,
    of_two_concurrent_requests_the_last_one_decides_when_a_key_expires,
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// E10: `set_expiry` applies to the whole session.
async fn the_expiry_of_a_session_removes_all_its_keys(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set offer 1", "set_expiry 60", "set cart 2"]).await;
    dictionary.clock.advance(seconds(60));
    assert_eq!(visitor.run_line("items").await, "");
}

/// E10
async fn a_key_with_its_own_expiry_is_removed_alone(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set cart 1", "set_until offer 60 2"]).await;
    dictionary.clock.advance(seconds(59));
    assert_eq!(visitor.run_line("items").await, "cart=1 offer=2");
    dictionary.clock.advance(seconds(1));
    assert_eq!(visitor.run(&["items", "has_key offer"]).await.body, "cart=1\nfalse");
    assert_eq!(visitor.run_line("set_default offer 3").await, "3");
    dictionary.clock.advance(seconds(3600));
    assert_eq!(visitor.run_line("items").await, "cart=1 offer=3", "the new value has no expiry of its own");
}

/// E10: each way to set a key again.
async fn a_key_that_is_set_again_loses_its_own_expiry(combination: EngineAndStore) {
    for lines in [
        &["set offer 3"][..],
        &["delete offer", "set offer 3"],
        &["pop offer", "add offer 3"],
        &["change_to_nothing offer", "add offer 3"],
        &["raw_remove offer", "set offer 3"],
        &["clear", "add offer 3"],
    ] {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set_until offer 60 2"]).await;
        assert_eq!(visitor.run(lines).await.status, 200);
        dictionary.clock.advance(seconds(60));
        assert_eq!(visitor.run_line("items").await, "offer=3", "{lines:?}");
    }
}

/// E10, H1: the last of two concurrent changes of a key decides, also about its expiry.
async fn of_two_concurrent_requests_the_last_one_decides_when_a_key_expires(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set cart 1"]).await;
    let slow = dictionary.begin(&visitor, &["wait", "set offer 3"]).await;
    visitor.run_line("set_until offer 60 2").await;
    assert_eq!(slow.finish().await.status, 200);
    dictionary.clock.advance(seconds(60));
    assert_eq!(visitor.run_line("items").await, "cart=1 offer=3");
}
