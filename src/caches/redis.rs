//! A Redis server: one connection on each worker thread, which all its requests
//! share and which comes back by itself. One that is silent is given up, since
//! nobody may ever tell that it is dead.

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

use super::{Cache, CacheError, Swap, per_runtime::PerRuntime};

/// One step inside the server: 1 if it swapped, what is there if that begins
/// otherwise, nothing if nothing is there.
const SWAP: &str = "local present = redis.call('GET', KEYS[1])
if not present then return false end
if string.sub(present, 1, #ARGV[1]) ~= ARGV[1] then return present end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1";

/// A cache in a Redis server.
pub struct RedisCache {
    client: Client,
    config: ConnectionManagerConfig,
    lines: PerRuntime<Arc<Line>>,
    swap: Script,
}

/// The connection that is in use on one thread now.
struct Line(Mutex<Numbered>);

/// A connection, and how many there were before it.
#[derive(Clone)]
struct Numbered {
    number: u64,
    connection: ConnectionManager,
}

impl RedisCache {
    /// At `redis://host:port/db`. It connects when it is first asked; an answer
    /// may take `timeout`.
    pub fn new(url: &str, timeout: Duration) -> Result<Self, CacheError> {
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(timeout))
            .set_response_timeout(Some(timeout))
            .set_number_of_retries(1)
            .set_max_delay(Duration::from_millis(100));
        let client = Client::open(url)?;
        Ok(Self { client, config, lines: PerRuntime::default(), swap: Script::new(SWAP) })
    }

    fn line(&self) -> RedisResult<Arc<Line>> {
        self.lines.get(|| Ok(Arc::new(Line(Mutex::new(Numbered { number: 0, connection: self.open()? })))))
    }

    fn open(&self) -> RedisResult<ConnectionManager> {
        ConnectionManager::new_lazy_with_config(self.client.clone(), self.config.clone())
    }

    /// Asks, and asks again if the connection had died since it was last used,
    /// as it does when the server starts again. Only what may be done twice:
    /// the first may have been done, and the answer lost.
    async fn ask<T, F: Future<Output = RedisResult<T>>>(
        &self,
        question: impl Fn(ConnectionManager) -> F,
    ) -> Result<T, CacheError> {
        let line = self.line()?;
        let Numbered { number, connection } = line.current().clone();
        let answer = match question(connection.clone()).await {
            Err(error) if error.is_connection_dropped() && !error.is_timeout() => question(connection).await,
            answer => answer,
        };
        self.heard(&line, number, answer)
    }

    /// The value of one of the server's settings.
    async fn config(&self, name: &str) -> Result<String, CacheError> {
        let get = |mut connection: ConnectionManager| async move {
            redis::cmd("CONFIG").arg("GET").arg(name).query_async::<(String, String)>(&mut connection).await
        };
        self.ask(get).await.map(|(_, value)| value)
    }

    /// Hands on what came over the connection of that number. When it is late,
    /// the next request gets a new one, unless another request has seen to it.
    fn heard<T>(&self, line: &Line, number: u64, answer: RedisResult<T>) -> Result<T, CacheError> {
        if answer.as_ref().is_err_and(RedisError::is_timeout) {
            let mut current = line.current();
            if current.number == number {
                *current = Numbered { number: number + 1, connection: self.open()? };
            }
        }
        Ok(answer?)
    }
}

impl Line {
    fn current(&self) -> MutexGuard<'_, Numbered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// So many characters of `run_id` tell one run from another.
const RUN_ID_LENGTH: usize = 12;

fn run_id(info: &str) -> Option<&str> {
    info.lines().find_map(|line| line.strip_prefix("run_id:"))?.get(..RUN_ID_LENGTH)
}

/// Never 0, which Redis refuses.
fn milliseconds(time_to_live: Duration) -> u64 {
    u64::try_from(time_to_live.as_millis()).unwrap_or(u64::MAX).max(1)
}

#[async_trait]
impl Cache for RedisCache {
    fn backend(&self) -> &'static str {
        "redis"
    }

    async fn get(&self, key: &str) -> Result<Option<String>, CacheError> {
        self.ask(|mut connection| async move { connection.get(key).await }).await
    }

    async fn set(&self, key: &str, text: &str, time_to_live: Duration) -> Result<(), CacheError> {
        let lives = milliseconds(time_to_live);
        self.ask(|mut connection| async move { connection.pset_ex(key, text, lives).await }).await
    }

    async fn add(&self, key: &str, text: &str, time_to_live: Duration) -> Result<bool, CacheError> {
        let lives = SetExpiry::PX(milliseconds(time_to_live));
        let add = |mut connection: ConnectionManager| async move {
            let options = SetOptions::default().conditional_set(ExistenceCheck::NX).with_expiration(lives);
            connection.set_options(key, text, options).await
        };
        let reply: Value = self.ask(add).await?;
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
        let line = self.line()?;
        let Numbered { number, mut connection } = line.current().clone();
        match self.heard(&line, number, call.invoke_async(&mut connection).await)? {
            Value::Nil => Ok(Swap::Missing),
            Value::BulkString(bytes) => Ok(Swap::Conflict(String::from_utf8_lossy(&bytes).into_owned())),
            _ => Ok(Swap::Swapped),
        }
    }

    async fn delete(&self, key: &str) -> Result<(), CacheError> {
        self.ask(|mut connection| async move { connection.del(key).await }).await
    }

    async fn check(&self) -> Result<(), CacheError> {
        self.ask(|mut connection| async move { redis::cmd("PING").exec_async(&mut connection).await }).await
    }

    /// The beginning of `run_id`, which is drawn at each start of the server.
    async fn instance(&self) -> Result<String, CacheError> {
        let info = |mut connection: ConnectionManager| async move {
            redis::cmd("INFO").arg("server").query_async::<String>(&mut connection).await
        };
        let failed = |reason: &dyn Display| CacheError::Unavailable(format!("to INFO server: {reason}"));
        let info = self.ask(info).await.map_err(|error| failed(&error))?;
        run_id(&info).map(ToOwned::to_owned).ok_or_else(|| failed(&"it names no run_id"))
    }

    /// Unless it keeps nothing, or logs each write to the disk before it replies
    /// (`appendfsync always`). An append-only file is read in preference to a
    /// snapshot.
    async fn can_go_back(&self) -> Result<bool, CacheError> {
        let append_only = self.config("appendonly").await? == "yes";
        Ok(if append_only {
            self.config("appendfsync").await? != "always"
        } else {
            !self.config("save").await?.is_empty()
        })
    }

    /// `PTTL` is negative where nothing is, or where it has no end.
    async fn time_to_live(&self, key: &str) -> Result<Option<Duration>, CacheError> {
        let left: i64 = self.ask(|mut connection| async move { connection.pttl(key).await }).await?;
        Ok(u64::try_from(left).ok().map(Duration::from_millis))
    }
}

/// Says what kind of error it is, by the crate's words and the server's error
/// code. The server's own text stays out: it may repeat the refused command, and
/// with it a session's key and data.
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
