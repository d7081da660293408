//! H2, F6: a session that ended leaves nothing that serves anybody: not under
//! its old key, though the store fails at the last step; not for longer than it
//! must; and not under a new key that nobody was told.

use std::time::Duration;

use session_shop::sessions::{cookie::seal, engines::Cleared};

use crate::support::{
    Combination, Dictionary,
    faulty::{Call, Fault},
    over_every_store,
    visitor::Visitor,
};

over_every_store! {
    except signed_cookies:
    an_old_key_serves_nothing_though_its_record_could_not_be_deleted,
    what_an_ended_session_left_is_cleared_within_the_hour,
    a_session_that_was_begun_for_a_request_that_came_too_late_is_not_left_in_the_store,
}

/// What ends the session under the present key, and puts something under a new
/// one.
const ENDINGS: [&[&str]; 3] =
    [&["cycle_key", "set user 7"], &["flush", "set user 7"], &["raw_renew", "set user 7"]];

/// A visitor whose session ended while the store refused to delete records, a
/// copy of the old cookie, and the old key.
async fn ended_without_deleting(dictionary: &Dictionary, ending: &[&str]) -> (Visitor, Visitor, String) {
    let visitor = dictionary.visitor_with(&["set cart 1"]).await;
    let (old_tab, old_key) = (visitor.copy(), visitor.ask("session_key").await);
    dictionary.faults.set(&[Call::Delete], Fault::Error);
    assert_eq!(visitor.run(ending).await.status, 200, "{ending:?}");
    dictionary.faults.mend();
    (visitor, old_tab, old_key)
}

async fn an_old_key_serves_nothing_though_its_record_could_not_be_deleted(combination: Combination) {
    for ending in ENDINGS {
        let dictionary = Dictionary::over(combination).await;
        let (visitor, old_tab, old_key) = ended_without_deleting(&dictionary, ending).await;
        let thief = old_tab.copy();
        for reading in ["items", "session_key"] {
            let seen = old_tab.copy().run(&[reading]).await;
            assert!(["", "-"].contains(&seen.body.as_str()), "{ending:?} {reading}: {seen:?}");
        }
        for writing in ["set late 1", "add cart 1", "raw_insert late 1", "cycle_key\nset late 1"] {
            let tab = old_tab.copy();
            tab.run(&[writing]).await;
            assert_ne!(tab.ask("session_key").await, old_key, "{ending:?} {writing}");
            assert_eq!(thief.copy().ask("items").await, "", "{ending:?} {writing}");
        }
        assert!(visitor.ask("items").await.ends_with("user=7"), "{ending:?}");
    }
}

/// E11: what marks a key as ended is not kept for ever.
async fn what_an_ended_session_left_is_cleared_within_the_hour(combination: Combination) {
    for ending in ENDINGS {
        let dictionary = Dictionary::over(combination).await;
        let (visitor, _, old_key) = ended_without_deleting(&dictionary, ending).await;
        dictionary.clock.advance(Duration::from_secs(3_600));
        let cleared = dictionary.options().engine.clear_expired(dictionary.clock.now()).await.unwrap();
        if cleared == Cleared::NotNeeded {
            // A cache removes what has expired by its own clock.
            let left = dictionary.record(&old_key).await;
            let now = dictionary.clock.now();
            assert!(left.is_none_or(|record| record.is_expired(now)), "{ending:?}");
        } else {
            assert_eq!(dictionary.record(&old_key).await, None, "{ending:?}");
        }
        assert!(visitor.ask("items").await.ends_with("user=7"), "{ending:?}: the new session stays");
    }
}

/// The slow request has begun its new session before it learns that the old one
/// has been ended. Nobody will ever be told the new key.
async fn a_session_that_was_begun_for_a_request_that_came_too_late_is_not_left_in_the_store(
    combination: Combination,
) {
    for late in ENDINGS {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set cart 1"]).await;
        let slow = dictionary.begin(&visitor, &[&["wait"], late].concat()).await;
        assert!(visitor.run(&["flush"]).await.removes_cookie("sessionid"));
        let response = slow.finish().await;
        assert_eq!((response.status, response.set_cookie("sessionid")), (409, None), "{late:?}");
        let left = still_in_the_store(&dictionary).await;
        assert_eq!(left, 0, "{late:?}: of {} sessions", dictionary.faults.created().len());
    }
}

/// How many of all sessions that were ever created are still served to somebody
/// who has the key.
async fn still_in_the_store(dictionary: &Dictionary) -> usize {
    let mut left = 0;
    for key in dictionary.faults.created() {
        let owner = dictionary.visitor();
        let cookie = seal("sessionid", key.as_str(), dictionary.options());
        owner.take_cookie(&cookie);
        left += usize::from(!owner.ask("items").await.is_empty());
    }
    left
}
