//! Saves the changes of a request by compare-and-swap. After a conflict the changes are
//! made on the newer record and saved again. A session that no longer exists is not
//! written.

use std::collections::HashMap;

use super::{CookieOutcome, SaveMode, UnitOfWork, flush_and_cycle::TombstoneOutcome};
use crate::monitoring::{CONFLICTS, REPLAYS, SESSIONS_CREATED};
use crate::sessions::{
    changes::{Change, difference, replay},
    data::{Data, SINCE},
    engines::Replace,
    error::Error,
    expiry,
    key::SessionKey,
    new_sessions::{NotStarted, Permission},
    options::Concurrency,
    record::Record,
    tombstone::Tombstone,
};

impl UnitOfWork {
    /// Stores a session that has no key yet, or that moves to a new key. Returns the key, or
    /// `None` if nothing was stored.
    ///
    /// # Errors
    /// Why the session can't be stored.
    pub async fn save(&self, state: HashMap<String, String>) -> Result<Option<SessionKey>, Error> {
        if let Some(error) = self.failure() {
            return Err(error);
        }
        let data = Data::from_state(state);
        match self.save_mode.get() {
            SaveMode::Discard => Ok(None),
            SaveMode::CycleKey if self.key().is_some() => self.cycle_key(data).await,
            SaveMode::Flush => self.flush(data).await,
            _ => self.start(data).await,
        }
    }

    /// Saves the changed session under `key`. Returns the key, or `None` if nothing was
    /// stored.
    ///
    /// # Errors
    /// Why the session can't be stored.
    pub async fn update(
        &self,
        key: &SessionKey,
        state: HashMap<String, String>,
    ) -> Result<Option<SessionKey>, Error> {
        if self.save_mode.get() == SaveMode::Discard {
            return Ok(None);
        }
        let Some(mut base) = self.take_unexpired() else { return self.interrupt() };
        let mut record = self.record_after(&base, Data::from_state(state))?;
        let mut expected = base.version;
        let mut changes = Vec::new();
        loop {
            match self.with_timeout(self.options.engine.replace(key, expected, &record)).await? {
                Replace::Replaced(key) => {
                    self.set_session_cookie(&record);
                    return Ok(Some(key));
                }
                Replace::Conflict(newer) if self.overwrites() => {
                    expected = newer.version;
                    record.version = Record::version_after(expected);
                }
                Replace::Gone if self.overwrites() => {
                    return self.create(record.data).await.map(|(key, _)| Some(key));
                }
                Replace::Gone => return self.interrupt(),
                Replace::Conflict(newer) => {
                    CONFLICTS.add(1, []);
                    let Some(newer) = newer.into_valid(self.options.clock.now()) else {
                        return self.interrupt();
                    };
                    REPLAYS.add(1, []);
                    if changes.is_empty() {
                        changes = self.all_changes(&base.data, &record.data)?;
                    }
                    base = newer;
                    expected = base.version;
                    record = self.record_after(&base, replay(&changes, &base.data)?)?;
                }
            }
        }
    }

    /// Extends an unchanged session (`save_every_request`, E8).
    ///
    /// # Errors
    /// Why the expiry can't be stored.
    pub async fn touch(&self, key: &SessionKey) -> Result<(), Error> {
        if self.save_mode.get() == SaveMode::Discard {
            return Ok(());
        }
        let Some(mut base) = self.take_unexpired() else { return self.interrupt().map(drop) };
        loop {
            let mut record = self.record_after(&base, base.data.clone())?;
            // A touch stores no data. The beginning of a session, which is recorded when
            // `absolute_age` is first set, has to be stored once (H7).
            let touched = if record.data == base.data {
                record.version = base.version;
                self.with_timeout(self.options.engine.touch(key, &record)).await?
            } else {
                self.with_timeout(self.options.engine.replace(key, base.version, &record)).await?
            };
            let newer = match touched {
                Replace::Replaced(key) => {
                    self.set_session_cookie(&record);
                    *self.touched.borrow_mut() = Some(key);
                    return Ok(());
                }
                Replace::Gone => None,
                Replace::Conflict(newer) => newer.into_valid(self.options.clock.now()),
            };
            let Some(newer) = newer else { return self.interrupt().map(drop) };
            base = newer;
        }
    }

