//! The session as a handler sees it: a dictionary with Django's methods.
//!
//! It wraps actix-session's `Session` and notes each change down, so that it
//! can be replayed. What the wrapped one does unexpectedly (a change that is
//! not saved, a value that is thrown away) can't be reached through it.

mod lifetime;
mod replayable;

use std::{
    cell::Ref,
    collections::HashMap,
    future::{Ready, ready},
    rc::Rc,
};

use actix_session::SessionExt as _;
use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::value::{RawValue, to_raw_value};
use time::OffsetDateTime;

pub use self::replayable::Refreshed;
use super::{
    changes::Change,
    data::{Data, KEY_EXPIRIES, is_reserved},
    error::{Error, KeyError},
    expiry,
    key::SessionKey,
    layer::Unavailable,
    unit_of_work::{SaveMode, UnitOfWork},
};

/// The session of one request.
#[derive(Clone)]
pub struct Session {
    inner: actix_session::Session,
    unit: Rc<UnitOfWork>,
}

impl Session {
    /// `session.get(key)`: the value, or `None` (C3).
    pub fn get<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, Error> {
        match self.state().get(key) {
            None => Ok(None),
            Some(json) => {
                serde_json::from_str(json).map(Some).map_err(|error| Error::wrong_type(key, &error))
            }
        }
    }

    /// `session.get(key, default)` (C3).
    pub fn get_or<T: DeserializeOwned>(&self, key: &str, default: T) -> Result<T, Error> {
        Ok(self.get(key)?.unwrap_or(default))
    }

    /// `session[key]`: a missing key is an error (C2).
    pub fn get_item<T: DeserializeOwned>(&self, key: &str) -> Result<Result<T, KeyError>, Error> {
        Ok(self.get(key)?.ok_or_else(|| KeyError(key.to_owned())))
    }

    /// `session[key] = value` (C1). It lasts as long as the session.
    pub fn set<T: Serialize>(&self, key: &str, value: &T) -> Result<(), Error> {
        let json = to_json(key, value)?;
        self.put(key, json);
        self.forget_end(key);
        Ok(())
    }

    /// Sets a key that expires by itself, at that date (E10).
    ///
    /// # Errors
    /// [`Error::NotJson`] if JSON can't hold the value.
    pub fn set_until<T: Serialize>(&self, key: &str, value: &T, moment: OffsetDateTime) -> Result<(), Error> {
        self.set(key, value)?;
        let key = key.to_owned();
        self.edit(move |data| {
            expiry::set_key_expiry(data, &key, Some(moment));
            Ok(())
        })
    }

    /// `del session[key]` (C4): an error, which may be ignored, if it isn't there.
    pub fn delete(&self, key: &str) -> Result<(), KeyError> {
        if !self.has_key(key) {
            return Err(KeyError(key.to_owned()));
        }
        self.take_out(key);
        Ok(())
    }

    /// `key in session` (C6).
    pub fn has_key(&self, key: &str) -> bool {
        self.state().contains_key(key)
    }

    /// `session.keys()` (C7), sorted, without the framework's own.
    pub fn keys(&self) -> Vec<String> {
        self.items().into_iter().map(|(key, _)| key).collect()
    }

    /// `session.items()` (C7): names and values, sorted by name.
    pub fn items(&self) -> Vec<(String, serde_json::Value)> {
        let state = self.state();
        let own = state.iter().filter(|(key, _)| !is_reserved(key));
        let items = own.map(|(key, json)| (key.clone(), serde_json::from_str(json).unwrap_or_default()));
        let mut items: Vec<_> = items.collect();
        items.sort_by(|(one, _), (other, _)| one.cmp(other));
        items
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.state().is_empty()
    }

    /// `session.clear()`: all data gone, the key stays (C8).
    pub fn clear(&self) {
        self.unit.look();
        self.unit.note(Change::Clear);
        self.inner.clear();
    }

    /// `session.flush()`: data gone, cookie removed, the old key never works
    /// again (C9). What is set after it goes into a new session.
    pub fn flush(&self) {
        self.unit.look();
        self.unit.set_save_mode(SaveMode::Flush);
        self.inner.clear();
        self.inner.renew();
    }

    /// `session.cycle_key()`: the same data under a new key, as at each login,
    /// so that a key which somebody planted before is worth nothing (F6).
    pub fn cycle_key(&self) {
        self.unit.look();
        if self.unit.save_mode() == SaveMode::Save {
            self.unit.set_save_mode(SaveMode::CycleKey);
        }
        self.inner.renew();
    }

