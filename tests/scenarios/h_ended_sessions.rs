//! H2, F6: an ended session serves no data under its old key, also if the store failed to
//! delete the record; its tombstone is removed in time; and no session stays under a new
//! key that no browser has received.

use std::time::Duration;

use session_shop::sessions::{cookie::seal, engines::Cleared};

use crate::support::{
    Dictionary, EngineAndStore,
    faulty::{Call, Fault},
    over_every_store,
    visitor::Visitor,
};

over_every_store! {
    except signed_cookies:
    an_old_key_serves_no_data_when_its_record_could_not_be_deleted,
    tombstones_are_cleared_within_an_hour,
    a_session_created_for_a_late_request_is_removed_from_the_store,
}

/// Scripts that end the session under its present key and create one under a new key.
const ENDINGS: [&[&str]; 3] =
    [&["cycle_key", "set user 7"], &["flush", "set user 7"], &["raw_renew", "set user 7"]];

/// Ends a session while the store fails to delete records. Returns the visitor, a browser
/// with the old cookie, and the old key.
async fn ended_without_deleting(dictionary: &Dictionary, ending: &[&str]) -> (Visitor, Visitor, String) {
    let visitor = dictionary.visitor_with(&["set cart 1"]).await;
    let (old_tab, old_key) = (visitor.copy(), visitor.run_line("session_key").await);
    dictionary.faults.set(&[Call::Delete], Fault::Error);
    assert_eq!(visitor.run(ending).await.status, 200, "{ending:?}");
    dictionary.faults.clear();
    (visitor, old_tab, old_key)
}

async fn an_old_key_serves_no_data_when_its_record_could_not_be_deleted(combination: EngineAndStore) {
    for ending in ENDINGS {
        let dictionary = Dictionary::over(combination).await;
        let (visitor, old_tab, old_key) = ended_without_deleting(&dictionary, ending).await;
        let thief = old_tab.copy();
        for reading in ["items", "session_key"] {
            let response = old_tab.copy().run(&[reading]).await;
            assert!(["", "-"].contains(&response.body.as_str()), "{ending:?} {reading}: {response:?}");
        }
        for writing in ["set late 1", "add cart 1", "raw_insert late 1", "cycle_key\nset late 1"] {
            let tab = old_tab.copy();
            tab.run(&[writing]).await;
            assert_ne!(tab.run_line("session_key").await, old_key, "{ending:?} {writing}");
            assert_eq!(thief.copy().run_line("items").await, "", "{ending:?} {writing}");
        }
        assert!(visitor.run_line("items").await.ends_with("user=7"), "{ending:?}");
    }
}

/// E11: the tombstone under an old key expires too.
async fn tombstones_are_cleared_within_an_hour(combination: EngineAndStore) {
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
        assert!(visitor.run_line("items").await.ends_with("user=7"), "{ending:?}: the new session stays");
    }
}

/// The slow request creates its new session before it finds that the old one has ended. No
/// browser ever receives the new key.
async fn a_session_created_for_a_late_request_is_removed_from_the_store(combination: EngineAndStore) {
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

/// Counts the sessions that can still be read with their key, of all that were ever
/// created.
async fn still_in_the_store(dictionary: &Dictionary) -> usize {
    let mut left = 0;
    for key in dictionary.faults.created() {
        let owner = dictionary.visitor();
        let cookie = seal("sessionid", key.as_str(), dictionary.options());
        owner.receive_cookie(&cookie);
        left += usize::from(!owner.run_line("items").await.is_empty());
    }
    left
}
