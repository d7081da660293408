//! H: what none of the systems in the documents does: no update is lost, no
//! session comes back, a failed request saves nothing, and a store that is
//! down does no harm.

use std::time::{Duration, Instant};

use futures_util::future::join_all;

use crate::support::{
    Dictionary, each_combination,
    faulty::{Call, Fault},
    page::Page,
};

/// H1
#[actix_web::test]
async fn of_64_requests_at_once_that_each_add_one_all_count() {
    each_combination(async |combination| {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set n 0"]).await;
        let answers = join_all((0..64).map(|_| visitor.run(&["add n 1"]))).await;
        assert!(answers.iter().all(|answer| answer.status == 200), "{answers:?}");
        assert_eq!(visitor.ask("get n").await, "64");
    })
    .await;
}

/// H1: also through actix-session's own `Session`, which nothing notes down.
#[actix_web::test]
async fn different_keys_set_at_once_all_stay() {
    each_combination(async |combination| {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set n 0"]).await;
        let lines: Vec<_> = (0..32).map(|number| format!("raw_insert key{number} {number}")).collect();
        let scripts: Vec<_> = lines.iter().map(|line| [line.as_str(), "add n 1"]).collect();
        let answers = join_all(scripts.iter().map(|script| visitor.run(script))).await;
        assert!(answers.iter().all(|answer| answer.status == 200), "{answers:?}");
        let items = visitor.ask("items").await;
        for number in 0..32 {
            assert!(items.contains(&format!("key{number}={number} ")), "{items}");
        }
        assert!(items.contains("n=32 "), "{items}");
    })
    .await;
}

/// H1: each kind of change, made again on what a quicker request left.
#[actix_web::test]
async fn a_slow_request_changes_only_what_it_changed() {
    each_combination(async |combination| {
        for (slow_lines, quick_lines, left) in [
            (["set a 2", "wait"], ["set b 2", "add n 1"], "a=2 b=2 n=2 "),
            (["wait", "add n 10"], ["set b 2", "add n 1"], "a=1 b=2 n=12 "),
            (["delete a", "wait"], ["set b 2", "add n 1"], "b=2 n=2 "),
            (["pop a", "wait"], ["set a 5", "add n 1"], "n=2 "),
            (["raw_remove a", "wait"], ["set b 2", "add n 1"], "b=2 n=2 "),
            (["raw_insert c 3", "wait"], ["delete a", "add n 1"], "c=3 n=2 "),
            (["set_default c 3", "wait"], ["clear", "set d 4"], "c=3 d=4 "),
            (["clear", "wait"], ["set b 2", "add n 1"], ""),
            (["set_expiry 60", "wait"], ["set_until b 600 2", "add n 1"], "a=1 b=2 n=2 "),
        ] {
            let dictionary = Dictionary::over(combination).await;
            let visitor = dictionary.visitor_with(&["set a 1", "set n 1"]).await;
            let slow = dictionary.begin(&visitor, &slow_lines).await;
            visitor.run(&quick_lines).await;
            assert_eq!(slow.finish().await.status, 200);
            assert_eq!(visitor.ask("items").await, left, "{slow_lines:?} while {quick_lines:?}");
        }
    })
    .await;
}

/// H1, E8: moving the end of a session loses no change either.
#[actix_web::test]
async fn a_look_that_extends_the_session_overwrites_nothing() {
    each_combination(async |combination| {
        let dictionary =
            Dictionary::over_with(combination, |options| options.save_every_request = true).await;
        let visitor = dictionary.visitor_with(&["set a 1"]).await;
        let slow = dictionary.begin(&visitor, &["wait", "get a"]).await;
        visitor.run(&["set a 2", "set_expiry 60"]).await;
        let answer = slow.finish().await;
        assert_eq!(answer.set_cookie("sessionid").unwrap().max_age().unwrap().whole_seconds(), 60);
        assert_eq!(visitor.run(&["items", "get_expiry_age"]).await.body, "a=2 \n60");
    })
    .await;
}

/// H2
#[actix_web::test]
async fn a_slow_request_does_not_bring_a_flushed_session_back() {
    each_combination(async |combination| {
        for late in ["set late 1", "add n 1", "raw_insert late 1", "clear", "cycle_key", "raw_renew"] {
            let dictionary = Dictionary::over(combination).await;
            let visitor = dictionary.visitor_with(&["set user 7"]).await;
            let (thief, key) = (visitor.copy(), visitor.ask("session_key").await);
            let slow = dictionary.begin(&visitor, &["wait", late]).await;
            visitor.ask("flush").await;
            let answer = slow.finish().await;
            assert_eq!((answer.status, answer.set_cookie("sessionid")), (409, None), "{late}");
            assert_eq!(dictionary.record(&key).await, None, "{late}");
            assert_eq!(
                (visitor.ask("items").await, thief.ask("items").await),
                (String::new(), String::new())
            );
        }
    })
    .await;
}

