//! E10: Django's `set_expiry` ends the whole session; here a key can end alone.

use std::time::Duration;

use crate::support::{Combination, Dictionary, over_every_store};

over_every_store! {
    the_expiry_of_a_session_ends_all_of_it,
    a_key_with_its_own_expiry_vanishes_alone,
    a_key_that_is_put_in_anew_lasts_as_long_as_the_session,
    of_two_requests_at_once_the_later_says_when_a_key_ends,
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// E10: Django's `set_expiry` ends the whole session.
async fn the_expiry_of_a_session_ends_all_of_it(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set offer 1", "set_expiry 60", "set cart 2"]).await;
    dictionary.clock.advance(seconds(60));
    assert_eq!(visitor.ask("items").await, "");
}

/// E10
async fn a_key_with_its_own_expiry_vanishes_alone(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set cart 1", "set_until offer 60 2"]).await;
    dictionary.clock.advance(seconds(59));
    assert_eq!(visitor.ask("items").await, "cart=1 offer=2");
    dictionary.clock.advance(seconds(1));
    assert_eq!(visitor.run(&["items", "has_key offer"]).await.body, "cart=1\nfalse");
    assert_eq!(visitor.ask("set_default offer 3").await, "3");
    dictionary.clock.advance(seconds(3600));
    assert_eq!(visitor.ask("items").await, "cart=1 offer=3", "the new one has no end of its own");
}

/// E10: each way of putting a key in anew.
async fn a_key_that_is_put_in_anew_lasts_as_long_as_the_session(combination: Combination) {
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
        assert_eq!(visitor.ask("items").await, "offer=3", "{lines:?}");
    }
}

/// E10, H1: two requests at once agree about a key's end: the later counts.
async fn of_two_requests_at_once_the_later_says_when_a_key_ends(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set cart 1"]).await;
    let slow = dictionary.begin(&visitor, &["wait", "set offer 3"]).await;
    visitor.ask("set_until offer 60 2").await;
    assert_eq!(slow.finish().await.status, 200);
    dictionary.clock.advance(seconds(60));
    assert_eq!(visitor.ask("items").await, "cart=1 offer=3");
}
