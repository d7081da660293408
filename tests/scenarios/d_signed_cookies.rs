//! D14 to D19: the session in the cookie itself: what holds, what it costs, and
//! what no engine without a store can do.

use std::time::Duration;

use actix_session::config::CookieContentSecurity;
use actix_web::cookie::{Cookie, CookieJar};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use session_shop::sessions::{Keys, Options};

use crate::support::{Combination, Dictionary, dictionary::SECRET_KEY, over_every_store, visitor::Visitor};

over_every_store! {
    only [signed_cookies]:
    a_copied_cookie_survives_logout_until_it_expires,
    of_two_requests_at_once_the_later_answer_wins,
}

const BOTH: [Combination; 2] = [Combination::SignedCookiesSigned, Combination::SignedCookiesPrivate];

/// What browsers keep of a cookie, name and value, in bytes.
const MAX_COOKIE_BYTES: usize = 4_096;

const OTHER_KEY: &str = "another secret key that nobody was told";

fn big(length: usize) -> String {
    format!("set big \"{}\"", "x".repeat(length))
}

/// The text in a cookie that is signed only: past the signature it is base64.
pub fn readable(cookie: &str) -> Option<String> {
    let decoded = Cookie::parse_encoded(format!("sessionid={cookie}")).ok()?.value().to_owned();
    let bytes = URL_SAFE_NO_PAD.decode(decoded.get(44..)?).ok()?;
    String::from_utf8(bytes).ok()
}

/// What is in a cookie that is encrypted: base64 of a nonce (12 bytes), the
/// encrypted text and a tag (16 bytes), with no letter of the text as it was.
pub fn encrypted_bytes(cookie: &str) -> Vec<u8> {
    let decoded = Cookie::parse_encoded(format!("sessionid={cookie}")).unwrap().value().to_owned();
    STANDARD.decode(decoded).expect("base64")
}

/// D14: another process with the same key knows everything, without a store.
#[actix_web::test]
async fn the_data_is_in_the_cookie_and_nothing_on_the_server() {
    for combination in BOTH {
        let visitor = Dictionary::over(combination).await.visitor_with(&["set cart [1,2]"]).await;
        let elsewhere = Dictionary::over(combination).await;
        assert_eq!(visitor.at(elsewhere.address()).ask("items").await, "cart=[1,2]");
    }
}

/// D16
#[actix_web::test]
async fn a_signed_cookie_can_be_read_by_its_owner_and_a_private_one_not() {
    let [signed, private] = BOTH;
    let visitor = Dictionary::over(signed).await.visitor_with(&["set secret \"oolong\""]).await;
    let text = readable(&visitor.cookie("sessionid").unwrap()).unwrap();
    assert!(text.ends_with(r#"{"secret":"oolong"}"#), "{text}");
    let dictionary = Dictionary::over(private).await;
    let visitor = dictionary.visitor_with(&["set secret \"oolong\""]).await;
    let encrypted = encrypted_bytes(&visitor.cookie("sessionid").unwrap());
    // Long enough to hold the text, which is not there in the clear, nor in
    // another base64 inside.
    assert!(encrypted.len() >= 12 + text.len() + 16, "{} bytes", encrypted.len());
    for piece in ["oolong".to_owned(), "secret".to_owned(), URL_SAFE_NO_PAD.encode(&text)[8..40].to_owned()] {
        let is_there = encrypted.windows(piece.len()).any(|window| window == piece.as_bytes());
        assert!(!is_there, "{piece} in {encrypted:?}");
    }
    assert_eq!(visitor.ask("get secret").await, "\"oolong\"", "the server can read it");
    let again = dictionary.visitor_with(&["set secret \"oolong\""]).await;
    assert_ne!(again.cookie("sessionid"), visitor.cookie("sessionid"), "another nonce each time");
}

/// D15: each letter of it.
#[actix_web::test]
async fn a_changed_cookie_is_refused() {
    for combination in BOTH {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set role \"guest\""]).await;
        let cookie = visitor.cookie("sessionid").unwrap();
        for place in 0..cookie.len() {
            let mut letters = cookie.clone().into_bytes();
            letters[place] = if letters[place] == b'A' { b'B' } else { b'A' };
            let header = [b"sessionid=", letters.as_slice()].concat();
            let answer = visitor.post_with_cookie("/session", "items".to_owned(), &header).await;
            assert_eq!((answer.status, answer.body.as_str()), (200, ""), "{combination:?}, letter {place}");
        }
    }
}

/// D15: a copy that was kept does not hold for longer than the session.
#[actix_web::test]
async fn an_expired_cookie_that_is_sent_again_is_refused() {
    for combination in BOTH {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set a 1", "set_expiry 60"]).await;
        let kept = visitor.copy();
        dictionary.clock.advance(Duration::from_secs(59));
        assert_eq!(kept.copy().ask("items").await, "a=1");
        dictionary.clock.advance(Duration::from_secs(1));
        assert_eq!(kept.ask("items").await, "");
    }
}

