//! How what a request did is written back: by compare-and-swap, again and again
//! on newer records if it must, and never over a session that is gone.

use std::{collections::HashMap, sync::Arc};

use super::{CookieOutcome, Ending, UnitOfWork, undo};
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
        match self.ending.get() {
            Ending::Discard => Ok(None),
            Ending::CycleKey if self.key().is_some() => self.cycle_key(data).await,
            Ending::Flush => self.flush(data).await,
            _ => self.begin(data).await,
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
        let Some(mut base) = self.take_loaded() else { return self.interrupted() };
        let mut record = self.record(Data::from_state(state), base.version, Some(&base.data))?;
        let mut changes = Vec::new();
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
        if self.ending.get() == Ending::Discard {
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
                    self.announce(&record);
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
        if self.ending.get() == Ending::Purge {
            if let Some(base) = self.take_loaded() {
                self.bury(key, base.version, &Tombstone::ended()).await?;
            }
            self.cookie.set(CookieOutcome::Remove);
        }
        Ok(())
    }

    /// Begins a session where none is under the request's key. If one was there and
    /// has moved, this request continues in it or not at all: a new session's cookie
    /// would take the place of the newer one (H12).
    async fn begin(&self, data: Data) -> Result<Option<SessionKey>, Error> {
        match self.tombstone().filter(Tombstone::has_moved) {
            Some(tombstone) => {
                let changes = self.all_changes(&Data::default(), &data)?;
                self.join(&tombstone, &changes).await
            }
            None => self.create(data).await.map(|(key, _)| Some(key)),
        }
    }

    /// Makes the changes in the session to which the owner of this request has
    /// moved it in another request.
    async fn join(&self, tombstone: &Tombstone, changes: &[Change]) -> Result<Option<SessionKey>, Error> {
        let owner = self.owner.borrow().clone();
        let key = owner.and_then(|owner| tombstone.successor_of(&owner, &self.options.keys));
        let Some(key) = key else { return self.interrupted() };
        let mut present = self.ask(self.options.engine.load(&key)).await?;
        loop {
            let base = present.and_then(|record| record.alive(self.options.clock.now()));
            let Some(base) = base else { return self.interrupted() };
            let record = self.record(replay(changes, &base.data)?, base.version, Some(&base.data))?;
            match self.ask(self.options.engine.replace(&key, &record)).await? {
                Replace::Replaced(key) => {
                    self.announce(&record);
                    return Ok(Some(key));
                }
                Replace::Conflict(newer) => present = Some(newer),
                Replace::Gone => return self.interrupted(),
            }
        }
    }

    /// The session ended, or moved to another key, while the request was under way.
    /// What a safe request changed is incidental and is dropped; another one fails.
    fn interrupted(&self) -> Result<Option<SessionKey>, Error> {
        if !self.safe.get() {
            return Err(Error::Interrupted);
        }
        self.ending.set(Ending::Discard);
        self.cookie.set(CookieOutcome::Leave);
        Ok(None)
    }

    /// Ends the session; what the handler set after that is stored in a new one
    /// first. If another request has ended it already, nothing comes after it (H2).
    async fn flush(&self, data: Data) -> Result<Option<SessionKey>, Error> {
        let Some(old) = self.key() else { return self.begin(data).await };
        let Some(loaded) = self.take_loaded() else { return self.interrupted() };
        if data.is_empty() {
            return match self.bury(&old, loaded.version, &Tombstone::ended()).await? {
                Some(other) if other.has_moved() => self.interrupted(),
                _ => {
                    self.cookie.set(CookieOutcome::Remove);
                    Ok(None)
                }
            };
        }
        let changes = self.all_changes(&Data::default(), &data)?;
        let (new, _) = self.create(data).await?;
        match self.bury(&old, loaded.version, &self.tombstone_for(&new)).await {
            Ok(None) => Ok(Some(new)),
            Ok(Some(other)) => self.give_way(&new, &other, &changes).await,
            Err(error) => Err(self.undo_move(old, loaded, new, error)),
        }
    }

    /// Replaces a session by a tombstone, whatever other requests have changed in
    /// it. Returns the other tombstone if one of them has ended it.
    async fn bury(
        &self,
        key: &SessionKey,
        mut version: i64,
        tombstone: &Tombstone,
    ) -> Result<Option<Tombstone>, Error> {
        loop {
            let newer = match self.replace_with(key, version, tombstone).await? {
                Buried::Done => return Ok(None),
                Buried::Before(other) => return Ok(Some(other)),
                Buried::Conflict(newer) => newer,
            };
            version = newer.version;
        }
    }

    /// Writes a tombstone over the record of that version.
    async fn replace_with(
        &self,
        key: &SessionKey,
        version: i64,
        tombstone: &Tombstone,
    ) -> Result<Buried, Error> {
        let now = self.options.clock.now();
        let record = tombstone.clone().into_record(version, now);
        Ok(match self.ask(self.options.engine.replace(key, &record)).await? {
            Replace::Replaced(_) => Buried::Done,
            Replace::Gone => Buried::Before(Tombstone::ended()),
            Replace::Conflict(newer) => match Tombstone::of(&newer) {
                Some(other) => Buried::Before(other),
                None => newer.alive(now).map_or(Buried::Before(Tombstone::ended()), Buried::Conflict),
            },
        })
    }

    /// New key, same data: first the new record, then a tombstone in the place of
    /// the old one, which no slow request gets past. What another request put into
    /// the old record in the meantime is carried over.
    async fn cycle_key(&self, data: Data) -> Result<Option<SessionKey>, Error> {
        let old_key = self.key().ok_or(Error::Interrupted)?;
        let Some(mut base) = self.take_loaded() else { return self.interrupted() };
        let changes = self.all_changes(&base.data, &data)?;
        let (mut key, mut version) = self.create(data).await?;
        loop {
            let tombstone = self.tombstone_for(&key);
            let newer = match self.replace_with(&old_key, base.version, &tombstone).await {
                Ok(Buried::Done) => return Ok(Some(key)),
                Ok(Buried::Before(other)) => return self.give_way(&key, &other, &changes).await,
                Ok(Buried::Conflict(newer)) => newer,
                Err(error) => return Err(self.undo_move(old_key, base, key, error)),
            };
            let record = self.record(replay(&changes, &newer.data)?, version, None)?;
            base = newer;
            match self.ask(self.options.engine.replace(&key, &record)).await? {
                Replace::Replaced(same) => (key, version) = (same, version + 1),
                // Nobody else can know the new key yet.
                Replace::Conflict(_) | Replace::Gone => return Err(Error::Interrupted),
            }
            self.announce(&record);
        }
    }

    /// Another request has ended the old session first: the new one goes, and the
    /// changes are made in the session that the other one's owner continues in.
    async fn give_way(
        &self,
        new: &SessionKey,
        other: &Tombstone,
        changes: &[Change],
    ) -> Result<Option<SessionKey>, Error> {
        self.cookie.set(CookieOutcome::Leave);
        self.ask(self.options.engine.delete(new)).await?;
        self.join(other, changes).await
    }

    /// The store did not say whether the tombstone is there. The visitor is told that
    /// nothing was done and keeps the old cookie, so the old session is put back in
    /// the background if need be.
    fn undo_move(&self, old: SessionKey, base: Record, new: SessionKey, error: Error) -> Error {
        self.cookie.set(CookieOutcome::Leave);
        actix_web::rt::spawn(undo::undo_move(Arc::clone(&self.options), old, base, new));
        error
    }

    fn tombstone_for(&self, new: &SessionKey) -> Tombstone {
        Tombstone::moved(new, self.owner.borrow().clone(), &self.options.keys)
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
    fn all_changes(&self, before: &Data, after: &Data) -> Result<Vec<Change>, Error> {
        let mut changes = self.changes.borrow().clone();
        changes.extend(difference(&replay(&changes, before)?, after));
        Ok(changes)
    }

    fn announce(&self, record: &Record) {
        let lifetime = record.cookie_lifetime(self.options.expiry, self.options.clock.now());
        self.cookie.set(CookieOutcome::Set(lifetime));
    }

    /// Takes what was loaded, unless it has expired while the handler worked: to
    /// write it then would bring it back (E9).
    fn take_loaded(&self) -> Option<Record> {
        let loaded = self.loaded.borrow_mut().take();
        let now = self.options.clock.now();
        loaded.filter(|record| !record.is_expired(now))
    }
}

/// How a tombstone got under a key.
enum Buried {
    /// It is there.
    Done,
    /// Another request has ended the session first, with this tombstone.
    Before(Tombstone),
    /// Another request has changed the session; this is the newer record.
    Conflict(Record),
}
