//! E12: the cookie's Max-Age is exactly the number of seconds in the setting or in
//! `set_expiry`, although time passes between the change and the writing of the cookie.

use std::time::Duration;

use crate::support::{Dictionary, EngineAndStore, TestApp, over_every_store, page::Page};

over_every_store! {
    max_age_is_the_number_of_the_setting,
    max_age_is_the_number_given_to_set_expiry,
    max_age_of_the_shops_cookie_is_the_number_of_the_setting,
}

/// How far each reading moves the clock.
const TICK: Duration = Duration::from_micros(7);

/// From the shortest age that the settings allow to the longest.
const SECONDS: [u32; 5] = [1, 2, 60, 1_209_600, 315_360_000];

fn max_age(page: &Page) -> i64 {
    let cookie = page.set_cookie("sessionid").expect("the session's cookie");
    cookie.max_age().expect("a Max-Age").whole_seconds()
}

/// E12: when the session begins, changes, moves to another key, and with
/// `session.save_every_request` when it is only read.
async fn max_age_is_the_number_of_the_setting(combination: EngineAndStore) {
    for seconds in SECONDS {
        let dictionary = Dictionary::over_with(combination, |options| {
            options.expiry.cookie_age = seconds;
            options.save_every_request = true;
        })
        .await;
        dictionary.clock.advance_at_each_reading(TICK);
        let visitor = dictionary.visitor();
        for line in ["set a 1", "set a 2", "cycle_key", "get a", "set_expiry None"] {
            let page = visitor.run(&[line]).await;
            assert_eq!((page.status, max_age(&page)), (200, i64::from(seconds)), "{line}");
        }
        assert_eq!(visitor.run_line("get a").await, "2");
    }
}

/// E12: also for a timedelta, and after further changes.
async fn max_age_is_the_number_given_to_set_expiry(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    dictionary.clock.advance_at_each_reading(TICK);
    for seconds in SECONDS {
        let visitor = dictionary.visitor();
        let page = visitor.run(&["set a 1", &format!("set_expiry {seconds}"), "set b 2"]).await;
        assert_eq!(max_age(&page), i64::from(seconds), "set_expiry {seconds}");
        let page = visitor.run(&["set a 2"]).await;
        assert_eq!(max_age(&page), i64::from(seconds), "after a change");
        let page = visitor.run(&[&format!("set_expiry timedelta {seconds}")]).await;
        assert_eq!(max_age(&page), i64::from(seconds), "set_expiry(timedelta({seconds}))");
    }
}

/// E12: from the setting in `settings.toml` to the cookie of the shop.
async fn max_age_of_the_shops_cookie_is_the_number_of_the_setting(combination: EngineAndStore) {
    for seconds in SECONDS {
        let text = seconds.to_string();
        let app = TestApp::over_store_with(combination, &[("session.cookie_age", &text)]).await;
        app.clock.advance_at_each_reading(TICK);
        let visitor = app.visitor();
        for _ in 0..2 {
            let page = visitor.post("/cart/add", &[("product", "keemun-black"), ("quantity", "1")]).await;
            assert_eq!((page.status, max_age(&page)), (303, i64::from(seconds)));
        }
    }
}
