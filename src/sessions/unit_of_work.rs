//! What one request does with its session, from loading it to writing it back.
//!
//! It remembers what was loaded, at which version, and what the handler did.
//! Writing back is compare-and-swap: if another request was quicker, the same
//! changes are made again on what that one left, so nothing is lost (H1); if
//! the session is gone, nothing is written and nobody is logged in again (H2).

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    future::Future,
    sync::Arc,
};

use time::Duration;

use super::{
    changes::{Change, difference, replay},
    data::{Data, SINCE},
    engines::{EngineError, Replace},
    error::Error,
    expiry::{self, CookieLifetime},
    key::SessionKey,
    options::Options,
    record::Record,
};

/// So many cookies of the session's name are tried, so that a header full of
/// them does not keep the store busy.
const MOST_COOKIES: usize = 4;

/// What the handler wants done with the session as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ending {
    /// Write what was changed.
    #[default]
    Save,
    /// Move everything to a new key, as at login (F6): `cycle_key`.
    CycleKey,
    /// Forget everything, and put what came after under a new key (C9): `flush`.
    Flush,
    /// Forget everything, and nothing comes after: actix-session's own `purge`.
    Purge,
    /// Write nothing: the request failed (H9).
    Discard,
}

/// What the answer has to say about the session's cookie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CookieOutcome {
    /// Nothing.
    #[default]
    Leave,
    /// Keep this, for so long.
    Set(CookieLifetime),
    /// Forget it.
    Remove,
}

/// One request's dealings with its session.
pub struct UnitOfWork {
    options: Arc<Options>,
    loaded: RefCell<Option<Record>>,
    key: RefCell<Option<SessionKey>>,
    changes: RefCell<Vec<Change>>,
    failure: RefCell<Option<Error>>,
    ending: Cell<Ending>,
    cookie: Cell<CookieOutcome>,
    looked_at: Cell<bool>,
    passive: Cell<bool>,
}

impl UnitOfWork {
    /// For a request under these settings.
    pub fn new(options: Arc<Options>) -> Self {
        Self {
            options,
            loaded: RefCell::default(),
            key: RefCell::default(),
            changes: RefCell::default(),
            failure: RefCell::default(),
            ending: Cell::default(),
            cookie: Cell::default(),
            looked_at: Cell::new(false),
            passive: Cell::new(false),
        }
    }

    /// The settings in force.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The key that the request came with, if there is a session under it.
    pub fn key(&self) -> Option<SessionKey> {
        self.key.borrow().clone()
    }

    /// Notes down a step of the handler.
    pub fn note(&self, change: Change) {
        self.changes.borrow_mut().push(change);
    }

    /// Notes that the answer depends on the session (`Vary: Cookie`).
    pub fn look(&self) {
        self.looked_at.set(true);
    }

    /// Whether the answer depends on the session.
    pub fn was_looked_at(&self) -> bool {
        self.looked_at.get()
    }

    /// Says that the request neither extends nor saves the session (H10).
    pub fn set_passive(&self) {
        self.passive.set(true);
    }

    /// Whether it neither extends nor saves it.
    pub fn is_passive(&self) -> bool {
        self.passive.get()
    }

    /// Says what is to become of the session as a whole.
    pub fn end_with(&self, ending: Ending) {
        if ending == Ending::Flush {
            self.changes.borrow_mut().clear();
        }
        self.ending.set(ending);
    }

    /// What is to become of it.
    pub fn ending(&self) -> Ending {
        self.ending.get()
    }

    /// What the answer has to say about the cookie.
    pub fn cookie(&self) -> CookieOutcome {
        self.cookie.get()
    }

    /// What went wrong, if something did.
    pub fn failure(&self) -> Option<Error> {
        self.failure.borrow().clone()
    }

    /// Remembers what went wrong and hands it back.
    pub fn fail(&self, error: Error) -> Error {
        *self.failure.borrow_mut() = Some(error.clone());
        error
    }

    /// Of several cookies that hold, the first under which there is a session.
    pub async fn first_alive(&self, values: Vec<String>) -> Option<String> {
        if values.len() <= 1 {
            return values.into_iter().next();
        }
        let now = self.options.clock.now();
        for value in values.into_iter().take(MOST_COOKIES) {
            let key = SessionKey::from_cookie(&value);
            match self.ask(self.options.engine.load(&key)).await {
                Ok(Some(record)) if !record.is_expired(now) => return Some(value),
                Ok(_) | Err(EngineError::Unreadable(_)) => {}
                Err(error) => {
                    self.fail(error.into());
                    return Some(value);
                }
            }
        }
        None
    }

