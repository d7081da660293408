//! Where sessions are kept (D). One file an engine, named as in the documents.
//! An engine stores and fetches records and knows nothing of HTTP; implement
//! [`Engine`] to add your own.

mod breaker;
mod cache;
mod cache_entry;
mod cache_epoch;
mod cached_db;
mod db;
mod file;
mod lease;
mod raw_record;
mod signed_cookies;

use async_trait::async_trait;
use time::OffsetDateTime;

use super::{error::json_reason, key::SessionKey, record::Record};

pub use cache::CacheEngine;
pub use cached_db::CachedDbEngine;
pub use db::DbEngine;
pub use file::FileEngine;
pub use raw_record::{InspectResult, RawRecord};
pub use signed_cookies::SignedCookiesEngine;

/// A place where sessions are kept.
#[async_trait]
pub trait Engine: Send + Sync {
    /// The name by which `session.engine` chooses it.
    fn name(&self) -> &'static str;

    /// The record under `key`, expired or not; `None` if there is none.
    async fn load(&self, key: &SessionKey) -> Result<Option<Record>, EngineError>;

    /// Stores `record` as version 1 under a key that nobody has had before.
    /// It never overwrites.
    async fn create(&self, record: &Record) -> Result<SessionKey, EngineError>;

    /// Compare and swap: stores `record` in the place of the one under `key`
    /// if that one still has `record.version`, as the version after it.
    async fn replace(&self, key: &SessionKey, record: &Record) -> Result<Replace, EngineError>;

    /// Moves the end of the session to `record.expire_date`, under the same
    /// condition, and changes nothing else: the version stays.
    async fn touch(&self, key: &SessionKey, record: &Record) -> Result<Replace, EngineError>;

    /// Forgets the record under `key`. One that isn't there is no error.
    async fn delete(&self, key: &SessionKey) -> Result<(), EngineError>;

    /// Removes the sessions that are over at `now`, and only them (E11).
    async fn clear_expired(&self, now: OffsetDateTime) -> Result<Cleared, EngineError>;

    /// Whether the store answers.
    async fn check(&self) -> Result<(), EngineError>;

    /// What lies under `key`, for somebody to look at. Nothing is read into it,
    /// and nothing changes. An engine need not have it.
    async fn inspect(&self, key: &SessionKey) -> InspectResult {
        let _ = key;
        Ok(None)
    }
}

/// How a replacement went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replace {
    /// Stored. The key is the same, but for an engine that keeps the data in it.
    Replaced(SessionKey),
    /// Somebody else stored something since; this is it.
    Conflict(Record),
    /// There is no such session any more. Nothing was stored.
    Gone,
}

/// What `clear_expired` did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cleared {
    /// So many sessions were removed.
    Removed(u64),
    /// The store forgets what is over by itself.
    NotNeeded,
}

/// What a store can't do.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// It can't be reached, is too slow, or refuses to work.
    #[error("the session store does not answer: {0}")]
    Unavailable(String),
    /// What lies under the key is no session.
    #[error("the stored session can't be read: {0}")]
    Unreadable(String),
    /// The cache before the database must be named anew; nothing was written.
    /// Only the engines inside of `cached_db` return it.
    #[error("the epoch of the session cache has changed")]
    CacheEpochChanged,
    /// The session does not fit.
    #[error("the session has {bytes} bytes, {limit} are allowed")]
    TooLarge {
        /// What it would take.
        bytes: usize,
        /// What there is.
        limit: usize,
    },
}

impl EngineError {
    pub(super) fn unreadable(error: &serde_json::Error) -> Self {
        Self::Unreadable(json_reason(error))
    }
}
