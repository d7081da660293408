//! What one request does with its session, from loading it to writing it back.
//!
//! It remembers what was loaded, at which version, and what the handler did.
//! Writing back is compare-and-swap: if another request was quicker, the same
//! changes are made again on what that one left, so nothing is lost (H1); if
//! the session is gone, nothing is written and nobody is logged in again (H2).

mod ending;
mod loading;
mod saving;
mod undo;

use std::{
    cell::{Cell, RefCell},
    future::Future,
    pin::pin,
    sync::Arc,
    task::Poll,
    time::Duration,
};

use futures_util::{future::LocalBoxFuture, poll};

pub use self::loading::Reloaded;
use super::{
    changes::Change, engines::EngineError, error::Error, expiry::CookieLifetime, key::SessionKey,
    options::Options, record::Record, tombstone::Tombstone,
};

/// What the engine may take beyond `store_timeout` before the framework stops
/// waiting. A store with a deadline of its own answers first, and it knows
/// whether it has written.
const GRACE: Duration = Duration::from_millis(100);

/// What the handler wants done with the session as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SaveMode {
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
    save_mode: Cell<SaveMode>,
    cookie: Cell<CookieOutcome>,
    touched: RefCell<Option<SessionKey>>,
    tombstone: RefCell<Option<Tombstone>>,
    overlaps: Cell<bool>,
    only_unchanged: Cell<bool>,
    owner: RefCell<Option<String>>,
    after_saving: RefCell<Vec<LocalBoxFuture<'static, Result<(), Error>>>>,
    looked_at: Cell<bool>,
    passive: Cell<bool>,
    safe: Cell<bool>,
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
            save_mode: Cell::default(),
            cookie: Cell::default(),
            touched: RefCell::default(),
            tombstone: RefCell::default(),
            overlaps: Cell::new(false),
            only_unchanged: Cell::new(false),
            owner: RefCell::default(),
            after_saving: RefCell::default(),
            looked_at: Cell::new(false),
            passive: Cell::new(false),
            safe: Cell::new(false),
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

    /// The session as it was loaded, if it has not been written since.
    pub fn loaded(&self) -> Option<Record> {
        self.loaded.borrow().clone()
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

    /// Marks the request's method as safe (RFC 9110, section 9.2.1). What such a
    /// request changes is incidental: if its session is gone by then, the changes
    /// are dropped and the page is served.
    pub fn set_safe(&self) {
        self.safe.set(true);
    }

    /// Sets on whose behalf the session moves to another key.
    pub fn set_owner(&self, owner: String) {
        self.flush_only_unchanged(false);
        *self.owner.borrow_mut() = Some(owner);
    }

    /// Says whether the session is to be flushed only if no other request has changed
    /// it since it was loaded.
    pub fn flush_only_unchanged(&self, only: bool) {
        self.only_unchanged.set(only);
    }

    /// Returns the tombstone under the key that the request came with.
    pub fn tombstone(&self) -> Option<Tombstone> {
        self.tombstone.borrow().clone()
    }

    /// Whether the session is flushed under a key from which it has moved. It goes on
    /// under the other key, so the visitor must not believe that it has ended.
    pub fn flushes_a_moved_session(&self) -> bool {
        let flushes = matches!(self.save_mode.get(), SaveMode::Flush | SaveMode::Purge);
        flushes && self.tombstone.borrow().as_ref().is_some_and(Tombstone::has_moved) && !self.joins()
    }

    /// Whether the request's owner may continue in the session that has moved.
    fn joins(&self) -> bool {
        let (owner, tombstone) = (self.owner.borrow(), self.tombstone.borrow());
        let key = owner.as_ref().zip(tombstone.as_ref());
        key.and_then(|(owner, tombstone)| tombstone.successor_of(owner, &self.options.keys)).is_some()
    }

    /// Adds work to be done once the session is stored.
    pub fn after_saving(&self, work: LocalBoxFuture<'static, Result<(), Error>>) {
        self.after_saving.borrow_mut().push(work);
    }

    /// Does the work that was added by `after_saving`, if the session was stored.
    ///
    /// # Errors
    /// The first error of that work; what comes after it is not done.
    pub async fn saved(&self) -> Result<(), Error> {
        if self.failure().is_some() || self.save_mode.get() == SaveMode::Discard {
            return Ok(());
        }
        for work in self.after_saving.take() {
            work.await?;
        }
        Ok(())
    }

    /// Says what is to become of the session as a whole.
    pub fn set_save_mode(&self, save_mode: SaveMode) {
        if save_mode == SaveMode::Flush {
            self.changes.borrow_mut().clear();
        }
        self.save_mode.set(save_mode);
    }

    /// What is to become of it.
    pub fn save_mode(&self) -> SaveMode {
        self.save_mode.get()
    }

    /// What the answer has to say about the cookie.
    pub fn cookie(&self) -> CookieOutcome {
        self.cookie.get()
    }

    /// The key after a touch: another one, if the end of the session is in it.
    pub fn touched(&self) -> Option<SessionKey> {
        self.touched.borrow().clone()
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

    /// Awaits an engine call for at most `store_timeout` and the grace.
    pub(super) async fn ask<T>(
        &self,
        call: impl Future<Output = Result<T, EngineError>>,
    ) -> Result<T, EngineError> {
        let limit = self.options.store_timeout + GRACE;
        let slow = || EngineError::Unavailable(format!("no response within {limit:?}"));
        let mut call = pin!(call);
        // A store in memory has responded already, and no timer need be set.
        if let Poll::Ready(response) = poll!(call.as_mut()) {
            return response;
        }
        tokio::time::timeout(limit, call).await.unwrap_or_else(|_| Err(slow()))
    }
}