    /// Ends the session under `key` if actix-session's `purge` was called. In the other
    /// modes [`UnitOfWork::save`] ends it, after the new session is stored.
    ///
    /// # Errors
    /// Why the tombstone can't be stored.
    pub async fn delete(&self, key: &SessionKey) -> Result<(), Error> {
        if self.save_mode.get() == SaveMode::Purge {
            let is_ended_here = match self.take_unexpired() {
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

    /// Starts a session for a request without one. If the request's session has moved to
    /// another key, the request continues there or fails. If it has ended within the last
    /// seconds, the request fails: its cookie could replace a newer cookie in the browser
    /// (H12: a response never replaces or removes a newer cookie).
    pub(super) async fn start(&self, data: Data) -> Result<Option<SessionKey>, Error> {
        match self.tombstone().filter(|_| self.overlaps_end.get()) {
            Some(tombstone) => {
                let changes = self.all_changes(&Data::default(), &data)?;
                self.continue_in_successor(&tombstone, &changes).await
            }
            None if self.permits_start(&data)? => self.create(data).await.map(|(key, _)| Some(key)),
            None => Ok(None),
        }
    }

    /// Returns whether the request may start a session with that data. Counts the session.
    ///
    /// # Errors
    /// [`Error::TooManySessions`] if the address has reached its limit and the method is not
    /// safe: the user must learn that nothing was stored.
    fn permits_start(&self, data: &Data) -> Result<bool, Error> {
        let reason = match &*self.permission.borrow() {
            Permission::Refused => NotStarted::Refused,
            Permission::Limited(limit, address) if !self.options.expiry.is_owned(data) => {
                match limit.count(*address, self.options.clock.now()) {
                    Ok(()) => return Ok(true),
                    Err(_) if self.safe.get() => NotStarted::LimitReached,
                    Err(left) => return Err(Error::too_many_sessions(left)),
                }
            }
            Permission::Granted | Permission::Limited(..) => return Ok(true),
        };
        self.not_started.set(Some(reason));
        Ok(false)
    }

    /// Stops saving, because the session has ended or moved to another key since it was
    /// loaded. Discards the changes of a request with a safe method.
    ///
    /// # Errors
    /// [`Error::Interrupted`] if the method is not safe.
    pub(super) fn interrupt(&self) -> Result<Option<SessionKey>, Error> {
        if !self.safe.get() {
            return Err(Error::Interrupted);
        }
        self.save_mode.set(SaveMode::Discard);
        self.cookie.set(CookieOutcome::Leave);
        Ok(None)
    }

    /// Creates a session and returns its key and version.
    pub(super) async fn create(&self, data: Data) -> Result<(SessionKey, i64), Error> {
        let record = self.record(data, Record::FIRST_VERSION, None)?;
        let key = self.with_timeout(self.options.engine.create(&record)).await?;
        SESSIONS_CREATED.add(1, []);
        self.set_session_cookie(&record);
        Ok((key, record.version))
    }

    /// Returns the record that replaces `base` if `data` is saved now.
    pub(super) fn record_after(&self, base: &Record, data: Data) -> Result<Record, Error> {
        self.record(data, Record::version_after(base.version), base.data.read(SINCE))
    }

    /// Returns the record of that version in which `data` is saved now. `since` is the
    /// Unix time in seconds at which the session began, or the login; `None` is now.
    /// Under a new key the absolute limit counts from now: that is a login.
    pub(super) fn record(&self, mut data: Data, version: i64, since: Option<i64>) -> Result<Record, Error> {
        let now = self.options.clock.now();
        if self.options.absolute_age > 0 {
            expiry::set_since(&mut data, since, now);
        }
        let (bytes, limit) = (data.bytes(), self.options.max_bytes);
        if bytes > limit {
            return Err(Error::TooLarge { bytes, limit });
        }
        let by_change = expiry::expiry_date(&data, self.options.expiry, now);
        let absolute = expiry::absolute_expiry(&data, self.options.absolute_age);
        let expire_date = absolute.map_or(by_change, |absolute| absolute.min(by_change));
        Ok(Record { data, expire_date, version })
    }

    /// Returns whether the request overwrites the changes of others, which only the lab
    /// allows.
    fn overwrites(&self) -> bool {
        self.options.concurrency == Concurrency::LastWriteWins
    }

    /// Returns the changes of the handler: the recorded ones, and those that it made with
    /// actix-session's own `Session`.
    pub(super) fn all_changes(&self, before: &Data, after: &Data) -> Result<Vec<Change>, Error> {
        let mut changes = self.changes.borrow().clone();
        changes.extend(difference(&replay(&changes, before)?, after));
        Ok(changes)
    }

    /// Makes the response set the cookie of the session with the lifetime of `record`, which
    /// has been stored.
    pub(super) fn set_session_cookie(&self, record: &Record) {
        self.expire_date.set(Some(record.expire_date));
        let lifetime = record.cookie_lifetime(self.options.expiry, self.options.clock.now());
        self.cookie.set(CookieOutcome::Set(lifetime));
    }

    /// Takes the loaded record, unless it has expired while the handler ran. To save it
    /// then would bring back an expired session (E9).
    pub(super) fn take_unexpired(&self) -> Option<Record> {
        let loaded = self.loaded.borrow_mut().take();
        let now = self.options.clock.now();
        loaded.filter(|record| !record.is_expired(now))
    }
}
