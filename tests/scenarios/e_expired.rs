//! E9, E11: an expired session is never served again, stays in the store until it is
//! cleared, and is cleared without touching any other session.

use std::{
    process::Command,
    time::{Duration, Instant},
};

use session_shop::sessions::engines::Cleared;

use crate::support::{Dictionary, EngineAndStore, TestApp, over_every_store, visitor::Visitor};

over_every_store! {
    an_expired_session_is_not_served_though_the_browser_still_sends_its_cookie,
    a_slow_request_does_not_restore_a_session_that_expired_meanwhile,
}

over_every_store! {
    only [db file cached_db]:
    clearing_removes_expired_sessions_and_only_them,
    the_command_clearsessions_removes_expired_sessions_and_only_them,
}

over_every_store! {
    only [cache signed_cookies]:
    nothing_has_to_be_cleared_and_nothing_expired_is_served,
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// E9
async fn an_expired_session_is_not_served_though_the_browser_still_sends_its_cookie(
    combination: EngineAndStore,
) {
    let dictionary = Dictionary::over_with(combination, |options| options.expiry.cookie_age = 60).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let key = visitor.run_line("session_key").await;
    dictionary.clock.advance(seconds(60));
    assert!(visitor.cookie("sessionid").is_some(), "the browser's clock has not moved");
    let thief = visitor.copy();
    let response = visitor.run(&["items", "session_key"]).await;
    assert_eq!((response.status, response.body.as_str()), (200, "\n-"));
    assert!(response.removes_cookie("sessionid"));
    // A write creates a new session. The expired one is not used again.
    thief.run_line("set b 2").await;
    assert_ne!(thief.run_line("session_key").await, key);
    assert_eq!(thief.run_line("items").await, "b=2");
}

/// E9: the session was not expired when the request began.
async fn a_slow_request_does_not_restore_a_session_that_expired_meanwhile(combination: EngineAndStore) {
    for (last, save_every_request) in
        [("set b 2", false), ("add n 1", false), ("cycle_key", false), ("get a", true)]
    {
        let dictionary = Dictionary::over_with(combination, |options| {
            options.expiry.cookie_age = 60;
            options.save_every_request = save_every_request;
        })
        .await;
        let visitor = dictionary.visitor_with(&["set a 1"]).await;
        let thief = visitor.copy();
        let slow = dictionary.begin(&visitor, &["wait", last]).await;
        dictionary.clock.advance(seconds(61));
        let response = slow.finish().await;
        assert_eq!((response.status, response.set_cookie("sessionid")), (409, None), "{last}");
        assert_eq!(thief.run_line("items").await, "", "{last}");
    }
}

/// Creates a session for each age, which is its expiry in seconds from now. Returns it
/// with its visitor and key.
async fn sessions_of_ages(dictionary: &Dictionary, ages: &[u32]) -> Vec<(u32, Visitor, String)> {
    let mut sessions = Vec::new();
    for age in ages {
        let visitor = dictionary.visitor_with(&["set a 1", &format!("set_expiry {age}")]).await;
        let key = visitor.run_line("session_key").await;
        sessions.push((*age, visitor, key));
    }
    sessions
}

/// E11: exactly the expired ones.
async fn clearing_removes_expired_sessions_and_only_them(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let sessions = sessions_of_ages(&dictionary, &[10, 59, 60, 61, 3600]).await;
    dictionary.clock.advance(seconds(60));
    let now = dictionary.clock.now();
    for (age, _, key) in &sessions {
        assert!(
            dictionary.record(key).await.is_some(),
            "{age} seconds: the record stays until it is cleared"
        );
    }
    let engine = &dictionary.options().engine;
    assert_eq!(engine.clear_expired(now).await.unwrap(), Cleared::Removed(3));
    assert_eq!(engine.clear_expired(now).await.unwrap(), Cleared::Removed(0));
    for (age, visitor, key) in sessions {
        assert_eq!(dictionary.record(&key).await.is_some(), age > 60, "{age} seconds");
        assert_eq!(visitor.run_line("items").await, if age > 60 { "a=1" } else { "" }, "{age} seconds");
    }
}

/// E11: a cache removes expired entries by itself (`d_caches` tests when), and cookies are
/// stored by the browser.
async fn nothing_has_to_be_cleared_and_nothing_expired_is_served(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let sessions = sessions_of_ages(&dictionary, &[10, 59, 60, 61, 3600]).await;
    dictionary.clock.advance(seconds(60));
    let engine = &dictionary.options().engine;
    assert_eq!(engine.clear_expired(dictionary.clock.now()).await.unwrap(), Cleared::NotNeeded);
    for (age, visitor, _) in sessions {
        assert_eq!(visitor.run_line("items").await, if age > 60 { "a=1" } else { "" }, "{age} seconds");
    }
}

/// E11: `session-shop clearsessions` in its own process, with the real clock.
async fn the_command_clearsessions_removes_expired_sessions_and_only_them(combination: EngineAndStore) {
    let app = TestApp::over_store(combination).await;
    let short = app.beside_over_same_store(&[("session.cookie_age", "1")]).await;
    let (early, late) = (short.visitor(), app.visitor());
    early.add_to_cart("keemun-black", 1).await;
    late.add_to_cart("keemun-black", 2).await;
    app.sessions().write_settings_file(app.folder(), &[]);
    let since = Instant::now();
    let mut printed = clearsessions(&app);
    while printed != "1 expired session was removed\n" {
        assert_eq!(printed, "0 expired sessions were removed\n");
        assert!(since.elapsed() < seconds(20), "the expired session is not removed");
        tokio::time::sleep(Duration::from_millis(50)).await;
        printed = clearsessions(&app);
    }
    assert_eq!(clearsessions(&app), "0 expired sessions were removed\n");
    // The command used the real clock.
    app.clock.advance(since.elapsed() + seconds(1));
    assert_eq!(late.get("/").await.cart_count(), 2, "only the expired session is removed");
    assert_eq!(early.at(app.address()).get("/").await.cart_count(), 0);
}

/// Runs the command with the settings and the data of that shop, and returns its output.
fn clearsessions(app: &TestApp) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_session-shop"));
    command.arg("clearsessions").current_dir(app.folder()).env("SHOP_DATA_DIR", app.folder());
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// E11: the sweeper clears on a schedule (`session.sweep_interval`).
#[actix_web::test]
async fn the_sweeper_clears_expired_sessions_by_itself() {
    let app = TestApp::with(&[("session.sweep_interval", "1"), ("session.cookie_age", "60")]).await;
    let (early, late) = (app.visitor(), app.visitor());
    early.add_to_cart("keemun-black", 1).await;
    app.clock.advance(seconds(30));
    late.add_to_cart("keemun-black", 2).await;
    app.clock.advance(seconds(30));
    let since = Instant::now();
    while app.sqlite().count("sessions") > 1 {
        assert!(since.elapsed() < seconds(10), "the expired session is still stored");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(late.get("/").await.cart_count(), 2, "only the expired session is removed");
}

/// E11: without a sweeper an expired session stays in the store, and is not served.
#[actix_web::test]
async fn without_a_sweeper_expired_sessions_stay_in_the_store() {
    let app = TestApp::with(&[("session.sweep_interval", "0"), ("session.cookie_age", "60")]).await;
    let visitor = app.visitor();
    visitor.add_to_cart("keemun-black", 1).await;
    app.clock.advance(seconds(60));
    assert_eq!((visitor.get("/").await.cart_count(), app.sqlite().count("sessions")), (0, 1));
}
