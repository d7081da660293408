//! How a session ends, or moves to another key, as at a logout and a login. The new
//! record is stored first, then a tombstone takes the place of the old one, which no
//! slow request gets past. When two requests of one user move the same session, both
//! continue in the one that came of it.

use std::sync::Arc;

use super::{CookieOutcome, UnitOfWork, undo};
use crate::sessions::{
    changes::{Change, replay},
    data::Data,
    engines::Replace,
    error::Error,
    key::SessionKey,
    record::Record,
    tombstone::Tombstone,
};

impl UnitOfWork {
    /// Ends the session; what the handler set after that is stored in a new one
    /// first. If another request has ended it already, nothing comes after it (H2).
    pub(super) async fn flush(&self, data: Data) -> Result<Option<SessionKey>, Error> {
        let Some(old) = self.key() else { return self.begin(data).await };
        let Some(loaded) = self.take_loaded() else { return self.interrupted() };
        if data.is_empty() {
            return match self.replace_with_tombstone(&old, loaded.version, &Tombstone::ended()).await? {
                TombstoneOutcome::EndedBefore(other) if other.has_moved() => self.interrupted(),
                TombstoneOutcome::Conflict(_) => self.interrupted(),
                // The request that has ended it removes the cookie. A second removal
                // could come late and meet the cookie of a newer session (H12).
                TombstoneOutcome::EndedBefore(_) => Ok(None),
                TombstoneOutcome::Written => {
                    self.cookie.set(CookieOutcome::Remove);
                    Ok(None)
                }
            };
        }
        let changes = self.all_changes(&Data::default(), &data)?;
        let (new, _) = self.create(data).await?;
        match self.replace_with_tombstone(&old, loaded.version, &self.tombstone_for(&new)).await {
            Ok(TombstoneOutcome::Written) => Ok(Some(new)),
            Ok(TombstoneOutcome::EndedBefore(other)) => self.give_way(&new, &other, &changes).await,
            Ok(TombstoneOutcome::Conflict(_)) => {
                self.ask(self.options.engine.delete(&new)).await?;
                self.interrupted()
            }
            Err(error) => Err(self.undo_move(old, loaded, new, error)),
        }
    }

    /// Replaces a session by a tombstone, whatever other requests have changed in it,
    /// unless it is to be flushed only unchanged.
    pub(super) async fn replace_with_tombstone(
        &self,
        key: &SessionKey,
        mut version: i64,
        tombstone: &Tombstone,
    ) -> Result<TombstoneOutcome, Error> {
        loop {
            match self.write_tombstone(key, version, tombstone).await? {
                TombstoneOutcome::Conflict(newer) if !self.only_unchanged.get() => version = newer.version,
                outcome => return Ok(outcome),
            }
        }
    }

    /// Writes a tombstone over the record of that version.
    async fn write_tombstone(
        &self,
        key: &SessionKey,
        version: i64,
        tombstone: &Tombstone,
    ) -> Result<TombstoneOutcome, Error> {
        let now = self.options.clock.now();
        let record = tombstone.clone().into_record(version, now);
        Ok(match self.ask(self.options.engine.replace(key, &record)).await? {
            Replace::Replaced(_) => TombstoneOutcome::Written,
            Replace::Gone => TombstoneOutcome::EndedBefore(Tombstone::ended()),
            Replace::Conflict(newer) => match Tombstone::of(&newer) {
                Some(other) => TombstoneOutcome::EndedBefore(other),
                None => newer
                    .alive(now)
                    .map_or(TombstoneOutcome::EndedBefore(Tombstone::ended()), TombstoneOutcome::Conflict),
            },
        })
    }

    /// New key, same data: first the new record, then a tombstone in the place of
    /// the old one, which no slow request gets past. What another request put into
    /// the old record in the meantime is carried over.
    pub(super) async fn cycle_key(&self, data: Data) -> Result<Option<SessionKey>, Error> {
        let old_key = self.key().ok_or(Error::Interrupted)?;
        let Some(mut base) = self.take_loaded() else { return self.interrupted() };
        let changes = self.all_changes(&base.data, &data)?;
        let (mut key, mut version) = self.create(data).await?;
        loop {
            let tombstone = self.tombstone_for(&key);
            let newer = match self.write_tombstone(&old_key, base.version, &tombstone).await {
                Ok(TombstoneOutcome::Written) => return Ok(Some(key)),
                Ok(TombstoneOutcome::EndedBefore(other)) => {
                    return self.give_way(&key, &other, &changes).await;
                }
                Ok(TombstoneOutcome::Conflict(newer)) => newer,
                Err(error) => return Err(self.undo_move(old_key, base, key, error)),
            };
            let record = self.record(replay(&changes, &newer.data)?, version, None)?;
            base = newer;
            match self.ask(self.options.engine.replace(&key, &record)).await? {
                Replace::Replaced(same) => (key, version) = (same, version + 1),
                // Nobody else can know the new key yet.
                Replace::Conflict(_) | Replace::Gone => return Err(Error::Interrupted),
            }
            self.keep_cookie(&record);
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

    /// Makes the changes in the session to which the owner of this request has
    /// moved it in another request, however often it has moved since.
    pub(super) async fn join(
        &self,
        tombstone: &Tombstone,
        changes: &[Change],
    ) -> Result<Option<SessionKey>, Error> {
        let Some(mut key) = self.successor(tombstone) else { return self.interrupted() };
        let mut present = self.ask(self.options.engine.load(&key)).await?;
        loop {
            if let Some(next) =
                present.as_ref().and_then(Tombstone::of).and_then(|moved| self.successor(&moved))
            {
                present = self.ask(self.options.engine.load(&next)).await?;
                key = next;
                continue;
            }
            let base = present.and_then(|record| record.alive(self.options.clock.now()));
            let Some(base) = base else { return self.interrupted() };
            let record = self.record(replay(changes, &base.data)?, base.version, Some(&base.data))?;
            match self.ask(self.options.engine.replace(&key, &record)).await? {
                Replace::Replaced(key) => {
                    self.keep_cookie(&record);
                    return Ok(Some(key));
                }
                Replace::Conflict(newer) => present = Some(newer),
                Replace::Gone => return self.interrupted(),
            }
        }
    }

    /// Returns where a session went, if the owner of this request has moved it.
    fn successor(&self, tombstone: &Tombstone) -> Option<SessionKey> {
        let owner = self.owner.borrow();
        tombstone.successor_of(owner.as_deref()?, &self.options.keys)
    }
}

/// How a tombstone got under a key.
pub(super) enum TombstoneOutcome {
    /// It is there.
    Written,
    /// Another request has ended the session first, with this tombstone.
    EndedBefore(Tombstone),
    /// Another request has changed the session; this is the newer record.
    Conflict(Record),
}
