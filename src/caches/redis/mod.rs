//! A cache in Redis or Valkey: one server, a master that Sentinel names, or a Cluster. All
//! requests of a worker thread share one connection ([`connection`]).

mod connection;
mod deployment;

use std::{fmt::Display, sync::Arc, time::Duration};

use async_trait::async_trait;
use redis::{Cmd, ErrorKind, FromRedisValue, RedisError, RedisResult, Script, ServerErrorKind, Value, cmd};
use sha2::{Digest, Sha256};

use self::{
    connection::{Repeat, SharedConnection},
    deployment::Deployment,
};
use super::{Cache, CacheError, ServerInfo, Swap, per_runtime::PerRuntime};

/// The Lua script of a swap, which runs atomically in the server. It returns 1 after a
/// swap, the present text if that has another prefix, and false if there is no entry. It
/// uses one key, so that a Cluster can execute it.
const SWAP: &str = "local current = redis.call('GET', KEYS[1])
if not current then return false end
if string.sub(current, 1, #ARGV[1]) ~= ARGV[1] then return current end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1";

/// A cache in Redis.
pub struct RedisCache {
    deployment: Arc<Deployment>,
    timeout: Duration,
    connections: PerRuntime<Arc<SharedConnection>>,
    /// The SHA-1 hash under which the server knows [`SWAP`].
    swap: String,
}

impl RedisCache {
    /// Returns a cache in the servers at that URL. It connects at the first call. A call
    /// fails after `timeout`.
    ///
    /// | URL | |
    /// |---|---|
    /// | `redis://HOST:PORT/DB` | one server |
    /// | `rediss://HOST:PORT/DB` | one server, over TLS |
    /// | `redis+unix:///PATH?db=DB` | one server, over a Unix socket |
    /// | `redis+sentinel://HOST:PORT,HOST:PORT/MASTER/DB` | the master that Sentinels name |
    /// | `redis+cluster://HOST:PORT,HOST:PORT` | a Cluster |
    ///
    /// `rediss+sentinel` and `rediss+cluster` use TLS. `valkey` can stand for `redis`.
    ///
    /// # Errors
    /// If the URL has another form.
    pub fn new(url: &str, timeout: Duration) -> Result<Self, CacheError> {
        Self::with_ca(url, None, timeout)
    }

    /// Returns a cache whose servers have a certificate of one of the certificate
    /// authorities in `ca`, a PEM file. Without `ca` those of the system are trusted.
    ///
    /// # Errors
    /// If the URL has another form, or if `ca` has no certificate or the URL no TLS.
    pub fn with_ca(url: &str, ca: Option<Vec<u8>>, timeout: Duration) -> Result<Self, CacheError> {
        let deployment = Arc::new(Deployment::parse(url, ca, timeout)?);
        let swap = Script::new(SWAP).get_hash().to_owned();
        Ok(Self { deployment, timeout, connections: PerRuntime::default(), swap })
    }

    /// Returns the connection of the current thread.
    fn connection(&self) -> Arc<SharedConnection> {
        let new = || Ok(Arc::new(SharedConnection::new(Arc::clone(&self.deployment), self.timeout)));
        let connection: Result<_, std::convert::Infallible> = self.connections.get(new);
        match connection {
            Ok(connection) => connection,
            Err(never) => match never {},
        }
    }

    /// Sends a command that may be executed twice, and returns its result.
    async fn call<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, CacheError> {
        let value = self.connection().send(command, Repeat::Allowed).await?;
        Ok(redis::from_redis_value(value).map_err(RedisError::from)?)
    }

    /// Returns the values of a setting of the server, or of each master of a Cluster.
    async fn config(&self, name: &str) -> Result<Vec<String>, CacheError> {
        let values = self.connection().send_to_masters(cmd("CONFIG").arg("GET").arg(name)).await?;
        let settings = values.into_iter().map(redis::from_redis_value::<(String, String)>);
        let settings: Result<Vec<_>, _> = settings.collect();
        Ok(settings.map_err(RedisError::from)?.into_iter().map(|(_, value)| value).collect())
    }

    /// Executes the script of a swap. A server that does not know it yet gets its text.
    async fn execute_swap(&self, key: &str, arguments: [&str; 3]) -> RedisResult<Value> {
        let command = |name: &str, script: &str| {
            let mut command = cmd(name);
            command.arg(script).arg(1).arg(key).arg(&arguments);
            command
        };
        let connection = self.connection();
        match connection.send(&command("EVALSHA", &self.swap), Repeat::Forbidden).await {
            Err(error) if error.kind() == ErrorKind::Server(ServerErrorKind::NoScript) => {
                connection.send(&command("EVAL", SWAP), Repeat::Forbidden).await
            }
            result => result,
        }
    }
}

/// The number of characters of `run_id` that identify a run of the server.
const RUN_ID_LENGTH: usize = 12;

fn run_id(info: &str) -> Option<&str> {
    info.lines().find_map(|line| line.strip_prefix("run_id:"))?.get(..RUN_ID_LENGTH)
}

/// Returns the fields of the response to `INFO`. One that is missing is empty or 0.
fn server_info(info: &str) -> ServerInfo {
    let field = |name| info.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim();
    ServerInfo {
        version: field("redis_version:").to_owned(),
        max_memory: field("maxmemory:").parse().unwrap_or(0),
        eviction_policy: field("maxmemory_policy:").to_owned(),
    }
}

/// Returns a time to live in milliseconds, at least 1: Redis refuses 0.
fn milliseconds(time_to_live: Duration) -> u64 {
    u64::try_from(time_to_live.as_millis()).unwrap_or(u64::MAX).max(1)
}

#[async_trait]
impl Cache for RedisCache {
    fn backend(&self) -> &'static str {
        "redis"
    }

    async fn get(&self, key: &str) -> Result<Option<String>, CacheError> {
        self.call(cmd("GET").arg(key)).await
    }

    async fn set(&self, key: &str, text: &str, time_to_live: Duration) -> Result<(), CacheError> {
        self.call(cmd("SET").arg(key).arg(text).arg("PX").arg(milliseconds(time_to_live))).await
    }

    async fn add(&self, key: &str, text: &str, time_to_live: Duration) -> Result<bool, CacheError> {
        let ttl = milliseconds(time_to_live);
        let reply: Value = self.call(cmd("SET").arg(key).arg(text).arg("NX").arg("PX").arg(ttl)).await?;
        Ok(reply == Value::Okay)
    }

    async fn swap(
        &self,
        key: &str,
        prefix: &str,
        text: &str,
        time_to_live: Duration,
    ) -> Result<Swap, CacheError> {
        let ttl = milliseconds(time_to_live).to_string();
        match self.execute_swap(key, [prefix, text, &ttl]).await? {
            Value::Nil => Ok(Swap::Missing),
            Value::BulkString(bytes) => Ok(Swap::Conflict(String::from_utf8_lossy(&bytes).into_owned())),
            _ => Ok(Swap::Swapped),
        }
    }

    async fn delete(&self, key: &str) -> Result<(), CacheError> {
        self.call(cmd("DEL").arg(key)).await
    }

    async fn check(&self) -> Result<(), CacheError> {
        Ok(self.connection().send_to_masters(&cmd("PING")).await.map(drop)?)
    }

    /// Returns the first characters of `run_id`, which is random for each run of a server.
    /// For a Cluster it returns those of a hash of the `run_id` of all masters, which changes
    /// when one of them restarts or is replaced by its replica.
    async fn instance(&self) -> Result<String, CacheError> {
        let failed = |reason: &dyn Display| CacheError::Unavailable(format!("INFO server: {reason}"));
        let replies = self.connection().send_to_masters(cmd("INFO").arg("server")).await;
        let replies = replies.map_err(|error| failed(&CacheError::from(error)))?;
        let texts: Result<Vec<String>, _> = replies.into_iter().map(redis::from_redis_value).collect();
        let texts = texts.map_err(|error| failed(&CacheError::from(RedisError::from(error))))?;
        let ids: Option<Vec<&str>> = texts.iter().map(|text| run_id(text)).collect();
        let ids = ids.ok_or_else(|| failed(&"the response has no run_id"))?;
        instance_of(ids).ok_or_else(|| failed(&"no server has responded"))
    }

    /// Returns `false` if the server persists nothing, or if it writes each change to the
    /// append-only file before it responds (`appendfsync always`). After a restart the
    /// server prefers that file to a snapshot. Returns `true` for Sentinel and a Cluster: a
    /// replica that becomes the master may lack the last writes.
    async fn can_restore_old_data(&self) -> Result<bool, CacheError> {
        if !matches!(*self.deployment, Deployment::Server(_)) {
            return Ok(true);
        }
        let (append_only, fsync) = (self.config("appendonly").await?, self.config("appendfsync").await?);
        Ok(if append_only == ["yes"] {
            fsync != ["always"]
        } else {
            self.config("save").await?.iter().any(|save| !save.is_empty())
        })
    }

    /// Returns what the server reports, or the first master of a Cluster.
    async fn server_info(&self) -> Result<Option<ServerInfo>, CacheError> {
        let replies = self.connection().send_to_masters(&cmd("INFO")).await?;
        let Some(first) = replies.into_iter().next() else { return Ok(None) };
        let text: String = redis::from_redis_value(first).map_err(RedisError::from)?;
        Ok(Some(server_info(&text)))
    }

    /// Returns `None` if `PTTL` is negative: there is no entry, or it has no expiry.
    async fn time_to_live(&self, key: &str) -> Result<Option<Duration>, CacheError> {
        let left: i64 = self.call(cmd("PTTL").arg(key)).await?;
        Ok(u64::try_from(left).ok().map(Duration::from_millis))
    }
}

