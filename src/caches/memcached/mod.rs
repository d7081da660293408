//! A Memcached server, over connections that all requests of a worker thread
//! share. From the bottom up: `protocol` knows what is said, `line` is one
//! connection, `lines` those of a thread, `seen` what a thread has read.

mod cas_tokens;
mod connection;
mod connection_pool;
mod protocol;

use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use async_trait::async_trait;

use self::{
    cas_tokens::CasToken,
    connection::Failure,
    connection_pool::{ConnectionPool, Server},
    protocol::{Command, MAX_ITEM_BYTES, Response, When},
};
use super::{Cache, CacheError, Swap, per_runtime::PerRuntime};

/// The longest time to live, seconds; past it Memcached takes the number for a
/// date.
const MAX_RELATIVE_TTL: u64 = 30 * 24 * 60 * 60;

/// The last Unix time that Memcached can read: 2038-01-19 03:14:07 UTC.
const MAX_UNIX_TIME: u64 = 0x7fff_ffff;

/// A cache in a Memcached server.
pub struct MemcachedCache {
    server: Server,
    lines: PerRuntime<Arc<ConnectionPool>>,
}

impl MemcachedCache {
    /// At `memcache://host:port`. It connects when it is first asked, with at
    /// most `connections` connections a thread; an response may take `timeout`.
    pub fn new(url: &str, connections: usize, timeout: Duration) -> Result<Self, CacheError> {
        let unknown = || CacheError::Unavailable(format!("{url} is no memcache://host:port"));
        let address = url.strip_prefix("memcache://").ok_or_else(unknown)?;
        let address = address.trim_end_matches('/').to_owned();
        Ok(Self { server: Server { address, timeout, connections }, lines: PerRuntime::default() })
    }

    fn lines(&self) -> Result<Arc<ConnectionPool>, CacheError> {
        self.lines.get(|| Ok(Arc::new(ConnectionPool::to(self.server.clone()))))
    }

    async fn ask(&self, command: Command<'_>) -> Result<Response, CacheError> {
        Ok(self.lines()?.ask(&plain(command)?).await?.0)
    }

    /// Returns whether the text was put there.
    async fn store(
        &self,
        key: &str,
        text: &str,
        time_to_live: Duration,
        when: When,
    ) -> Result<bool, CacheError> {
        fits(key, text)?;
        match self.ask(Command::Store { key, text, seconds: lives(time_to_live), when }).await? {
            Response::Done { .. } => Ok(true),
            Response::Present | Response::Missing => Ok(false),
            response => Err(refused(response, text)),
        }
    }
}

impl ConnectionPool {
    /// The text under `key`, with its number.
    async fn look(&self, key: &str) -> Result<Option<(String, CasToken)>, CacheError> {
        match self.ask(&plain(Command::Get { key })?).await? {
            (Response::Found { text, number }, line) => Ok(Some((text, CasToken { line, unique: number }))),
            (Response::Missing, _) => Ok(None),
            (response, _) => Err(unexpected(response)),
        }
    }
}

#[async_trait]
impl Cache for MemcachedCache {
    fn backend(&self) -> &'static str {
        "memcached"
    }

    async fn get(&self, key: &str) -> Result<Option<String>, CacheError> {
        let lines = self.lines()?;
        let Some((text, number)) = lines.look(key).await? else { return Ok(None) };
        lines.seen().remember(key, &text, number);
        Ok(Some(text))
    }

    async fn set(&self, key: &str, text: &str, time_to_live: Duration) -> Result<(), CacheError> {
        self.store(key, text, time_to_live, When::Always).await.map(drop)
    }

    async fn add(&self, key: &str, text: &str, time_to_live: Duration) -> Result<bool, CacheError> {
        self.store(key, text, time_to_live, When::Missing).await
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
                None => match lines.look(key).await? {
                    None => return Ok(Swap::Missing),
                    Some((present, _)) if !present.starts_with(prefix) => return Ok(Swap::Conflict(present)),
                    Some((_, number)) => number,
                },
            };
            let (seconds, when) = (lives(time_to_live), When::Unchanged(number.unique));
            match lines.ask_only(number.line, &plain(Command::Store { key, text, seconds, when })?).await {
                Ok(Response::Done { .. }) => return Ok(Swap::Swapped),
                // Somebody was quicker, or the connection has ended: look again.
                Ok(Response::Present | Response::Missing) | Err(Failure::NotSent) => {}
                Ok(response) => return Err(refused(response, text)),
                Err(failure) => return Err(failure.into()),
            }
        }
    }

    async fn delete(&self, key: &str) -> Result<(), CacheError> {
        match self.ask(Command::Delete { key }).await? {
            Response::Done { .. } | Response::Missing => Ok(()),
            response => Err(unexpected(response)),
        }
    }

    async fn check(&self) -> Result<(), CacheError> {
        self.get("check").await.map(drop)
    }

    /// Always the same: Memcached keeps no snapshots, and is empty after a
    /// restart. (With `--memory-file` it keeps its content through a restart that
    /// was asked for, and then the last one.)
    async fn instance(&self) -> Result<String, CacheError> {
        Ok("memcached".to_owned())
    }

    /// In whole seconds.
    async fn time_to_live(&self, key: &str) -> Result<Option<Duration>, CacheError> {
        match self.ask(Command::Left { key }).await? {
            Response::Done { left } => Ok(left.map(Duration::from_secs)),
            Response::Missing => Ok(None),
            response => Err(unexpected(response)),
        }
    }
}

