//! D14 to D19: `signed_cookies`, the engine whose data is in the cookie: what it
//! guarantees, what it costs, and what it cannot do without a store.

use std::time::Duration;

use actix_session::config::CookieContentSecurity;
use actix_web::cookie::{Cookie, CookieJar};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use session_shop::sessions::{Keys, Options};

use crate::support::{
    Dictionary, EngineAndStore, dictionary::SECRET_KEY, over_every_store, visitor::Visitor,
};

over_every_store! {
    only [signed_cookies]:
    a_copied_cookie_works_after_logout_until_it_expires,
    of_two_concurrent_requests_the_last_response_wins,
}

const BOTH: [EngineAndStore; 2] = [EngineAndStore::SignedCookiesSigned, EngineAndStore::SignedCookiesPrivate];

/// The most that browsers store of a cookie, name and value together, in bytes.
const MAX_COOKIE_BYTES: usize = 4_096;

const OTHER_KEY: &str = "another secret key that nobody else knows";

fn big(length: usize) -> String {
    format!("set big \"{}\"", "x".repeat(length))
}

/// Decodes a cookie that is signed and not encrypted: after the signature it is base64.
pub fn readable(cookie: &str) -> Option<String> {
    let decoded = Cookie::parse_encoded(format!("sessionid={cookie}")).ok()?.value().to_owned();
    let bytes = URL_SAFE_NO_PAD.decode(decoded.get(44..)?).ok()?;
    String::from_utf8(bytes).ok()
}

/// Decodes an encrypted cookie: base64 of a nonce (12 bytes), the encrypted text and a tag
/// (16 bytes).
pub fn encrypted_bytes(cookie: &str) -> Vec<u8> {
    let decoded = Cookie::parse_encoded(format!("sessionid={cookie}")).unwrap().value().to_owned();
    STANDARD.decode(decoded).expect("base64")
}

/// D14: another process with the same secret key reads the session, without any store.
#[actix_web::test]
async fn the_data_is_in_the_cookie_and_nothing_on_the_server() {
    for combination in BOTH {
        let visitor = Dictionary::over(combination).await.visitor_with(&["set cart [1,2]"]).await;
        let elsewhere = Dictionary::over(combination).await;
        assert_eq!(visitor.at(elsewhere.address()).run_line("items").await, "cart=[1,2]");
    }
}

/// D16
#[actix_web::test]
async fn a_signed_cookie_is_readable_by_its_owner_and_an_encrypted_one_is_not() {
    let [signed, private] = BOTH;
    let visitor = Dictionary::over(signed).await.visitor_with(&["set secret \"oolong\""]).await;
    let text = readable(&visitor.cookie("sessionid").unwrap()).unwrap();
    assert!(text.ends_with(r#"{"secret":"oolong"}"#), "{text}");
    let dictionary = Dictionary::over(private).await;
    let visitor = dictionary.visitor_with(&["set secret \"oolong\""]).await;
    let encrypted = encrypted_bytes(&visitor.cookie("sessionid").unwrap());
    // Long enough to contain the text, which is not there in clear or as base64.
    assert!(encrypted.len() >= 12 + text.len() + 16, "{} bytes", encrypted.len());
    for piece in ["oolong".to_owned(), "secret".to_owned(), URL_SAFE_NO_PAD.encode(&text)[8..40].to_owned()] {
        let is_found = encrypted.windows(piece.len()).any(|window| window == piece.as_bytes());
        assert!(!is_found, "{piece} in {encrypted:?}");
    }
    assert_eq!(visitor.run_line("get secret").await, "\"oolong\"", "the server can read it");
    let again = dictionary.visitor_with(&["set secret \"oolong\""]).await;
    assert_ne!(again.cookie("sessionid"), visitor.cookie("sessionid"), "another nonce each time");
}

/// D15: a change of each single character.
#[actix_web::test]
async fn a_changed_cookie_is_refused() {
    for combination in BOTH {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set role \"guest\""]).await;
        let cookie = visitor.cookie("sessionid").unwrap();
        for position in 0..cookie.len() {
            let mut letters = cookie.clone().into_bytes();
            letters[position] = if letters[position] == b'A' { b'B' } else { b'A' };
            let header = [b"sessionid=", letters.as_slice()].concat();
            let response = visitor.post_with_cookie("/session", "items".to_owned(), &header).await;
            assert_eq!(
                (response.status, response.body.as_str()),
                (200, ""),
                "{combination:?}, character {position}"
            );
        }
    }
}

/// D15: a copy of a cookie does not work for longer than the session.
#[actix_web::test]
async fn an_expired_cookie_that_is_sent_again_is_refused() {
    for combination in BOTH {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set a 1", "set_expiry 60"]).await;
        let saved = visitor.copy();
        dictionary.clock.advance(Duration::from_secs(59));
        assert_eq!(saved.copy().run_line("items").await, "a=1");
        dictionary.clock.advance(Duration::from_secs(1));
        assert_eq!(saved.run_line("items").await, "");
    }
}

/// D17: the limit is for the whole cookie, name and value as they are sent. The test tries
/// each length around the largest one that fits.
#[actix_web::test]
async fn a_session_past_4096_bytes_is_refused_and_the_old_data_stays() {
    for combination in BOTH {
        let dictionary = Dictionary::over(combination).await;
        let (mut fits, mut too_large) = (100, MAX_COOKIE_BYTES);
        while too_large - fits > 1 {
            let middle = fits.midpoint(too_large);
            let is_stored = stored_bytes(&dictionary, middle).await.is_some();
            *(if is_stored { &mut fits } else { &mut too_large }) = middle;
        }
        let mut largest = 0;
        for length in fits - 12..=too_large + 12 {
            largest = largest.max(stored_bytes(&dictionary, length).await.unwrap_or(0));
        }
        // Not exactly the limit: base64 grows in steps, and `/` and `=` are sent as three
        // bytes each. Their number is random, because the nonce of an encrypted value is.
        assert!((MAX_COOKIE_BYTES - 64..=MAX_COOKIE_BYTES).contains(&largest), "{combination:?}: {largest}");
    }
}

