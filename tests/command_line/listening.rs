//! Where the shop listens: several addresses, IPv6, Unix sockets, shared ports, and the
//! sockets that systemd passes on.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    os::{fd::OwnedFd, unix::fs::PermissionsExt, unix::net::UnixStream},
    path::Path,
    process::{Command, Stdio},
};

use super::{
    program::Program,
    refusals::assert_refused,
    running::{Outcome, Running},
    support::raw_http::exchange,
};

const HEALTH: &str = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

/// Sends a request over a Unix socket and returns the response.
fn exchange_over(path: &Path, request: &str) -> String {
    let mut stream = UnixStream::connect(path).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    response
}

/// Returns the first address that the line at the start names after `start`.
fn address_after(outcome: &Outcome, start: &str) -> String {
    let (_, rest) = outcome.stdout.split_once(start).unwrap_or_else(|| panic!("{outcome:?}"));
    rest.split_whitespace().next().unwrap().to_owned()
}

#[test]
fn several_addresses_are_served_and_named_at_the_start() {
    let program = Program::new().with("SHOP_BIND", "127.0.0.1:0, [::1]:0, unix:shop.sock");
    let program = program.with("ALLOWED_HOSTS", "localhost");
    let running = program.serve(&[]);
    assert_eq!(exchange(running.address(), HEALTH).status, 200);
    let socket = program.folder().join("shop.sock");
    assert!(exchange_over(&socket, HEALTH).starts_with("HTTP/1.1 200"));
    assert_eq!(std::fs::metadata(&socket).unwrap().permissions().mode() & 0o777, 0o660);
    let outcome = running.stop();
    assert_eq!(outcome.status, Some(0), "{outcome:?}");
    assert!(outcome.stdout.trim_end().ends_with(" and unix:shop.sock"), "{outcome:?}");
    assert_eq!(outcome.stdout.matches("http://localhost:").count(), 2, "{outcome:?}");
    assert!(!socket.exists(), "the socket is removed at the end");
}

#[test]
fn an_ipv6_address_is_served() {
    let program = Program::new();
    let running = program.serve(&["--bind", "[::1]:0"]);
    let address = SocketAddr::from(([0, 0, 0, 0, 0, 0, 0, 1], running.address().port()));
    assert_eq!(exchange(address, HEALTH).status, 200);
}

/// `[::]` alone takes the connections of both protocols, so `0.0.0.0` would find its port
/// in use.
#[test]
fn one_port_of_both_protocols_is_two_sockets() {
    let port = TcpListener::bind("[::]:0").unwrap().local_addr().unwrap().port();
    let program = Program::new().with("ALLOWED_HOSTS", "localhost");
    let running = program.serve(&["--bind", &format!("[::]:{port}"), "--bind", &format!("0.0.0.0:{port}")]);
    for address in
        [SocketAddr::from(([127, 0, 0, 1], port)), SocketAddr::from(([0, 0, 0, 0, 0, 0, 0, 1], port))]
    {
        assert_eq!(exchange(address, HEALTH).status, 200, "{address}");
    }
    drop(running);
}

#[test]
fn a_port_is_shared_only_if_the_setting_allows_it() {
    let program = Program::new().with("SHOP_REUSE_PORT", "true");
    let first = program.serve(&[]);
    let address = first.address().to_string();
    let second = program.serve(&["--bind", &address]);
    assert_eq!(second.address(), first.address());
    assert_refused(&Program::new().run(&["--bind", &address]), &["server.bind", &address, "in use"]);
    assert_eq!(first.stop().status, Some(0));
    assert_eq!(exchange(second.address(), HEALTH).status, 200, "the other process serves alone");
}

/// A client of a Unix socket has no address: it is a proxy only if the operator says so.
#[test]
fn what_a_proxy_reports_over_a_unix_socket_is_believed_if_it_is_trusted() {
    let request = "GET / HTTP/1.1\r\nHost: shop.example\r\nX-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\n\
                   Connection: close\r\n\r\n";
    for (trusted, is_believed) in [("unix:", true), ("127.0.0.1", false)] {
        let program = Program::new().with("SHOP_BIND", "127.0.0.1:0,unix:shop.sock");
        let program = program.with("ALLOWED_HOSTS", "shop.example").with("SECURE_HSTS_SECONDS", "3600");
        let running = program.with_trusted(trusted);
        let response = exchange_over(&running.1.folder().join("shop.sock"), request);
        assert!(response.starts_with("HTTP/1.1 200"), "{response}");
        let has_hsts = response.to_lowercase().contains("strict-transport-security");
        assert_eq!(has_hsts, is_believed, "{trusted}: {response}");
        let outcome = running.0.stop();
        assert_eq!(outcome.stderr.contains("192.0.2.7 \"GET /\""), is_believed, "{outcome:?}");
    }
}

