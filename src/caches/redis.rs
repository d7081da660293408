//! A cache in a Redis server. All requests of a worker thread share one connection, which
//! reconnects after an error. A connection without a response in time is replaced, since
//! the network may have lost it without an error.

use std::{
    fmt::Display,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use redis::{
    AsyncCommands, Client, ExistenceCheck, RedisError, RedisResult, Script, SetExpiry, SetOptions, Value,
    aio::{ConnectionManager, ConnectionManagerConfig},
};

use super::{Cache, CacheError, ServerInfo, Swap, per_runtime::PerRuntime};

/// The Lua script of a swap, which runs atomically in the server. It returns 1 after a
/// swap, the present text if that has another prefix, and false if there is no entry.
const SWAP: &str = "local current = redis.call('GET', KEYS[1])
if not current then return false end
if string.sub(current, 1, #ARGV[1]) ~= ARGV[1] then return current end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1";

/// A cache in a Redis server.
pub struct RedisCache {
    client: Client,
    config: ConnectionManagerConfig,
    connections: PerRuntime<Arc<SharedConnection>>,
    swap: Script,
}

/// The current connection of one thread.
struct SharedConnection(Mutex<NumberedConnection>);

/// A connection, and the number of connections before it.
#[derive(Clone)]
struct NumberedConnection {
    number: u64,
    connection: ConnectionManager,
}

impl RedisCache {
    /// Returns a cache in the server at `redis://host:port/db`. It connects at the first
    /// call. A call fails after `timeout`.
    ///
    /// # Errors
    /// If the URL has another form.
    pub fn new(url: &str, timeout: Duration) -> Result<Self, CacheError> {
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(timeout))
            .set_response_timeout(Some(timeout))
            .set_number_of_retries(1)
            .set_max_delay(Duration::from_millis(100));
        let client = Client::open(url)?;
        Ok(Self { client, config, connections: PerRuntime::default(), swap: Script::new(SWAP) })
    }

    /// Returns the connection of the current thread.
    fn connection(&self) -> RedisResult<Arc<SharedConnection>> {
        self.connections.get(|| {
            let first = NumberedConnection { number: 0, connection: self.open()? };
            Ok(Arc::new(SharedConnection(Mutex::new(first))))
        })
    }

    fn open(&self) -> RedisResult<ConnectionManager> {
        ConnectionManager::new_lazy_with_config(self.client.clone(), self.config.clone())
    }

    /// Sends a command, and sends it again if the connection has broken since it was last
    /// used, as after a restart of the server. The server may then execute the command
    /// twice, so a swap must not use this.
    async fn call_with_retry<T, F: Future<Output = RedisResult<T>>>(
        &self,
        command: impl Fn(ConnectionManager) -> F,
    ) -> Result<T, CacheError> {
        let shared = self.connection()?;
        let NumberedConnection { number, connection } = shared.current().clone();
        let result = match command(connection.clone()).await {
            Err(error) if error.is_connection_dropped() && !error.is_timeout() => command(connection).await,
            result => result,
        };
        self.replace_after_timeout(&shared, number, result)
    }

    /// Returns the value of a setting of the server.
    async fn config(&self, name: &str) -> Result<String, CacheError> {
        let get = |mut connection: ConnectionManager| async move {
            redis::cmd("CONFIG").arg("GET").arg(name).query_async::<(String, String)>(&mut connection).await
        };
        self.call_with_retry(get).await.map(|(_, value)| value)
    }

    /// Returns the result of a command over the connection with that number. After a
    /// timeout it replaces the connection, unless another request has already replaced it.
    fn replace_after_timeout<T>(
        &self,
        shared: &SharedConnection,
        number: u64,
        result: RedisResult<T>,
    ) -> Result<T, CacheError> {
        if result.as_ref().is_err_and(RedisError::is_timeout) {
            let mut current = shared.current();
            if current.number == number {
                *current = NumberedConnection { number: number + 1, connection: self.open()? };
            }
        }
        Ok(result?)
    }
}

impl SharedConnection {
    fn current(&self) -> MutexGuard<'_, NumberedConnection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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
        self.call_with_retry(|mut connection| async move { connection.get(key).await }).await
    }

    async fn set(&self, key: &str, text: &str, time_to_live: Duration) -> Result<(), CacheError> {
        let ttl = milliseconds(time_to_live);
        self.call_with_retry(|mut connection| async move { connection.pset_ex(key, text, ttl).await }).await
    }

    async fn add(&self, key: &str, text: &str, time_to_live: Duration) -> Result<bool, CacheError> {
        let ttl = SetExpiry::PX(milliseconds(time_to_live));
        let add = |mut connection: ConnectionManager| async move {
            let options = SetOptions::default().conditional_set(ExistenceCheck::NX).with_expiration(ttl);
            connection.set_options(key, text, options).await
        };
        let reply: Value = self.call_with_retry(add).await?;
        Ok(reply == Value::Okay)
    }

    async fn swap(
        &self,
        key: &str,
        prefix: &str,
        text: &str,
        time_to_live: Duration,
    ) -> Result<Swap, CacheError> {
        let mut call = self.swap.key(key);
        let call = call.arg(prefix).arg(text).arg(milliseconds(time_to_live));
        let shared = self.connection()?;
        let NumberedConnection { number, mut connection } = shared.current().clone();
        match self.replace_after_timeout(&shared, number, call.invoke_async(&mut connection).await)? {
            Value::Nil => Ok(Swap::Missing),
            Value::BulkString(bytes) => Ok(Swap::Conflict(String::from_utf8_lossy(&bytes).into_owned())),
            _ => Ok(Swap::Swapped),
        }
    }

    async fn delete(&self, key: &str) -> Result<(), CacheError> {
        self.call_with_retry(|mut connection| async move { connection.del(key).await }).await
    }

    async fn check(&self) -> Result<(), CacheError> {
        self.call_with_retry(
            |mut connection| async move { redis::cmd("PING").exec_async(&mut connection).await },
        )
        .await
    }

    /// Returns the first characters of `run_id`, which is random for each run of the server.
    async fn instance(&self) -> Result<String, CacheError> {
        let info = |mut connection: ConnectionManager| async move {
            redis::cmd("INFO").arg("server").query_async::<String>(&mut connection).await
        };
        let failed = |reason: &dyn Display| CacheError::Unavailable(format!("INFO server: {reason}"));
        let info = self.call_with_retry(info).await.map_err(|error| failed(&error))?;
        run_id(&info).map(ToOwned::to_owned).ok_or_else(|| failed(&"the response has no run_id"))
    }

    /// Returns `false` if the server persists nothing, or if it writes each change to the
    /// append-only file before it responds (`appendfsync always`). After a restart the
    /// server prefers that file to a snapshot.
    async fn can_restore_old_data(&self) -> Result<bool, CacheError> {
        let append_only = self.config("appendonly").await? == "yes";
        Ok(if append_only {
            self.config("appendfsync").await? != "always"
        } else {
            !self.config("save").await?.is_empty()
        })
    }

    async fn server_info(&self) -> Result<Option<ServerInfo>, CacheError> {
        let info = |mut connection: ConnectionManager| async move {
            redis::cmd("INFO").query_async::<String>(&mut connection).await
        };
        Ok(Some(server_info(&self.call_with_retry(info).await?)))
    }

    /// Returns `None` if `PTTL` is negative: there is no entry, or it has no expiry.
    async fn time_to_live(&self, key: &str) -> Result<Option<Duration>, CacheError> {
        let left: i64 =
            self.call_with_retry(|mut connection| async move { connection.pttl(key).await }).await?;
        Ok(u64::try_from(left).ok().map(Duration::from_millis))
    }
}

/// Describes an error by its category and the server's error code, without the server's
/// own text, which may contain the refused command and so a session's key and data.
impl From<RedisError> for CacheError {
    fn from(error: RedisError) -> Self {
        let is_code = |code: &&str| code.bytes().all(|byte| byte.is_ascii_uppercase());
        Self::Unavailable(match error.code().filter(is_code) {
            _ if error.is_io_error() => error.to_string(),
            Some(code) => format!("{} ({code})", error.category()),
            None => error.category().to_owned(),
        })
    }
}
