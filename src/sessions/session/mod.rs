//! The session as a handler uses it: a dictionary with Django's methods.
//!
//! It wraps actix-session's `Session` and records each change, so that the change can be
//! repeated on a newer record. It hides methods of the wrapped type that would not save a
//! change, or that would discard a value of another type.

mod dictionary;
mod lifetime;
mod replayable;
mod test_cookie;

use std::{
    cell::Ref,
    collections::HashMap,
    future::{Ready, ready},
    rc::Rc,
};

use actix_session::SessionExt as _;
use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use time::OffsetDateTime;

pub use self::replayable::Refreshed;
use super::{
    changes::Change,
    data::{Data, KEY_EXPIRIES},
    error::Error,
    expiry,
    key::SessionKey,
    layer::Unavailable,
    unit_of_work::{SaveMode, UnitOfWork},
};

/// The session of one request, like Django's
/// [`request.session`](https://docs.djangoproject.com/en/stable/topics/http/sessions/#using-sessions-in-views).
/// A handler behind a [`SessionLayer`](super::SessionLayer) takes it as a parameter.
///
/// The changes are saved after the handler has returned, unless the response is a server
/// error.
///
/// # Examples
/// ```
/// use session_shop::sessions::{Error, Session};
///
/// async fn add_to_cart(session: Session) -> Result<String, Error> {
///     // If another request changes the cart meanwhile, the closure runs again on its cart.
///     session.change("cart", |cart: Option<Vec<String>>| {
///         let mut cart = cart.unwrap_or_default();
///         cart.push("oolong".to_owned());
///         Some(cart)
///     })?;
///     session.set("last_page", &"/products/oolong")?;
///     let cart: Vec<String> = session.get_or("cart", Vec::new())?;
///     Ok(format!("{} teas in the cart", cart.len()))
/// }
///
/// async fn log_out(session: Session) -> &'static str {
///     session.flush();
///     "You are logged out."
/// }
/// ```
#[derive(Clone)]
pub struct Session {
    inner: actix_session::Session,
    unit_of_work: Rc<UnitOfWork>,
}

impl Session {
    /// Removes all data and keeps the session key (C8). Django's
    /// [`session.clear()`](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.clear).
    pub fn clear(&self) {
        self.unit_of_work.set_accessed();
        self.unit_of_work.record_change(Change::Clear);
        self.inner.clear();
    }

    /// Ends the session: removes the data and the cookie, and makes the key invalid (C9).
    /// What the handler sets afterwards is stored in a new session. Django's
    /// [`session.flush()`](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.flush).
    pub fn flush(&self) {
        self.unit_of_work.set_accessed();
        self.unit_of_work.set_save_mode(SaveMode::Flush);
        self.inner.clear();
        self.inner.renew();
    }

    /// Moves the data to a new key, as at each login. The old key becomes invalid, so that
    /// an attacker who has planted it in the browser can't use the login (F6). Django's
    /// [`session.cycle_key()`](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.cycle_key).
    pub fn cycle_key(&self) {
        self.unit_of_work.set_accessed();
        if self.unit_of_work.save_mode() == SaveMode::Save {
            self.unit_of_work.set_save_mode(SaveMode::CycleKey);
        }
        self.inner.renew();
    }

    /// Moves the data to a new key on behalf of `owner`, who has just logged in. If another
    /// request of the same owner has moved the same session meanwhile (a double click on
    /// "log in"), both requests continue in one session, and both responses carry its
    /// cookie.
    pub fn cycle_key_for(&self, owner: impl Into<String>) {
        self.unit_of_work.set_owner(owner.into());
        self.cycle_key();
    }

    /// Ends the session only if no other request has changed it since this request has
    /// loaded it. Otherwise the session stays, and this request fails; a request with a
    /// safe method discards its changes instead.
    pub fn flush_if_unchanged(&self) {
        self.unit_of_work.set_must_be_unchanged(true);
        self.flush();
    }

    /// Ends the session on behalf of `owner`. What the handler sets afterwards belongs to
    /// that owner (see [`Session::cycle_key_for`]).
    pub fn flush_for(&self, owner: impl Into<String>) {
        self.unit_of_work.set_owner(owner.into());
        self.flush();
    }

    /// Runs `work` after the session is stored and before the response is sent. It does not
    /// run if the session is not stored. Use it to delete what the old session refers to,
    /// such as the row of a login. An error of `work` fails the request, whose response
    /// then does not change the cookie.
    pub fn after_saving(&self, work: impl Future<Output = Result<(), Error>> + 'static) {
        self.unit_of_work.after_saving(Box::pin(work));
    }

