//! A form whose body arrives late: the test sends the head of the request first, and
//! decides when it sends the body.
//!
//! The head has `Expect: 100-continue`. actix-http writes its `100 Continue` when the
//! request waits for the first time. A session whose load does not wait is therefore
//! loaded by then. This is so for the `file` engine and for a cache in memory. It is so
//! for SQLite if no other thread can take the connections for immediate reads: start the
//! shop with [`ONE_WORKER`].

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::{page::Page, visitor::Visitor};

/// The setting with which a slow form over SQLite has certainly loaded its session.
pub const ONE_WORKER: (&str, &str) = ("server.workers", "1");

/// A request whose head is sent and whose body is not.
pub struct SlowForm {
    stream: BufReader<TcpStream>,
    rest: String,
}

impl SlowForm {
    /// Sends the head of a POST request, and returns when the server requests the body
    /// (RFC 9110, section 10.1.1). The request has then loaded its session.
    pub async fn begin(address: SocketAddr, visitor: &Visitor, path: &str, fields: &[(&str, &str)]) -> Self {
        let token = visitor.get("/").await.field("csrf_token").unwrap();
        let cookies = ["sessionid", "csrftoken", "lab_browser", "lab_settings"];
        let cookies =
            cookies.into_iter().filter_map(|name| Some(format!("{name}={}", visitor.cookie(name)?)));
        let cookies: Vec<String> = cookies.collect();
        let fields = [fields, &[("csrf_token", token.as_str())]].concat();
        let body = serde_urlencoded::to_string(fields).unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(120))).unwrap();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nExpect: 100-continue\r\n\
             Cookie: {}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
            cookies.join("; "),
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut form = Self { stream: BufReader::new(stream), rest: body };
        assert!(form.line().starts_with("HTTP/1.1 100"));
        assert_eq!(form.line(), "");
        form
    }

    /// Sends the body, so that the request continues.
    pub fn send_rest(&mut self) {
        self.stream.get_mut().write_all(self.rest.as_bytes()).unwrap();
    }

    /// Reads the response.
    pub fn response(mut self) -> Page {
        let status = self.line().split(' ').nth(1).unwrap().parse().unwrap();
        let mut headers = HeaderMap::new();
        loop {
            let line = self.line();
            let Some((name, value)) = line.split_once(": ") else { break };
            headers.append(HeaderName::try_from(name).unwrap(), HeaderValue::try_from(value).unwrap());
        }
        let mut body = String::new();
        self.stream.read_to_string(&mut body).unwrap();
        Page { status, headers, body }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.stream.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }
}
