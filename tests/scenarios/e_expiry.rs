//! E1 to E8: when a session ends, by the settings and by its own expiry. The
//! clock is turned by hand.

use std::time::Duration;

use actix_web::cookie::Cookie;
use time::format_description::well_known::Rfc3339;

use crate::support::{Combination, Dictionary, over_every_store, page::Page};

over_every_store! {
    a_session_lasts_two_weeks_unless_the_settings_say_otherwise,
    a_session_that_ends_with_the_browser_has_a_cookie_without_an_end,
    a_browser_that_is_never_closed_does_not_keep_its_session_for_ever,
    a_number_counts_in_seconds_from_the_last_change,
    zero_is_at_browser_close,
    none_goes_back_to_the_settings,
    a_moment_stays_where_it_is_whatever_is_changed_before,
    a_length_of_time_counts_from_the_call,
    with_save_every_request_it_counts_from_the_last_access,
    without_save_every_request_it_counts_from_the_last_change,
}

over_every_store! {
    except signed_cookies:
    a_moment_that_is_past_ends_the_session_now,
}

const TWO_WEEKS: u64 = 1_209_600;

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn cookie(answer: &Page) -> Cookie<'static> {
    answer.set_cookie("sessionid").expect("the session's cookie is set")
}

/// Max-Age in seconds, and Expires counted in seconds from the clock.
fn lifetime(dictionary: &Dictionary, answer: &Page) -> (i64, i64) {
    let cookie = cookie(answer);
    let expires = cookie.expires_datetime().expect("an Expires") - dictionary.clock.now();
    (cookie.max_age().expect("a Max-Age").whole_seconds(), expires.whole_seconds())
}

fn ends_with_the_browser(answer: &Page) -> bool {
    let cookie = cookie(answer);
    cookie.max_age().is_none() && cookie.expires().is_none()
}

/// E1
async fn a_session_lasts_two_weeks_unless_the_settings_say_otherwise(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor();
    let answer = visitor.run(&["set a 1"]).await;
    assert_eq!(lifetime(&dictionary, &answer), (1_209_600, 1_209_600));
    dictionary.clock.advance(seconds(TWO_WEEKS - 1));
    assert_eq!(visitor.ask("get a").await, "1");
    dictionary.clock.advance(seconds(1));
    assert_eq!(visitor.ask("get a").await, "-");

    let dictionary = Dictionary::over_with(combination, |options| options.expiry.cookie_age = 60).await;
    let answer = dictionary.visitor().run(&["set a 1", "get_expiry_age"]).await;
    assert_eq!(lifetime(&dictionary, &answer), (60, 60));
    assert_eq!(answer.body, "ok\n60");
}

/// E2
async fn a_session_that_ends_with_the_browser_has_a_cookie_without_an_end(combination: Combination) {
    let at_close = |options: &mut session_shop::sessions::Options| {
        options.expiry.expire_at_browser_close = true;
    };
    let dictionary = Dictionary::over_with(combination, at_close).await;
    let visitor = dictionary.visitor();
    let answer = visitor.run(&["set a 1", "get_expire_at_browser_close"]).await;
    assert!(ends_with_the_browser(&answer) && answer.body.ends_with("true"));
    visitor.restart_browser();
    assert_eq!(visitor.ask("get a").await, "-");

    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    visitor.restart_browser();
    assert_eq!(visitor.run(&["get a", "get_expire_at_browser_close"]).await.body, "1\nfalse");
}

/// E2: the server can't see a browser close; two weeks without a change are
/// the end all the same.
async fn a_browser_that_is_never_closed_does_not_keep_its_session_for_ever(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1", "set_expiry 0"]).await;
    dictionary.clock.advance(seconds(TWO_WEEKS));
    assert_eq!(visitor.ask("get a").await, "-");
}

/// E3
async fn a_number_counts_in_seconds_from_the_last_change(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor();
    let answer = visitor.run(&["set a 1", "set_expiry 300", "get_expiry_age"]).await;
    assert_eq!(lifetime(&dictionary, &answer), (300, 300));
    assert!(answer.body.ends_with("300"));
    dictionary.clock.advance(seconds(200));
    let answer = visitor.run(&["set b 2"]).await;
    assert_eq!(lifetime(&dictionary, &answer), (300, 300));
    dictionary.clock.advance(seconds(299));
    assert_eq!(visitor.ask("get a").await, "1");
    dictionary.clock.advance(seconds(1));
    assert_eq!(visitor.ask("get a").await, "-");
}

