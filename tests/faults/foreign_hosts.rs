//! The host of a request (DNS rebinding), and what proxies report about the client.

use std::net::SocketAddr;

use crate::support::{
    process::Process,
    raw_http::{RawResponse, exchange},
};

fn shop(settings: &[(&str, &str)]) -> (tempfile::TempDir, Process) {
    let folder = tempfile::tempdir().unwrap();
    let settings = [&[("RUST_LOG", "info")], settings].concat();
    let process = Process::start(folder.path(), &settings);
    (folder, process)
}

fn get(address: SocketAddr, target: &str, headers: &str) -> RawResponse {
    exchange(address, &format!("GET {target} HTTP/1.1\r\nConnection: close\r\n{headers}\r\n"))
}

#[test]
fn a_request_for_a_foreign_host_gets_400_before_anything_else_runs() {
    let (_folder, shop) = shop(&[]);
    let address = shop.address();
    let wrong = [
        "Host: evil.example\r\n",
        "Host: localhost.evil.example\r\n",
        "Host: user@localhost\r\n",
        "Host: localhost:http\r\n",
        "Host: \r\n",
    ];
    for headers in wrong {
        for target in ["/", "/lab", "/lab/inspector.json", "/cart", "/no-such-page", "/static/css/shop.css"] {
            let response = get(address, target, headers);
            assert_eq!(response.status, 400, "{target} {headers}: {}", response.text);
            assert!(!response.text.to_lowercase().contains("set-cookie"), "{}", response.text);
            assert!(response.text.contains("server.allowed_hosts"), "{}", response.text);
        }
    }
    assert_eq!(get(address, "http://evil.example/", "Host: localhost\r\n").status, 400, "they differ");
    assert_eq!(get(address, "http://localhost/", "Host: localhost\r\n").status, 200);
    assert_eq!(exchange(address, "GET / HTTP/1.0\r\n\r\n").status, 400, "it names no host");
    for host in ["localhost", "LOCALHOST.:80", "127.0.0.1", "[::1]:8080", "shop.localhost", "shop.test"] {
        assert_eq!(get(address, "/", &format!("Host: {host}\r\n")).status, 200, "{host}");
    }
    let refused = shop.log().lines().filter(|line| line.contains("\"host_refused\"")).count();
    assert_eq!(refused, wrong.len() * 6 + 2, "{}", shop.log());
}

#[test]
fn load_balancers_can_call_the_health_checks_by_any_host() {
    let (_folder, shop) = shop(&[("ALLOWED_HOSTS", "shop.example")]);
    for target in ["/healthz", "/readyz"] {
        assert_eq!(get(shop.address(), target, "Host: 192.0.2.7:8080\r\n").status, 200, "{target}");
        let request = format!("GET {target} HTTP/1.0\r\n\r\n");
        assert_eq!(exchange(shop.address(), &request).status, 200, "{target}");
    }
    assert_eq!(get(shop.address(), "/", "Host: localhost\r\n").status, 400);
    assert_eq!(get(shop.address(), "/", "Host: shop.example\r\n").status, 200);
}

/// The headers that a proxy sets for a client of the address 192.0.2.9.
const FORWARDED: &str = "Host: 127.0.0.1\r\nX-Forwarded-For: 198.51.100.1, 192.0.2.9\r\n\
     X-Forwarded-Proto: https\r\nX-Forwarded-Host: shop.example\r\n";

#[test]
fn a_trusted_proxy_reports_address_scheme_and_host() {
    let settings = [("ALLOWED_HOSTS", "shop.example"), ("SECURE_HSTS_SECONDS", "3600")];
    let (_folder, trusting) = shop(&[&settings[..], &[("SHOP_TRUSTED_PROXIES", "127.0.0.0/8")]].concat());
    let response = get(trusting.address(), "/", FORWARDED);
    assert_eq!(response.status, 200, "{}", response.text);
    assert!(response.has_header("Strict-Transport-Security: max-age=3600"), "{}", response.text);
    assert!(trusting.log().contains(" 192.0.2.9 \"GET /\" 200"), "{}", trusting.log());
    let malformed = get(trusting.address(), "/", &format!("{FORWARDED}Forwarded: for=203.0.113.5\r\n"));
    assert_eq!(malformed.status, 400, "the headers contradict each other");
    assert!(malformed.text.contains("X-Forwarded-*"), "{}", malformed.text);

    let (_folder, other) = shop(&settings);
    assert_eq!(get(other.address(), "/", FORWARDED).status, 400, "the host is 127.0.0.1");
    let own_host = FORWARDED.replace("Host: 127.0.0.1", "Host: shop.example");
    let response = get(other.address(), "/", &own_host);
    assert_eq!(response.status, 200);
    assert!(!response.text.contains("strict-transport-security"), "{}", response.text);
    assert!(!other.log().contains("192.0.2.9"), "nobody's header is believed: {}", other.log());
}
