//! The connection of a request, as the server of `app` attaches it to each request: its
//! local port, whether it is encrypted, and how long the client may take to send.

use std::{cell::Cell, rc::Rc, time::Duration};

use actix_web::{HttpRequest, dev::ServiceRequest};
use tokio::time::Instant;

/// A connection. Its clones are the same connection.
#[derive(Clone, Debug)]
pub struct Connection {
    /// Whether the connection is encrypted (HTTPS).
    pub is_tls: bool,
    /// Whether the client is connected over a Unix socket. It has no IP address then.
    pub is_unix: bool,
    /// The port that it was accepted on; 0 for a Unix socket.
    pub local_port: u16,
    /// What the client must have sent, and until when.
    pub reading: Rc<ReadDeadline>,
    /// The time for the body of a request.
    pub body_timeout: Duration,
}

impl Connection {
    /// Returns the connection of a request. `None` if the request came without one, as in
    /// some tests.
    pub fn of(request: &HttpRequest) -> Option<&Self> {
        request.conn_data()
    }

    /// Starts the time for the body of a request, whose head has arrived. Without a body,
    /// the client owes nothing until its next request.
    pub fn expect_body(request: &ServiceRequest, has_body: bool) {
        if let Some(connection) = request.conn_data::<Self>() {
            let deadline = has_body.then(|| Instant::now() + connection.body_timeout);
            connection.reading.set(deadline);
        }
    }

    /// Ends the time for the body, which is complete.
    pub fn body_is_complete(request: &ServiceRequest) {
        if let Some(connection) = request.conn_data::<Self>() {
            connection.reading.set(None);
        }
    }
}

/// The instant until which a client must have sent what it has begun to send.
#[derive(Debug, Default)]
pub struct ReadDeadline {
    deadline: Cell<Option<Instant>>,
    expired: Cell<bool>,
}

impl ReadDeadline {
    /// Returns the deadline. `None` if the client owes nothing.
    pub fn get(&self) -> Option<Instant> {
        self.deadline.get()
    }

    /// Sets or removes the deadline.
    pub fn set(&self, deadline: Option<Instant>) {
        self.deadline.set(deadline);
    }

    /// Notes that the client has missed the deadline.
    pub fn expire(&self) {
        self.expired.set(true);
    }

    /// Returns whether the client has missed a deadline.
    pub fn is_expired(&self) -> bool {
        self.expired.get()
    }
}
