//! `serve --https`: what it prints at the start, and what it refuses. Pages over
//! HTTPS are tested in a browser (`tests/browser/secure_cookies.rs`).

use std::{
    fs,
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
};

use super::{program::Program, refusals::assert_refused};

/// Starts and stops a shop, and returns the paths of the certificate and the key that
/// it created.
fn create_certificate(program: &Program) -> (String, String) {
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
    assert!(TcpListener::bind(running.https_address()).is_err(), "the shop does not listen there");
    let https = running.https_address();
    let outcome = running.stop();
    assert_eq!(outcome.status, Some(0), "{outcome:?}");
    assert!(TcpStream::connect(https).is_err(), "the shop still listens there");
}

#[test]
fn its_certificate_is_used_again_and_its_key_is_readable_by_the_owner_only() {
    let program = Program::new();
    let (certificate, key) = create_certificate(&program);
    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    let before = fs::read_to_string(&certificate).unwrap();
    create_certificate(&program);
    assert_eq!(fs::read_to_string(&certificate).unwrap(), before);
}

#[test]
fn a_certificate_and_key_given_as_options_are_used() {
    let other = Program::new();
    let (certificate, key) = create_certificate(&other);
    let program = Program::new();
    let files = ["serve", "--https", "127.0.0.1:0", "--certificate", &certificate, "--private-key", &key];
    assert_eq!(program.serve(&files).stop().status, Some(0));
    assert!(!program.data().join("https_certificate.pem").exists(), "a certificate was created");
}

#[test]
fn an_invalid_certificate_or_key_is_refused_with_its_option_and_value() {
    let program = Program::new();
    let (certificate, key) = create_certificate(&program);
    let other = Program::new();
    let (_, other_key) = create_certificate(&other);
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
fn an_https_port_in_use_is_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let outcome = Program::new().run(&["serve", "--https", &address]);
    assert_refused(&outcome, &["--https", &address, "in use"]);
}

/// Only users of this machine may use the lab, unless the settings allow others.
#[actix_web::test]
async fn a_public_https_address_switches_the_lab_off() {
    let program = Program::new().with("ALLOWED_HOSTS", "localhost,127.0.0.1");
    let running = program.serve(&["serve", "--https", "0.0.0.0:0"]);
    assert_eq!(running.visitor().get("/lab").await.status, 404);
    drop(running);
    let running = program.serve(&["serve", "--https", "127.0.0.1:0"]);
    assert_eq!(running.visitor().get("/lab").await.status, 200);
}
