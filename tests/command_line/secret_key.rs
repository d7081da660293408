//! What signs cookies: given, or made once and kept.

use std::{fs, os::unix::fs::PermissionsExt};

use crate::{program::Program, support::customer::line};

const TEA: &str = "keemun-black";

#[actix_web::test]
async fn without_a_secret_key_one_is_made_kept_for_its_owner_alone_and_used_again() {
    let program = Program::new();
    let first = program.serve(&[]);
    let visitor = first.visitor();
    visitor.add_to_cart(TEA, 2).await;
    let file = program.path("var/secret_key");
    let key = fs::read_to_string(&file).unwrap();
    assert!(key.trim().len() >= 32);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let ended = first.stop();
    assert!(!ended.stderr.contains(key.trim()) && !ended.stdout.contains(key.trim()));

    let second = program.serve(&[]);
    assert_eq!(fs::read_to_string(&file).unwrap(), key);
    assert_eq!(visitor.at(second.address).get("/cart").await.cart_lines(), [line(TEA, 2)]);
    assert!(Program::new().path("var").metadata().is_err());
}

#[test]
fn no_two_shops_have_the_same_key() {
    let keys = [Program::new(), Program::new()].map(|program| {
        program.serve(&[]).stop();
        fs::read_to_string(program.path("var/secret_key")).unwrap()
    });
    assert_ne!(keys[0], keys[1]);
}

/// H8
#[actix_web::test]
async fn with_a_secret_key_none_is_kept_and_another_one_voids_the_cookies() {
    let (key, other) = ("the first key of more than 32 bytes", "the other key of more than 32 bytes");
    let program = Program::new().set("SECRET_KEY", key);
    let first = program.serve(&[]);
    let visitor = first.visitor();
    visitor.add_to_cart(TEA, 2).await;
    assert!(!program.path("var/secret_key").exists());
    first.stop();

    let program = program.set("SECRET_KEY", other);
    let second = program.serve(&[]);
    assert_eq!(visitor.copy().at(second.address).get("/cart").await.cart_lines(), []);
    second.stop();

    let program = program.set("SECRET_KEY_FALLBACKS", key);
    let third = program.serve(&[]);
    assert_eq!(visitor.at(third.address).get("/cart").await.cart_lines(), [line(TEA, 2)]);
}