/// D17: the whole cookie counts, name and value as they are sent:
/// each length around the largest that fits is tried.
#[actix_web::test]
async fn a_session_past_4096_bytes_is_refused_and_the_old_data_stays() {
    for combination in BOTH {
        let dictionary = Dictionary::over(combination).await;
        let (mut fits, mut too_large) = (100, MAX_COOKIE_BYTES);
        while too_large - fits > 1 {
            let middle = fits.midpoint(too_large);
            let is_kept = kept_bytes(&dictionary, middle).await.is_some();
            *(if is_kept { &mut fits } else { &mut too_large }) = middle;
        }
        let mut largest = 0;
        for length in fits - 12..=too_large + 12 {
            largest = largest.max(kept_bytes(&dictionary, length).await.unwrap_or(0));
        }
        // Not the last byte: Base64 grows in steps, and `/` and `=` are sent as
        // three bytes each. How many of them there are is chance, since the
        // nonce of an encrypted value is random.
        assert!((MAX_COOKIE_BYTES - 64..=MAX_COOKIE_BYTES).contains(&largest), "{combination:?}: {largest}");
    }
}

/// The bytes of the cookie with a value of that length; none if it is refused.
async fn kept_bytes(dictionary: &Dictionary, length: usize) -> Option<usize> {
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let before = visitor.cookie("sessionid");
    let answer = visitor.run(&[&big(length)]).await;
    if answer.status == 413 {
        assert_eq!((answer.set_cookie("sessionid"), visitor.cookie("sessionid")), (None, before));
        assert_eq!(visitor.ask("items").await, "a=1");
        return None;
    }
    assert_eq!(answer.status, 200);
    let bytes = "sessionid".len() + visitor.cookie("sessionid").unwrap().len();
    assert!(bytes <= MAX_COOKIE_BYTES, "browsers drop a cookie of {bytes} bytes");
    assert_eq!(visitor.ask("keys").await, "a big");
    Some(bytes)
}

/// D17: a stranger's first session too, and what other settings leave no room
/// for.
#[actix_web::test]
async fn a_stranger_whose_session_does_not_fit_is_told_and_gets_no_cookie() {
    for combination in BOTH {
        let dictionary = Dictionary::over(combination).await;
        for length in [4_096, 20_000] {
            let stranger = dictionary.visitor();
            assert_eq!(stranger.run(&[&big(length)]).await.status, 413);
            assert_eq!(stranger.cookie("sessionid"), None);
        }
    }
}

/// D18: each request carries the data; with a store it carries an id.
#[actix_web::test]
async fn the_bytes_of_each_request_grow_with_the_session() {
    for combination in BOTH {
        let in_cookie = cookie_bytes(combination).await;
        let in_store = cookie_bytes(Combination::DbSqlite).await;
        assert!(in_store < 100, "{in_store}");
        assert!(in_cookie > 1_000 * 4 / 3, "{in_cookie}");
    }
}

async fn cookie_bytes(combination: Combination) -> usize {
    let visitor = Dictionary::over(combination).await.visitor_with(&[&big(1_000)]).await;
    visitor.cookie("sessionid").unwrap().len()
}

/// D19
#[actix_web::test]
async fn another_secret_key_voids_all_cookies() {
    for combination in BOTH {
        let dictionary = Dictionary::over(combination).await;
        let changed = dictionary.beside(|options| options.keys = Keys::derive(OTHER_KEY, &[]));
        let visitor = dictionary.visitor_with(&["set a 1"]).await;
        let answer = visitor.copy().at(changed.address()).run(&["items"]).await;
        assert!(answer.body.is_empty() && answer.removes_cookie("sessionid"));
        assert_eq!(visitor.ask("items").await, "a=1");
    }
}

/// D19
#[actix_web::test]
async fn who_knows_the_secret_key_can_forge_a_session() {
    for combination in BOTH {
        let dictionary = Dictionary::over(combination).await;
        let end = (dictionary.clock.now() + Duration::from_secs(3_600)).unix_timestamp_nanos() / 1_000;
        let text = URL_SAFE_NO_PAD.encode(format!(r#"1 {end} {{"user":7}}"#));
        for (key, items) in [(SECRET_KEY, "user=7"), (OTHER_KEY, "")] {
            let forger = dictionary.visitor();
            forger.plant_cookie("sessionid", &forged(&text, key, dictionary.options()));
            assert_eq!(forger.ask("items").await, items, "{combination:?}");
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

/// C9, F6, H2: what it can't do: end the copies of a cookie before their time.
async fn a_copied_cookie_survives_logout_until_it_expires(combination: Combination) {
    for ending in ["flush", "cycle_key", "clear"] {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set user 7"]).await;
        let thief = visitor.copy();
        visitor.ask(ending).await;
        assert_eq!(thief.ask("items").await, "user=7", "{ending}");
        dictionary.clock.advance(Duration::from_secs(1_209_600));
        assert_eq!(thief.ask("items").await, "", "{ending}");
    }
}

/// H1: what it can't do: of two requests at once the later answer wins.
async fn of_two_requests_at_once_the_later_answer_wins(combination: Combination) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set n 0"]).await;
    let slow = dictionary.begin(&visitor, &["wait", "add n 10"]).await;
    assert_eq!(added(&visitor).await, "1");
    assert_eq!(slow.finish().await.status, 200);
    assert_eq!(visitor.ask("get n").await, "10", "the one that was quicker is lost");
}

async fn added(visitor: &Visitor) -> String {
    visitor.run(&["add n 1", "get n"]).await.body.lines().last().unwrap().to_owned()
}
