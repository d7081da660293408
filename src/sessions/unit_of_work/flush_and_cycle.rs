//! Ends a session (`flush`, as at a logout) or moves it to a new key (`cycle_key`, as at a
//! login). The new record is stored first. Then a tombstone replaces the old record, so
//! that no slow request can write to it. When two requests of one user move the same
//! session, both continue in the session that the first one has stored.

use std::sync::Arc;

use super::{CookieOutcome, UnitOfWork, undo};
use crate::monitoring::{CONFLICTS, REPLAYS};
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
    /// Ends the session. What the handler has set afterwards is stored in a new session
    /// first. If another request has already ended the session, no new one starts (H2).
    pub(super) async fn flush(&self, data: Data) -> Result<Option<SessionKey>, Error> {
        let Some(old) = self.key() else { return self.start(data).await };
        let Some(loaded) = self.take_unexpired() else { return self.interrupt() };
        if data.is_empty() {
            return match self.replace_with_tombstone(&old, loaded.version, &Tombstone::ended()).await? {
                TombstoneOutcome::EndedBefore(other) if other.has_moved() => self.interrupt(),
                TombstoneOutcome::Conflict(_) => self.interrupt(),
                // The request that has ended the session removes the cookie. A second
                // removal could arrive late and remove a newer cookie (H12).
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
            Ok(TombstoneOutcome::EndedBefore(other)) => {
                self.continue_after_conflict(&new, &other, &changes).await
            }
            Ok(TombstoneOutcome::Conflict(_)) => {
                self.with_timeout(self.options.engine.delete(&new)).await?;
                self.interrupt()
            }
            Err(error) => Err(self.undo_move(old, loaded, new, error)),
        }
    }

    /// Replaces a session by a tombstone. Changes of other requests are discarded, unless
    /// the session may be flushed only unchanged.
    pub(super) async fn replace_with_tombstone(
        &self,
        key: &SessionKey,
        mut expected: i64,
        tombstone: &Tombstone,
    ) -> Result<TombstoneOutcome, Error> {
        loop {
            match self.write_tombstone(key, expected, tombstone).await? {
                TombstoneOutcome::Conflict(newer) if !self.must_be_unchanged.get() => {
                    expected = newer.version;
                }
                outcome => return Ok(outcome),
            }
        }
    }

    /// Replaces the record of the version `expected` by a tombstone.
    async fn write_tombstone(
        &self,
        key: &SessionKey,
        expected: i64,
        tombstone: &Tombstone,
    ) -> Result<TombstoneOutcome, Error> {
        let now = self.options.clock.now();
        let record = tombstone.clone().into_record(Record::version_after(expected), now);
        Ok(match self.with_timeout(self.options.engine.replace(key, expected, &record)).await? {
            Replace::Replaced(_) => TombstoneOutcome::Written,
            Replace::Gone => TombstoneOutcome::EndedBefore(Tombstone::ended()),
            Replace::Conflict(newer) => match Tombstone::in_record(&newer) {
                Some(other) => TombstoneOutcome::EndedBefore(other),
                None => newer
                    .into_valid(now)
                    .map_or(TombstoneOutcome::EndedBefore(Tombstone::ended()), TombstoneOutcome::Conflict),
            },
        })
    }

    /// Moves the data to a new key: stores the new record, then replaces the old one by a
    /// tombstone. If another request has changed the old record meanwhile, its changes are
    /// stored in the new record too.
    pub(super) async fn cycle_key(&self, data: Data) -> Result<Option<SessionKey>, Error> {
        let old_key = self.key().ok_or(Error::Interrupted)?;
        let Some(mut base) = self.take_unexpired() else { return self.interrupt() };
        let changes = self.all_changes(&base.data, &data)?;
        let (mut key, mut version) = self.create(data).await?;
        loop {
            let tombstone = self.tombstone_for(&key);
            let newer = match self.write_tombstone(&old_key, base.version, &tombstone).await {
                Ok(TombstoneOutcome::Written) => return Ok(Some(key)),
                Ok(TombstoneOutcome::EndedBefore(other)) => {
                    return self.continue_after_conflict(&key, &other, &changes).await;
                }
                Ok(TombstoneOutcome::Conflict(newer)) => newer,
                Err(error) => return Err(self.undo_move(old_key, base, key, error)),
            };
            CONFLICTS.add(1, []);
            REPLAYS.add(1, []);
            let record = self.record(replay(&changes, &newer.data)?, Record::version_after(version), None)?;
            base = newer;
            match self.with_timeout(self.options.engine.replace(&key, version, &record)).await? {
                Replace::Replaced(same) => (key, version) = (same, record.version),
                // No other request can know the new key yet.
                Replace::Conflict(_) | Replace::Gone => return Err(Error::Interrupted),
            }
            self.set_session_cookie(&record);
        }
    }

    /// Deletes the new session, because another request has ended the old one first. Makes
    /// the changes in the session to which the other request has moved it.
    async fn continue_after_conflict(
        &self,
        new: &SessionKey,
        other: &Tombstone,
        changes: &[Change],
    ) -> Result<Option<SessionKey>, Error> {
        self.cookie.set(CookieOutcome::Leave);
        self.with_timeout(self.options.engine.delete(new)).await?;
        self.continue_in_successor(other, changes).await
    }

    /// Restores the old session in the background after the store has failed to report
    /// whether the tombstone is stored. The response is an error, and the browser keeps the
    /// old cookie. Returns `error`.
    fn undo_move(&self, old: SessionKey, base: Record, new: SessionKey, error: Error) -> Error {
        self.cookie.set(CookieOutcome::Leave);
        actix_web::rt::spawn(undo::undo_move(Arc::clone(&self.options), old, base, new));
        error
    }

    /// Returns the tombstone of the session that moves to the key `new`.
    fn tombstone_for(&self, new: &SessionKey) -> Tombstone {
        Tombstone::moved(new, self.owner.borrow().clone(), &self.options.keys)
    }

    /// Makes the changes in the session to which another request of the same owner has
    /// moved this one. Follows further moves.
    pub(super) async fn continue_in_successor(
        &self,
        tombstone: &Tombstone,
        changes: &[Change],
    ) -> Result<Option<SessionKey>, Error> {
        let Some(mut key) = self.successor(tombstone) else { return self.interrupt() };
        let mut current = self.with_timeout(self.options.engine.load(&key)).await?;
        loop {
            if let Some(next) =
                current.as_ref().and_then(Tombstone::in_record).and_then(|moved| self.successor(&moved))
            {
                current = self.with_timeout(self.options.engine.load(&next)).await?;
                key = next;
                continue;
            }
            let base = current.and_then(|record| record.into_valid(self.options.clock.now()));
            let Some(base) = base else { return self.interrupt() };
            let record = self.record_after(&base, replay(changes, &base.data)?)?;
            match self.with_timeout(self.options.engine.replace(&key, base.version, &record)).await? {
                Replace::Replaced(key) => {
                    self.set_session_cookie(&record);
                    return Ok(Some(key));
                }
                Replace::Conflict(newer) => current = Some(newer),
                Replace::Gone => return self.interrupt(),
            }
        }
    }

    /// Returns the new key of a session, if the owner of this request has moved it.
    fn successor(&self, tombstone: &Tombstone) -> Option<SessionKey> {
        let owner = self.owner.borrow();
        tombstone.successor_of(owner.as_deref()?, &self.options.keys)
    }
}

/// The result of writing a tombstone.
pub(super) enum TombstoneOutcome {
    /// The tombstone is stored.
    Written,
    /// Another request has ended the session first, with this tombstone.
    EndedBefore(Tombstone),
    /// Another request has changed the session; this is the newer record.
    Conflict(Record),
}