/// H2: and who only looked is not bothered.
#[actix_web::test]
async fn a_slow_request_that_only_looked_is_answered_after_a_flush() {
    each_combination(async |combination| {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set user 7"]).await;
        let slow = dictionary.begin(&visitor, &["get user", "wait"]).await;
        visitor.ask("flush").await;
        let answer = slow.finish().await;
        assert_eq!((answer.status, answer.body.as_str(), answer.set_cookie("sessionid")), (200, "7", None));
    })
    .await;
}

/// H2: two logouts at once are both done.
#[actix_web::test]
async fn flushing_what_is_flushed_already_is_no_error() {
    each_combination(async |combination| {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set user 7"]).await;
        let slow = dictionary.begin(&visitor, &["wait", "flush"]).await;
        visitor.ask("flush").await;
        let answer = slow.finish().await;
        assert!(answer.status == 200 && answer.removes_cookie("sessionid"));
    })
    .await;
}

/// H9
#[actix_web::test]
async fn a_failed_request_saves_nothing_and_loses_nothing() {
    each_combination(async |combination| {
        for save_every_request in [false, true] {
            let change = |options: &mut session_shop::sessions::Options| {
                options.save_every_request = save_every_request
            };
            let dictionary = Dictionary::over_with(combination, change).await;
            let visitor = dictionary.visitor_with(&["set a 1"]).await;
            let key = visitor.ask("session_key").await;
            let before = dictionary.record(&key).await;
            dictionary.clock.advance(Duration::from_secs(5));
            for status in ["fail 500", "fail 503"] {
                for change in [
                    "set a 2",
                    "add a 1",
                    "clear",
                    "flush",
                    "cycle_key",
                    "raw_insert b 1",
                    "raw_purge",
                    "get a",
                ] {
                    let answer = visitor.run(&[change, status]).await;
                    assert!(answer.status >= 500 && answer.set_cookie("sessionid").is_none(), "{change}");
                    assert_eq!(dictionary.record(&key).await, before, "{change}");
                }
            }
            let stranger = dictionary.visitor().run(&["set a 1", "fail 500"]).await;
            assert_eq!(stranger.set_cookie("sessionid"), None);
            assert_eq!(visitor.ask("items").await, "a=1 ");
        }
    })
    .await;
}

/// H9: the visitor's mistake is no failure of ours.
#[actix_web::test]
async fn a_refused_form_saves_what_the_handler_changed() {
    each_combination(async |combination| {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set a 1"]).await;
        assert_eq!(visitor.run(&["set a 2", "fail 422"]).await.status, 422);
        assert_eq!(visitor.ask("get a").await, "2");
    })
    .await;
}

/// H5: each call in its turn, failing or hanging.
#[actix_web::test]
async fn while_the_store_is_down_the_visitor_is_told_within_a_second_and_nothing_is_overwritten() {
    each_combination(async |combination| {
        for fault in [Fault::Error, Fault::Hang] {
            for (call, line) in [
                (Call::Load, "get a"),
                (Call::Load, "set a 2"),
                (Call::Load, "flush"),
                (Call::Replace, "set a 2"),
                (Call::Replace, "clear"),
                (Call::Delete, "flush"),
                (Call::Create, "cycle_key"),
                (Call::Replace, "cycle_key"),
            ] {
                let dictionary = Dictionary::over(combination).await;
                let visitor = dictionary.visitor_with(&["set a 1"]).await;
                let cookie = visitor.cookie("sessionid");
                dictionary.faults.set(&[call], fault);
                let asked = Instant::now();
                let answer = visitor.run(&[line]).await;
                assert!(asked.elapsed() < Duration::from_secs(1), "{line}: {:?}", asked.elapsed());
                is_told_to_wait(&answer, line);
                dictionary.faults.mend();
                assert_eq!(visitor.cookie("sessionid"), cookie, "{line}");
                assert_eq!(visitor.ask("items").await, "a=1 ", "{line}");
            }
        }
    })
    .await;
}

fn is_told_to_wait(answer: &Page, line: &str) {
    let told = (answer.status, answer.header("retry-after"), answer.set_cookie("sessionid"));
    assert_eq!(told, (503, Some("5"), None), "{line}");
}

/// H5
#[actix_web::test]
async fn a_stranger_gets_no_cookie_while_nothing_can_be_stored() {
    each_combination(async |combination| {
        let dictionary = Dictionary::over(combination).await;
        dictionary.faults.set(&[Call::Create], Fault::Error);
        let stranger = dictionary.visitor();
        is_told_to_wait(&stranger.run(&["set a 1"]).await, "set a 1");
        assert_eq!(stranger.ask("get a").await, "-", "looking needs no store");
        dictionary.faults.mend();
        stranger.ask("set a 1").await;
        assert_eq!(stranger.ask("get a").await, "1");
    })
    .await;
}

