//! A form whose second half arrives late: the request is under way, and the
//! test decides when it goes on.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::{page::Page, visitor::Visitor};

pub struct SlowForm {
    stream: BufReader<TcpStream>,
    rest: String,
}

impl SlowForm {
    /// Sends the head, and returns when the server asks for the body
    /// (RFC 9110, section 10.1.1) and is at work on the request.
    pub async fn begin(address: SocketAddr, visitor: &Visitor, path: &str, fields: &[(&str, &str)]) -> Self {
        let token = visitor.get("/").await.field("csrf_token").unwrap();
        let cookies = ["sessionid", "csrftoken", "lab_browser", "lab_settings"];
        let cookies =
            cookies.into_iter().filter_map(|name| Some(format!("{name}={}", visitor.cookie(name)?)));
        let cookies: Vec<String> = cookies.collect();
        let fields = [fields, &[("csrf_token", token.as_str())]].concat();
        let body = serde_urlencoded::to_string(fields).unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
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
        // That is said before the session is loaded; when another request has been
        // answered, it is.
        visitor.other_browser().get("/cart").await;
        form
    }

    /// Sends the body. The request goes on.
    pub fn send_rest(&mut self) {
        self.stream.get_mut().write_all(self.rest.as_bytes()).unwrap();
    }

    /// The answer.
    pub fn answer(mut self) -> Page {
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
