//! H7 (an idle limit and an absolute limit at once) and H10 (a passive request does not
//! extend the session).

use std::time::Duration;

use session_shop::sessions::Options;

use crate::support::{Dictionary, EngineAndStore, TestApp, customer::PASSWORD, over_every_store};

over_every_store! {
    an_active_session_expires_at_its_absolute_age,
    an_idle_session_expires_before_its_absolute_age,
    the_cookie_expires_at_the_earlier_of_both_limits,
    a_login_restarts_the_absolute_age,
    a_login_at_the_shop_expires_at_its_absolute_age_and_when_idle,
    a_new_absolute_age_applies_to_sessions_with_a_start_time,
    a_new_absolute_age_expires_a_session_that_is_only_read,
    a_passive_request_does_not_extend_the_session,
    a_passive_request_saves_nothing,
}

over_every_store! {
    except signed_cookies:
    a_passive_request_leaves_the_stored_record_unchanged,
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Sets an idle limit of 300 seconds and an absolute limit of 1,000 seconds.
fn two_limits(options: &mut Options) {
    options.expiry.cookie_age = 300;
    options.absolute_age = 1_000;
    options.save_every_request = true;
}

/// H7
async fn an_active_session_expires_at_its_absolute_age(combination: EngineAndStore) {
    let dictionary = Dictionary::over_with(combination, two_limits).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let tab = visitor.clone();
    for step in 1..=4 {
        dictionary.clock.advance(seconds(200));
        let line = if step % 2 == 0 { "set b 2" } else { "get a" };
        assert_eq!(visitor.run(&[line]).await.status, 200);
    }
    dictionary.clock.advance(seconds(199));
    assert_eq!(visitor.run_line("get a").await, "1");
    let copy = tab.copy();
    dictionary.clock.advance(seconds(1));
    assert_eq!(visitor.run_line("items").await, "");
    assert_eq!(copy.run_line("items").await, "");
}

/// H7
async fn an_idle_session_expires_before_its_absolute_age(combination: EngineAndStore) {
    let dictionary = Dictionary::over_with(combination, two_limits).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    dictionary.clock.advance(seconds(299));
    assert_eq!(visitor.run_line("get a").await, "1");
    dictionary.clock.advance(seconds(300));
    assert_eq!(visitor.run_line("get a").await, "-");
}

/// H7: also with the session's own `set_expiry`.
async fn the_cookie_expires_at_the_earlier_of_both_limits(combination: EngineAndStore) {
    let dictionary = Dictionary::over_with(combination, two_limits).await;
    let visitor = dictionary.visitor();
    let mut ages = Vec::new();
    for line in ["set a 1", "set_expiry 5000", "set_expiry 60", "set_expiry timedelta 5000"] {
        let cookie = visitor.run(&[line]).await.set_cookie("sessionid").unwrap();
        ages.push(cookie.max_age().unwrap().whole_seconds());
    }
    assert_eq!(ages, [300, 1_000, 60, 1_000]);
}

/// H7: the absolute age counts from the login.
async fn a_login_restarts_the_absolute_age(combination: EngineAndStore) {
    let dictionary = Dictionary::over_with(combination, |options| options.absolute_age = 1_000).await;
    let visitor = dictionary.visitor_with(&["set cart 1"]).await;
    dictionary.clock.advance(seconds(900));
    visitor.run(&["cycle_key", "set user 7"]).await;
    dictionary.clock.advance(seconds(999));
    assert_eq!(visitor.run_line("items").await, "cart=1 user=7");
    visitor.run_line("clear").await;
    visitor.run_line("set user 8").await;
    dictionary.clock.advance(seconds(1));
    assert_eq!(visitor.run_line("items").await, "", "clear does not restart the absolute age");
}

/// H7, E8: a read moves only the expiry and stores no data. The start time, which is
/// recorded when the limit is set, is stored all the same.
async fn a_new_absolute_age_expires_a_session_that_is_only_read(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let limited = dictionary.beside(two_limits);
    let tab = visitor.at(limited.address());
    for pause in [200, 200, 200, 200, 200, 199] {
        dictionary.clock.advance(seconds(pause));
        assert_eq!(tab.run_line("get a").await, "1");
    }
    dictionary.clock.advance(seconds(1));
    assert_eq!(tab.run_line("get a").await, "-", "a thousand seconds after the first read");
}

/// H7: the shop's own login, with the settings of the shop. A cart from before the login
/// does not shorten the login.
async fn a_login_at_the_shop_expires_at_its_absolute_age_and_when_idle(combination: EngineAndStore) {
    let settings = [
        ("session.cookie_age", "300"),
        ("session.absolute_age", "1000"),
        ("session.save_every_request", "true"),
    ];
    let app = TestApp::over_store_with(combination, &settings).await;
    let visitor = app.visitor();
    visitor.add_to_cart("keemun-black", 1).await;
    app.clock.advance(seconds(250));
    visitor.register("Mei").await;
    for _ in 0..4 {
        app.clock.advance(seconds(200));
        assert!(visitor.is_logged_in().await, "active");
    }
    app.clock.advance(seconds(199));
    assert!(visitor.is_logged_in().await, "999 seconds after the login");
    let copy = visitor.copy();
    app.clock.advance(seconds(1));
    for browser in [&visitor, &copy] {
        assert!(!browser.is_logged_in().await, "1,000 seconds after the login");
        assert_eq!(browser.get("/cart").await.cart_count(), 0);
    }
    visitor.log_in("Mei", PASSWORD).await;
    app.clock.advance(seconds(299));
    assert!(visitor.is_logged_in().await, "299 seconds idle");
    let copy = visitor.copy();
    app.clock.advance(seconds(300));
    assert!(!visitor.is_logged_in().await && !copy.is_logged_in().await, "300 seconds idle");
}

/// H7
async fn a_new_absolute_age_applies_to_sessions_with_a_start_time(combination: EngineAndStore) {
    let dictionary = Dictionary::over_with(combination, |options| options.absolute_age = 1_000).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let stricter = dictionary.beside(|options| options.absolute_age = 100);
    dictionary.clock.advance(seconds(100));
    assert_eq!(visitor.copy().at(stricter.address()).run_line("items").await, "");
    assert_eq!(visitor.run_line("items").await, "a=1");
}

/// H10: a script that polls the server does not keep its visitor logged in.
async fn a_passive_request_does_not_extend_the_session(combination: EngineAndStore) {
    let dictionary = Dictionary::over_with(combination, two_limits).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let script = visitor.with_header("x-session-passive", "1");
    for _ in 0..2 {
        dictionary.clock.advance(seconds(100));
        for (tab, lines) in [(&script, &["get a"][..]), (&visitor, &["set_passive", "get a"])] {
            let response = tab.run(lines).await;
            assert!(response.body.ends_with('1') && response.set_cookie("sessionid").is_none(), "{lines:?}");
        }
    }
    dictionary.clock.advance(seconds(100));
    assert_eq!(script.run_line("get a").await, "-");
}

/// H10
async fn a_passive_request_saves_nothing(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    for change in ["set a 2", "add a 5", "clear", "flush", "cycle_key", "raw_purge", "raw_insert b 2"] {
        let by_header = visitor.with_header("x-session-passive", "1").run(&[change]).await;
        let by_handler = visitor.run(&["set_passive", change]).await;
        for response in [by_header, by_handler] {
            assert_eq!((response.status, response.set_cookie("sessionid")), (200, None), "{change}");
        }
        assert_eq!(visitor.run_line("items").await, "a=1", "{change}");
    }
    let stranger = dictionary.visitor().with_header("x-session-passive", "1");
    assert_eq!(stranger.run(&["set a 1"]).await.set_cookie("sessionid"), None);
}

/// H10
async fn a_passive_request_leaves_the_stored_record_unchanged(combination: EngineAndStore) {
    let dictionary = Dictionary::over_with(combination, two_limits).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let key = visitor.run(&["set_passive", "session_key"]).await.body;
    let key = key.lines().last().unwrap();
    let before = dictionary.record(key).await;
    assert!(before.is_some());
    dictionary.clock.advance(seconds(10));
    visitor.with_header("x-session-passive", "1").run(&["set a 2", "set_expiry 9"]).await;
    assert_eq!(dictionary.record(key).await, before);
}
