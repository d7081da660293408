//! One connection, shared by all requests of a thread. What they ask in the same
//! moment goes out with one write, and the answers, which come in the order of
//! the commands, are read many at a time: a system call for many requests.
//!
//! A task of its own, the driver, has the connection. It hears every response,
//! also that to somebody who gave up waiting, so that no response is ever taken
//! for the next one. When in doubt it gives the connection up, with all that
//! wait for it.

use std::{
    collections::VecDeque,
    mem,
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::{
        mpsc::{self, UnboundedReceiver, UnboundedSender},
        oneshot,
    },
    time::{Instant, Sleep, sleep_until, timeout},
};

use super::protocol::{self, Command, Malformed, Response};

/// What a command weighs beside its bytes: about what its response will.
const WEIGHT: usize = 1_024;

/// So much is read at a time, bytes.
const PIECE: usize = 16_384;

/// Buffers that grew beyond it are given back, bytes.
const KEPT: usize = 4 * PIECE;

/// So many commands are taken at a time.
const READ_BYTES: usize = 256;

/// Why there is no response. To all who wait it is told alike.
#[derive(Clone, Debug)]
pub enum Failure {
    /// The connection was gone before the command was sent.
    NotSent,
    /// The connection broke: the command may have been done, or not.
    Lost(String),
    /// The server can't be reached, or is too slow.
    Away(String),
}

/// The requests' end of a connection. Without it the driver ends, when all are
/// answered.
pub struct Connection {
    /// No two of a thread have the same; later ones have larger ones.
    pub id: u64,
    asked: AtomicU64,
    load: Arc<AtomicUsize>,
    commands: UnboundedSender<Waiting>,
}

/// Somebody waits for the response to a command.
struct Waiting {
    /// Empty once they are on their way.
    bytes: Vec<u8>,
    weight: usize,
    opaque: u64,
    asks_for_a_text: bool,
    until: Instant,
    response: oneshot::Sender<Result<Response, Failure>>,
}

impl Connection {
    /// To the server at `host:port`, which may take so long to connect. It is
    /// driven by the present runtime.
    pub fn open(id: u64, address: String, patience: Duration) -> Self {
        let (commands, taken) = mpsc::unbounded_channel();
        let load = Arc::<AtomicUsize>::default();
        let driver = Driver {
            commands: taken,
            load: Arc::clone(&load),
            new: Vec::new(),
            waiting: VecDeque::new(),
            outgoing: Vec::new(),
            sent: 0,
            incoming: Vec::new(),
        };
        tokio::spawn(driver.drive(address, patience));
        Self { id, asked: AtomicU64::new(0), load, commands }
    }

    /// Whether it takes commands.
    pub fn is_open(&self) -> bool {
        !self.commands.is_closed()
    }

    /// What is not answered yet, bytes.
    pub fn load(&self) -> usize {
        self.load.load(Relaxed)
    }

    /// When there is no response by `until`, the server is too slow.
    pub async fn ask(&self, command: &Command<'_>, until: Instant) -> Result<Response, Failure> {
        let opaque = self.asked.fetch_add(1, Relaxed);
        let bytes = command.written(opaque);
        let weight = bytes.len() + WEIGHT;
        let (response, answered) = oneshot::channel();
        let asks_for_a_text = command.asks_for_a_text();
        self.load.fetch_add(weight, Relaxed);
        self.commands
            .send(Waiting { bytes, weight, opaque, asks_for_a_text, until, response })
            .map_err(|_| Failure::NotSent)?;
        answered.await.unwrap_or_else(|_| Err(lost("its runtime has ended")))
    }
}

/// The other end.
struct Driver {
    commands: UnboundedReceiver<Waiting>,
    load: Arc<AtomicUsize>,
    new: Vec<Waiting>,
    /// In the order of their commands.
    waiting: VecDeque<Waiting>,
    outgoing: Vec<u8>,
    /// Of what is outgoing.
    sent: usize,
    incoming: Vec<u8>,
}

