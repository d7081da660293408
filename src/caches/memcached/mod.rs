//! A Memcached server: a few connections on each worker thread, each lent to
//! one request at a time. A request that gives up in the middle leaves its
//! connection useless; it is then not put back.

mod seen;

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use async_memcached::{Client, Error, ErrorKind, MetaProtocol, Status};
use async_trait::async_trait;
use tokio::sync::Semaphore;

use self::seen::Seen;
use super::{Cache, CacheError, Swap, per_runtime::PerRuntime};

/// The longest time to live, seconds; past it Memcached takes the number for a
/// date.
const LONGEST_TIME_TO_LIVE: u64 = 30 * 24 * 60 * 60;

/// The most that a key and a text may take together, bytes: a server takes
/// items of 1 MiB, head included, unless it was told otherwise (`-I`). More is
/// not sent at all: a server that refuses an item drops the old one with it.
const LARGEST_ITEM: usize = 1_048_576 - 256;

/// A cache in a Memcached server.
pub struct MemcachedCache {
    address: String,
    timeout: Duration,
    connections: usize,
    lines: PerRuntime<Arc<Lines>>,
}

/// The connections of one thread.
struct Lines {
    places: Semaphore,
    idle: Mutex<Vec<Client>>,
    seen: Mutex<Seen>,
}

/// One exchange with the server, in its meta protocol.
enum Command<'a> {
    Get {
        key: &'a str,
    },
    /// How many seconds are left, in the place of the unique number.
    Left {
        key: &'a str,
    },
    Store {
        key: &'a str,
        text: &'a str,
        flags: Vec<String>,
    },
    Delete {
        key: &'a str,
    },
}

/// A text and its unique number, by which the server compares.
type Found = Option<(String, u64)>;

impl MemcachedCache {
    /// At `memcache://host:port`. It connects when it is first asked, with at
    /// most `connections` connections a thread; an answer may take `timeout`.
    pub fn new(url: &str, connections: usize, timeout: Duration) -> Result<Self, CacheError> {
        let unknown = || CacheError::Unavailable(format!("{url} is no memcache://host:port"));
        let address = url.strip_prefix("memcache://").ok_or_else(unknown)?;
        Ok(Self {
            address: format!("tcp://{}", address.trim_end_matches('/')),
            timeout,
            connections,
            lines: PerRuntime::default(),
        })
    }

    fn lines(&self) -> Result<Arc<Lines>, CacheError> {
        self.lines.get(|| {
            let places = Semaphore::new(self.connections);
            Ok(Arc::new(Lines { places, idle: Mutex::default(), seen: Mutex::default() }))
        })
    }

    async fn ask(&self, lines: &Lines, command: &Command<'_>) -> Result<Found, Error> {
        let late =
            |_| Error::Io(std::io::Error::new(std::io::ErrorKind::TimedOut, format!("{:?}", self.timeout)));
        tokio::time::timeout(self.timeout, self.ask_patiently(lines, command)).await.map_err(late)?
    }

    /// An idle connection may have died since it was last used. Then all of
    /// them are thrown away, and what can be asked twice is asked again. (A
    /// swap can't: it may have been done, and the answer lost.)
    async fn ask_patiently(&self, lines: &Lines, command: &Command<'_>) -> Result<Found, Error> {
        let _place = lines.places.acquire().await.map_err(|_| Error::ConnectionClosed)?;
        if let Some(client) = lines.take_idle() {
            let result = lines.run(client, command).await;
            match &result {
                Err(error) if is_dead(error) => lines.idle().clear(),
                _ => return result,
            }
            if !command.can_be_asked_twice() {
                return result;
            }
        }
        // At the end of a new connection may be a server that was started again,
        // to which a number of before means another text: look again.
        if !command.can_be_asked_twice() {
            return Err(Error::Protocol(Status::Exists));
        }
        lines.seen().forget_all();
        lines.run(Client::new(&self.address).await?, command).await
    }

    /// The text under `key` with its number, both noted down for a swap.
    async fn look(&self, lines: &Lines, key: &str) -> Result<Found, Error> {
        let era = lines.seen().era();
        let found = self.ask(lines, &Command::Get { key }).await?;
        if let Some((text, number)) = &found {
            lines.seen().remember(era, key, text, *number);
        }
        Ok(found)
    }
}

impl Lines {
    async fn run(&self, mut client: Client, command: &Command<'_>) -> Result<Found, Error> {
        let result = command.run(&mut client).await;
        if !client.is_closed() && !result.as_ref().is_err_and(is_dead) {
            self.idle().push(client);
        }
        result
    }

