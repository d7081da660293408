//! `serve --https`: what is said at the start, and what is refused. That pages
//! come over it is seen in a browser (`tests/browser/https.rs`).

use std::{fs, net::TcpListener, os::unix::fs::PermissionsExt};

use super::{program::Program, refusals::assert_refused};

/// A certificate and its key, made by a shop that was here before.
fn made_by_a_shop(program: &Program) -> (String, String) {
    let running = program.serve(&["serve", "--https", "127.0.0.1:0"]);
    assert_eq!(running.stop().status, Some(0));
    let path = |name: &str| program.data().join(name).to_str().unwrap().to_owned();
    (path("https_certificate.pem"), path("https_private_key.pem"))
}

#[actix_web::test]
async fn the_line_at_the_start_names_both_addresses_and_sigterm_closes_both() {
    let program = Program::new();
    let running = program.serve(&["serve", "--https", "127.0.0.1:0"]);
    assert_ne!(running.address(), running.https_address());
    assert_eq!(running.visitor().get("/").await.status, 200);
    assert!(TcpListener::bind(running.https_address()).is_err(), "somebody listens there");
    let https = running.https_address();
    let outcome = running.stop();
    assert_eq!(outcome.status, Some(0), "{outcome:?}");
    assert!(TcpListener::bind(https).is_ok(), "nobody listens there any more");
}

#[test]
fn its_certificate_is_kept_and_its_key_is_the_owners_only() {
    let program = Program::new();
    let (certificate, key) = made_by_a_shop(&program);
    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    let before = fs::read_to_string(&certificate).unwrap();
    made_by_a_shop(&program);
    assert_eq!(fs::read_to_string(&certificate).unwrap(), before);
}

#[test]
fn a_given_certificate_is_taken_with_its_key() {
    let maker = Program::new();
    let (certificate, key) = made_by_a_shop(&maker);
    let program = Program::new();
    let files = ["serve", "--https", "127.0.0.1:0", "--certificate", &certificate, "--private-key", &key];
    assert_eq!(program.serve(&files).stop().status, Some(0));
    assert!(!program.data().join("https_certificate.pem").exists(), "none was made");
}

#[test]
fn files_that_are_no_certificate_are_refused_by_option_and_value() {
    let program = Program::new();
    let (certificate, key) = made_by_a_shop(&program);
    let other = Program::new();
    let (_, other_key) = made_by_a_shop(&other);
    let refused = |certificate: &str, key: &str, words: &[&str]| {
        let files = ["serve", "--https", "127.0.0.1:0", "--certificate", certificate, "--private-key", key];
        assert_refused(&program.run(&files), words);
    };
    refused("none.pem", &key, &["--certificate", "none.pem", "No such file"]);
    refused(&certificate, "none.pem", &["--private-key", "none.pem", "No such file"]);
    refused(&key, &key, &["--certificate", &key, "no certificate in it"]);
    refused(&certificate, &certificate, &["--private-key", &certificate, "no private key in it"]);
    refused(&certificate, &other_key, &["--private-key", &other_key, "not the key of", &certificate]);
}

#[test]
fn a_taken_https_port_is_refused() {
    let neighbour = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = neighbour.local_addr().unwrap().to_string();
    let outcome = Program::new().run(&["serve", "--https", &address]);
    assert_refused(&outcome, &["--https", &address, "in use"]);
}

/// The lab is for this machine's users unless the settings say otherwise.
#[actix_web::test]
async fn https_for_everybody_closes_the_lab() {
    let program = Program::new();
    let running = program.serve(&["serve", "--https", "0.0.0.0:0"]);
    assert_eq!(running.visitor().get("/lab").await.status, 404);
    drop(running);
    let running = program.serve(&["serve", "--https", "127.0.0.1:0"]);
    assert_eq!(running.visitor().get("/lab").await.status, 200);
}