impl Driver {
    async fn drive(mut self, address: String, patience: Duration) {
        let away = |reason: String| Failure::Away(format!("{address}: {reason}"));
        let failure = match timeout(patience, TcpStream::connect(&address)).await {
            Err(_) => away(format!("no connection within {patience:?}")),
            Ok(Err(error)) => away(error.to_string()),
            Ok(Ok(stream)) => match self.serve(stream, patience).await {
                Ok(()) => return,
                Err(failure) => failure,
            },
        };
        self.give_up(&failure).await;
    }

    /// Until nobody can ask any more and all have their answers.
    async fn serve(&mut self, mut stream: TcpStream, patience: Duration) -> Result<(), Failure> {
        stream.set_nodelay(true).map_err(lost)?;
        let (mut reader, mut writer) = stream.split();
        let (mut alarm, mut is_set) = (pin!(sleep_until(Instant::now() + patience)), false);
        let mut is_open = true;
        while is_open || !self.waiting.is_empty() {
            self.incoming.reserve(PIECE);
            // What was heard counts before the hour: the thread may have been busy.
            tokio::select! {
                biased;
                read = reader.read_buf(&mut self.incoming) => match read.map_err(lost)? {
                    0 => return Err(lost("the server has closed the connection")),
                    _ => self.hear()?,
                },
                taken = self.commands.recv_many(&mut self.new, READ_BYTES), if is_open => {
                    is_open = taken > 0;
                    self.take_new();
                    if !is_set {
                        is_set = self.set(alarm.as_mut())?;
                    }
                }
                written = writer.write(&self.outgoing[self.sent..]), if self.sent < self.outgoing.len() => {
                    self.sent += written.map_err(lost)?;
                    // Not each time: what is left is moved.
                    if self.sent * 2 >= self.outgoing.len() {
                        forget(&mut self.outgoing, mem::take(&mut self.sent));
                    }
                }
                () = &mut alarm, if is_set => is_set = self.set(alarm.as_mut())?,
            }
        }
        Ok(())
    }

    fn take_new(&mut self) {
        for mut waiting in self.new.drain(..) {
            self.outgoing.append(&mut waiting.bytes);
            self.waiting.push_back(waiting);
        }
    }

    /// Hands on the answers that are complete.
    fn hear(&mut self) -> Result<(), Failure> {
        let mut heard = 0;
        while let Some(next) = protocol::hear(&self.incoming[heard..])? {
            heard += next.length;
            let first = self.waiting.front().ok_or(Malformed)?;
            let is_another = next.opaque.is_some_and(|opaque| opaque != first.opaque);
            if is_another || matches!(next.response, Response::Found { .. }) && !first.asks_for_a_text {
                return Err(Malformed.into());
            }
            let Some(waiting) = self.waiting.pop_front() else { break };
            self.load.fetch_sub(waiting.weight, Relaxed);
            let is_last = matches!(next.response, Response::Misunderstood(_));
            // Whoever asked may be gone.
            let _ = waiting.response.send(Ok(next.response));
            if is_last {
                return Err(lost("the server took a command for none"));
            }
        }
        forget(&mut self.incoming, heard);
        Ok(())
    }

    /// Sets the alarm to the moment when the first who waits has waited long
    /// enough, which may be now. It is seldom set: not for each command.
    fn set(&self, alarm: Pin<&mut Sleep>) -> Result<bool, Failure> {
        let Some(first) = self.waiting.front() else { return Ok(false) };
        if first.until <= Instant::now() {
            return Err(Failure::Away("no response in time".to_owned()));
        }
        alarm.reset(first.until);
        Ok(true)
    }

    /// Tells all, also those who asked in this moment.
    async fn give_up(&mut self, failure: &Failure) {
        self.commands.close();
        while self.commands.recv_many(&mut self.new, READ_BYTES).await > 0 {}
        for waiting in self.waiting.drain(..).chain(self.new.drain(..)) {
            let _ = waiting.response.send(Err(failure.clone()));
        }
    }
}

/// The first `bytes` of it.
fn forget(buffer: &mut Vec<u8>, bytes: usize) {
    buffer.drain(..bytes);
    if buffer.is_empty() {
        buffer.shrink_to(KEPT);
    }
}

fn lost(reason: impl ToString) -> Failure {
    Failure::Lost(reason.to_string())
}

impl From<Malformed> for Failure {
    fn from(_: Malformed) -> Self {
        lost("the server answered what nobody asked or can read")
    }
}