/// E4
async fn zero_is_at_browser_close(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor();
    let answer = visitor.run(&["set a 1", "set_expiry 0", "get_expire_at_browser_close"]).await;
    assert!(ends_with_the_browser(&answer) && answer.body.ends_with("true"));
    assert!(ends_with_the_browser(&visitor.run(&["set b 2"]).await), "it stays so");
    visitor.restart_browser();
    assert_eq!(visitor.ask("get a").await, "-");
}

/// E5
async fn none_goes_back_to_the_settings(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1", "set_expiry 60"]).await;
    let answer = visitor.run(&["set_expiry None", "get_expiry_age"]).await;
    assert_eq!(lifetime(&dictionary, &answer), (1_209_600, 1_209_600));
    assert!(answer.body.ends_with("1209600"));
    let answer = visitor.run(&["set_expiry 0"]).await;
    assert!(ends_with_the_browser(&answer));
    assert!(!ends_with_the_browser(&visitor.run(&["set_expiry None"]).await));
}

/// E6
async fn a_moment_stays_where_it_is_whatever_is_changed_before(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor();
    let moment = (dictionary.clock.now() + seconds(600)).format(&Rfc3339).unwrap();
    let set = format!("set_expiry datetime {moment}");
    let answer = visitor.run(&["set a 1", &set, "get_expiry_date"]).await;
    assert_eq!(lifetime(&dictionary, &answer), (600, 600));
    assert!(answer.body.ends_with(&moment));
    dictionary.clock.advance(seconds(400));
    let answer = visitor.run(&["set b 2"]).await;
    assert_eq!(lifetime(&dictionary, &answer), (200, 200));
    dictionary.clock.advance(seconds(200));
    assert_eq!(visitor.ask("get a").await, "-");
}

/// E6: also when it is given in another zone, and when it is past.
async fn a_moment_that_is_past_ends_the_session_now(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let taipei = time::UtcOffset::from_hms(8, 0, 0).unwrap();
    let later = (dictionary.clock.now() + seconds(30)).to_offset(taipei).format(&Rfc3339).unwrap();
    let answer = visitor.run(&[&format!("set_expiry datetime {later}")]).await;
    assert_eq!(lifetime(&dictionary, &answer), (30, 30));
    let thief = visitor.copy();
    let past = dictionary.clock.now() - seconds(3600);
    let past = format!("set_expiry datetime {}", past.format(&Rfc3339).unwrap());
    let answer = visitor.run(&[&past]).await;
    assert_eq!(lifetime(&dictionary, &answer), (0, -3600));
    assert_eq!(visitor.cookie("sessionid"), None);
    assert_eq!(thief.ask("items").await, "");
}

/// E7
async fn a_length_of_time_counts_from_the_call(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor();
    let answer = visitor.run(&["set a 1", "set_expiry timedelta 600"]).await;
    assert_eq!(lifetime(&dictionary, &answer), (600, 600));
    dictionary.clock.advance(seconds(400));
    assert_eq!(lifetime(&dictionary, &visitor.run(&["set b 2"]).await), (200, 200));
    dictionary.clock.advance(seconds(200));
    assert_eq!(visitor.ask("get a").await, "-");
}

/// E8
async fn with_save_every_request_it_counts_from_the_last_access(combination: Combination) {
    let dictionary = Dictionary::over_with(combination, |options| options.save_every_request = true).await;
    let visitor = dictionary.visitor_with(&["set a 1", "set_expiry 300"]).await;
    for _ in 0..5 {
        dictionary.clock.advance(seconds(200));
        let answer = visitor.run(&["get a"]).await;
        assert_eq!((answer.body.as_str(), lifetime(&dictionary, &answer)), ("1", (300, 300)));
    }
    dictionary.clock.advance(seconds(200));
    let page = visitor.get("/plain").await;
    assert_eq!(lifetime(&dictionary, &page), (300, 300), "any page counts");
    dictionary.clock.advance(seconds(300));
    assert_eq!(visitor.ask("get a").await, "-");
    let stranger = dictionary.visitor().run(&["get a"]).await;
    assert_eq!(stranger.set_cookie("sessionid"), None, "nobody gets a session by looking");
}

/// E8
async fn without_save_every_request_it_counts_from_the_last_change(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1", "set_expiry 300"]).await;
    dictionary.clock.advance(seconds(200));
    let answer = visitor.run(&["get a"]).await;
    assert_eq!((answer.body.as_str(), answer.set_cookie("sessionid")), ("1", None));
    dictionary.clock.advance(seconds(100));
    assert_eq!(visitor.ask("get a").await, "-");
}