/// Returns the bytes of the cookie with a value of that length, or none if the session is
/// refused.
async fn stored_bytes(dictionary: &Dictionary, length: usize) -> Option<usize> {
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let before = visitor.cookie("sessionid");
    let response = visitor.run(&[&big(length)]).await;
    if response.status == 413 {
        assert_eq!((response.set_cookie("sessionid"), visitor.cookie("sessionid")), (None, before));
        assert_eq!(visitor.run_line("items").await, "a=1");
        return None;
    }
    assert_eq!(response.status, 200);
    let bytes = "sessionid".len() + visitor.cookie("sessionid").unwrap().len();
    assert!(bytes <= MAX_COOKIE_BYTES, "browsers drop a cookie of {bytes} bytes");
    assert_eq!(visitor.run_line("keys").await, "a big");
    Some(bytes)
}

/// D17: also a visitor's first session.
#[actix_web::test]
async fn a_new_session_that_does_not_fit_gets_413_and_no_cookie() {
    for combination in BOTH {
        let dictionary = Dictionary::over(combination).await;
        for length in [4_096, 20_000] {
            let stranger = dictionary.visitor();
            assert_eq!(stranger.run(&[&big(length)]).await.status, 413);
            assert_eq!(stranger.cookie("sessionid"), None);
        }
    }
}

/// D18: each request carries the data. With a store each request carries an id.
#[actix_web::test]
async fn the_size_of_each_request_grows_with_the_session_data() {
    for combination in BOTH {
        let in_cookie = cookie_bytes(combination).await;
        let in_store = cookie_bytes(EngineAndStore::DbSqlite).await;
        assert!(in_store < 100, "{in_store}");
        assert!(in_cookie > 1_000 * 4 / 3, "{in_cookie}");
    }
}

async fn cookie_bytes(combination: EngineAndStore) -> usize {
    let visitor = Dictionary::over(combination).await.visitor_with(&[&big(1_000)]).await;
    visitor.cookie("sessionid").unwrap().len()
}

/// D19
#[actix_web::test]
async fn another_secret_key_invalidates_all_cookies() {
    for combination in BOTH {
        let dictionary = Dictionary::over(combination).await;
        let changed = dictionary.beside(|options| options.keys = Keys::derive(OTHER_KEY, &[]));
        let visitor = dictionary.visitor_with(&["set a 1"]).await;
        let response = visitor.copy().at(changed.address()).run(&["items"]).await;
        assert!(response.body.is_empty() && response.removes_cookie("sessionid"));
        assert_eq!(visitor.run_line("items").await, "a=1");
    }
}

/// D19
#[actix_web::test]
async fn an_attacker_with_the_secret_key_can_forge_a_session() {
    for combination in BOTH {
        let dictionary = Dictionary::over(combination).await;
        let expires = (dictionary.clock.now() + Duration::from_secs(3_600)).unix_timestamp_nanos() / 1_000;
        let text = URL_SAFE_NO_PAD.encode(format!(r#"1 {expires} {{"user":7}}"#));
        for (key, items) in [(SECRET_KEY, "user=7"), (OTHER_KEY, "")] {
            let forger = dictionary.visitor();
            forger.insert_cookie("sessionid", &forged(&text, key, dictionary.options()));
            assert_eq!(forger.run_line("items").await, items, "{combination:?}");
        }
    }
}

fn forged(text: &str, key: &str, options: &Options) -> String {
    let (mut jar, key) = (CookieJar::new(), Keys::derive(key, &[]).current);
    let cookie = Cookie::new("sessionid", text.to_owned());
    match options.cookie.content {
        CookieContentSecurity::Signed => jar.signed_mut(&key).add(cookie),
        CookieContentSecurity::Private => jar.private_mut(&key).add(cookie),
    }
    let header = jar.get("sessionid").unwrap().encoded().to_string();
    header.strip_prefix("sessionid=").unwrap().to_owned()
}

/// C9, F6, H2: what this engine cannot do: invalidate the copies of a cookie before they
/// expire.
async fn a_copied_cookie_works_after_logout_until_it_expires(combination: EngineAndStore) {
    for ending in ["flush", "cycle_key", "clear"] {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set user 7"]).await;
        let thief = visitor.copy();
        visitor.run_line(ending).await;
        assert_eq!(thief.run_line("items").await, "user=7", "{ending}");
        dictionary.clock.advance(Duration::from_secs(1_209_600));
        assert_eq!(thief.run_line("items").await, "", "{ending}");
    }
}

/// H1: what this engine cannot do: keep the changes of both of two concurrent requests. The
/// last response's cookie wins.
async fn of_two_concurrent_requests_the_last_response_wins(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set n 0"]).await;
    let slow = dictionary.begin(&visitor, &["wait", "add n 10"]).await;
    assert_eq!(add_one(&visitor).await, "1");
    assert_eq!(slow.finish().await.status, 200);
    assert_eq!(visitor.run_line("get n").await, "10", "the change of the quicker request is lost");
}

async fn add_one(visitor: &Visitor) -> String {
    visitor.run(&["add n 1", "get n"]).await.body.lines().last().unwrap().to_owned()
}
