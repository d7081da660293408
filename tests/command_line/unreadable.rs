//! A cookie with a valid signature whose value can't be decoded (D14). Its visitor
//! gets a new session, and the log has a line without any part of the value.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use session_shop::sessions::{Keys, Options, cookie, engines::SignedCookiesEngine};

use super::program::Program;

const SECRET_KEY: &str = "a secret key that only this test knows";

/// Returns a cookie's value, signed as the shop signs it.
fn signed(value: &str) -> String {
    let options = Options::new(Arc::new(SignedCookiesEngine), Keys::derive(SECRET_KEY, &[]));
    cookie::seal("sessionid", value, &options).split_once('=').unwrap().1.to_owned()
}

// D14
#[actix_web::test]
async fn a_signed_cookie_that_cannot_be_decoded_is_logged_and_its_visitor_gets_a_new_session() {
    let program = Program::new().with("SESSION_ENGINE", "signed_cookies").with("SECRET_KEY", SECRET_KEY);
    let running = program.serve(&[]);
    let values = [
        "oolong-and-osmanthus".to_owned(),
        URL_SAFE_NO_PAD.encode("1 oolong-and-osmanthus {}"),
        URL_SAFE_NO_PAD.encode("1 1 \"oolong-and-osmanthus\""),
    ];
    for value in &values {
        let visitor = running.visitor();
        visitor.insert_cookie("sessionid", &signed(value));
        let page = visitor.get("/cart").await;
        assert_eq!((page.status, page.cart_count()), (200, 0), "{value}");
        visitor.add_to_cart("keemun-black", 1).await;
        assert_eq!(visitor.get("/cart").await.cart_count(), 1, "{value}");
    }
    let outcome = running.stop();
    let lines: Vec<_> = outcome.stderr.lines().filter(|line| line.contains(" WARN ")).collect();
    assert!(lines.len() >= values.len(), "{outcome:?}");
    assert!(lines.iter().all(|line| line.contains("a stored session can't be read")), "{outcome:?}");
    for value in values.iter().map(String::as_str).chain(["oolong", "osmanthus"]) {
        assert!(!outcome.stderr.contains(value), "{value} is logged: {outcome:?}");
    }
}

// D22
#[actix_web::test]
async fn a_key_of_another_engine_is_not_logged() {
    let program = Program::new().with("SESSION_ENGINE", "signed_cookies").with("SECRET_KEY", SECRET_KEY);
    let running = program.serve(&[]);
    let visitor = running.visitor();
    visitor.insert_cookie("sessionid", &signed(&"k3".repeat(16)));
    assert_eq!(visitor.get("/cart").await.status, 200);
    let outcome = running.stop();
    assert!(!outcome.stderr.contains(" WARN "), "{outcome:?}");
}