    /// Runs `work` after the session is stored, as [`Session::after_saving`] does. `work` is
    /// called with the time at which the stored session expires, or `None` if no session is
    /// stored. Use it to record that time beside what the session refers to.
    pub fn after_saving_with_expiry<W, F>(&self, work: W)
    where
        W: FnOnce(Option<OffsetDateTime>) -> F + 'static,
        F: Future<Output = Result<(), Error>> + 'static,
    {
        // The unit of work owns the future, which therefore must not own the unit of work.
        let unit_of_work = Rc::downgrade(&self.unit_of_work);
        self.after_saving(async move {
            work(unit_of_work.upgrade().and_then(|unit_of_work| unit_of_work.expire_date())).await
        });
    }

    /// Makes the request passive: it neither extends nor saves the session, whatever else
    /// the handler does (H10). Use it for pages that a script polls every few seconds.
    pub fn set_passive(&self) {
        self.unit_of_work.set_passive();
    }

    /// Returns the key in the request's cookie, if a session exists under it. The key is a
    /// secret. Django's
    /// [`session.session_key`](https://docs.djangoproject.com/en/stable/topics/http/sessions/#using-sessions-out-of-views).
    pub fn session_key(&self) -> Option<SessionKey> {
        self.unit_of_work.key()
    }

    /// Returns whether what the handler sets can be stored: the session exists, or the
    /// request may start one (see [`new_sessions`](super::new_sessions)).
    pub fn may_store(&self) -> bool {
        self.unit_of_work.may_store()
    }

    /// Returns the current time of the framework's clock.
    pub fn now(&self) -> OffsetDateTime {
        self.unit_of_work.options().clock.now()
    }

    /// Returns the data that the request sees, and records the access.
    fn state(&self) -> Ref<'_, HashMap<String, String>> {
        self.unit_of_work.set_accessed();
        self.inner.entries()
    }

    /// Removes the key's own expiry, as a replay of the change does.
    fn remove_key_expiry(&self, key: &str) {
        let Some(json) = self.state().get(KEY_EXPIRIES).cloned() else { return };
        let mut data = Data::default();
        data.set(KEY_EXPIRIES, json);
        expiry::remove_key_expiry(&mut data, key);
        match data.get(KEY_EXPIRIES).and_then(|json| serde_json::from_str::<&RawValue>(json).ok()) {
            Some(json) => self.set_visible(KEY_EXPIRIES, json),
            None => drop(self.inner.remove(KEY_EXPIRIES)),
        }
    }

    /// Sets a key and records the change.
    fn set_json(&self, key: &str, json: Box<RawValue>) {
        self.unit_of_work.set_accessed();
        self.set_visible(key, &json);
        self.unit_of_work
            .record_change(Change::Set { key: key.to_owned(), json: Box::<str>::from(json).into() });
    }

    /// Removes a key and records the change.
    fn remove(&self, key: &str) {
        if self.has_key(key) {
            self.unit_of_work.record_change(Change::Delete { key: key.to_owned() });
            self.remove_visible(key);
        }
    }

    /// Removes a key from the data that the request sees.
    fn remove_visible(&self, key: &str) {
        self.inner.remove(key);
        self.remove_key_expiry(key);
    }

    /// Sets a key in the data that the request sees. actix-session serializes each value,
    /// and a `RawValue` is serialized unchanged.
    fn set_visible(&self, key: &str, json: &RawValue) {
        let inserted = self.inner.insert(key, json);
        debug_assert!(inserted.is_ok(), "a JSON text can be written as JSON");
    }
}

fn to_json<T: Serialize>(key: &str, value: &T) -> Result<Box<RawValue>, Error> {
    to_raw_value(value).map_err(|error| Error::not_json(key, &error))
}

/// Fails outside the layer, while sessions are disabled (A9), and while the store fails
/// (H5). A handler that works without a session takes an `Option<Session>`.
impl FromRequest for Session {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        if let Some(Unavailable(error)) = request.extensions().get::<Unavailable>() {
            return ready(Err(error.clone()));
        }
        let unit_of_work = request.extensions().get::<Rc<UnitOfWork>>().cloned();
        let Some(unit_of_work) = unit_of_work else { return ready(Err(Error::NoLayer)) };
        if let Some(error) = unit_of_work.failure() {
            return ready(Err(error));
        }
        ready(Ok(Self { inner: request.get_session(), unit_of_work }))
    }
}
