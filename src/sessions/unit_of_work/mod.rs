//! The work of one request on its session, from loading to saving (the pattern *unit
//! of work*).
//!
//! It holds the loaded record and the list of the handler's changes. It saves by
//! compare-and-swap. If another request has saved a newer record first, the same changes
//! are made on the newer record, so no update is lost (H1). If the session no longer
//! exists, nothing is written, so no request brings back a session after a logout (H2).

mod flush_and_cycle;
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
use time::OffsetDateTime;

pub use self::loading::Reloaded;
use super::{
    changes::Change,
    engines::EngineError,
    error::Error,
    expiry::CookieLifetime,
    key::SessionKey,
    new_sessions::{NotStarted, Permission},
    options::Options,
    record::Record,
    tombstone::Tombstone,
};

/// The time that the framework waits for an engine after `store_timeout`. A store with
/// its own timeout fails first, and its error says whether it has written.
const GRACE_PERIOD: Duration = Duration::from_millis(100);

/// How the session is saved at the end of the request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SaveMode {
    /// Saves the changes.
    #[default]
    Save,
    /// `cycle_key`: moves the data to a new key, as at a login (F6).
    CycleKey,
    /// `flush`: ends the session. What the handler sets afterwards is stored under a new
    /// key (C9).
    Flush,
    /// actix-session's own `purge`: ends the session and starts no other.
    Purge,
    /// Writes nothing, because the request failed (H9) or is passive (H10).
    Discard,
}

/// What the response does with the session's cookie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CookieOutcome {
    /// Sends no `Set-Cookie`.
    #[default]
    Leave,
    /// Sets it, with this lifetime.
    Set(CookieLifetime),
    /// Removes it.
    Remove,
}

/// The work of one request on its session.
pub struct UnitOfWork {
    options: Arc<Options>,
    loaded: RefCell<Option<Record>>,
    key: RefCell<Option<SessionKey>>,
    changes: RefCell<Vec<Change>>,
    failure: RefCell<Option<Error>>,
    save_mode: Cell<SaveMode>,
    cookie: Cell<CookieOutcome>,
    /// The expiry time of the record that was loaded, and then of the one that was saved.
    expire_date: Cell<Option<OffsetDateTime>>,
    touched: RefCell<Option<SessionKey>>,
    tombstone: RefCell<Option<Tombstone>>,
    /// The request may have been sent before its session ended.
    overlaps_end: Cell<bool>,
    /// The session is flushed only if no other request has changed it.
    must_be_unchanged: Cell<bool>,
    owner: RefCell<Option<String>>,
    after_saving: RefCell<Vec<LocalBoxFuture<'static, Result<(), Error>>>>,
    /// The handler has read or changed the session, as Django's `session.accessed`.
    accessed: Cell<bool>,
    /// The request neither extends nor saves the session (H10).
    passive: Cell<bool>,
    /// The method is safe (RFC 9110, section 9.2.1).
    safe: Cell<bool>,
    /// Whether the request may start a session.
    permission: RefCell<Permission>,
    /// Why the changes of the request started no session.
    not_started: Cell<Option<NotStarted>>,
}

impl UnitOfWork {
    /// Returns the unit of work of a request with these options.
    pub fn new(options: Arc<Options>) -> Self {
        Self {
            options,
            loaded: RefCell::default(),
            key: RefCell::default(),
            changes: RefCell::default(),
            failure: RefCell::default(),
            save_mode: Cell::default(),
            cookie: Cell::default(),
            expire_date: Cell::default(),
            touched: RefCell::default(),
            tombstone: RefCell::default(),
            overlaps_end: Cell::new(false),
            must_be_unchanged: Cell::new(false),
            owner: RefCell::default(),
            after_saving: RefCell::default(),
            accessed: Cell::new(false),
            passive: Cell::new(false),
            safe: Cell::new(false),
            permission: RefCell::default(),
            not_started: Cell::default(),
        }
    }

    /// Returns the options of the request.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Returns the key in the request's cookie, if a session exists under it.
    pub fn key(&self) -> Option<SessionKey> {
        self.key.borrow().clone()
    }

    /// Returns the loaded record, until it is saved.
    pub fn loaded(&self) -> Option<Record> {
        self.loaded.borrow().clone()
    }

    /// Records a change of the handler, so that it can be repeated on a newer record.
    pub fn record_change(&self, change: Change) {
        self.changes.borrow_mut().push(change);
    }

    /// Records that the handler has accessed the session: the response depends on it and
    /// carries `Vary: Cookie`.
    pub fn set_accessed(&self) {
        self.accessed.set(true);
    }

    /// Returns whether the handler has accessed the session.
    pub fn is_accessed(&self) -> bool {
        self.accessed.get()
    }

    /// Makes the request passive: it neither extends nor saves the session (H10).
    pub fn set_passive(&self) {
        self.passive.set(true);
    }

    /// Returns whether the request is passive.
    pub fn is_passive(&self) -> bool {
        self.passive.get()
    }

