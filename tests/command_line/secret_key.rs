//! The key that signs cookies, from one start of the shop to the next.

use std::fs;

use super::{program::Program, support::customer::line};

const TEA: &str = "keemun-black";

#[test]
fn no_two_shops_make_the_same_key() {
    let keys = [Program::new(), Program::new()].map(|program| {
        assert_eq!(program.serve(&[]).stop().status, Some(0));
        fs::read_to_string(program.data().join("secret_key")).unwrap()
    });
    assert_ne!(keys[0], keys[1]);
}

#[test]
fn a_kept_key_that_is_too_short_is_refused_and_not_shown() {
    let program = Program::new();
    program.run(&["migrate"]);
    fs::write(program.data().join("secret_key"), "osmanthus\n").unwrap();
    let outcome = program.run(&[]);
    assert_eq!((outcome.status, outcome.stderr.lines().count()), (Some(2), 1), "{outcome:?}");
    assert!(outcome.stderr.contains("var/secret_key: a secret key has at least 32 bytes"), "{outcome:?}");
    assert!(!outcome.stderr.contains("osmanthus"), "{outcome:?}");
}

/// H8
#[actix_web::test]
async fn another_key_voids_the_cookies_unless_the_old_one_is_a_fallback() {
    let (key, other) = ("the first key of more than 32 bytes", "the other key of more than 32 bytes");
    let program = Program::new().with("SECRET_KEY", key);
    let running = program.serve(&[]);
    let visitor = running.visitor();
    visitor.add_to_cart(TEA, 2).await;
    running.stop();

    let program = program.with("SECRET_KEY", other);
    let running = program.serve(&[]);
    assert_eq!(visitor.copy().at(running.address()).get("/cart").await.cart_lines(), []);
    running.stop();

    let program = program.with("SECRET_KEY_FALLBACKS", key);
    let running = program.serve(&[]);
    assert_eq!(visitor.at(running.address()).get("/cart").await.cart_lines(), [line(TEA, 2)]);
}
