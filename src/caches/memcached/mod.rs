//! A cache in one or several Memcached servers, over connections that all requests of a
//! worker thread share. `protocol` encodes commands and parses responses, `connection` is
//! one connection, `connection_pool` the connections of a thread to a server, `ring` the
//! division of the keys among the servers, and `cas_tokens` the tokens for
//! compare-and-swap. `docs/decisions/memcached-client.md` says why it is not a crate.
//!
//! While a server is lost, the calls for its keys fail. They do not go to another server:
//! when the lost one came back, it would still have the sessions of that time, also those
//! that had ended meanwhile.

mod cas_tokens;
mod connection;
mod connection_pool;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod protocol;
mod ring;

use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use async_trait::async_trait;
use futures_util::future::join_all;
use sha2::{Digest, Sha256};

use self::{
    cas_tokens::CasToken,
    connection::{Address, Failure},
    connection_pool::{ConnectionPool, Server},
    protocol::{Command, Condition, MAX_ITEM_BYTES, Response},
    ring::Ring,
};
use super::{Cache, CacheError, Swap, per_runtime::PerRuntime};
use crate::settings::redact_url;

/// The longest time to live, in seconds. Memcached takes a larger number for a Unix time.
const MAX_RELATIVE_TTL: u64 = 30 * 24 * 60 * 60;

/// The last Unix time that Memcached accepts, in seconds: 2038-01-19 03:14:07 UTC.
const MAX_UNIX_TIME: u64 = 0x7fff_ffff;

/// A cache in one or several Memcached servers.
pub struct MemcachedCache {
    servers: Vec<Server>,
    ring: Ring,
    instance: String,
    pools: PerRuntime<Arc<[Arc<ConnectionPool>]>>,
}

impl MemcachedCache {
    /// Returns a cache in the servers at `memcache://host:port,host:port`, or in the server
    /// at the Unix socket `memcache:///path`. It connects at the first call, with at most
    /// `max_connections` connections for each thread and server. A call fails after
    /// `timeout`.
    ///
    /// # Errors
    /// If the URL has another form.
    pub fn new(url: &str, max_connections: usize, timeout: Duration) -> Result<Self, CacheError> {
        let invalid = || {
            CacheError::Unavailable(format!(
                "{} is not of the form memcache://host:port, memcache://host:port,host:port with different \
                 servers, or memcache:///path of a Unix socket",
                redact_url(url)
            ))
        };
        let addresses = addresses(url).ok_or_else(invalid)?;
        let mut names: Vec<String> = addresses.iter().map(ToString::to_string).collect();
        let ring = Ring::new(&names);
        names.sort_unstable();
        if names.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(invalid());
        }
        let server = |address| Server { address, timeout, max_connections };
        let servers = addresses.into_iter().map(server).collect();
        Ok(Self { servers, ring, instance: instance_of(&names), pools: PerRuntime::default() })
    }

    /// Returns the connections of the current thread to each server.
    fn pools(&self) -> Result<Arc<[Arc<ConnectionPool>]>, CacheError> {
        let open = |server: &Server| Arc::new(ConnectionPool::new(server.clone()));
        self.pools.get(|| Ok(self.servers.iter().map(open).collect()))
    }

    /// Returns the connections of the current thread to the server that has `key`.
    fn pool(&self, key: &str) -> Result<Arc<ConnectionPool>, CacheError> {
        Ok(Arc::clone(&self.pools()?[self.ring.server_of(key)]))
    }

    async fn call(&self, command: Command<'_>) -> Result<Response, CacheError> {
        Ok(self.pool(command.key())?.call(&check_key(command)?).await?.0)
    }

    /// Stores a text under a condition. Returns whether the condition was met.
    async fn store(
        &self,
        key: &str,
        text: &str,
        time_to_live: Duration,
        condition: Condition,
    ) -> Result<bool, CacheError> {
        check_size(key, text)?;
        let exptime = exptime_from_now(time_to_live);
        match self.call(Command::Store { key, text, exptime, condition }).await? {
            Response::Done { .. } => Ok(true),
            Response::NotStored | Response::Missing => Ok(false),
            response => Err(store_error(response, text)),
        }
    }
}

impl ConnectionPool {
    /// Returns the text under `key` and its CAS token.
    async fn get(&self, key: &str) -> Result<Option<(String, CasToken)>, CacheError> {
        match self.call(&check_key(Command::Get { key })?).await? {
            (Response::Value { text, cas }, connection) => {
                Ok(Some((text, CasToken { connection, unique: cas })))
            }
            (Response::Missing, _) => Ok(None),
            (response, _) => Err(unexpected_response(response)),
        }
    }
}

