//! A Redis server: one connection that all requests share and that comes back
//! by itself.

use std::time::Duration;

use async_trait::async_trait;
use redis::{
    AsyncCommands, Client, RedisError, Script, SetExpiry, SetOptions, Value,
    aio::{ConnectionManager, ConnectionManagerConfig},
};

use super::{Cache, CacheError, Swap};

/// One step inside the server: 1 if it swapped, what is there if that begins
/// otherwise, nothing if nothing is there.
const SWAP: &str = "local present = redis.call('GET', KEYS[1])
if not present then return false end
if string.sub(present, 1, #ARGV[1]) ~= ARGV[1] then return present end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1";

/// A cache in a Redis server.
pub struct RedisCache {
    connection: ConnectionManager,
    swap: Script,
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
        let connection = ConnectionManager::new_lazy_with_config(Client::open(url)?, config)?;
        Ok(Self { connection, swap: Script::new(SWAP) })
    }

    fn connection(&self) -> ConnectionManager {
        self.connection.clone()
    }
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
        Ok(self.connection().get(key).await?)
    }

    async fn set(&self, key: &str, text: &str, time_to_live: Duration) -> Result<(), CacheError> {
        Ok(self.connection().pset_ex(key, text, milliseconds(time_to_live)).await?)
    }

    async fn add(&self, key: &str, text: &str, time_to_live: Duration) -> Result<bool, CacheError> {
        let options = SetOptions::default()
            .conditional_set(redis::ExistenceCheck::NX)
            .with_expiration(SetExpiry::PX(milliseconds(time_to_live)));
        let reply: Value = self.connection().set_options(key, text, options).await?;
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
        match call.invoke_async(&mut self.connection()).await? {
            Value::Nil => Ok(Swap::Missing),
            Value::BulkString(bytes) => Ok(Swap::Conflict(String::from_utf8_lossy(&bytes).into_owned())),
            _ => Ok(Swap::Swapped),
        }
    }

    async fn delete(&self, key: &str) -> Result<(), CacheError> {
        Ok(self.connection().del(key).await?)
    }

    async fn check(&self) -> Result<(), CacheError> {
        Ok(redis::cmd("PING").exec_async(&mut self.connection()).await?)
    }
}

impl From<RedisError> for CacheError {
    fn from(error: RedisError) -> Self {
        Self::Unavailable(error.to_string())
    }
}
