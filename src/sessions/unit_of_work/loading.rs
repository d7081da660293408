//! How a request gets its session. What is over, unreadable or not to be had
//! is no session; which of the three it was makes all the difference later.

use std::collections::HashMap;

use super::UnitOfWork;
use crate::sessions::{
    changes::replay, data::Data, engines::EngineError, error::Error, expiry, key::SessionKey, record::Record,
    tombstone::Tombstone,
};

/// So many cookies of the session's name are tried, so that a header full of
/// them does not keep the store busy.
const MAX_COOKIES: usize = 4;

/// What became of the session since it was loaded.
pub enum Reloaded {
    /// It is as it was.
    Unchanged,
    /// Another request has changed it; this is its data now.
    Changed(Data),
    /// It has ended, or moved to another key.
    Gone,
}

impl UnitOfWork {
    /// Of several cookies that hold, the first under which there is a session.
    pub async fn first_alive(&self, values: Vec<String>) -> Option<String> {
        if values.len() <= 1 {
            return values.into_iter().next();
        }
        for value in values.into_iter().take(MAX_COOKIES) {
            let key = SessionKey::from_cookie(&value);
            let is_alive = match self.ask(self.options.engine.load(&key)).await {
                Ok(record) => self.alive(record).is_some(),
                Err(EngineError::Unreadable(_)) => false,
                Err(error) => {
                    self.fail(error.into());
                    true
                }
            };
            if is_alive {
                return Some(value);
            }
        }
        None
    }

    /// Loads the session under `key`, as actix-session holds it. A store that does not answer is
    /// remembered and looks like no session: pages that need none go on, and
    /// whoever asks for it is told (H5).
    pub async fn load(&self, key: SessionKey) -> Option<HashMap<String, String>> {
        if self.failure().is_some() {
            return None;
        }
        let loaded = match self.ask(self.options.engine.load(&key)).await {
            Ok(record) => self.alive(record),
            Err(EngineError::Unreadable(reason)) => {
                log::warn!("a stored session can't be read, its visitor starts afresh: {reason}");
                None
            }
            Err(error) => {
                self.fail(error.into());
                None
            }
        };
        let record = loaded?;
        let state = record.data.to_state();
        *self.loaded.borrow_mut() = Some(record);
        *self.key.borrow_mut() = Some(key);
        Some(state)
    }

    /// Loads the session again, and makes the request's changes on what is there now.
    ///
    /// # Errors
    /// The store's, and [`Error::Conflict`] if a change can't be made there.
    pub async fn reload(&self) -> Result<Reloaded, Error> {
        let (Some(key), Some(loaded)) = (self.key(), self.loaded()) else { return Ok(Reloaded::Unchanged) };
        let record = self.ask(self.options.engine.load(&key)).await?;
        let record = record.and_then(|record| record.alive(self.options.clock.now()));
        let Some(record) = record.filter(|record| !self.is_too_old(record)) else {
            return Ok(Reloaded::Gone);
        };
        if record.version == loaded.version {
            return Ok(Reloaded::Unchanged);
        }
        let data = replay(&self.changes.borrow(), &record.data)?;
        *self.loaded.borrow_mut() = Some(record);
        Ok(Reloaded::Changed(data))
    }

    /// Returns the record that may be served, and remembers a tombstone.
    fn alive(&self, record: Option<Record>) -> Option<Record> {
        let (record, now) = (record?, self.options.clock.now());
        if let Some(tombstone) = Tombstone::of(&record).filter(|_| !record.is_expired(now)) {
            self.overlaps.set(!tombstone.may_begin_anew(&record, now));
            *self.tombstone.borrow_mut() = Some(tombstone);
        }
        record.alive(now).filter(|record| !self.is_too_old(record))
    }

    /// Whether the absolute limit is over, which may have been set since (H7).
    fn is_too_old(&self, record: &Record) -> bool {
        let end = expiry::absolute_end(&record.data, self.options.absolute_age);
        end.is_some_and(|end| end <= self.options.clock.now())
    }
}