    /// Loads the session under `key`. A store that does not answer is
    /// remembered and looks like no session: pages that need none go on, and
    /// whoever asks for it is told (H5).
    pub async fn load(&self, key: SessionKey) -> Option<Data> {
        if self.failure().is_some() {
            return None;
        }
        let now = self.options.clock.now();
        let loaded = match self.ask(self.options.engine.load(&key)).await {
            Ok(record) => {
                record.and_then(|record| record.alive(now)).filter(|record| !self.is_too_old(record))
            }
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
        let data = record.data.clone();
        *self.loaded.borrow_mut() = Some(record);
        *self.key.borrow_mut() = Some(key);
        Some(data)
    }

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
    pub async fn touch(&self, key: &SessionKey) -> Result<Option<SessionKey>, Error> {
        if self.ending.get() == Ending::Discard {
            return Ok(None);
        }
        let mut base = self.take_loaded()?;
        loop {
            let record = self.record(base.data.clone(), base.version, Some(&base.data))?;
            match self.ask(self.options.engine.touch(key, &record)).await? {
                Replace::Replaced(key) => {
                    self.announce(&record);
                    return Ok(Some(key));
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

    /// Forgets the session, once what the handler set after that is stored.
    async fn flush(&self, data: Data) -> Result<Option<SessionKey>, Error> {
        let new = if data.is_empty() { None } else { Some(self.create(data).await?.0) };
        if let Some(old) = self.key() {
            self.ask(self.options.engine.delete(&old)).await?;
        }
        if new.is_none() {
            self.cookie.set(CookieOutcome::Remove);
        }
        Ok(new)
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
        if let Err(error) = self.ask(self.options.engine.delete(&old_key)).await {
            // It is over all the same, and goes when expired sessions are cleared.
            log::warn!("the old record of a session that moved is still there: {error}");
        }
        Ok(key)
    }

    async fn create(&self, data: Data) -> Result<(SessionKey, i64), Error> {
        let record = self.record(data, 0, None)?;
        let key = self.ask(self.options.engine.create(&record)).await?;
        self.announce(&record);
        Ok((key, 1))
    }

    /// Whether the absolute limit is over, which may have been set since (H7).
    fn is_too_old(&self, record: &Record) -> bool {
        let end = expiry::absolute_end(&record.data, self.options.absolute_age);
        end.is_some_and(|end| end <= self.options.clock.now())
    }

    /// The record that `data` makes if it is saved now in the place of `base`.
    /// Under a new key the absolute limit counts anew: that is a login.
    fn record(&self, mut data: Data, version: i64, base: Option<&Data>) -> Result<Record, Error> {
        let now = self.options.clock.now();
        if self.options.absolute_age > 0 {
            expiry::set_since(&mut data, base.and_then(|base| base.read(SINCE)), now);
        }
        let bytes = data.iter().map(|(key, json)| key.len() + json.len() + 4).sum();
        let limit = self.options.max_bytes;
        if bytes > limit {
            return Err(Error::TooLarge { bytes, limit });
        }
        let by_change = expiry::expiry_date(&data, self.options.expiry, now);
        let absolute = expiry::absolute_end(&data, self.options.absolute_age);
        let expire_date = absolute.map_or(by_change, |absolute| absolute.min(by_change));
        Ok(Record { data, expire_date, version })
    }

    /// What the handler did: what was noted down, and what it did past us.
    fn all_changes(&self, before: &Data, after: &Data) -> Vec<Change> {
        let mut changes = self.changes.borrow().clone();
        changes.extend(difference(&replay(&changes, before), after));
        changes
    }

    fn announce(&self, record: &Record) {
        let now = self.options.clock.now();
        let lifetime = match expiry::cookie_lifetime(&record.data, self.options.expiry, now) {
            CookieLifetime::UntilBrowserCloses => CookieLifetime::UntilBrowserCloses,
            CookieLifetime::Until { .. } => {
                let max_age = (record.expire_date - now).max(Duration::ZERO);
                CookieLifetime::Until { max_age, expires: record.expire_date }
            }
        };
        self.cookie.set(CookieOutcome::Set(lifetime));
    }

    /// What was loaded, unless its time was up while the handler worked: to
    /// write then would bring it back (E9).
    fn take_loaded(&self) -> Result<Record, Error> {
        let loaded = self.loaded.borrow_mut().take();
        let now = self.options.clock.now();
        loaded.filter(|record| !record.is_expired(now)).ok_or(Error::Interrupted)
    }

    /// Waits for the engine, but not for ever.
    async fn ask<T>(&self, call: impl Future<Output = Result<T, EngineError>>) -> Result<T, EngineError> {
        let slow = || EngineError::Unavailable(format!("no answer within {:?}", self.options.store_timeout));
        tokio::time::timeout(self.options.store_timeout, call).await.unwrap_or_else(|_| Err(slow()))
    }
}