    /// Cycles the key on behalf of `owner`, who has just proved who they are. If
    /// another request of the same owner has cycled the same key meanwhile (a
    /// double click on "log in"), both continue in the one session that came of
    /// it, and both responses carry its cookie.
    pub fn cycle_key_for(&self, owner: impl Into<String>) {
        self.unit.set_owner(owner.into());
        self.cycle_key();
    }

    /// Flushes the session, but only as this request has loaded it. If another request
    /// has changed it since, that one knew more: the session stays, and this request
    /// fails, or drops its changes if it is a safe one.
    pub fn flush_if_unchanged(&self) {
        self.unit.flush_only_unchanged(true);
        self.flush();
    }

    /// Flushes the session on behalf of `owner`; what is set afterwards belongs to
    /// them. See [`Session::cycle_key_for`].
    pub fn flush_for(&self, owner: impl Into<String>) {
        self.unit.set_owner(owner.into());
        self.flush();
    }

    /// Runs `work` once the session is stored, before the response is sent; not at
    /// all if it is not stored. For what must not happen before: the end of
    /// something that the former session still refers to. An error of `work` fails
    /// the request, whose response then leaves the cookie as it is.
    pub fn after_saving(&self, work: impl Future<Output = Result<(), Error>> + 'static) {
        self.unit.after_saving(Box::pin(work));
    }

    /// This request neither extends nor saves the session, whatever else it
    /// does with it: for pages that a script asks for every few seconds (H10).
    pub fn set_passive(&self) {
        self.unit.set_passive();
    }

    /// `session.session_key`: the key that the request came with, if there is
    /// a session under it. It is a secret.
    pub fn session_key(&self) -> Option<SessionKey> {
        self.unit.key()
    }

    /// The present moment, by the framework's clock.
    pub fn now(&self) -> OffsetDateTime {
        self.unit.options().clock.now()
    }

    fn state(&self) -> Ref<'_, HashMap<String, String>> {
        self.unit.look();
        self.inner.entries()
    }

    /// Removes the key's own expiry, as a replay of the change does.
    fn forget_end(&self, key: &str) {
        let Some(json) = self.state().get(KEY_EXPIRIES).cloned() else { return };
        let mut data = Data::default();
        data.set(KEY_EXPIRIES, json);
        expiry::forget_end_of_key(&mut data, key);
        match data.get(KEY_EXPIRIES).and_then(|json| serde_json::from_str::<&RawValue>(json).ok()) {
            Some(json) => self.put_live(KEY_EXPIRIES, json),
            None => drop(self.inner.remove(KEY_EXPIRIES)),
        }
    }

    fn put(&self, key: &str, json: Box<RawValue>) {
        self.unit.look();
        self.put_live(key, &json);
        self.unit.note(Change::Set { key: key.to_owned(), json: Box::<str>::from(json).into() });
    }

    fn take_out(&self, key: &str) {
        if self.has_key(key) {
            self.unit.note(Change::Delete { key: key.to_owned() });
            self.take_out_live(key);
        }
    }

    fn take_out_live(&self, key: &str) {
        self.inner.remove(key);
        self.forget_end(key);
    }

    /// actix-session turns what it is given into JSON; this is JSON already.
    fn put_live(&self, key: &str, json: &RawValue) {
        let inserted = self.inner.insert(key, json);
        debug_assert!(inserted.is_ok(), "what is JSON can be written as JSON");
    }
}

fn to_json<T: Serialize>(key: &str, value: &T) -> Result<Box<RawValue>, Error> {
    to_raw_value(value).map_err(|error| Error::not_json(key, &error))
}

/// Fails where there is no session to be had: outside the layer, with sessions
/// switched off (A9), or with the store down (H5). A page that can do without
/// takes an `Option<Session>`.
impl FromRequest for Session {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        if let Some(Unavailable(error)) = request.extensions().get::<Unavailable>() {
            return ready(Err(error.clone()));
        }
        let unit = request.extensions().get::<Rc<UnitOfWork>>().cloned();
        let Some(unit) = unit else { return ready(Err(Error::NoLayer)) };
        if let Some(error) = unit.failure() {
            return ready(Err(error));
        }
        ready(Ok(Self { inner: request.get_session(), unit }))
    }
}
