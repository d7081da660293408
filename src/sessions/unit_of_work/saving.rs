//! How what a request did is written back: by compare-and-swap, again and again
//! on newer records if it must, and never over a session that is gone.

use std::collections::HashMap;

use super::{CookieOutcome, SaveMode, UnitOfWork, ending::TombstoneOutcome};
use crate::sessions::{
    changes::{Change, difference, replay},
    data::{Data, SINCE},
    engines::Replace,
    error::Error,
    expiry,
    key::SessionKey,
    options::Concurrency,
    record::Record,
    tombstone::Tombstone,
};

impl UnitOfWork {
    /// Stores a session that has no key yet, or that moves to a new one.
    pub async fn save(&self, state: HashMap<String, String>) -> Result<Option<SessionKey>, Error> {
        if let Some(error) = self.failure() {
            return Err(error);
        }
        let data = Data::from_state(state);
        match self.save_mode.get() {
            SaveMode::Discard => Ok(None),
            SaveMode::CycleKey if self.key().is_some() => self.cycle_key(data).await,
            SaveMode::Flush => self.flush(data).await,
            _ => self.begin(data).await,
        }
    }

    /// Writes back the session under `key`.
    pub async fn update(
        &self,
        key: &SessionKey,
        state: HashMap<String, String>,
    ) -> Result<Option<SessionKey>, Error> {
        if self.save_mode.get() == SaveMode::Discard {
            return Ok(None);
        }
        let Some(mut base) = self.take_loaded() else { return self.interrupted() };
        let mut record = self.record(Data::from_state(state), base.version, Some(&base.data))?;
        let mut changes = Vec::new();
        loop {
            match self.ask(self.options.engine.replace(key, &record)).await? {
                Replace::Replaced(key) => {
                    self.keep_cookie(&record);
                    return Ok(Some(key));
                }
                Replace::Conflict(newer) if self.overwrites() => record.version = newer.version,
                Replace::Gone if self.overwrites() => {
                    return self.create(record.data).await.map(|(key, _)| Some(key));
                }
                Replace::Gone => return self.interrupted(),
                Replace::Conflict(newer) => {
                    let Some(newer) = newer.alive(self.options.clock.now()) else {
                        return self.interrupted();
                    };
                    if changes.is_empty() {
                        changes = self.all_changes(&base.data, &record.data)?;
                    }
                    base = newer;
                    record = self.record(replay(&changes, &base.data)?, base.version, Some(&base.data))?;
                }
            }
        }
    }

    /// Moves the expiry date of an unchanged session (`save_every_request`, E8).
    pub async fn touch(&self, key: &SessionKey) -> Result<(), Error> {
        if self.save_mode.get() == SaveMode::Discard {
            return Ok(());
        }
        let Some(mut base) = self.take_loaded() else { return self.interrupted().map(drop) };
        loop {
            let record = self.record(base.data.clone(), base.version, Some(&base.data))?;
            // A touch stores no data. The beginning of a session, which is noted when
            // `absolute_age` is first set, has to be stored once (H7).
            let touched = if record.data == base.data {
                self.ask(self.options.engine.touch(key, &record)).await?
            } else {
                self.ask(self.options.engine.replace(key, &record)).await?
            };
            let newer = match touched {
                Replace::Replaced(key) => {
                    self.keep_cookie(&record);
                    *self.touched.borrow_mut() = Some(key);
                    return Ok(());
                }
                Replace::Gone => None,
                Replace::Conflict(newer) => newer.alive(self.options.clock.now()),
            };
            let Some(newer) = newer else { return self.interrupted().map(drop) };
            base = newer;
        }
    }

    /// Ends the session under `key`. When something comes after it, the old key is
    /// dealt with after the new one is safely stored, not before.
    pub async fn delete(&self, key: &SessionKey) -> Result<(), Error> {
        if self.save_mode.get() == SaveMode::Purge {
            let is_ended_here = match self.take_loaded() {
                Some(base) => {
                    let outcome = self.replace_with_tombstone(key, base.version, &Tombstone::ended()).await?;
                    matches!(outcome, TombstoneOutcome::Written)
                }
                None => true,
            };
            if is_ended_here {
                self.cookie.set(CookieOutcome::Remove);
            }
        }
        Ok(())
    }

    /// Begins a session where none is under the request's key. If one was there and
    /// has moved, this request continues in it or not at all; if it has just ended,
    /// not at all: a new session's cookie would take the place of a newer one (H12).
    pub(super) async fn begin(&self, data: Data) -> Result<Option<SessionKey>, Error> {
        match self.tombstone().filter(|_| self.overlaps.get()) {
            Some(tombstone) => {
                let changes = self.all_changes(&Data::default(), &data)?;
                self.join(&tombstone, &changes).await
            }
            None => self.create(data).await.map(|(key, _)| Some(key)),
        }
    }

    /// The session ended, or moved to another key, while the request was under way.
    /// What a safe request changed is incidental and is dropped; another one fails.
    pub(super) fn interrupted(&self) -> Result<Option<SessionKey>, Error> {
        if !self.safe.get() {
            return Err(Error::Interrupted);
        }
        self.save_mode.set(SaveMode::Discard);
        self.cookie.set(CookieOutcome::Leave);
        Ok(None)
    }

    pub(super) async fn create(&self, data: Data) -> Result<(SessionKey, i64), Error> {
        let record = self.record(data, 0, None)?;
        let key = self.ask(self.options.engine.create(&record)).await?;
        self.keep_cookie(&record);
        Ok((key, 1))
    }

    /// The record that `data` makes if it is saved now in the place of `base`.
    /// Under a new key the absolute limit counts anew: that is a login.
    pub(super) fn record(&self, mut data: Data, version: i64, base: Option<&Data>) -> Result<Record, Error> {
        let now = self.options.clock.now();
        if self.options.absolute_age > 0 {
            expiry::set_since(&mut data, base.and_then(|base| base.read(SINCE)), now);
        }
        let (bytes, limit) = (data.bytes(), self.options.max_bytes);
        if bytes > limit {
            return Err(Error::TooLarge { bytes, limit });
        }
        let by_change = expiry::expiry_date(&data, self.options.expiry, now);
        let absolute = expiry::absolute_end(&data, self.options.absolute_age);
        let expire_date = absolute.map_or(by_change, |absolute| absolute.min(by_change));
        Ok(Record { data, expire_date, version })
    }

    fn overwrites(&self) -> bool {
        self.options.concurrency == Concurrency::LastWriteWins
    }

    /// What the handler did: what was noted down, and what it did past us.
    pub(super) fn all_changes(&self, before: &Data, after: &Data) -> Result<Vec<Change>, Error> {
        let mut changes = self.changes.borrow().clone();
        changes.extend(difference(&replay(&changes, before)?, after));
        Ok(changes)
    }

    pub(super) fn keep_cookie(&self, record: &Record) {
        let lifetime = record.cookie_lifetime(self.options.expiry, self.options.clock.now());
        self.cookie.set(CookieOutcome::Set(lifetime));
    }

    /// Takes what was loaded, unless it has expired while the handler worked: to
    /// write it then would bring it back (E9).
    pub(super) fn take_loaded(&self) -> Option<Record> {
        let loaded = self.loaded.borrow_mut().take();
        let now = self.options.clock.now();
        loaded.filter(|record| !record.is_expired(now))
    }
}