    /// Marks the request's method as safe (RFC 9110, section 9.2.1). The user has not asked
    /// for the changes of such a request. If its session has ended meanwhile, the changes
    /// are discarded and the page is served.
    pub fn set_safe(&self) {
        self.safe.set(true);
    }

    /// Sets whether the request may start a session.
    pub fn set_permission(&self, permission: Permission) {
        *self.permission.borrow_mut() = permission;
    }

    /// Returns whether the request has a session or may start one. A limit of new sessions
    /// is applied later, when the session is stored.
    pub fn may_store(&self) -> bool {
        self.key.borrow().is_some() || !matches!(*self.permission.borrow(), Permission::Refused)
    }

    /// Returns why the changes of the request started no session, if they did not.
    pub fn not_started(&self) -> Option<NotStarted> {
        self.not_started.get()
    }

    /// Sets the owner, on whose behalf the session moves to another key.
    pub fn set_owner(&self, owner: String) {
        self.set_must_be_unchanged(false);
        *self.owner.borrow_mut() = Some(owner);
    }

    /// Sets whether the session is flushed only if no other request has changed it since
    /// it was loaded.
    pub fn set_must_be_unchanged(&self, must_be_unchanged: bool) {
        self.must_be_unchanged.set(must_be_unchanged);
    }

    /// Returns the tombstone under the key in the request's cookie.
    pub fn tombstone(&self) -> Option<Tombstone> {
        self.tombstone.borrow().clone()
    }

    /// Returns whether the handler flushes a session that has moved to another key. The
    /// session continues under that key, so the response must not report that it has ended.
    pub fn flushes_a_moved_session(&self) -> bool {
        let flushes = matches!(self.save_mode.get(), SaveMode::Flush | SaveMode::Purge);
        flushes && self.tombstone.borrow().as_ref().is_some_and(Tombstone::has_moved) && !self.may_continue()
    }

    /// Returns whether the request's owner may continue in the session that has moved.
    fn may_continue(&self) -> bool {
        let (owner, tombstone) = (self.owner.borrow(), self.tombstone.borrow());
        let key = owner.as_ref().zip(tombstone.as_ref());
        key.and_then(|(owner, tombstone)| tombstone.successor_of(owner, &self.options.keys)).is_some()
    }

    /// Adds work that runs after the session is stored.
    pub fn after_saving(&self, work: LocalBoxFuture<'static, Result<(), Error>>) {
        self.after_saving.borrow_mut().push(work);
    }

    /// Runs the work that `after_saving` has added, unless saving failed or was discarded.
    ///
    /// # Errors
    /// The first error of that work; the rest of it does not run.
    pub async fn run_after_saving(&self) -> Result<(), Error> {
        let discards = self.save_mode.get() == SaveMode::Discard || self.not_started.get().is_some();
        if self.failure().is_some() || discards {
            return Ok(());
        }
        for work in self.after_saving.take() {
            work.await?;
        }
        Ok(())
    }

    /// Sets how the session is saved.
    pub fn set_save_mode(&self, save_mode: SaveMode) {
        if save_mode == SaveMode::Flush {
            self.changes.borrow_mut().clear();
        }
        self.save_mode.set(save_mode);
    }

    /// Returns how the session is saved.
    pub fn save_mode(&self) -> SaveMode {
        self.save_mode.get()
    }

    /// Returns what the response does with the cookie.
    pub fn cookie(&self) -> CookieOutcome {
        self.cookie.get()
    }

    /// Returns the time at which the stored session expires: that of the loaded record or,
    /// after saving, that of the saved one. Returns `None` if no session is stored.
    pub fn expire_date(&self) -> Option<OffsetDateTime> {
        self.expire_date.get()
    }

    /// Returns the key after a touch. It is a new one if the key contains the expiry, as
    /// with `signed_cookies`.
    pub fn touched(&self) -> Option<SessionKey> {
        self.touched.borrow().clone()
    }

    /// Returns the error of the request's session, if there was one.
    pub fn failure(&self) -> Option<Error> {
        self.failure.borrow().clone()
    }

    /// Stores an error and returns it.
    pub fn fail(&self, error: Error) -> Error {
        *self.failure.borrow_mut() = Some(error.clone());
        error
    }

    /// Awaits an engine call for at most `store_timeout` and a grace period of 100 ms.
    pub(super) async fn with_timeout<T>(
        &self,
        call: impl Future<Output = Result<T, EngineError>>,
    ) -> Result<T, EngineError> {
        let limit = self.options.store_timeout + GRACE_PERIOD;
        let slow = || EngineError::Unavailable(format!("no response within {limit:?}"));
        let mut call = pin!(call);
        // A store in memory responds at the first poll, without a timer.
        if let Poll::Ready(response) = poll!(call.as_mut()) {
            return response;
        }
        tokio::time::timeout(limit, call).await.unwrap_or_else(|_| Err(slow()))
    }
}
