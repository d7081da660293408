//! E1 to E8: when a session expires, by the settings and by its own `set_expiry`. The test
//! moves the clock.

use std::time::Duration;

use actix_web::cookie::Cookie;
use time::format_description::well_known::Rfc3339;

use crate::support::{Dictionary, EngineAndStore, over_every_store, page::Page};

over_every_store! {
    a_session_lasts_two_weeks_unless_the_settings_say_otherwise,
    a_cookie_that_expires_at_browser_close_has_neither_max_age_nor_expires,
    a_browser_that_is_never_closed_loses_its_session_after_cookie_age,
    a_number_is_seconds_from_the_last_change,
    the_expiry_of_a_given_modification_is_calculated_without_a_change,
    zero_expires_at_browser_close,
    none_returns_to_the_settings,
    a_datetime_does_not_move_when_the_session_changes,
    a_timedelta_counts_from_the_call,
    with_save_every_request_the_age_counts_from_the_last_access,
    without_save_every_request_the_age_counts_from_the_last_change,
}

over_every_store! {
    except signed_cookies:
    a_datetime_in_the_past_expires_the_session_now,
}

const TWO_WEEKS: u64 = 1_209_600;

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn cookie(response: &Page) -> Cookie<'static> {
    response.set_cookie("sessionid").expect("the session's cookie is set")
}

/// Returns Max-Age in seconds, and Expires as seconds from now.
fn lifetime(dictionary: &Dictionary, response: &Page) -> (i64, i64) {
    let cookie = cookie(response);
    let expires = cookie.expires_datetime().expect("an Expires") - dictionary.clock.now();
    (cookie.max_age().expect("a Max-Age").whole_seconds(), expires.whole_seconds())
}

/// Whether the cookie has no expiry of its own, so that the browser removes it when it
/// closes.
fn expires_at_browser_close(response: &Page) -> bool {
    let cookie = cookie(response);
    cookie.max_age().is_none() && cookie.expires().is_none()
}

/// E1
async fn a_session_lasts_two_weeks_unless_the_settings_say_otherwise(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor();
    let response = visitor.run(&["set a 1"]).await;
    assert_eq!(lifetime(&dictionary, &response), (1_209_600, 1_209_600));
    dictionary.clock.advance(seconds(TWO_WEEKS - 1));
    assert_eq!(visitor.run_line("get a").await, "1");
    dictionary.clock.advance(seconds(1));
    assert_eq!(visitor.run_line("get a").await, "-");

    let dictionary = Dictionary::over_with(combination, |options| options.expiry.cookie_age = 60).await;
    let response = dictionary.visitor().run(&["set a 1", "get_expiry_age"]).await;
    assert_eq!(lifetime(&dictionary, &response), (60, 60));
    assert_eq!(response.body, "ok\n60");
}

/// E2
async fn a_cookie_that_expires_at_browser_close_has_neither_max_age_nor_expires(combination: EngineAndStore) {
    let at_close = |options: &mut session_shop::sessions::Options| {
        options.expiry.expire_at_browser_close = true;
    };
    let dictionary = Dictionary::over_with(combination, at_close).await;
    let visitor = dictionary.visitor();
    let response = visitor.run(&["set a 1", "get_expire_at_browser_close"]).await;
    assert!(expires_at_browser_close(&response) && response.body.ends_with("true"));
    visitor.restart_browser();
    assert_eq!(visitor.run_line("get a").await, "-");

    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    visitor.restart_browser();
    assert_eq!(visitor.run(&["get a", "get_expire_at_browser_close"]).await.body, "1\nfalse");
}

/// E2: the server can't detect that a browser closes, so the session also expires after two
/// weeks without a change.
async fn a_browser_that_is_never_closed_loses_its_session_after_cookie_age(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1", "set_expiry 0"]).await;
    dictionary.clock.advance(seconds(TWO_WEEKS));
    assert_eq!(visitor.run_line("get a").await, "-");
}

/// E3
async fn a_number_is_seconds_from_the_last_change(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor();
    let response = visitor.run(&["set a 1", "set_expiry 300", "get_expiry_age"]).await;
    assert_eq!(lifetime(&dictionary, &response), (300, 300));
    assert!(response.body.ends_with("300"));
    dictionary.clock.advance(seconds(200));
    let response = visitor.run(&["set b 2"]).await;
    assert_eq!(lifetime(&dictionary, &response), (300, 300));
    dictionary.clock.advance(seconds(299));
    assert_eq!(visitor.run_line("get a").await, "1");
    dictionary.clock.advance(seconds(1));
    assert_eq!(visitor.run_line("get a").await, "-");
}

