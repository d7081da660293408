//! Bodies and heads that the shop refuses: compressed, too large, with too many fields.

use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr},
};

use flate2::{Compression, write::GzEncoder};

use crate::support::{
    process::Process,
    raw_http::{RawResponse, exchange, read_to_end, send},
};

fn start(settings: &[(&str, &str)]) -> (tempfile::TempDir, Process) {
    let folder = tempfile::tempdir().unwrap();
    let process = Process::start(folder.path(), settings);
    (folder, process)
}

/// Sends the head of a request and the end of the connection in place of the body.
fn head(address: SocketAddr, method: &str, path: &str, headers: &str) -> RawResponse {
    let head = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n");
    let stream = send(address, head.as_bytes());
    stream.shutdown(Shutdown::Write).unwrap();
    read_to_end(stream)
}

#[test]
fn a_content_encoding_is_refused_before_the_body_is_read_on_every_path() {
    let (_folder, shop) = start(&[]);
    for method in ["POST", "PUT", "DELETE", "GET"] {
        for path in ["/cart/add", "/no-such-page", "/static/none", "/lab/tamper", "/lab/target", "/healthz"] {
            for encoding in ["br", "gzip", "identity, br", "x"] {
                let headers = format!("Content-Encoding: {encoding}\r\nContent-Length: 2374\r\n");
                let response = head(shop.address(), method, path, &headers);
                assert_eq!(response.status, 415, "{method} {path} {encoding}: {}", response.text);
                assert!(response.has_header("Accept-Encoding: identity"), "{}", response.text);
            }
        }
    }
    let identity = "Content-Encoding: Identity\r\nContent-Length: 0\r\nConnection: close\r\n";
    assert_eq!(head(shop.address(), "POST", "/cart/add", identity).status, 403, "it is not compressed");
}

#[test]
fn a_small_body_that_becomes_large_costs_no_memory() {
    const LARGE: usize = 32 << 20;
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    bomb.write_all(&vec![0; LARGE]).unwrap();
    let bomb = bomb.finish().unwrap();
    assert!(bomb.len() < 60_000, "it is within the limit of a form");
    let (_folder, shop) = start(&[]);
    let refuse = |body: &[u8]| {
        let headers = format!("Content-Encoding: gzip\r\nContent-Length: {}\r\n\r\n", body.len());
        let head = format!("POST /cart/add HTTP/1.1\r\nHost: localhost\r\n{headers}");
        let response = read_to_end(send(shop.address(), &[head.as_bytes(), body].concat()));
        assert_eq!(response.status, 415, "{}", response.text);
    };
    // Connections go to the workers in turn. Each worker's heap grows with its first requests,
    // whatever these are.
    for _ in 0..32 {
        assert_eq!(head(shop.address(), "GET", "/", "Connection: close\r\n").status, 200);
        refuse(b"");
    }
    let before = shop.peak_memory_kib();
    for _ in 0..8 {
        refuse(&bomb);
    }
    let more = shop.peak_memory_kib() - before;
    assert!(more < 8 << 10, "{more} KiB more than before");
}

#[test]
fn a_body_that_is_too_large_is_refused_before_or_while_it_is_read() {
    let (_folder, shop) = start(&[("DATA_UPLOAD_MAX_MEMORY_SIZE", "2048")]);
    for path in ["/cart/add", "/no-such-page", "/lab/target"] {
        let response = head(shop.address(), "POST", path, "Content-Length: 2049\r\n");
        assert_eq!(response.status, 413, "{path}: {}", response.text);
        assert!(response.text.contains("2,048") || response.text.contains("2048"), "{}", response.text);
    }
    let chunk = format!("801\r\n{}\r\n", "x".repeat(0x801));
    let request = format!(
        "POST /cart/add HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n{chunk}0\r\n\r\n"
    );
    let request = request.replacen("\r\n\r\n", "\r\nConnection: close\r\n\r\n", 1);
    assert_eq!(exchange(shop.address(), &request).status, 413);
}

#[test]
fn a_form_with_too_many_fields_gets_400() {
    let (_folder, shop) = start(&[("DATA_UPLOAD_MAX_NUMBER_FIELDS", "3")]);
    for (body, status) in [("a&b&c", 403), ("a&b&c&d", 400)] {
        let headers = format!("Connection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        let response =
            exchange(shop.address(), &format!("POST /cart/add HTTP/1.1\r\nHost: localhost\r\n{headers}"));
        assert_eq!(response.status, status, "{body}: {}", response.text);
    }
}

#[test]
fn headers_that_are_too_large_get_431() {
    let (_folder, shop) = start(&[("SHOP_MAX_HEADER_BYTES", "4096")]);
    let with = |bytes: usize| format!("Connection: close\r\nCookie: a={}\r\n", "x".repeat(bytes));
    assert_eq!(head(shop.address(), "GET", "/", &with(3_500)).status, 200);
    let response = head(shop.address(), "GET", "/", &with(4_096));
    assert_eq!(response.status, 431);
    assert!(response.text.contains("4,096") || response.text.contains("4096"), "{}", response.text);
    assert_eq!(head(shop.address(), "GET", &format!("/?q={}", "x".repeat(4_096)), &with(1)).status, 431);
    assert_eq!(head(shop.address(), "GET", "/", &with(200_000)).status, 431, "more than actix-http reads");
}

#[test]
fn connect_is_refused_and_an_upgrade_is_ignored() {
    let (_folder, shop) = start(&[]);
    let connect = "CONNECT shop.example:443 HTTP/1.1\r\nHost: shop.example:443\r\n\r\n";
    let response = exchange(shop.address(), connect);
    assert_eq!(response.status, 405, "{}", response.text);
    assert!(response.has_header("Allow: GET, HEAD, POST"), "{}", response.text);
    for upgrade in ["websocket", "h2c", "TLS/1.0"] {
        let headers = format!("Connection: Upgrade\r\nUpgrade: {upgrade}\r\n");
        let mut stream = send(
            shop.address(),
            format!("GET /healthz HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n").as_bytes(),
        );
        let mut status = [0; 15];
        stream.read_exact(&mut status).unwrap();
        assert_eq!(&status, b"HTTP/1.1 200 OK", "{upgrade}");
        let headers = format!("{headers}Content-Length: 3\r\n\r\na=b");
        let form = format!("POST /cart/add HTTP/1.1\r\nHost: localhost\r\n{headers}");
        let response = read_to_end(send(shop.address(), form.as_bytes()));
        assert_eq!(response.status, 403, "{upgrade}: {}", response.text);
    }
}
