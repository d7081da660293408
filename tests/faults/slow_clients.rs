//! Clients that send or read too slowly. Each is cut off after a time limit, and meanwhile
//! the others are served.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    thread,
    time::{Duration, Instant},
};

use tokio::net::TcpSocket;

use crate::support::{
    process::Process,
    raw_http::{exchange, read_to_end, send},
    visitor::Visitor,
};

/// The shortest time limits that the settings allow, seconds.
const TIME_LIMITS: [(&str, &str); 3] =
    [("SHOP_HEAD_TIMEOUT", "1"), ("SHOP_BODY_TIMEOUT", "1"), ("SHOP_WRITE_TIMEOUT", "1")];

/// Much longer than all time limits.
const PATIENCE: Duration = Duration::from_secs(60);

const DRIP_INTERVAL: Duration = Duration::from_millis(50);

const HEAD: &str = "POST /cart/add HTTP/1.1\r\nHost: localhost\r\n";

fn start() -> (tempfile::TempDir, Process) {
    let folder = tempfile::tempdir().unwrap();
    let process = Process::start(folder.path(), &TIME_LIMITS);
    (folder, process)
}

/// Waits until the process has closed all but `count` of its files.
fn wait_for_open_files(shop: &Process, count: usize) {
    let begun = Instant::now();
    while shop.open_files() > count {
        assert!(begun.elapsed() < PATIENCE, "{} files are open, not {count}", shop.open_files());
        thread::sleep(DRIP_INTERVAL);
    }
}

fn front_page(address: SocketAddr) -> u16 {
    exchange(address, "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").status
}

/// Sends a byte on each connection again and again, until the shop has closed them all.
fn drip_until_cut_off(shop: &Process, mut streams: Vec<TcpStream>) {
    let begun = Instant::now();
    while !streams.is_empty() {
        streams.retain_mut(|stream| stream.write_all(b"x").is_ok());
        assert_eq!(front_page(shop.address()), 200, "the others are served");
        assert!(begun.elapsed() < PATIENCE, "{} connections are not cut off", streams.len());
        thread::sleep(DRIP_INTERVAL);
    }
}

#[test]
fn bodies_that_drip_are_cut_off_while_others_are_served() {
    let (_folder, shop) = start();
    assert_eq!(front_page(shop.address()), 200);
    let sized = format!("{HEAD}Content-Length: 60000\r\n\r\n");
    let chunked = format!("{HEAD}Transfer-Encoding: chunked\r\n\r\nea60\r\n");
    // The shop responds at once to a foreign host and reads nothing of its body.
    let unread = chunked.replace("localhost", "evil.example");
    let heads = [sized, chunked, unread];
    let streams = (0..150).map(|number| send(shop.address(), heads[number % 3].as_bytes())).collect();
    drip_until_cut_off(&shop, streams);
}

#[test]
fn heads_that_drip_are_cut_off_also_after_the_first_request() {
    let (_folder, shop) = start();
    let first = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HTTP/1.1\r\nCookie: ";
    let heads = ["GET / HTTP/1.1\r\nCookie: ", first];
    let streams = (0..100).map(|number| send(shop.address(), heads[number % 2].as_bytes())).collect();
    drip_until_cut_off(&shop, streams);
}

#[test]
fn a_body_that_never_comes_gets_408() {
    let (_folder, shop) = start();
    let begun = Instant::now();
    for head in ["Content-Length: 10\r\n\r\na=b", "Transfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n"] {
        let response = exchange(shop.address(), &format!("{HEAD}{head}"));
        assert_eq!(response.status, 408, "{}", response.text);
        assert!(response.has_header("Connection: close"), "{}", response.text);
    }
    assert!(begun.elapsed() >= Duration::from_secs(2), "each has its second");
    let response = exchange(shop.address(), "GET / HTTP/1.1\r\nHost: local");
    assert_eq!(response.status, 408, "a head: {}", response.text);
}

/// Connects with a small buffer, which a response fills.
async fn slow_reader(address: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    let stream = socket.connect(address).await.unwrap().into_std().unwrap();
    stream.set_nonblocking(false).unwrap();
    stream.set_write_timeout(Some(DRIP_INTERVAL)).unwrap();
    stream
}

#[actix_web::test]
async fn responses_that_nobody_reads_are_cut_off_while_others_are_served() {
    let folder = tempfile::tempdir().unwrap();
    // The many requests keep the shop busy, so a head may take longer than a second.
    let shop = Process::start(folder.path(), &[("SHOP_WRITE_TIMEOUT", "1")]);
    let page = Visitor::new(shop.address()).get("/").await;
    let style = page.attributes_of("[rel=\"stylesheet\"]", "href").remove(0);
    let request = format!("GET {style} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let before = shop.open_files();
    let mut readers = Vec::new();
    for _ in 0..50 {
        readers.push(slow_reader(shop.address()).await);
    }
    for reader in &mut readers {
        // The shop reads no further once a response is stuck.
        while reader.write_all(request.repeat(100).as_bytes()).is_ok() {}
    }
    assert_eq!(front_page(shop.address()), 200, "the others are served");
    wait_for_open_files(&shop, before);
    drop(readers);
}

#[test]
fn a_client_that_pauses_less_than_the_limit_is_served() {
    let (_folder, shop) = start();
    let mut stream = send(shop.address(), b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    thread::sleep(DRIP_INTERVAL);
    stream.write_all(format!("{HEAD}Content-Length: 3\r\nConnection: close\r\n\r\n").as_bytes()).unwrap();
    thread::sleep(DRIP_INTERVAL);
    stream.write_all(b"a=b").unwrap();
    let text = read_to_end(stream).text;
    assert!(text.starts_with("HTTP/1.1 200") && text.contains("HTTP/1.1 403"), "{text}");
}

#[test]
fn a_client_past_the_limit_of_connections_waits_for_another_to_leave() {
    let folder = tempfile::tempdir().unwrap();
    let settings = [("SHOP_MAX_CONNECTIONS", "4"), ("SHOP_HEAD_TIMEOUT", "3600")];
    let shop = Process::start(folder.path(), &settings);
    let first = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HTTP/1.1\r\n";
    let mut held: Vec<TcpStream> = (0..4).map(|_| send(shop.address(), first.as_bytes())).collect();
    for stream in &mut held {
        stream.read_exact(&mut [0; 12]).expect("it is within the limit");
    }
    let request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let waiting = send(shop.address(), request.as_bytes());
    waiting.set_read_timeout(Some(DRIP_INTERVAL * 4)).unwrap();
    assert!((&waiting).read(&mut [0; 1]).is_err(), "it is past the limit");
    drop(held);
    waiting.set_read_timeout(Some(PATIENCE)).unwrap();
    assert_eq!(read_to_end(waiting).status, 200);
}
