//! One connection, shared by all requests of a thread. Commands that several requests
//! send at the same time go out in one write, and responses, which arrive in the order of
//! the commands, are read many at a time. So many requests share a system call.
//!
//! A separate task, the driver, owns the connection. It reads every response, also for a
//! caller that has stopped waiting, so that no response is ever given to another command.
//! After an error it closes the connection and fails all waiting commands.

use std::{
    collections::VecDeque,
    fmt, io, mem,
    path::PathBuf,
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
    sync::{
        mpsc::{self, UnboundedReceiver, UnboundedSender},
        oneshot,
    },
    time::{Instant, Sleep, sleep_until, timeout},
};

use super::protocol::{self, Command, Malformed, Response};
use crate::platform::sockets;

/// What a command adds to the load besides its own bytes: about the size of its response.
const RESPONSE_BYTES: usize = 1_024;

/// The space for each read, in bytes.
const READ_BYTES: usize = 16_384;

/// The capacity to which an empty buffer is reduced, in bytes.
const MAX_IDLE_BUFFER_BYTES: usize = 4 * READ_BYTES;

/// The most commands that the driver takes from its queue at a time.
const COMMANDS_AT_A_TIME: usize = 256;

/// Where a server listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// `host:port`.
    Tcp(String),
    /// The path of a Unix socket.
    Unix(PathBuf),
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => f.write_str(address),
            Self::Unix(path) => path.display().fmt(f),
        }
    }
}

/// Why there is no response. All waiting commands get the same failure.
#[derive(Clone, Debug)]
pub enum Failure {
    /// The connection was closed before the command was sent.
    NotSent,
    /// The connection broke. The server may have executed the command or not.
    Lost(String),
    /// The server can't be reached, or is too slow.
    Unavailable(String),
}

/// The end of a connection that requests use. After it is dropped, the driver waits for
/// the open responses and ends.
pub struct Connection {
    /// Unique within a thread. A later connection has a larger id.
    pub id: u64,
    next_opaque: AtomicU64,
    load: Arc<AtomicUsize>,
    commands: UnboundedSender<PendingCommand>,
}

/// A command whose response has not arrived.
struct PendingCommand {
    /// The encoded command; empty once it is in the output buffer.
    bytes: Vec<u8>,
    /// What the command adds to the load, in bytes.
    load: usize,
    opaque: u64,
    expects_value: bool,
    deadline: Instant,
    response: oneshot::Sender<Result<Response, Failure>>,
}

impl Connection {
    /// Opens a connection to a server. Its driver runs on the current
    /// runtime.
    pub fn open(id: u64, address: Address, connect_timeout: Duration) -> Self {
        let (commands, receiver) = mpsc::unbounded_channel();
        let load = Arc::<AtomicUsize>::default();
        let driver = Driver {
            commands: receiver,
            load: Arc::clone(&load),
            received: Vec::new(),
            pending: VecDeque::new(),
            output: Vec::new(),
            written: 0,
            input: Vec::new(),
        };
        tokio::spawn(driver.run(address, connect_timeout));
        Self { id, next_opaque: AtomicU64::new(0), load, commands }
    }

    /// Returns whether the connection accepts commands.
    pub fn is_open(&self) -> bool {
        !self.commands.is_closed()
    }

    /// Returns the size of the commands without a response, in bytes.
    pub fn load(&self) -> usize {
        self.load.load(Relaxed)
    }

    /// Sends a command and returns its response.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] if there is no response by `deadline`; the other failures
    /// if the connection breaks.
    pub async fn call(&self, command: &Command<'_>, deadline: Instant) -> Result<Response, Failure> {
        let opaque = self.next_opaque.fetch_add(1, Relaxed);
        let bytes = command.encode(opaque);
        let load = bytes.len() + RESPONSE_BYTES;
        let (response, receiver) = oneshot::channel();
        let expects_value = command.expects_value();
        self.load.fetch_add(load, Relaxed);
        self.commands
            .send(PendingCommand { bytes, load, opaque, expects_value, deadline, response })
            .map_err(|_| Failure::NotSent)?;
        receiver.await.unwrap_or_else(|_| Err(lost("its runtime has ended")))
    }
}

/// The task that owns the connection.
struct Driver {
    commands: UnboundedReceiver<PendingCommand>,
    load: Arc<AtomicUsize>,
    /// Commands that were just taken from the queue.
    received: Vec<PendingCommand>,
    /// Commands without a response, in the order in which they were sent.
    pending: VecDeque<PendingCommand>,
    output: Vec<u8>,
    /// The number of bytes of `output` that are written to the connection.
    written: usize,
    input: Vec<u8>,
}

impl Driver {
    async fn run(mut self, address: Address, connect_timeout: Duration) {
        if let Err(failure) = self.connect_and_serve(&address, connect_timeout).await {
            self.fail_all(&failure).await;
        }
    }