/// Returns the expiry as Memcached takes it: see [`exptime`].
fn lives(time_to_live: Duration) -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    exptime(time_to_live, now.as_secs())
}

/// Returns a time to live in whole seconds, or past the longest one the Unix
/// time at which it ends. It is never 0, which would be for ever, and one second
/// longer than asked for: the server's clock ticks once a second, and an item
/// ends with a tick.
///
/// The server reads the number as 32 bits with a sign. From December 2037 on, a
/// later time than it can read is replaced by the longest time to live: a time
/// in the past would delete the item at once.
fn exptime(time_to_live: Duration, now: u64) -> u64 {
    let seconds = time_to_live.as_secs() + u64::from(time_to_live.subsec_nanos() > 0) + 1;
    if seconds <= MAX_RELATIVE_TTL {
        return seconds;
    }
    let end = now.saturating_add(seconds).min(MAX_UNIX_TIME);
    if end > now + MAX_RELATIVE_TTL { end } else { MAX_RELATIVE_TTL }
}

fn plain(command: Command<'_>) -> Result<Command<'_>, CacheError> {
    let no_key = || CacheError::Unavailable("Memcached knows no such keys".to_owned());
    command.has_plain_key().then_some(command).ok_or_else(no_key)
}

/// More is not sent at all: a server that refuses an item drops the old one with
/// it.
fn fits(key: &str, text: &str) -> Result<(), CacheError> {
    let (bytes, limit) = (text.len(), MAX_ITEM_BYTES.saturating_sub(key.len()));
    if bytes > limit { Err(CacheError::TooLarge { bytes, limit }) } else { Ok(()) }
}

/// A server may be told to take less than others do.
fn refused(response: Response, text: &str) -> CacheError {
    match response {
        Response::Refused(reason) if reason.contains("too large") => {
            CacheError::TooLarge { bytes: text.len(), limit: text.len().saturating_sub(1) }
        }
        response => unexpected(response),
    }
}

/// The server's own text stays out: it may repeat the command, and with it a
/// session's key and data.
fn unexpected(response: Response) -> CacheError {
    let reason = match response {
        Response::Refused(_) => "the server refused the command (SERVER_ERROR)",
        Response::Misunderstood(_) => "the server did not understand the command (ERROR or CLIENT_ERROR)",
        _ => "it gave another command's response",
    };
    CacheError::Unavailable(reason.to_owned())
}

impl From<Failure> for CacheError {
    fn from(failure: Failure) -> Self {
        Self::Unavailable(match failure {
            Failure::NotSent => "the connection was closed".to_owned(),
            Failure::Lost(reason) | Failure::Away(reason) => reason,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: u64 = 24 * 60 * 60;

    fn of_days(days: u64, now: u64) -> u64 {
        exptime(Duration::from_secs(days * DAY - 1), now)
    }

    #[test]
    fn up_to_thirty_days_it_is_a_time_to_live_and_past_them_a_unix_time() {
        let now = 1_800_000_000;
        assert_eq!(exptime(Duration::ZERO, now), 1);
        assert_eq!(exptime(Duration::from_millis(1_500), now), 3);
        assert_eq!(of_days(30, now), 30 * DAY);
        assert_eq!(of_days(31, now), now + 31 * DAY);
    }

    #[test]
    fn no_item_ends_in_the_past_when_the_servers_32_bits_are_used_up() {
        for (days_left, expected) in [(40, MAX_UNIX_TIME), (30, 30 * DAY), (1, 30 * DAY), (0, 30 * DAY)] {
            assert_eq!(of_days(100, MAX_UNIX_TIME - days_left * DAY), expected, "{days_left} days before");
        }
        assert_eq!(of_days(100, MAX_UNIX_TIME + 400 * DAY), 30 * DAY, "after 2038");
    }
}
