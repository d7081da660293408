//! E9, E11: what is over is never served again, lies in the store until it is
//! cleared, and then goes alone.

use std::{
    process::Command,
    time::{Duration, Instant},
};

use session_shop::sessions::engines::Cleared;

use crate::support::{Combination, Dictionary, TestApp, over_every_store, visitor::Visitor};

over_every_store! {
    an_expired_session_is_not_served_though_the_browser_still_sends_its_cookie,
    a_slow_request_does_not_bring_a_session_back_that_ended_meanwhile,
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
    combination: Combination,
) {
    let dictionary = Dictionary::over_with(combination, |options| options.expiry.cookie_age = 60).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let key = visitor.ask("session_key").await;
    dictionary.clock.advance(seconds(60));
    assert!(visitor.cookie("sessionid").is_some(), "the browser's own clock has not moved");
    let thief = visitor.copy();
    let answer = visitor.run(&["items", "session_key"]).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "\n-"));
    assert!(answer.removes_cookie("sessionid"));
    // Who writes gets a new session; the old one is not taken up again.
    thief.ask("set b 2").await;
    assert_ne!(thief.ask("session_key").await, key);
    assert_eq!(thief.ask("items").await, "b=2");
}

/// E9: though it was alive when the request began.
async fn a_slow_request_does_not_bring_a_session_back_that_ended_meanwhile(combination: Combination) {
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
        let answer = slow.finish().await;
        assert_eq!((answer.status, answer.set_cookie("sessionid")), (409, None), "{last}");
        assert_eq!(thief.ask("items").await, "", "{last}");
    }
}

/// Sessions that expire after so many seconds; each with its visitor and key.
async fn sessions_of_ages(dictionary: &Dictionary, ages: &[u32]) -> Vec<(u32, Visitor, String)> {
    let mut sessions = Vec::new();
    for age in ages {
        let visitor = dictionary.visitor_with(&["set a 1", &format!("set_expiry {age}")]).await;
        let key = visitor.ask("session_key").await;
        sessions.push((*age, visitor, key));
    }
    sessions
}

/// E11: exactly those whose time is up.
async fn clearing_removes_expired_sessions_and_only_them(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let sessions = sessions_of_ages(&dictionary, &[10, 59, 60, 61, 3600]).await;
    dictionary.clock.advance(seconds(60));
    let now = dictionary.clock.now();
    for (age, _, key) in &sessions {
        assert!(dictionary.record(key).await.is_some(), "{age} seconds: it stays until cleared");
    }
    let engine = &dictionary.options().engine;
    assert_eq!(engine.clear_expired(now).await.unwrap(), Cleared::Removed(3));
    assert_eq!(engine.clear_expired(now).await.unwrap(), Cleared::Removed(0));
    for (age, visitor, key) in sessions {
        assert_eq!(dictionary.record(&key).await.is_some(), age > 60, "{age} seconds");
        assert_eq!(visitor.ask("items").await, if age > 60 { "a=1" } else { "" }, "{age} seconds");
    }
}

/// E11: a cache removes what has expired by itself (`d_caches` shows when), and
/// a cookie lies with the visitor.
async fn nothing_has_to_be_cleared_and_nothing_expired_is_served(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let sessions = sessions_of_ages(&dictionary, &[10, 59, 60, 61, 3600]).await;
    dictionary.clock.advance(seconds(60));
    let engine = &dictionary.options().engine;
    assert_eq!(engine.clear_expired(dictionary.clock.now()).await.unwrap(), Cleared::NotNeeded);
    for (age, visitor, _) in sessions {
        assert_eq!(visitor.ask("items").await, if age > 60 { "a=1" } else { "" }, "{age} seconds");
    }
}

/// E11: `session-shop clearsessions` in a process of its own, by the real clock.
async fn the_command_clearsessions_removes_expired_sessions_and_only_them(combination: Combination) {
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
        assert!(since.elapsed() < seconds(20), "it is not removed");
        tokio::time::sleep(Duration::from_millis(50)).await;
        printed = clearsessions(&app);
    }
    assert_eq!(clearsessions(&app), "0 expired sessions were removed\n");
    // The command went by the real clock.
    app.clock.advance(since.elapsed() + seconds(1));
    assert_eq!(late.get("/").await.cart_count(), 2, "only the expired one is gone");
    assert_eq!(early.at(app.address()).get("/").await.cart_count(), 0);
}

/// What the command prints, with the settings and the data of that shop.
fn clearsessions(app: &TestApp) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_session-shop"));
    command.arg("clearsessions").current_dir(app.folder()).env("SHOP_DATA_DIR", app.folder());
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// E11: the sweeper that does it on a schedule.
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
        assert!(since.elapsed() < seconds(10), "it lies there still");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(late.get("/").await.cart_count(), 2, "only what was over is gone");
}

/// E11: without one it lies there until somebody clears it, and is not served.
#[actix_web::test]
async fn without_a_sweeper_expired_sessions_stay_in_the_store() {
    let app = TestApp::with(&[("session.sweep_interval", "0"), ("session.cookie_age", "60")]).await;
    let visitor = app.visitor();
    visitor.add_to_cart("keemun-black", 1).await;
    app.clock.advance(seconds(60));
    assert_eq!((visitor.get("/").await.cart_count(), app.sqlite().count("sessions")), (0, 1));
}
