//! The connections of one thread. Usually there is one, so that the commands of several
//! requests go out together. Another one is opened only under much load, so that a small
//! response need not wait behind large ones.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::{Instant, timeout_at};

use super::{
    cas_tokens::CasTokens,
    connection::{Address, Connection, Failure},
    protocol::{Command, Response},
};

/// The load from which a connection is busy, in bytes: about fifty reads, or the write of
/// one large session.
const BUSY_BYTES: usize = 65_536;

/// The load from which a connection accepts no more commands, in bytes, so that a server
/// that hangs can't fill the memory of this process.
const MAX_LOAD_BYTES: usize = 16 * 1_048_576;

/// The address of the server, and the limits of its use.
#[derive(Clone)]
pub struct Server {
    /// Where it listens.
    pub address: Address,
    /// The timeout of a command, and of opening a connection.
    pub timeout: Duration,
    /// The most connections of a thread.
    pub max_connections: usize,
}

/// The connections of one thread, and the CAS tokens that were read over them.
pub struct ConnectionPool {
    server: Server,
    open: Mutex<OpenConnections>,
    tokens: Mutex<CasTokens>,
}

#[derive(Default)]
struct OpenConnections {
    list: Vec<Arc<Connection>>,
    next_id: u64,
}

impl ConnectionPool {
    pub fn new(server: Server) -> Self {
        Self { server, open: Mutex::default(), tokens: Mutex::default() }
    }

    pub fn tokens(&self) -> MutexGuard<'_, CasTokens> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends a command, and returns the response and the id of the connection. If the
    /// connection has broken since it was last used, the command is sent again over a new
    /// one, except a swap: the server may have executed it before the response was lost.
    ///
    /// # Errors
    /// Why there is no response within the timeout.
    pub async fn call(&self, command: &Command<'_>) -> Result<(Response, u64), Failure> {
        let deadline = self.deadline();
        match self.call_once(command, deadline).await {
            Err(Failure::NotSent | Failure::Lost(_)) if command.can_be_repeated() => {
                let late = |_| Failure::Unavailable("no response in time".to_owned());
                timeout_at(deadline, self.call_once(command, deadline)).await.map_err(late)?
            }
            response => response,
        }
    }

    async fn call_once(&self, command: &Command<'_>, deadline: Instant) -> Result<(Response, u64), Failure> {
        let connection = self.choose()?;
        Ok((self.call_over(&connection, command, deadline).await?, connection.id))
    }

    /// Sends a command over the connection with that id.
    ///
    /// # Errors
    /// [`Failure::NotSent`] if the connection is closed; otherwise why there is no response
    /// within the timeout.
    pub async fn call_on(&self, id: u64, command: &Command<'_>) -> Result<Response, Failure> {
        let connection = self.open().list.iter().find(|connection| connection.id == id).cloned();
        let connection = connection.ok_or(Failure::NotSent)?;
        self.call_over(&connection, command, self.deadline()).await
    }

    /// Sends a command. If that fails, this connection and all older ones are closed: the
    /// server or the network has changed since they were opened.
    async fn call_over(
        &self,
        connection: &Connection,
        command: &Command<'_>,
        deadline: Instant,
    ) -> Result<Response, Failure> {
        let response = connection.call(command, deadline).await;
        if response.is_err() {
            self.open().list.retain(|open| open.id > connection.id);
        }
        response
    }

    /// Returns the first connection that is not busy, or opens a new one, or returns the
    /// one with the smallest load.
    fn choose(&self) -> Result<Arc<Connection>, Failure> {
        let mut open = self.open();
        open.list.retain(|connection| connection.is_open());
        if let Some(connection) = open.list.iter().find(|connection| connection.load() < BUSY_BYTES) {
            return Ok(Arc::clone(connection));
        }
        if open.list.len() < self.server.max_connections {
            let Server { address, timeout, .. } = self.server.clone();
            let connection = Arc::new(Connection::open(open.next_id, address, timeout));
            open.next_id += 1;
            open.list.push(Arc::clone(&connection));
            return Ok(connection);
        }
        let least_busy = open.list.iter().min_by_key(|connection| connection.load());
        let least_busy = least_busy.filter(|connection| connection.load() < MAX_LOAD_BYTES);
        least_busy.cloned().ok_or_else(|| Failure::Unavailable("too many commands are waiting".to_owned()))
    }

    fn deadline(&self) -> Instant {
        Instant::now() + self.server.timeout
    }

    fn open(&self) -> MutexGuard<'_, OpenConnections> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
