//! The engines, which store sessions (behaviours D1 to D22 of `docs/behaviours.md`).
//! Each engine is a file, named like the setting that selects it. An engine stores and
//! loads records and knows nothing of HTTP. Implement [`Engine`] to add your own.

mod breaker;
mod breaker_cache;
mod cache;
mod cache_entry;
mod cache_epoch;
mod cached_db;
pub mod contract;
mod db;
mod file;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod lease;
mod observed;
mod observed_cache;
mod raw_record;
mod readiness;
mod signed_cookies;
mod slow_calls;
mod watchers;

use async_trait::async_trait;
use time::OffsetDateTime;

use super::{error::json_reason, key::SessionKey, record::Record};

pub use cache::CacheEngine;
pub use cached_db::CachedDbEngine;
pub use db::DbEngine;
pub use file::FileEngine;
pub use observed::{CallObserver, CallResult, EngineCall, ObservedEngine, Observers};
pub use observed_cache::ObservedCache;
pub use raw_record::{InspectResult, RawRecord};
pub use readiness::Readiness;
pub use signed_cookies::SignedCookiesEngine;
pub use slow_calls::SlowCallLog;
pub use watchers::{CallMetrics, CallSpans};

/// Stores sessions. Django calls this a session backend or engine.
///
/// A record has a version. A writer names the version that it has loaded, so that two
/// requests of one session at the same time can't overwrite each other (H1: no lost
/// update). [`contract::check`] tests an implementation, and `docs/own-engine.md`
/// explains each method.
///
/// # Examples
/// ```
/// # #[actix_web::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::{sync::Arc, time::Duration};
///
/// use session_shop::{
///     caches::MemoryCache,
///     sessions::{
///         Clock, Record,
///         data::Data,
///         engines::{CacheEngine, Engine, Replace},
///     },
/// };
///
/// let clock = Clock::system();
/// let engine = CacheEngine::new(Arc::new(MemoryCache::new(100)), "session:", clock.clone());
/// let first = Record::new(Data::default(), clock.now() + Duration::from_secs(60));
/// let key = engine.create(&first).await?;
///
/// let mut next = first.clone();
/// next.data.set("cart", r#"["oolong"]"#);
/// next.version = Record::version_after(first.version);
/// let stored = engine.replace(&key, first.version, &next).await?;
/// assert_eq!(stored, Replace::Replaced(key.clone()));
///
/// // Another request, which has loaded the first version too, gets the newer record.
/// let late = engine.replace(&key, first.version, &next).await?;
/// assert_eq!(late, Replace::Conflict(next));
/// # Ok(())
/// # }
/// ```
#[async_trait]
pub trait Engine: Send + Sync {
    /// Returns the name that selects the engine in the setting `session.engine`.
    fn name(&self) -> &'static str;

    /// Returns the record under `key`, or `None` if there is none. The engine may
    /// return an expired record: the caller compares the expiry with its clock.
    ///
    /// # Errors
    /// [`EngineError::Unavailable`], and [`EngineError::Unreadable`] if the stored
    /// text is no record.
    async fn load(&self, key: &SessionKey) -> Result<Option<Record>, EngineError>;

    /// Stores `record` under a new random key and returns the key. An engine never
    /// overwrites another session here.
    ///
    /// # Errors
    /// [`EngineError::Unavailable`] and [`EngineError::TooLarge`].
    async fn create(&self, record: &Record) -> Result<SessionKey, EngineError>;

    /// Compares and swaps: stores `next` under `key` if the record there has the
    /// version `expected`. Afterwards the stored record equals `next`, its version
    /// included, so `next.version` must be higher than `expected`
    /// ([`Record::version_after`]).
    ///
    /// # Errors
    /// [`EngineError::Unavailable`], [`EngineError::Unreadable`] and
    /// [`EngineError::TooLarge`]; the stored record is then unchanged.
    async fn replace(&self, key: &SessionKey, expected: i64, next: &Record) -> Result<Replace, EngineError>;

    /// Sets the expiry of the record under `key` to `record.expire_date` if the
    /// stored record has the version `record.version`. Data and version stay, so the
    /// caller passes the data that is stored.
    ///
    /// # Errors
    /// [`EngineError::Unavailable`] and [`EngineError::Unreadable`].
    async fn touch(&self, key: &SessionKey, record: &Record) -> Result<Replace, EngineError>;

    /// Deletes the record under `key`. A missing record is no error.
    ///
    /// # Errors
    /// [`EngineError::Unavailable`].
    async fn delete(&self, key: &SessionKey) -> Result<(), EngineError>;

    /// Removes the sessions that have expired at `now`, and no others (E11: the
    /// command `clearsessions` removes no valid session).
    ///
    /// # Errors
    /// [`EngineError::Unavailable`]; some sessions may be removed already.
    async fn clear_expired(&self, now: OffsetDateTime) -> Result<Cleared, EngineError>;

    /// Checks that the store responds.
    ///
    /// # Errors
    /// [`EngineError::Unavailable`].
    async fn check(&self) -> Result<(), EngineError>;

    /// Checks that the engine can serve requests: tries what a request does. The default
    /// implementation creates, replaces, loads and deletes a session, which expires soon
    /// after `now` if it can't be deleted. A wrapper forwards the call to the engine inside.
    ///
    /// # Errors
    /// The error of the call that failed.
    async fn check_readiness(&self, now: OffsetDateTime) -> Result<Readiness, EngineError> {
        readiness::check_engine(self, now).await
    }

    /// Returns what is stored under `key` as the store holds it, for the lab. The
    /// default implementation returns `None`.
    ///
    /// # Errors
    /// [`EngineError::Unavailable`].
    async fn inspect(&self, key: &SessionKey) -> InspectResult {
        let _ = key;
        Ok(None)
    }
}

/// The result of [`Engine::replace`] and [`Engine::touch`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replace {
    /// The record was stored. The key is unchanged, except in an engine that keeps the
    /// data in the key (`signed_cookies`).
    Replaced(SessionKey),
    /// The stored record has another version. Nothing was written; this is that record.
    Conflict(Record),
    /// There is no record under the key. Nothing was written.
    Gone,
}

/// The result of [`Engine::clear_expired`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cleared {
    /// The number of sessions that were removed.
    Removed(u64),
    /// The store removes expired sessions itself.
    NotNeeded,
}

/// Why an engine call failed.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The store can't be reached, is too slow, or refuses the call.
    #[error("the session store does not respond: {0}")]
    Unavailable(String),
    /// The stored text is no session record.
    #[error("the stored session can't be read: {0}")]
    Unreadable(String),
    /// Another process has raised the epoch of the cache; nothing was written. Only
    /// the database engine inside `cached_db` returns this error.
    #[error("the epoch of the session cache has changed")]
    CacheEpochChanged,
    /// The session is larger than the store accepts.
    #[error("the session has {bytes} bytes, {limit} are allowed")]
    TooLarge {
        /// The size of the session, in bytes.
        bytes: usize,
        /// The largest size, in bytes.
        limit: usize,
    },
}

impl EngineError {
    pub(super) fn unreadable(error: &serde_json::Error) -> Self {
        Self::Unreadable(json_reason(error))
    }
}
