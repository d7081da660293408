//! E9, E11: what is over is never served again, lies in the store until it is
//! cleared, and then goes alone.

use std::time::{Duration, Instant};

use session_shop::sessions::engines::Cleared;

use crate::support::{Combination, Dictionary, TestApp, over_every_store};

over_every_store! {
    an_expired_session_is_not_served_though_the_browser_still_sends_its_cookie,
    a_slow_request_does_not_bring_a_session_back_that_ended_meanwhile,
    clearing_removes_expired_sessions_and_only_them,
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

/// E11: exactly those whose time is up.
async fn clearing_removes_expired_sessions_and_only_them(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let mut keys = Vec::new();
    for age in [10, 59, 60, 61, 3600] {
        let visitor = dictionary.visitor_with(&["set a 1", &format!("set_expiry {age}")]).await;
        keys.push((age, visitor.ask("session_key").await));
    }
    dictionary.clock.advance(seconds(60));
    let now = dictionary.clock.now();
    assert!(dictionary.record(&keys[0].1).await.is_some(), "it stays in the store until cleared");
    let engine = &dictionary.options().engine;
    let cleared = engine.clear_expired(now).await.unwrap();
    if cleared == Cleared::NotNeeded {
        return;
    }
    assert_eq!(cleared, Cleared::Removed(3));
    assert_eq!(engine.clear_expired(now).await.unwrap(), Cleared::Removed(0));
    for (age, key) in keys {
        assert_eq!(dictionary.record(&key).await.is_some(), age > 60, "{age} seconds");
    }
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
