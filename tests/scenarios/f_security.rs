//! F5, H8: cookies that a visitor has forged or damaged, and cookies that were made with
//! another secret key.

use actix_session::config::CookieContentSecurity;
use actix_web::cookie::Cookie;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use session_shop::sessions::{Keys, Options};

use crate::support::{Dictionary, EngineAndStore, over_every_store, visitor::Visitor};

over_every_store! {
    a_forged_cookie_gets_a_new_session_and_nobody_elses_data,
    a_malformed_cookie_header_is_not_an_error,
    the_valid_cookie_is_found_among_others,
    a_cookie_signed_with_another_secret_key_is_ignored,
    a_cookie_of_a_fallback_key_works_and_is_signed_again_at_the_next_change,
}

over_every_store! {
    except signed_cookies:
    an_invalid_cookie_does_not_hide_a_valid_one,
}

/// F5, D16: for signed and for encrypted cookies.
async fn a_forged_cookie_gets_a_new_session_and_nobody_elses_data(combination: EngineAndStore) {
    for content in [CookieContentSecurity::Signed, CookieContentSecurity::Private] {
        let change = |options: &mut Options| options.cookie.content = content;
        let dictionary = Dictionary::over_with(combination, change).await;
        let victim = dictionary.visitor_with(&[r#"set secret "of the victim""#]).await;
        let cookie = victim.cookie("sessionid").unwrap();
        let stranger = dictionary.visitor();
        for forged in forgeries(&cookie) {
            let response = stranger.post_with_cookie("/session", "items".to_owned(), &forged).await;
            let text = String::from_utf8_lossy(&forged);
            assert_eq!((response.status, response.body.as_str()), (200, ""), "{text}");
            assert!(response.removes_cookie("sessionid") || !text.contains("sessionid="), "{text}");
        }
        assert_eq!(victim.run_line("items").await, r#"secret="of the victim""#);
    }
}

/// Returns `Cookie` headers that resemble the victim's. They are the same in each run.
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
        let (position, bit) = (rng.random_range(0..flipped.len()), rng.random_range(0..7));
        flipped[position] ^= 1 << bit;
        // A control character ends a header, and a semicolon ends a cookie.
        let can_be_sent = !flipped[position].is_ascii_control() && flipped[position] != b';';
        if can_be_sent && decoded_value(&flipped) != decoded_value(cookie.as_bytes()) {
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

/// Decodes a cookie's value: `%3d` and `%3D` are different texts of the same value.
fn decoded_value(value: &[u8]) -> Option<String> {
    let text = format!("sessionid={}", std::str::from_utf8(value).ok()?);
    Cookie::parse_encoded(text).ok().map(|cookie| cookie.value().to_owned())
}

/// F5
async fn a_malformed_cookie_header_is_not_an_error(combination: EngineAndStore) {
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
        let response = stranger.post_with_cookie("/session", "items".to_owned(), header.as_bytes()).await;
        assert_eq!((response.status, response.body.as_str()), (200, ""), "{header}");
    }
}

/// F5: other cookies in the header, valid or not, do not hide the valid one.
async fn the_valid_cookie_is_found_among_others(combination: EngineAndStore) {
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
        let response = stranger.post_with_cookie("/session", "items".to_owned(), &header).await;
        assert_eq!(response.body, "a=1", "{}", String::from_utf8_lossy(&header));
    }
}

/// F4, F5: a browser stores one cookie for each path under which it was ever set, and sends
/// several of them.
async fn an_invalid_cookie_does_not_hide_a_valid_one(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let mut invalid = Vec::new();
    for _ in 0..2 {
        let ended = dictionary.visitor_with(&["set old 1"]).await;
        invalid.push(format!("sessionid={}", ended.cookie("sessionid").unwrap()));
        ended.run_line("flush").await;
    }
    // After five minutes the tombstones have expired too (H12).
    dictionary.clock.advance(std::time::Duration::from_secs(301));
    let invalid = invalid.join("; ");
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let valid = format!("sessionid={}", visitor.cookie("sessionid").unwrap());
    for header in [format!("{invalid}; {valid}"), format!("{valid}; {invalid}")] {
        let response = visitor.post_with_cookie("/session", "items".to_owned(), header.as_bytes()).await;
        assert_eq!((response.body.as_str(), response.set_cookie("sessionid")), ("a=1", None));
    }
    let response = visitor.post_with_cookie("/session", "items".to_owned(), invalid.as_bytes()).await;
    assert!(response.body.is_empty() && response.removes_cookie("sessionid"));
}

/// F5: a cookie that was made with another secret key is ignored.
async fn a_cookie_signed_with_another_secret_key_is_ignored(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let attacker = dictionary.beside(|options| options.keys = Keys::derive(NEW_KEY, &[]));
    let forged = attacker.visitor_with(&["set a 1"]).await.at(dictionary.address());
    assert_eq!(forged.run_line("items").await, "");
}

/// H8
async fn a_cookie_of_a_fallback_key_works_and_is_signed_again_at_the_next_change(
    combination: EngineAndStore,
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
        visitor.insert_cookie("other", "1");
        assert_eq!(visitor.copy().at(without.address()).run_line("items").await, "");
        rotates(&visitor.at(rotated.address()), &visitor.at(without.address())).await;
        let response = visitor.run(&["items"]).await;
        assert_eq!(response.body, "", "a server with the old key alone does not accept the new cookie");
    }
}

const NEW_KEY: &str = "the secret key that signs from now on";

/// Checks that the cookie is signed with the new key at the next change and not before.
async fn rotates(rotated: &Visitor, without: &Visitor) {
    let before = rotated.cookie("sessionid");
    assert_eq!(rotated.run_line("items").await, "a=1");
    assert_eq!(rotated.cookie("sessionid"), before, "a read does not sign the cookie again");
    rotated.run_line("set b 2").await;
    assert_eq!(without.run_line("items").await, "a=1 b=2", "the new cookie is signed with the new key");
}
