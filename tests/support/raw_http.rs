//! HTTP over a plain connection: a test writes each byte of its request itself.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

/// Longer than the shop takes to respond.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A response: its status, or 0 if the connection ended without one, and its text.
#[derive(Debug)]
pub struct RawResponse {
    pub status: u16,
    pub text: String,
}

impl RawResponse {
    fn of(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let status = text.get(9..12).and_then(|status| status.parse().ok()).unwrap_or(0);
        Self { status, text }
    }

    /// Returns whether a line of the head is `line`, in any case.
    pub fn has_header(&self, line: &str) -> bool {
        let head = self.text.split("\r\n\r\n").next().unwrap();
        head.lines().any(|candidate| candidate.eq_ignore_ascii_case(line))
    }
}

/// Opens a connection and sends bytes.
pub fn send(address: SocketAddr, bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(TIMEOUT)).unwrap();
    stream.write_all(bytes).unwrap();
    stream
}

/// Reads until the server closes the connection.
pub fn read_to_end(mut stream: TcpStream) -> RawResponse {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4_096];
    // A reset after the response is as good as its end.
    while let Ok(length @ 1..) = stream.read(&mut buffer) {
        bytes.extend_from_slice(&buffer[..length]);
    }
    RawResponse::of(&bytes)
}

/// Sends a request whose response closes the connection, and returns the response.
pub fn exchange(address: SocketAddr, request: &str) -> RawResponse {
    read_to_end(send(address, request.as_bytes()))
}