    fn take_idle(&self) -> Option<Client> {
        self.idle().pop()
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Client>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Command<'_> {
    async fn run(&self, client: &mut Client) -> Result<Found, Error> {
        match self {
            Self::Get { key } => {
                let value = client.meta_get(key, false, None, Some(&["v", "c"])).await?;
                let found = value.and_then(|value| Some((String::from_utf8(value.data?).ok()?, value.cas?)));
                Ok(found)
            }
            Self::Left { key } => {
                let value = client.meta_get(key, false, None, Some(&["t"])).await?;
                let left = value.and_then(|value| value.ttl_remaining);
                Ok(left.and_then(|left| Some((String::new(), u64::try_from(left).ok()?))))
            }
            Self::Store { key, text, flags } => {
                let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
                client.meta_set(key, *text, false, None, Some(&flags)).await.map(|_| None)
            }
            Self::Delete { key } => client.meta_delete(key, false, None, None).await.map(|_| None),
        }
    }

    fn can_be_asked_twice(&self) -> bool {
        match self {
            Self::Get { .. } | Self::Left { .. } | Self::Delete { .. } => true,
            Self::Store { flags, .. } => !flags.iter().any(|flag| flag.starts_with('C')),
        }
    }
}

fn is_dead(error: &Error) -> bool {
    matches!(error, Error::Connect(_) | Error::ConnectionClosed | Error::Io(_) | Error::ParseError(_))
}

/// The flag that says how long, in whole seconds and never 0, which would be
/// for ever. One more than asked for: the server's clock ticks once a second,
/// and an item ends with a tick.
fn lives(time_to_live: Duration) -> String {
    let seconds = time_to_live.as_secs() + u64::from(time_to_live.subsec_nanos() > 0) + 1;
    if seconds <= LONGEST_TIME_TO_LIVE {
        return format!("T{seconds}");
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    // The server counts in 32 bits.
    format!("T{}", (now.as_secs() + seconds).min(u64::from(u32::MAX >> 1)))
}

#[async_trait]
impl Cache for MemcachedCache {
    fn backend(&self) -> &'static str {
        "memcached"
    }

    async fn get(&self, key: &str) -> Result<Option<String>, CacheError> {
        Ok(self.look(&*self.lines()?, key).await?.map(|(text, _)| text))
    }

    async fn set(&self, key: &str, text: &str, time_to_live: Duration) -> Result<(), CacheError> {
        fits(key, text)?;
        let flags = vec![lives(time_to_live)];
        self.ask(&*self.lines()?, &Command::Store { key, text, flags })
            .await
            .map(drop)
            .map_err(|error| refused(error, text))
    }

    async fn add(&self, key: &str, text: &str, time_to_live: Duration) -> Result<bool, CacheError> {
        fits(key, text)?;
        let flags = vec![lives(time_to_live), "ME".to_owned()];
        match self.ask(&*self.lines()?, &Command::Store { key, text, flags }).await {
            Ok(_) => Ok(true),
            Err(Error::Protocol(Status::NotStored | Status::Exists)) => Ok(false),
            Err(error) => Err(refused(error, text)),
        }
    }

    async fn swap(
        &self,
        key: &str,
        prefix: &str,
        text: &str,
        time_to_live: Duration,
    ) -> Result<Swap, CacheError> {
        fits(key, text)?;
        let lines = self.lines()?;
        let mut known = lines.seen().take(key, prefix);
        loop {
            let number = match known.take() {
                Some(number) => number,
                None => match self.ask(&lines, &Command::Get { key }).await? {
                    None => return Ok(Swap::Missing),
                    Some((present, _)) if !present.starts_with(prefix) => return Ok(Swap::Conflict(present)),
                    Some((_, number)) => number,
                },
            };
            let flags = vec![lives(time_to_live), format!("C{number}")];
            match self.ask(&lines, &Command::Store { key, text, flags }).await {
                Ok(_) => return Ok(Swap::Swapped),
                // Somebody was quicker: look again.
                Err(Error::Protocol(Status::Exists | Status::NotStored | Status::NotFound)) => {}
                Err(error) => return Err(refused(error, text)),
            }
        }
    }

    async fn delete(&self, key: &str) -> Result<(), CacheError> {
        match self.ask(&*self.lines()?, &Command::Delete { key }).await {
            Ok(_) | Err(Error::Protocol(Status::NotFound)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn check(&self) -> Result<(), CacheError> {
        self.get("check").await.map(drop)
    }

    /// In whole seconds.
    async fn time_to_live(&self, key: &str) -> Result<Option<Duration>, CacheError> {
        let left = self.ask(&*self.lines()?, &Command::Left { key }).await?;
        Ok(left.map(|(_, seconds)| Duration::from_secs(seconds)))
    }
}

fn fits(key: &str, text: &str) -> Result<(), CacheError> {
    let (bytes, limit) = (text.len(), LARGEST_ITEM - key.len());
    if bytes > limit { Err(CacheError::TooLarge { bytes, limit }) } else { Ok(()) }
}

/// A server may be told to take less than others do.
fn refused(error: Error, text: &str) -> CacheError {
    match &error {
        Error::Protocol(Status::Error(ErrorKind::Server(reason))) if reason.contains("too large") => {
            CacheError::TooLarge { bytes: text.len(), limit: text.len() - 1 }
        }
        _ => error.into(),
    }
}

impl From<Error> for CacheError {
    fn from(error: Error) -> Self {
        Self::Unavailable(error.to_string())
    }
}
