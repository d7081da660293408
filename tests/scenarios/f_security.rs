//! F: the attributes of the cookie, what becomes of a cookie that the visitor
//! made up, and the change of the key at login.

use actix_session::config::CookieContentSecurity;
use actix_web::cookie::{Cookie, SameSite};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use session_shop::sessions::{CookieOptions, Keys};

use crate::support::{Dictionary, combinations::Combination, each_combination, visitor::Visitor};

/// The session's cookie under such settings, as it is set and as it is removed.
async fn cookies(
    combination: Combination,
    change: impl FnOnce(&mut CookieOptions),
) -> [(Cookie<'static>, String); 2] {
    let dictionary = Dictionary::over_with(combination, |options| change(&mut options.cookie)).await;
    let name = dictionary.options().cookie.name.clone();
    let visitor = dictionary.visitor();
    let set = visitor.run(&["set a 1"]).await;
    // The path may keep the jar from sending it to this page.
    let kept = format!("{name}={}", visitor.cookie(&name).unwrap());
    let removed = visitor.post_with_cookie("/session", "flush".to_owned(), kept.as_bytes()).await;
    assert!(removed.removes_cookie(&name), "{:?}", removed.headers);
    [set, removed].map(|answer| {
        let raw = answer.set_cookie_headers().find(|line| line.starts_with(&name)).unwrap().to_owned();
        (answer.set_cookie(&name).unwrap(), raw)
    })
}

/// F1
#[actix_web::test]
async fn cookie_secure_makes_it_secure() {
    each_combination(async |combination| {
        for (secure, same_site) in [
            (true, SameSite::Lax),
            (false, SameSite::Lax),
            (true, SameSite::None),
            (false, SameSite::None),
            (false, SameSite::Strict),
        ] {
            let change = |cookie: &mut CookieOptions| (cookie.secure, cookie.same_site) = (secure, same_site);
            for (cookie, raw) in cookies(combination, change).await {
                assert_eq!(cookie.secure().unwrap_or(false), secure, "{raw}");
            }
        }
    })
    .await;
}

/// F2
#[actix_web::test]
async fn cookie_httponly_hides_it_from_scripts() {
    each_combination(async |combination| {
        for http_only in [true, false] {
            for (cookie, raw) in cookies(combination, |cookie| cookie.http_only = http_only).await {
                assert_eq!(cookie.http_only().unwrap_or(false), http_only, "{raw}");
            }
        }
    })
    .await;
}

/// F3
#[actix_web::test]
async fn cookie_samesite_says_when_other_sites_may_cause_it_to_be_sent() {
    each_combination(async |combination| {
        for same_site in [SameSite::Strict, SameSite::Lax, SameSite::None] {
            for (cookie, raw) in cookies(combination, |cookie| cookie.same_site = same_site).await {
                assert_eq!(cookie.same_site(), Some(same_site), "{raw}");
            }
        }
    })
    .await;
}

/// F4
#[actix_web::test]
async fn the_cookie_has_the_name_path_and_domain_of_the_settings() {
    each_combination(async |combination| {
        for (cookie, raw) in cookies(combination, |_| {}).await {
            assert_eq!(
                (cookie.name(), cookie.path(), cookie.domain()),
                ("sessionid", Some("/"), None),
                "{raw}"
            );
        }
        let change = |cookie: &mut CookieOptions| {
            "tea.session".clone_into(&mut cookie.name);
            "/shop".clone_into(&mut cookie.path);
            cookie.domain = Some("tea.example".to_owned());
        };
        for (cookie, raw) in cookies(combination, change).await {
            let attributes = (cookie.name(), cookie.path(), cookie.domain());
            assert_eq!(attributes, ("tea.session", Some("/shop"), Some("tea.example")), "{raw}");
        }
    })
    .await;
}

/// F5, D16: both contents of the cookie.
#[actix_web::test]
async fn a_forged_cookie_gets_a_fresh_session_and_nobody_elses() {
    each_combination(async |combination| {
        for content in [CookieContentSecurity::Signed, CookieContentSecurity::Private] {
            let change = |options: &mut session_shop::sessions::Options| options.cookie.content = content;
            let dictionary = Dictionary::over_with(combination, change).await;
            let victim = dictionary.visitor_with(&[r#"set secret "of the victim""#]).await;
            let cookie = victim.cookie("sessionid").unwrap();
            let stranger = dictionary.visitor();
            for forged in forgeries(&cookie) {
                let answer = stranger.post_with_cookie("/session", "items".to_owned(), &forged).await;
                let shown = String::from_utf8_lossy(&forged);
                assert_eq!((answer.status, answer.body.as_str()), (200, ""), "{shown}");
                assert!(answer.removes_cookie("sessionid") || !shown.contains("sessionid="), "{shown}");
            }
            assert_eq!(victim.ask("items").await, r#"secret="of the victim" "#);
        }
    })
    .await;
}

/// `Cookie` headers that are almost the victim's, always the same ones.
fn forgeries(cookie: &str) -> Vec<Vec<u8>> {
    let mut rng = StdRng::seed_from_u64(6265);
    let key = &cookie[cookie.len() - 32..];
    let mut values: Vec<Vec<u8>> = [
        String::new(),
        key.to_owned(),
        "../../etc/passwd".to_owned(),
        "' OR 1=1 --".to_owned(),
        "%00%ff%zz".to_owned(),
        "\"".to_owned(),
        cookie.to_uppercase(),
        format!("{cookie}{cookie}"),
        format!("{cookie}x"),
        format!(" x{cookie}"),
        "x".repeat(5_000),
        cookie.chars().rev().collect(),
    ]
    .map(String::into_bytes)
    .into();
    values.extend((0..cookie.len()).map(|length| cookie.as_bytes()[..length].to_vec()));
    for _ in 0..200 {
        let mut flipped = cookie.as_bytes().to_vec();
        let (place, bit) = (rng.random_range(0..flipped.len()), rng.random_range(0..7));
        flipped[place] ^= 1 << bit;
        // A control character ends a header, a semicolon a cookie; `%3d` is `%3D`.
        let same = flipped.eq_ignore_ascii_case(cookie.as_bytes()) && cookie[..place].ends_with("%3");
        if !same && !flipped[place].is_ascii_control() && flipped[place] != b';' {
            values.push(flipped);
        }
    }
    for _ in 0..100 {
        let length = rng.random_range(1..120);
        let noise = (0..length).map(|_| rng.random_range(0x21..=0xfe_u8)).filter(|byte| *byte != 0x7f);
        values.push(noise.filter(|byte| *byte != b';').collect());
    }
    values.into_iter().map(|value| [b"sessionid=", value.as_slice()].concat()).collect()
}

/// F5
#[actix_web::test]
async fn a_cookie_header_that_makes_no_sense_is_no_error() {
    each_combination(async |combination| {
        let dictionary = Dictionary::over(combination).await;
        let stranger = dictionary.visitor();
        for header in [
            ";;;",
            "=",
            "=;=",
            "sessionid",
            "sessionid;",
            " ; sessionid ; ",
            "a=b=c",
            "\"",
            "%",
            "a",
            "$Version=1",
        ] {
            let answer = stranger.post_with_cookie("/session", "items".to_owned(), header.as_bytes()).await;
            assert_eq!((answer.status, answer.body.as_str()), (200, ""), "{header}");
        }
    })
    .await;
}

/// F5: what else is in the header does not keep the visitor from the session.
#[actix_web::test]
async fn the_valid_cookie_is_found_among_others() {
    each_combination(async |combination| {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set a 1"]).await;
        let ours = format!("sessionid={}", visitor.cookie("sessionid").unwrap());
        let ours = ours.as_bytes();
        let stranger = dictionary.visitor();
        for (before, after) in [
            (&b"sessionid=; "[..], &b""[..]),
            (b"sessionid=forged; sessionid=\"\"; ", b"; sessionid=last"),
            (b"", b"; sessionid=%ff; other=1"),
            (b"other=\xe9t\xe9; ", b""),
            (b"", b"; other=\xff\xfe"),
            ("name=訪客; ".as_bytes(), b""),
            (b"other=%ff%fe; broken; =; ", b"; ;;"),
            (b"sessionid=\xff; ", b""),
            (b"session%69d=forged; ", b""),
            (b" sessionid = x ;", b""),
        ] {
            let header = [before, ours, after].concat();
            let answer = stranger.post_with_cookie("/session", "items".to_owned(), &header).await;
            assert_eq!(answer.body, "a=1 ", "{}", String::from_utf8_lossy(&header));
        }
    })
    .await;
}

/// F4, F5: a browser keeps a cookie for each path that was ever set.
#[actix_web::test]
async fn a_dead_cookie_does_not_stand_before_a_live_one() {
    each_combination(async |combination| {
        let dictionary = Dictionary::over(combination).await;
        let mut dead = Vec::new();
        for _ in 0..2 {
            let gone = dictionary.visitor_with(&["set old 1"]).await;
            dead.push(format!("sessionid={}", gone.cookie("sessionid").unwrap()));
            gone.ask("flush").await;
        }
        let dead = dead.join("; ");
        let visitor = dictionary.visitor_with(&["set a 1"]).await;
        let live = format!("sessionid={}", visitor.cookie("sessionid").unwrap());
        for header in [format!("{dead}; {live}"), format!("{live}; {dead}")] {
            let answer = visitor.post_with_cookie("/session", "items".to_owned(), header.as_bytes()).await;
            assert_eq!((answer.body.as_str(), answer.set_cookie("sessionid")), ("a=1 ", None));
        }
        let answer = visitor.post_with_cookie("/session", "items".to_owned(), dead.as_bytes()).await;
        assert!(answer.body.is_empty() && answer.removes_cookie("sessionid"));
    })
    .await;
}

/// F5: a value is worth nothing under another key.
#[actix_web::test]
async fn a_cookie_signed_with_another_secret_key_is_worth_nothing() {
    each_combination(async |combination| {
        let dictionary = Dictionary::over(combination).await;
        let attacker = dictionary.beside(|options| options.keys = Keys::derive(NEW_KEY, &[]));
        let forged = attacker.visitor_with(&["set a 1"]).await.at(dictionary.address());
        assert_eq!(forged.ask("items").await, "");
    })
    .await;
}

/// F6
#[actix_web::test]
async fn a_chosen_id_is_never_adopted() {
    each_combination(async |combination| {
        let dictionary = Dictionary::over(combination).await;
        for chosen in ["letmein", &"a".repeat(32)] {
            let victim = dictionary.visitor();
            victim.plant_cookie("sessionid", chosen);
            assert_eq!(victim.ask("session_key").await, "-");
            victim.plant_cookie("sessionid", chosen);
            victim.ask("set a 1").await;
            let key = victim.ask("session_key").await;
            assert!(key != chosen && !victim.cookie("sessionid").unwrap().contains(chosen));
            assert_eq!(dictionary.record(chosen).await, None);
        }
    })
    .await;
}

/// F6: not even one that is rightly signed, but that no session is under.
#[actix_web::test]
async fn the_id_of_a_session_that_is_gone_is_not_taken_up_again() {
    each_combination(async |combination| {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set a 1"]).await;
        let (planted, key) = (visitor.copy(), visitor.ask("session_key").await);
        visitor.ask("flush").await;
        planted.ask("set b 2").await;
        assert_ne!(planted.ask("session_key").await, key);
        assert_eq!(dictionary.record(&key).await, None);
    })
    .await;
}

/// F6
#[actix_web::test]
async fn cycle_key_moves_the_data_to_a_new_id_and_voids_the_old_one() {
    each_combination(async |combination| {
        for cycle in ["cycle_key", "raw_renew"] {
            let dictionary = Dictionary::over(combination).await;
            let visitor = dictionary.visitor_with(&["set cart [1]", "set_expiry 300"]).await;
            let (planted, old_key) = (visitor.copy(), visitor.ask("session_key").await);
            let answer = visitor.run(&["add logins 1", cycle, "set user \"rooibos\""]).await;
            assert!(answer.set_cookie("sessionid").is_some());
            assert_eq!(visitor.ask("items").await, "cart=[1] logins=1 user=\"rooibos\" ");
            assert_eq!(visitor.ask("get_expiry_age").await, "300");
            assert_ne!(visitor.ask("session_key").await, old_key);
            assert_eq!(dictionary.record(&old_key).await, None);
            let replay = planted.run(&["items"]).await;
            assert!(replay.body.is_empty() && replay.removes_cookie("sessionid"));
        }
    })
    .await;
}

/// F6: a stranger's login.
#[actix_web::test]
async fn cycle_key_without_a_session_begins_one_only_if_there_is_something_to_keep() {
    each_combination(async |combination| {
        let dictionary = Dictionary::over(combination).await;
        let stranger = dictionary.visitor();
        let answer = stranger.run(&["cycle_key"]).await;
        assert_eq!((answer.status, answer.set_cookie("sessionid")), (200, None));
        stranger.ask("set a 1\ncycle_key").await;
        assert_eq!(stranger.ask("items").await, "a=1 ");
        let empty = dictionary.visitor_with(&["set a 1"]).await;
        let planted = empty.copy();
        empty.run(&["clear", "cycle_key"]).await;
        assert_eq!(empty.ask("set b 2").await, "ok");
        assert_eq!((empty.ask("items").await.as_str(), planted.ask("items").await.as_str()), ("b=2 ", ""));
    })
    .await;
}

/// F6, H1
#[actix_web::test]
async fn what_was_added_before_the_cycle_is_done_is_carried_over() {
    each_combination(async |combination| {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set cart 1", "set old 1"]).await;
        let login = dictionary.begin(&visitor, &["cycle_key", "add cart 10", "wait", "set user 7"]).await;
        visitor.run(&["add cart 100", "raw_insert seen [3]", "delete old"]).await;
        assert_eq!(login.finish().await.status, 200);
        assert_eq!(visitor.ask("items").await, "cart=111 seen=[3] user=7 ");
    })
    .await;
}

/// F6, H2
#[actix_web::test]
async fn a_slow_request_is_told_that_the_id_has_changed() {
    each_combination(async |combination| {
        for late in ["add cart 1", "raw_insert late 1", "clear", "cycle_key", "set_expiry 0"] {
            let dictionary = Dictionary::over(combination).await;
            let visitor = dictionary.visitor_with(&["set cart 1"]).await;
            let old_key = visitor.ask("session_key").await;
            let slow = dictionary.begin(&visitor, &["wait", late]).await;
            visitor.ask("cycle_key").await;
            let answer = slow.finish().await;
            assert_eq!((answer.status, answer.set_cookie("sessionid")), (409, None), "{late}");
            assert_eq!(visitor.ask("items").await, "cart=1 ", "{late}");
            assert_eq!(dictionary.record(&old_key).await, None, "{late}");
        }
    })
    .await;
}

/// F6, H2: of two logins at once with the same old id, one wins.
#[actix_web::test]
async fn of_two_cycles_at_once_the_later_is_told() {
    each_combination(async |combination| {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set cart 1"]).await;
        let slow = dictionary.begin(&visitor, &["cycle_key", "wait", "set user 1"]).await;
        visitor.run(&["cycle_key", "set user 2"]).await;
        assert_eq!(slow.finish().await.status, 409);
        assert_eq!(visitor.ask("items").await, "cart=1 user=2 ");
    })
    .await;
}

/// H8
#[actix_web::test]
async fn a_cookie_under_an_old_secret_key_still_holds_and_is_made_anew_at_the_next_change() {
    each_combination(async |combination| {
        for content in [CookieContentSecurity::Signed, CookieContentSecurity::Private] {
            let old_key = "the secret key of the last year, retired";
            let old = Dictionary::over_with(combination, |options| {
                options.keys = Keys::derive(old_key, &[]);
                options.cookie.content = content;
            })
            .await;
            let fallbacks = ["a key that signed nothing, ever, I promise".to_owned(), old_key.to_owned()];
            let rotated = old.beside(|options| options.keys = Keys::derive(NEW_KEY, &fallbacks));
            let without = old.beside(|options| options.keys = Keys::derive(NEW_KEY, &[]));
            let visitor = old.visitor_with(&["set a 1"]).await;
            visitor.plant_cookie("other", "1");
            assert_eq!(visitor.copy().at(without.address()).ask("items").await, "");
            rotates(&visitor.at(rotated.address()), &visitor.at(without.address())).await;
            let answer = visitor.run(&["items"]).await;
            assert_eq!(answer.body, "", "the retired key does not hold the other way round");
        }
    })
    .await;
}

const NEW_KEY: &str = "the secret key that signs from now on";

async fn rotates(rotated: &Visitor, without: &Visitor) {
    let before = rotated.cookie("sessionid");
    assert_eq!(rotated.ask("items").await, "a=1 ");
    assert_eq!(rotated.cookie("sessionid"), before, "looking changes nothing");
    rotated.ask("set b 2").await;
    assert_eq!(without.ask("items").await, "a=1 b=2 ", "the new cookie holds by the new key alone");
}