#[async_trait]
impl Cache for MemcachedCache {
    fn backend(&self) -> &'static str {
        "memcached"
    }

    async fn get(&self, key: &str) -> Result<Option<String>, CacheError> {
        let pool = self.pool(key)?;
        let Some((text, token)) = pool.get(key).await? else { return Ok(None) };
        pool.tokens().insert(key, &text, token);
        Ok(Some(text))
    }

    async fn set(&self, key: &str, text: &str, time_to_live: Duration) -> Result<(), CacheError> {
        self.store(key, text, time_to_live, Condition::Always).await.map(drop)
    }

    async fn add(&self, key: &str, text: &str, time_to_live: Duration) -> Result<bool, CacheError> {
        self.store(key, text, time_to_live, Condition::IfMissing).await
    }

    async fn swap(
        &self,
        key: &str,
        prefix: &str,
        text: &str,
        time_to_live: Duration,
    ) -> Result<Swap, CacheError> {
        check_size(key, text)?;
        let pool = self.pool(key)?;
        let mut known = pool.tokens().take(key, prefix);
        loop {
            let token = match known.take() {
                Some(token) => token,
                None => match pool.get(key).await? {
                    None => return Ok(Swap::Missing),
                    Some((current, _)) if !current.starts_with(prefix) => return Ok(Swap::Conflict(current)),
                    Some((_, token)) => token,
                },
            };
            let (exptime, condition) = (exptime_from_now(time_to_live), Condition::IfUnchanged(token.unique));
            let command = check_key(Command::Store { key, text, exptime, condition })?;
            match pool.call_on(token.connection, &command).await {
                Ok(Response::Done { .. }) => return Ok(Swap::Swapped),
                // Another writer has stored first, or the connection is closed: read again.
                Ok(Response::NotStored | Response::Missing) | Err(Failure::NotSent) => {}
                Ok(response) => return Err(store_error(response, text)),
                Err(failure) => return Err(failure.into()),
            }
        }
    }

    async fn delete(&self, key: &str) -> Result<(), CacheError> {
        match self.call(Command::Delete { key }).await? {
            Response::Done { .. } | Response::Missing => Ok(()),
            response => Err(unexpected_response(response)),
        }
    }

    fn servers(&self) -> usize {
        self.servers.len()
    }

    fn server_of(&self, key: &str) -> usize {
        self.ring.server_of(key)
    }

    /// Checks that at least one server responds.
    async fn check(&self) -> Result<(), CacheError> {
        let pools = self.pools()?;
        let mut results = join_all(pools.iter().map(|pool| pool.get("check"))).await;
        match results.iter().position(Result::is_ok) {
            Some(_) => Ok(()),
            None => results.swap_remove(0).map(drop),
        }
    }

    /// Returns the same text after each restart. Memcached has no snapshots and is empty
    /// then. With `--memory-file` it keeps its latest content, and only through a regular
    /// restart. Other servers are another instance.
    async fn instance(&self) -> Result<String, CacheError> {
        Ok(self.instance.clone())
    }

    /// Returns whole seconds.
    async fn time_to_live(&self, key: &str) -> Result<Option<Duration>, CacheError> {
        match self.call(Command::Ttl { key }).await? {
            Response::Done { ttl } => Ok(ttl.map(Duration::from_secs)),
            Response::Missing => Ok(None),
            response => Err(unexpected_response(response)),
        }
    }
}

/// Returns the addresses in a URL, or `None` if it has another form.
fn addresses(url: &str) -> Option<Vec<Address>> {
    let list = url.strip_prefix("memcache://")?;
    // The protocol has no login. What stands before an `@` may be a password, and errors
    // name the address.
    if list.contains(['@', '?', '#']) {
        return None;
    }
    if list.starts_with('/') {
        return Some(vec![Address::Unix(list.into())]);
    }
    let list = list.trim_end_matches('/');
    let is_valid = |address: &str| !address.is_empty() && !address.contains('/');
    list.split(',').map(|address| is_valid(address).then(|| Address::Tcp(address.to_owned()))).collect()
}

/// Returns the instance of the servers with these sorted addresses.
fn instance_of(addresses: &[String]) -> String {
    if addresses.len() == 1 {
        return "memcached".to_owned();
    }
    let digest = Sha256::digest(addresses.join(","));
    format!("memcached-{:02x}{:02x}{:02x}{:02x}", digest[0], digest[1], digest[2], digest[3])
}

/// Returns the expiry in Memcached's form (see [`exptime`]).
fn exptime_from_now(time_to_live: Duration) -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    exptime(time_to_live, now.as_secs())
}

