//! Loads the session of a request. A session that is missing, expired or unreadable is no
//! session. A store that fails is an error, which is kept until the handler needs the
//! session.

use std::collections::HashMap;

use super::UnitOfWork;
use crate::sessions::{
    changes::replay, data::Data, engines::EngineError, error::Error, expiry, key::SessionKey, record::Record,
    tombstone::Tombstone,
};

/// The most cookies of the session's name for which the store is called. A header with
/// many of them must not cause many calls.
const MAX_COOKIES: usize = 4;

/// What [`UnitOfWork::reload`] found.
pub enum Reloaded {
    /// No other request has changed the session.
    Unchanged,
    /// Another request has changed the session; this is the new data, with the changes of
    /// this request.
    Changed(Data),
    /// The session has ended, expired or moved to another key.
    Gone,
}

impl UnitOfWork {
    /// Returns the first of several valid cookie values under which a session exists.
    pub async fn first_with_session(&self, values: Vec<String>) -> Option<String> {
        if values.len() <= 1 {
            return values.into_iter().next();
        }
        for value in values.into_iter().take(MAX_COOKIES) {
            let key = SessionKey::from_cookie(&value);
            let has_session = match self.with_timeout(self.options.engine.load(&key)).await {
                Ok(record) => self.accept(record).is_some(),
                Err(EngineError::Unreadable(_)) => false,
                Err(error) => {
                    self.fail(error.into());
                    true
                }
            };
            if has_session {
                return Some(value);
            }
        }
        None
    }

    /// Loads the session under `key` and returns its data as actix-session's state. If the
    /// store fails, stores the error and returns `None`: pages without a session are
    /// served, and the extractor of [`Session`](crate::sessions::Session) returns the error
    /// (H5).
    pub async fn load(&self, key: SessionKey) -> Option<HashMap<String, String>> {
        if self.failure().is_some() {
            return None;
        }
        let loaded = match self.with_timeout(self.options.engine.load(&key)).await {
            Ok(record) => self.accept(record),
            Err(EngineError::Unreadable(reason)) => {
                log::warn!("a stored session can't be read; its visitor gets a new one: {reason}");
                None
            }
            Err(error) => {
                self.fail(error.into());
                None
            }
        };
        let record = loaded?;
        let state = record.data.to_state();
        self.expire_date.set(Some(record.expire_date));
        *self.loaded.borrow_mut() = Some(record);
        *self.key.borrow_mut() = Some(key);
        Some(state)
    }

    /// Loads the session again, and repeats the request's changes on it if another request
    /// has changed it.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if the store fails, and [`Error::Conflict`] if a change can't
    /// be made on the newer data.
    pub async fn reload(&self) -> Result<Reloaded, Error> {
        let (Some(key), Some(loaded)) = (self.key(), self.loaded()) else { return Ok(Reloaded::Unchanged) };
        let record = self.with_timeout(self.options.engine.load(&key)).await?;
        let record = record.and_then(|record| record.into_valid(self.options.clock.now()));
        let Some(record) = record.filter(|record| !self.is_past_absolute_age(record)) else {
            return Ok(Reloaded::Gone);
        };
        if record.version == loaded.version {
            return Ok(Reloaded::Unchanged);
        }
        let data = replay(&self.changes.borrow(), &record.data)?;
        self.expire_date.set(Some(record.expire_date));
        *self.loaded.borrow_mut() = Some(record);
        Ok(Reloaded::Changed(data))
    }

    /// Returns the record if it may be served. Stores a tombstone, if it is one.
    fn accept(&self, record: Option<Record>) -> Option<Record> {
        let (record, now) = (record?, self.options.clock.now());
        if let Some(tombstone) = Tombstone::in_record(&record).filter(|_| !record.is_expired(now)) {
            self.overlaps_end.set(!tombstone.allows_new_session(&record, now));
            *self.tombstone.borrow_mut() = Some(tombstone);
        }
        record.into_valid(now).filter(|record| !self.is_past_absolute_age(record))
    }

    /// Returns whether the session has reached its absolute age (H7). The setting may be
    /// newer than the record's own expiry.
    fn is_past_absolute_age(&self, record: &Record) -> bool {
        let expires = expiry::absolute_expiry(&record.data, self.options.absolute_age);
        expires.is_some_and(|expires| expires <= self.options.clock.now())
    }
}
