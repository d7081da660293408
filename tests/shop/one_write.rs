//! A response leaves in one write. With two, the second one could wait for the client's
//! acknowledgement of the first: 40 ms (RFC 896, Nagle's algorithm, and RFC 1122, section
//! 4.2.3.2, delayed acknowledgements).

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use crate::support::TestApp;

/// More than any of the responses has.
const BUFFER_BYTES: usize = 256 * 1_024;

/// Sends a request, and returns the bytes of the first read and of the whole response.
fn exchange(stream: &mut TcpStream, path: &str, coding: &str) -> (usize, usize) {
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: {coding}\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut buffer = vec![0; BUFFER_BYTES];
    let first = stream.read(&mut buffer).unwrap();
    let end = buffer[..first].windows(4).position(|bytes| bytes == b"\r\n\r\n").expect("the whole head") + 4;
    let head = String::from_utf8_lossy(&buffer[..end]).to_lowercase();
    assert!(head.starts_with("http/1.1 200"), "{path}: {head}");
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a length");
    let whole = end + length.parse::<usize>().unwrap();
    stream.read_exact(&mut buffer[first..whole]).unwrap();
    (first, whole)
}

/// The loopback interface carries one write of this size in one packet, so one read returns
/// all of it. The connection is used again: the first response of a connection is
/// acknowledged at once.
#[actix_web::test]
async fn a_response_arrives_whole_on_a_connection_in_use() {
    let app = TestApp::start().await;
    let stylesheet = app.visitor().get("/").await.attributes_of("[rel=\"stylesheet\"]", "href").remove(0);
    let address = app.address();
    let exchanges = move || {
        let mut stream = TcpStream::connect(address).unwrap();
        for path in ["/", "/cart", "/products/keemun-black", &stylesheet, "/lab", "/account/login"] {
            for coding in ["br", "gzip"] {
                let (first, whole) = exchange(&mut stream, path, coding);
                assert_eq!(first, whole, "{path} in {coding}");
            }
        }
    };
    std::thread::spawn(exchanges).join().unwrap();
}