/// Returns a time to live as Memcached accepts it: in whole seconds, or as the Unix time of
/// the expiry if it is longer than [`MAX_RELATIVE_TTL`]. The result is never 0, which
/// means no expiry. It is one second longer than `time_to_live`: the server's clock
/// advances once a second, and an item would otherwise expire up to a second early.
///
/// The server reads the number as a signed 32-bit integer. From December 2037 on, a time
/// that does not fit is replaced by [`MAX_RELATIVE_TTL`], since the server would delete an
/// item with a time in the past.
fn exptime(time_to_live: Duration, now: u64) -> u64 {
    let seconds = time_to_live.as_secs() + u64::from(time_to_live.subsec_nanos() > 0) + 1;
    if seconds <= MAX_RELATIVE_TTL {
        return seconds;
    }
    let expires = now.saturating_add(seconds).min(MAX_UNIX_TIME);
    if expires > now + MAX_RELATIVE_TTL { expires } else { MAX_RELATIVE_TTL }
}

/// Returns the command if its key is allowed.
fn check_key(command: Command<'_>) -> Result<Command<'_>, CacheError> {
    let invalid = || CacheError::Unavailable("the key is not allowed in Memcached".to_owned());
    command.has_valid_key().then_some(command).ok_or_else(invalid)
}

/// Refuses a text that is too large before it is sent: a server that refuses an item
/// deletes the old one.
fn check_size(key: &str, text: &str) -> Result<(), CacheError> {
    let (bytes, limit) = (text.len(), MAX_ITEM_BYTES.saturating_sub(key.len()));
    if bytes > limit { Err(CacheError::TooLarge { bytes, limit }) } else { Ok(()) }
}

/// Returns the error of a refused text. A server can have a smaller limit than the default.
fn store_error(response: Response, text: &str) -> CacheError {
    match response {
        Response::ServerError(reason) if reason.contains("too large") => {
            CacheError::TooLarge { bytes: text.len(), limit: text.len().saturating_sub(1) }
        }
        response => unexpected_response(response),
    }
}

/// Returns an error without the server's own text, which may contain the command and so a
/// session's key and data.
fn unexpected_response(response: Response) -> CacheError {
    let reason = match response {
        Response::ServerError(_) => "the server refused the command (SERVER_ERROR)",
        Response::ClientError(_) => "the server did not understand the command (ERROR or CLIENT_ERROR)",
        _ => "the response belongs to another command",
    };
    CacheError::Unavailable(reason.to_owned())
}

impl From<Failure> for CacheError {
    fn from(failure: Failure) -> Self {
        Self::Unavailable(match failure {
            Failure::NotSent => "the connection was closed".to_owned(),
            Failure::Lost(reason) | Failure::Unavailable(reason) => reason,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_one_server_or_several_or_a_socket() {
        let new = |url: &str| MemcachedCache::new(url, 1, Duration::from_millis(1));
        for (url, servers) in [
            ("memcache://127.0.0.1:11211", 1),
            ("memcache://[::1]:11211/", 1),
            ("memcache://one:11211,two:11211", 2),
            ("memcache:///run/memcached.sock", 1),
        ] {
            assert_eq!(new(url).unwrap().servers(), servers, "{url}");
        }
        for url in [
            "memcache://",
            "memcache://one:1,",
            "memcache://one:1,one:1",
            "memcache://one:1/0",
            "redis://x:1",
        ] {
            assert!(new(url).err().unwrap().to_string().contains("memcache://host:port,host:port"), "{url}");
        }
    }

    const DAY: u64 = 24 * 60 * 60;

    fn of_days(days: u64, now: u64) -> u64 {
        exptime(Duration::from_secs(days * DAY - 1), now)
    }

    #[test]
    fn up_to_thirty_days_it_is_a_time_to_live_and_beyond_a_unix_time() {
        let now = 1_800_000_000;
        assert_eq!(exptime(Duration::ZERO, now), 1);
        assert_eq!(exptime(Duration::from_millis(1_500), now), 3);
        assert_eq!(of_days(30, now), 30 * DAY);
        assert_eq!(of_days(31, now), now + 31 * DAY);
    }

    #[test]
    fn no_item_expires_in_the_past_when_the_time_exceeds_32_bits() {
        for (days_left, expected) in [(40, MAX_UNIX_TIME), (30, 30 * DAY), (1, 30 * DAY), (0, 30 * DAY)] {
            assert_eq!(of_days(100, MAX_UNIX_TIME - days_left * DAY), expected, "{days_left} days before");
        }
        assert_eq!(of_days(100, MAX_UNIX_TIME + 400 * DAY), 30 * DAY, "after 2038");
    }
}
