//! F5, H8: what becomes of a cookie that the visitor made up, or that was made
//! under another secret key.

use actix_session::config::CookieContentSecurity;
use actix_web::cookie::Cookie;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use session_shop::sessions::{Keys, Options};

use crate::support::{Combination, Dictionary, over_every_store, visitor::Visitor};

over_every_store! {
    a_forged_cookie_gets_a_fresh_session_and_nobody_elses,
    a_cookie_header_that_makes_no_sense_is_no_error,
    the_valid_cookie_is_found_among_others,
    a_cookie_signed_with_another_secret_key_is_worth_nothing,
    a_cookie_under_an_old_secret_key_still_holds_and_is_made_anew_at_the_next_change,
}

over_every_store! {
    except signed_cookies:
    a_dead_cookie_does_not_stand_before_a_live_one,
}

/// F5, D16: both contents of the cookie.
async fn a_forged_cookie_gets_a_fresh_session_and_nobody_elses(combination: Combination) {
    for content in [CookieContentSecurity::Signed, CookieContentSecurity::Private] {
        let change = |options: &mut Options| options.cookie.content = content;
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
        assert_eq!(victim.ask("items").await, r#"secret="of the victim""#);
    }
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
        // A control character ends a header, a semicolon a cookie.
        let can_be_sent = !flipped[place].is_ascii_control() && flipped[place] != b';';
        if can_be_sent && meaning(&flipped) != meaning(cookie.as_bytes()) {
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

/// `%3d` is `%3D`: another text, the same cookie.
fn meaning(value: &[u8]) -> Option<String> {
    let text = format!("sessionid={}", std::str::from_utf8(value).ok()?);
    Cookie::parse_encoded(text).ok().map(|cookie| cookie.value().to_owned())
}

/// F5
async fn a_cookie_header_that_makes_no_sense_is_no_error(combination: Combination) {
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
}

/// F5: what else is in the header does not keep the visitor from the session.
async fn the_valid_cookie_is_found_among_others(combination: Combination) {
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
        assert_eq!(answer.body, "a=1", "{}", String::from_utf8_lossy(&header));
    }
}

/// F4, F5: a browser keeps a cookie for each path that was ever set.
async fn a_dead_cookie_does_not_stand_before_a_live_one(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let mut dead = Vec::new();
    for _ in 0..2 {
        let gone = dictionary.visitor_with(&["set old 1"]).await;
        dead.push(format!("sessionid={}", gone.cookie("sessionid").unwrap()));
        gone.ask("flush").await;
    }
    // By then the tombstones are gone too (H12).
    dictionary.clock.advance(std::time::Duration::from_secs(301));
    let dead = dead.join("; ");
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let live = format!("sessionid={}", visitor.cookie("sessionid").unwrap());
    for header in [format!("{dead}; {live}"), format!("{live}; {dead}")] {
        let answer = visitor.post_with_cookie("/session", "items".to_owned(), header.as_bytes()).await;
        assert_eq!((answer.body.as_str(), answer.set_cookie("sessionid")), ("a=1", None));
    }
    let answer = visitor.post_with_cookie("/session", "items".to_owned(), dead.as_bytes()).await;
    assert!(answer.body.is_empty() && answer.removes_cookie("sessionid"));
}

/// F5: a value is worth nothing under another key.
async fn a_cookie_signed_with_another_secret_key_is_worth_nothing(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let attacker = dictionary.beside(|options| options.keys = Keys::derive(NEW_KEY, &[]));
    let forged = attacker.visitor_with(&["set a 1"]).await.at(dictionary.address());
    assert_eq!(forged.ask("items").await, "");
}

/// H8
async fn a_cookie_under_an_old_secret_key_still_holds_and_is_made_anew_at_the_next_change(
    combination: Combination,
) {
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
}

const NEW_KEY: &str = "the secret key that signs from now on";

async fn rotates(rotated: &Visitor, without: &Visitor) {
    let before = rotated.cookie("sessionid");
    assert_eq!(rotated.ask("items").await, "a=1");
    assert_eq!(rotated.cookie("sessionid"), before, "looking changes nothing");
    rotated.ask("set b 2").await;
    assert_eq!(without.ask("items").await, "a=1 b=2", "the new cookie holds by the new key alone");
}
