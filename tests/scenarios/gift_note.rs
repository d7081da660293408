//! The example of "Your own scenario" in `docs/TESTING.md`: a note for a gift, which the
//! visitor writes before the logout. It can't survive the logout in the session, because
//! a logout flushes it (G3). It survives in a plain cookie of its own.

use crate::support::{Dictionary, EngineAndStore, over_every_store};

over_every_store! {
    a_gift_note_in_the_session_does_not_survive_a_logout,
    a_gift_note_in_a_cookie_of_its_own_survives_a_logout,
}

/// C9, G3
async fn a_gift_note_in_the_session_does_not_survive_a_logout(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&[r#"set gift_note "For Mei""#]).await;
    assert_eq!(visitor.run_line("get gift_note").await, r#""For Mei""#);
    visitor.run_line("flush").await;
    assert_eq!(visitor.run_line("get gift_note").await, "-");
}

/// A note that belongs to the browser, and not to the visitor who was logged in, is no
/// data of the session. The response that flushes the session leaves other cookies alone.
async fn a_gift_note_in_a_cookie_of_its_own_survives_a_logout(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set user 7"]).await;
    visitor.insert_cookie("gift_note", "For%20Mei");
    visitor.run_line("flush").await;
    assert_eq!(visitor.cookie("gift_note").as_deref(), Some("For%20Mei"));
    assert_eq!(visitor.run_line("get user").await, "-");
}
