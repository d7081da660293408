//! H9 (a failed request saves nothing): a handler that panics has failed. Its connection is
//! closed without a response, nothing is saved, and the server handles the next request.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use crate::support::{Dictionary, EngineAndStore, over_every_store, visitor::Visitor};

over_every_store! {
    a_handler_that_panics_saves_nothing_and_the_next_request_is_served,
}

/// [`crate::support::script`] has no such operation, so it panics.
const PANIC: &str = "panic";

async fn a_handler_that_panics_saves_nothing_and_the_next_request_is_served(combination: EngineAndStore) {
    let dictionary = Dictionary::over(combination).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let cookie = visitor.cookie("sessionid");
    for change in ["set a 2", "add a 1", "clear", "flush", "cycle_key", "raw_insert b 1", "raw_purge"] {
        let response = response_to(dictionary.address(), &visitor, &format!("{change}\n{PANIC}"));
        assert_eq!(response, "", "{change}: the connection is closed without a response");
        assert_eq!(visitor.run_line("items").await, "a=1", "{change}");
        assert_eq!(visitor.cookie("sessionid"), cookie, "{change}");
    }
    let created = dictionary.faults.created().len();
    let stranger = dictionary.visitor();
    assert_eq!(response_to(dictionary.address(), &stranger, &format!("set a 1\n{PANIC}")), "");
    assert_eq!(dictionary.faults.created().len(), created, "no session is created");
    assert_eq!(visitor.run_line("add a 1\nget a").await, "ok\n2", "a change is saved as before");
}

/// Sends a script and returns the whole response as text.
fn response_to(address: SocketAddr, visitor: &Visitor, script: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let cookie = visitor.cookie("sessionid").map(|value| format!("Cookie: sessionid={value}\r\n"));
    let head = format!(
        "POST /session HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{}\
         Content-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\n\r\n{script}",
        cookie.unwrap_or_default(),
        script.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut response = String::new();
    // A reset connection is an error here, and has no response either.
    let _ = stream.read_to_string(&mut response);
    response
}