/// H5
#[actix_web::test]
async fn pages_that_can_do_without_a_session_go_on_while_the_store_is_down() {
    each_combination(async |combination| {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set a 1"]).await;
        assert_eq!(visitor.get("/with-or-without").await.body, "with a");
        dictionary.faults.set(&[Call::Load], Fault::Error);
        for (path, body) in [("/with-or-without", "without"), ("/plain", "plain")] {
            let page = visitor.get(path).await;
            assert_eq!((page.status, page.body.as_str(), page.set_cookie("sessionid")), (200, body, None));
        }
        dictionary.faults.mend();
        assert_eq!(visitor.get("/with-or-without").await.body, "with a");
    })
    .await;
}

/// H5, E8: a page that was drawn from the session is not lost because the
/// session's end could not be moved.
#[actix_web::test]
async fn with_save_every_request_the_visitor_is_told_when_the_store_fails() {
    each_combination(async |combination| {
        let dictionary =
            Dictionary::over_with(combination, |options| options.save_every_request = true).await;
        let visitor = dictionary.visitor_with(&["set a 1"]).await;
        dictionary.faults.set(&[Call::Touch], Fault::Error);
        is_told_to_wait(&visitor.run(&["get a"]).await, "get a");
        dictionary.faults.mend();
        assert_eq!(visitor.ask("get a").await, "1");
    })
    .await;
}

/// H5, F6: the new id is stored, the old one void; that the last trace of the
/// old one can't be removed must not cost the visitor the session.
#[actix_web::test]
async fn a_login_survives_a_store_that_fails_at_its_last_step() {
    each_combination(async |combination| {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set cart 1"]).await;
        let planted = visitor.copy();
        dictionary.faults.set(&[Call::Delete], Fault::Error);
        let answer = visitor.run(&["cycle_key", "set user 7"]).await;
        assert_eq!(answer.status, 200);
        dictionary.faults.mend();
        assert_eq!(visitor.ask("items").await, "cart=1 user=7 ");
        assert_eq!(planted.ask("items").await, "");
    })
    .await;
}

/// H5: a record that is damaged is not the end of the visit.
#[actix_web::test]
async fn a_stored_session_that_cannot_be_read_makes_room_for_a_fresh_one() {
    each_combination(async |combination| {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set a 1"]).await;
        dictionary.faults.set(&[Call::Load], Fault::Unreadable);
        let answer = visitor.run(&["get a"]).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, "-"));
        assert!(answer.removes_cookie("sessionid"));
        visitor.ask("set a 2").await;
        dictionary.faults.mend();
        assert_eq!(visitor.ask("get a").await, "2");
    })
    .await;
}

/// D17, D20: `session.max_bytes`.
#[actix_web::test]
async fn a_session_that_would_grow_too_large_is_refused_and_the_old_data_stays() {
    each_combination(async |combination| {
        let dictionary = Dictionary::over_with(combination, |options| options.max_bytes = 300).await;
        let big = format!("set big \"{}\"", "x".repeat(300));
        let visitor = dictionary.visitor_with(&["set a 1"]).await;
        for lines in [&[big.as_str()][..], &["cycle_key", &big], &["clear", &big], &["flush", &big]] {
            let answer = visitor.run(lines).await;
            assert_eq!((answer.status, answer.set_cookie("sessionid")), (413, None), "{lines:?}");
            assert_eq!(visitor.ask("items").await, "a=1 ", "{lines:?}");
        }
        let stranger = dictionary.visitor();
        assert_eq!(stranger.run(&[&big]).await.status, 413);
        assert_eq!(stranger.cookie("sessionid"), None);
    })
    .await;
}

/// D20, H1: two changes that fit alone and not together.
#[actix_web::test]
async fn two_requests_at_once_cannot_pass_the_limit_together() {
    each_combination(async |combination| {
        let dictionary = Dictionary::over_with(combination, |options| options.max_bytes = 300).await;
        let visitor = dictionary.visitor_with(&["set a 1"]).await;
        let half = |key: &str| format!("set {key} \"{}\"", "x".repeat(200));
        let slow = dictionary.begin(&visitor, &["wait", &half("late")]).await;
        assert_eq!(visitor.run(&[&half("early")]).await.status, 200);
        assert_eq!(slow.finish().await.status, 413);
        assert_eq!(visitor.ask("keys").await, "a early");
    })
    .await;
}

/// Answers that depend on the session say so to caches.
#[actix_web::test]
async fn an_answer_that_depends_on_the_session_varies_with_the_cookie() {
    each_combination(async |combination| {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor();
        assert_eq!(visitor.run(&["get a"]).await.header("vary"), Some("Cookie"));
        assert_eq!(visitor.run(&["set a 1"]).await.header("vary"), Some("Cookie"));
        assert_eq!(visitor.get("/plain").await.header("vary"), None);
        let slow = dictionary.begin(&visitor, &["wait", "set a 2"]).await;
        visitor.ask("flush").await;
        assert_eq!(slow.finish().await.header("vary"), Some("Cookie"), "the 409 too");
    })
    .await;
}