/// E3: `get_expiry_age` and `get_expiry_date` with Django's arguments `modification` and
/// `expiry`.
async fn the_expiry_of_a_given_modification_is_calculated_without_a_change(combination: EngineAndStore) {
    let dictionary = Dictionary::over_with(combination, |options| options.expiry.cookie_age = 3_600).await;
    let visitor = dictionary.visitor_with(&["set a 1", "set_expiry 300"]).await;
    let changed = "2020-02-28T23:59:30Z";
    for (expiry, age, date) in [
        ("", "300", "2020-02-29T00:04:30Z"),
        ("60", "60", "2020-02-29T00:00:30Z"),
        ("0", "3600", "2020-02-29T00:59:30Z"),
        ("None", "3600", "2020-02-29T00:59:30Z"),
        ("timedelta 90", "90", "2020-02-29T00:01:00Z"),
        ("datetime 2020-02-28T23:59:45Z", "15", "2020-02-28T23:59:45Z"),
        ("datetime 2020-02-28T22:00:00Z", "0", "2020-02-28T22:00:00Z"),
    ] {
        let operations =
            ["get_expiry_age", "get_expiry_date"].map(|name| format!("{name} {changed} {expiry}"));
        let response = visitor.run(&operations.each_ref().map(|line| line.trim_end())).await;
        assert_eq!(response.body, format!("{age}\n{date}"), "{expiry}");
        assert_eq!(response.set_cookie("sessionid"), None, "{expiry}");
    }
    let from_now = ["get_expiry_age - 60", "get_expiry_age - None", "get_expiry_age"];
    assert_eq!(visitor.run(&from_now).await.body, "60\n3600\n300");
}

/// E4
async fn zero_expires_at_browser_close(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor();
    let response = visitor.run(&["set a 1", "set_expiry 0", "get_expire_at_browser_close"]).await;
    assert!(expires_at_browser_close(&response) && response.body.ends_with("true"));
    assert!(expires_at_browser_close(&visitor.run(&["set b 2"]).await), "the setting is kept");
    visitor.restart_browser();
    assert_eq!(visitor.run_line("get a").await, "-");
}

/// E5
async fn none_returns_to_the_settings(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1", "set_expiry 60"]).await;
    let response = visitor.run(&["set_expiry None", "get_expiry_age"]).await;
    assert_eq!(lifetime(&dictionary, &response), (1_209_600, 1_209_600));
    assert!(response.body.ends_with("1209600"));
    let response = visitor.run(&["set_expiry 0"]).await;
    assert!(expires_at_browser_close(&response));
    assert!(!expires_at_browser_close(&visitor.run(&["set_expiry None"]).await));
}

/// E6
async fn a_datetime_does_not_move_when_the_session_changes(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor();
    let expires = (dictionary.clock.now() + seconds(600)).format(&Rfc3339).unwrap();
    let set = format!("set_expiry datetime {expires}");
    let response = visitor.run(&["set a 1", &set, "get_expiry_date"]).await;
    assert_eq!(lifetime(&dictionary, &response), (600, 600));
    assert!(response.body.ends_with(&expires));
    dictionary.clock.advance(seconds(400));
    let response = visitor.run(&["set b 2"]).await;
    assert_eq!(lifetime(&dictionary, &response), (200, 200));
    dictionary.clock.advance(seconds(200));
    assert_eq!(visitor.run_line("get a").await, "-");
}

/// E6: the datetime may be in another time zone. One in the past removes the session.
async fn a_datetime_in_the_past_expires_the_session_now(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let taipei = time::UtcOffset::from_hms(8, 0, 0).unwrap();
    let later = (dictionary.clock.now() + seconds(30)).to_offset(taipei).format(&Rfc3339).unwrap();
    let response = visitor.run(&[&format!("set_expiry datetime {later}")]).await;
    assert_eq!(lifetime(&dictionary, &response), (30, 30));
    let thief = visitor.copy();
    let past = dictionary.clock.now() - seconds(3600);
    let past = format!("set_expiry datetime {}", past.format(&Rfc3339).unwrap());
    let response = visitor.run(&[&past]).await;
    assert_eq!(lifetime(&dictionary, &response), (0, -3600));
    assert_eq!(visitor.cookie("sessionid"), None);
    assert_eq!(thief.run_line("items").await, "");
}

/// E7
async fn a_timedelta_counts_from_the_call(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor();
    let response = visitor.run(&["set a 1", "set_expiry timedelta 600"]).await;
    assert_eq!(lifetime(&dictionary, &response), (600, 600));
    dictionary.clock.advance(seconds(400));
    assert_eq!(lifetime(&dictionary, &visitor.run(&["set b 2"]).await), (200, 200));
    dictionary.clock.advance(seconds(200));
    assert_eq!(visitor.run_line("get a").await, "-");
}

/// E8
async fn with_save_every_request_the_age_counts_from_the_last_access(combination: EngineAndStore) {
    let dictionary = Dictionary::over_with(combination, |options| options.save_every_request = true).await;
    let visitor = dictionary.visitor_with(&["set a 1", "set_expiry 300"]).await;
    for _ in 0..5 {
        dictionary.clock.advance(seconds(200));
        let response = visitor.run(&["get a"]).await;
        assert_eq!((response.body.as_str(), lifetime(&dictionary, &response)), ("1", (300, 300)));
    }
    dictionary.clock.advance(seconds(200));
    let page = visitor.get("/plain").await;
    assert_eq!(
        lifetime(&dictionary, &page),
        (300, 300),
        "a page that does not use the session counts as access"
    );
    dictionary.clock.advance(seconds(300));
    assert_eq!(visitor.run_line("get a").await, "-");
    let stranger = dictionary.visitor().run(&["get a"]).await;
    assert_eq!(stranger.set_cookie("sessionid"), None, "reading creates no session");
}

/// E8
async fn without_save_every_request_the_age_counts_from_the_last_change(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1", "set_expiry 300"]).await;
    dictionary.clock.advance(seconds(200));
    let response = visitor.run(&["get a"]).await;
    assert_eq!((response.body.as_str(), response.set_cookie("sessionid")), ("1", None));
    dictionary.clock.advance(seconds(100));
    assert_eq!(visitor.run_line("get a").await, "-");
}