impl Program {
    /// Starts the program with these trusted proxies.
    fn with_trusted(self, proxies: &str) -> (Running, Self) {
        let program = self.with("SHOP_TRUSTED_PROXIES", proxies);
        (program.serve(&[]), program)
    }
}

#[test]
fn an_address_that_can_not_be_used_is_refused() {
    let refused = |bind: &str, words: &[&str]| {
        let program = Program::new().with("ALLOWED_HOSTS", "localhost").with("SHOP_BIND", bind);
        std::fs::write(program.folder().join("file"), "").unwrap();
        assert_refused(&program.run(&[]), words);
    };
    refused("127.0.0.1:0,localhost:80", &["server.bind", "localhost:80", "unix:PATH"]);
    refused("", &["server.bind", "ADDRESS:PORT"]);
    refused("unix:file", &["server.bind is unix:file", "no socket"]);
    refused("unix:none/file", &["server.bind is unix:none/file", "No such file"]);
    let unnamed = Program::new().with("SHOP_BIND", "unix:shop.sock").run(&[]);
    assert_refused(&unnamed, &["server.allowed_hosts", "Unix socket"]);
    let wide = Program::new().with("SHOP_UNIX_SOCKET_MODE", "0999").run(&[]);
    assert_refused(&wide, &["server.unix_socket_mode", "three octal digits"]);
}

/// Starts the shop as systemd does: the socket is descriptor 3, and `LISTEN_PID` is the id
/// of the process.
fn activated(program: &Program, socket: impl Into<OwnedFd>, output: &str) -> Command {
    let script = format!(r#"export LISTEN_PID=$$ LISTEN_FDS=1; exec "$0" serve 3<&0 </dev/null {output}"#);
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", &script, env!("CARGO_BIN_EXE_session-shop")])
        .current_dir(program.folder())
        .env_clear();
    command.env("SHOP_WORKERS", "1").env("ALLOWED_HOSTS", "localhost").stdin(Stdio::from(socket.into()));
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[test]
fn a_socket_of_systemd_takes_the_place_of_the_setting() {
    let program = Program::new();
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap();
    let running = Running::new(activated(&program, socket, "").spawn().unwrap());
    // The socket takes connections before the shop has started.
    assert_eq!(exchange(address, HEALTH).status, 200);
    let outcome = running.stop();
    assert_eq!(outcome.status, Some(0), "{outcome:?}");
    assert_eq!(address_after(&outcome, "is open at "), format!("http://localhost:{}", address.port()));
}

#[test]
fn a_unix_socket_of_systemd_is_served_and_stays() {
    let program = Program::new();
    let path = program.folder().join("systemd.sock");
    let socket = std::os::unix::net::UnixListener::bind(&path).unwrap();
    let running = Running::new(activated(&program, socket, "").spawn().unwrap());
    assert!(exchange_over(&path, HEALTH).starts_with("HTTP/1.1 200"));
    assert_eq!(running.stop().status, Some(0));
    assert!(path.exists(), "the socket is systemd's");
}

#[test]
fn a_descriptor_that_is_no_listening_socket_is_refused() {
    let program = Program::new();
    let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let outcome = Running::new(activated(&program, socket, "").spawn().unwrap()).wait();
    assert_refused(&outcome, &["LISTEN_FDS", "Unix sockets"]);
}

/// A log on a full disk, or a terminal that is gone, must not end the shop.
#[test]
fn a_full_or_closed_output_does_not_stop_the_shop() {
    for output in [">/dev/full 2>/dev/full", ">&- 2>&-"] {
        let program = Program::new();
        let socket = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = socket.local_addr().unwrap();
        let running = Running::new(activated(&program, socket, output).spawn().unwrap());
        for _ in 0..3 {
            assert_eq!(exchange(address, HEALTH).status, 200, "{output}");
        }
        running.signal("HUP");
        assert_eq!(exchange(address, HEALTH).status, 200, "{output}");
        assert_eq!(running.stop().status, Some(0), "{output}");
        assert!(TcpStream::connect(address).is_err());
    }
}