    async fn connect_and_serve(&mut self, address: &Address, limit: Duration) -> Result<(), Failure> {
        match address {
            Address::Tcp(host) => {
                let mut stream = connected(address, limit, TcpStream::connect(host)).await?;
                stream.set_nodelay(true).map_err(lost)?;
                let (reader, writer) = stream.split();
                self.serve(reader, writer, limit).await
            }
            Address::Unix(path) => {
                let mut stream = connected(address, limit, sockets::connect_unix(path)).await?;
                let (reader, writer) = stream.split();
                self.serve(reader, writer, limit).await
            }
        }
    }

    /// Sends commands and reads responses, until the other end is dropped and no response
    /// is open.
    async fn serve(
        &mut self,
        mut reader: impl AsyncRead + Unpin,
        mut writer: impl AsyncWrite + Unpin,
        first_timeout: Duration,
    ) -> Result<(), Failure> {
        let (mut timer, mut is_timer_set) = (pin!(sleep_until(Instant::now() + first_timeout)), false);
        let mut is_open = true;
        while is_open || !self.pending.is_empty() {
            self.input.reserve(READ_BYTES);
            // Responses come before the timer: the thread may have been busy while they
            // arrived in time.
            tokio::select! {
                biased;
                read = reader.read_buf(&mut self.input) => match read.map_err(lost)? {
                    0 => return Err(lost("the server has closed the connection")),
                    _ => self.handle_input()?,
                },
                count = self.commands.recv_many(&mut self.received, COMMANDS_AT_A_TIME), if is_open => {
                    is_open = count > 0;
                    self.enqueue();
                    if !is_timer_set {
                        is_timer_set = self.set_timer(timer.as_mut())?;
                    }
                }
                count = writer.write(&self.output[self.written..]), if self.written < self.output.len() => {
                    self.written += count.map_err(lost)?;
                    // Not after each write, since it moves the rest of the buffer.
                    if self.written * 2 >= self.output.len() {
                        remove_front(&mut self.output, mem::take(&mut self.written));
                    }
                }
                () = &mut timer, if is_timer_set => is_timer_set = self.set_timer(timer.as_mut())?,
            }
        }
        Ok(())
    }

    /// Moves the commands from the queue to the output buffer.
    fn enqueue(&mut self) {
        for mut command in self.received.drain(..) {
            self.output.append(&mut command.bytes);
            self.pending.push_back(command);
        }
    }

    /// Sends each complete response in the input buffer to its caller.
    fn handle_input(&mut self) -> Result<(), Failure> {
        let mut parsed = 0;
        while let Some(next) = protocol::parse_response(&self.input[parsed..])? {
            parsed += next.length;
            let first = self.pending.front().ok_or(Malformed)?;
            let is_of_another = next.opaque.is_some_and(|opaque| opaque != first.opaque);
            if is_of_another || matches!(next.response, Response::Value { .. }) && !first.expects_value {
                return Err(Malformed.into());
            }
            let Some(command) = self.pending.pop_front() else { break };
            self.load.fetch_sub(command.load, Relaxed);
            let is_last = matches!(next.response, Response::ClientError(_));
            // The caller may have stopped waiting.
            let _ = command.response.send(Ok(next.response));
            if is_last {
                return Err(lost("the server did not understand a command"));
            }
        }
        remove_front(&mut self.input, parsed);
        Ok(())
    }

    /// Sets the timer to the deadline of the first pending command. Returns whether the
    /// timer is set. The timer is not set again for each command.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] if that deadline has passed.
    fn set_timer(&self, timer: Pin<&mut Sleep>) -> Result<bool, Failure> {
        let Some(first) = self.pending.front() else { return Ok(false) };
        if first.deadline <= Instant::now() {
            return Err(Failure::Unavailable("no response in time".to_owned()));
        }
        timer.reset(first.deadline);
        Ok(true)
    }

    /// Sends a failure to the callers of all commands, also of those still in the queue.
    async fn fail_all(&mut self, failure: &Failure) {
        self.commands.close();
        while self.commands.recv_many(&mut self.received, COMMANDS_AT_A_TIME).await > 0 {}
        for command in self.pending.drain(..).chain(self.received.drain(..)) {
            let _ = command.response.send(Err(failure.clone()));
        }
    }
}

/// Awaits a connection for at most `limit`.
async fn connected<T>(
    address: &Address,
    limit: Duration,
    connect: impl Future<Output = io::Result<T>>,
) -> Result<T, Failure> {
    let unavailable = |reason: String| Failure::Unavailable(format!("{address}: {reason}"));
    match timeout(limit, connect).await {
        Err(_) => Err(unavailable(format!("no connection within {limit:?}"))),
        Ok(stream) => stream.map_err(|error| unavailable(error.to_string())),
    }
}

/// Removes the first bytes of a buffer, and the capacity of a large empty one.
fn remove_front(buffer: &mut Vec<u8>, bytes: usize) {
    buffer.drain(..bytes);
    if buffer.is_empty() {
        buffer.shrink_to(MAX_IDLE_BUFFER_BYTES);
    }
}

fn lost(reason: impl ToString) -> Failure {
    Failure::Lost(reason.to_string())
}

impl From<Malformed> for Failure {
    fn from(_: Malformed) -> Self {
        lost("the server sent a response that is malformed or belongs to no command")
    }
}
