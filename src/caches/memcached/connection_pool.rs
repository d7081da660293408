//! The connections of one thread. Nearly always there is one: what shares it is
//! sent together. Only when much waits on it another is opened beside it, so
//! that a small response need not wait behind large ones.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::{Instant, timeout_at};

use super::{
    cas_tokens::CasTokens,
    connection::{Connection, Failure},
    protocol::{Command, Response},
};

/// From so much on a connection is busy, bytes: about fifty readings, or the
/// writing of one large session.
const BUSY: usize = 65_536;

/// A connection takes no more, bytes: a server that hangs may not fill the
/// memory of this process.
const FULL: usize = 16 * 1_048_576;

/// Where the server is, and how it is to be treated.
#[derive(Clone)]
pub struct Server {
    /// `host:port`.
    pub address: String,
    /// Of an response.
    pub timeout: Duration,
    /// The most connections of a thread.
    pub connections: usize,
}

/// The connections of one thread.
pub struct ConnectionPool {
    server: Server,
    open: Mutex<Open>,
    seen: Mutex<CasTokens>,
}

#[derive(Default)]
struct Open {
    lines: Vec<Arc<Connection>>,
    /// How many there ever were.
    number: u64,
}

impl ConnectionPool {
    pub fn to(server: Server) -> Self {
        Self { server, open: Mutex::default(), seen: Mutex::default() }
    }

    pub fn seen(&self) -> MutexGuard<'_, CasTokens> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The response, and the connection over which it came. A connection may have
    /// died since it was last used; then what can be asked twice is asked again
    /// over a new one. (A swap can't: it may have been done, and the response
    /// lost.)
    pub async fn ask(&self, command: &Command<'_>) -> Result<(Response, u64), Failure> {
        let until = self.until();
        match self.ask_once(command, until).await {
            Err(Failure::NotSent | Failure::Lost(_)) if command.can_be_asked_twice() => {
                let late = |_| Failure::Away("no response in time".to_owned());
                timeout_at(until, self.ask_once(command, until)).await.map_err(late)?
            }
            response => response,
        }
    }

    async fn ask_once(&self, command: &Command<'_>, until: Instant) -> Result<(Response, u64), Failure> {
        let line = self.choose()?;
        Ok((self.ask_over(&line, command, until).await?, line.id))
    }

    /// Asks over that connection, if it is still there, and over no other.
    pub async fn ask_only(&self, id: u64, command: &Command<'_>) -> Result<Response, Failure> {
        let line = self.open().lines.iter().find(|line| line.id == id).cloned().ok_or(Failure::NotSent)?;
        self.ask_over(&line, command, self.until()).await
    }

    /// When a connection fails, those opened before it are used no more either:
    /// the server, or the way to it, has changed since.
    async fn ask_over(
        &self,
        line: &Connection,
        command: &Command<'_>,
        until: Instant,
    ) -> Result<Response, Failure> {
        let response = line.ask(command, until).await;
        if response.is_err() {
            self.open().lines.retain(|open| open.id > line.id);
        }
        response
    }

    /// The first that is not busy, or a new one, or the one with the least to do.
    fn choose(&self) -> Result<Arc<Connection>, Failure> {
        let mut open = self.open();
        open.lines.retain(|line| line.is_open());
        if let Some(line) = open.lines.iter().find(|line| line.load() < BUSY) {
            return Ok(Arc::clone(line));
        }
        if open.lines.len() < self.server.connections {
            let line =
                Arc::new(Connection::open(open.number, self.server.address.clone(), self.server.timeout));
            open.number += 1;
            open.lines.push(Arc::clone(&line));
            return Ok(line);
        }
        let least = open.lines.iter().min_by_key(|line| line.load()).filter(|line| line.load() < FULL);
        least.cloned().ok_or_else(|| Failure::Away("too much waits for it".to_owned()))
    }

    fn until(&self) -> Instant {
        Instant::now() + self.server.timeout
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