/// Returns one short identifier for the runs of one or more servers.
fn instance_of(mut ids: Vec<&str>) -> Option<String> {
    ids.sort_unstable();
    if let [id] = ids[..] {
        return Some(id.to_owned());
    }
    let hash = Sha256::digest(ids.concat());
    let first = hash.first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes));
    (!ids.is_empty()).then(|| format!("{first:016x}")[..RUN_ID_LENGTH].to_owned())
}

/// Describes an error by its category and the server's error code, without the server's
/// own text, which may contain the refused command and so a session's key and data.
impl From<RedisError> for CacheError {
    fn from(error: RedisError) -> Self {
        let is_code = |code: &&str| code.bytes().all(|byte| byte.is_ascii_uppercase());
        let text = match error.code().filter(is_code) {
            _ if error.is_io_error() => error.to_string(),
            Some(code) => format!("{} ({code})", error.category()),
            None => error.category().to_owned(),
        };
        let is_from_server = matches!(error.kind(), ErrorKind::Server(_) | ErrorKind::Extension);
        if is_from_server { Self::Refused(text) } else { Self::Unavailable(text) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_instance_of_a_cluster_depends_on_each_run_and_not_on_the_order() {
        assert_eq!(instance_of(vec!["abc"]).as_deref(), Some("abc"));
        assert_eq!(instance_of(Vec::new()), None);
        let (two, other) = (instance_of(vec!["a", "b"]).unwrap(), instance_of(vec!["a", "c"]).unwrap());
        assert_eq!(instance_of(vec!["b", "a"]).unwrap(), two);
        assert_ne!(two, other);
        assert_eq!(two.len(), RUN_ID_LENGTH);
    }
}
