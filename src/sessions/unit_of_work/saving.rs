//! How what a request did is written back: by compare-and-swap, again and again
//! on newer records if it must, and never over a session that is gone.

use std::collections::HashMap;

use super::{CookieOutcome, Ending, UnitOfWork};
use crate::sessions::{
    changes::{Change, difference, replay},
    data::{Data, SINCE},
    engines::Replace,
    error::Error,
    expiry,
    key::SessionKey,
    options::Concurrency,
    record::Record,
};

impl UnitOfWork {
    /// Stores a session that has no key yet, or that moves to a new one.
    pub async fn save(&self, state: HashMap<String, String>) -> Result<Option<SessionKey>, Error> {
        if let Some(error) = self.failure() {
            return Err(error);
        }
        let data = Data::from_state(state);
        match self.ending.get() {
            Ending::Discard => Ok(None),
            Ending::CycleKey if self.key().is_some() => self.cycle_key(data).await.map(Some),
            Ending::Flush => self.flush(data).await,
            _ => self.create(data).await.map(|(key, _)| Some(key)),
        }
    }

    /// Writes back the session under `key`.
    pub async fn update(
        &self,
        key: &SessionKey,
        state: HashMap<String, String>,
    ) -> Result<Option<SessionKey>, Error> {
        if self.ending.get() == Ending::Discard {
            return Ok(None);
        }
        let mut base = self.take_loaded()?;
        let mut record = self.record(Data::from_state(state), base.version, Some(&base.data))?;
        let mut changes = None;
        loop {
            match self.ask(self.options.engine.replace(key, &record)).await? {
                Replace::Replaced(key) => {
                    self.announce(&record);
                    return Ok(Some(key));
                }
                Replace::Conflict(newer) if self.overwrites() => record.version = newer.version,
                Replace::Gone if self.overwrites() => {
                    return self.create(record.data).await.map(|(key, _)| Some(key));
                }
                Replace::Gone => return Err(Error::Interrupted),
                Replace::Conflict(newer) => {
                    let changes = changes.get_or_insert_with(|| self.all_changes(&base.data, &record.data));
                    base = newer.alive(self.options.clock.now()).ok_or(Error::Interrupted)?;
                    record = self.record(replay(changes, &base.data), base.version, Some(&base.data))?;
                }
            }
        }
    }

    /// Moves the end of an unchanged session (`save_every_request`, E8).
    pub async fn touch(&self, key: &SessionKey) -> Result<(), Error> {
        if self.ending.get() == Ending::Discard {
            return Ok(());
        }
        let mut base = self.take_loaded()?;
        loop {
            let record = self.record(base.data.clone(), base.version, Some(&base.data))?;
            match self.ask(self.options.engine.touch(key, &record)).await? {
                Replace::Replaced(key) => {
                    self.announce(&record);
                    *self.touched.borrow_mut() = Some(key);
                    return Ok(());
                }
                Replace::Gone => return Err(Error::Interrupted),
                Replace::Conflict(newer) => {
                    base = newer.alive(self.options.clock.now()).ok_or(Error::Interrupted)?;
                }
            }
        }
    }

    /// Deletes the session under `key`. When something comes after it, the
    /// old key is dealt with after the new one is safely stored, not before.
    pub async fn delete(&self, key: &SessionKey) -> Result<(), Error> {
        if self.ending.get() == Ending::Purge {
            self.ask(self.options.engine.delete(key)).await?;
            self.cookie.set(CookieOutcome::Remove);
        }
        Ok(())
    }

    /// Forgets the session, once what the handler set after that is stored. If
    /// another request has ended it already, nothing comes after it (H2).
    async fn flush(&self, data: Data) -> Result<Option<SessionKey>, Error> {
        let Some(old) = self.key() else { return self.begin_after_flush(data).await };
        if data.is_empty() {
            self.ask(self.options.engine.delete(&old)).await?;
            return self.begin_after_flush(data).await;
        }
        let version = self.take_loaded()?.version;
        let new = self.begin_after_flush(data).await?;
        if self.bury(&old, version).await? {
            return Ok(new);
        }
        self.cookie.set(CookieOutcome::Leave);
        if let Some(new) = new {
            self.ask(self.options.engine.delete(&new)).await?;
        }
        Err(Error::Interrupted)
    }

    async fn begin_after_flush(&self, data: Data) -> Result<Option<SessionKey>, Error> {
        if data.is_empty() {
            self.cookie.set(CookieOutcome::Remove);
            return Ok(None);
        }
        self.create(data).await.map(|(key, _)| Some(key))
    }

    /// Deletes a session, whatever other requests have changed in it; `false` if
    /// one of them has ended it.
    async fn bury(&self, key: &SessionKey, mut version: i64) -> Result<bool, Error> {
        loop {
            let now = self.options.clock.now();
            let tombstone = Record::tombstone(version, now);
            let newer = match self.ask(self.options.engine.replace(key, &tombstone)).await? {
                Replace::Replaced(_) => break,
                Replace::Conflict(newer) => newer.alive(now),
                Replace::Gone => None,
            };
            let Some(newer) = newer else { return Ok(false) };
            version = newer.version;
        }
        self.delete_buried(key).await;
        Ok(true)
    }

    async fn delete_buried(&self, key: &SessionKey) {
        if let Err(error) = self.ask(self.options.engine.delete(key)).await {
            // It is over all the same, and goes when expired sessions are cleared.
            log::warn!("the old record of a session that ended is still there: {error}");
        }
    }

    /// New key, same data: first the new record, then a tombstone in the place
    /// of the old one, which no slow request gets past. What another request
    /// put into the old record in the meantime is carried over.
    async fn cycle_key(&self, data: Data) -> Result<SessionKey, Error> {
        let old_key = self.key().ok_or(Error::Interrupted)?;
        let mut base = self.take_loaded()?;
        let changes = self.all_changes(&base.data, &data);
        let (mut key, mut version) = self.create(data).await?;
        loop {
            let tombstone = Record::tombstone(base.version, self.options.clock.now());
            let newer = match self.ask(self.options.engine.replace(&old_key, &tombstone)).await? {
                Replace::Replaced(_) => break,
                Replace::Conflict(newer) => newer.alive(self.options.clock.now()),
                Replace::Gone => None,
            };
            let Some(newer) = newer else {
                self.cookie.set(CookieOutcome::Leave);
                self.ask(self.options.engine.delete(&key)).await?;
                return Err(Error::Interrupted);
            };
            let record = self.record(replay(&changes, &newer.data), version, None)?;
            base = newer;
            match self.ask(self.options.engine.replace(&key, &record)).await? {
                Replace::Replaced(same) => (key, version) = (same, version + 1),
                // Nobody else can know the new key yet.
                Replace::Conflict(_) | Replace::Gone => return Err(Error::Interrupted),
            }
            self.announce(&record);
        }
        self.delete_buried(&old_key).await;
        Ok(key)
    }

    async fn create(&self, data: Data) -> Result<(SessionKey, i64), Error> {
        let record = self.record(data, 0, None)?;
        let key = self.ask(self.options.engine.create(&record)).await?;
        self.announce(&record);
        Ok((key, 1))
    }

    /// The record that `data` makes if it is saved now in the place of `base`.
    /// Under a new key the absolute limit counts anew: that is a login.
    fn record(&self, mut data: Data, version: i64, base: Option<&Data>) -> Result<Record, Error> {
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
    fn all_changes(&self, before: &Data, after: &Data) -> Vec<Change> {
        let mut changes = self.changes.borrow().clone();
        changes.extend(difference(&replay(&changes, before), after));
        changes
    }

    fn announce(&self, record: &Record) {
        let lifetime = record.cookie_lifetime(self.options.expiry, self.options.clock.now());
        self.cookie.set(CookieOutcome::Set(lifetime));
    }

    /// What was loaded, unless its time was up while the handler worked: to
    /// write then would bring it back (E9).
    fn take_loaded(&self) -> Result<Record, Error> {
        let loaded = self.loaded.borrow_mut().take();
        let now = self.options.clock.now();
        loaded.filter(|record| !record.is_expired(now)).ok_or(Error::Interrupted)
    }
}
