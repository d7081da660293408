//! The session as a handler sees it: a dictionary with Django's methods.
//!
//! It wraps actix-session's `Session` and notes each change down, so that it
//! can be replayed. What the wrapped one does unexpectedly (a change that is
//! not saved, a value that is thrown away) can't be reached through it.

mod lifetime;

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

use super::{
    changes::{Change, Edit},
    data::{KEY_EXPIRIES, is_reserved},
    error::{Error, KeyError},
    expiry,
    key::SessionKey,
    layer::Unavailable,
    unit_of_work::{Ending, UnitOfWork},
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

    /// Sets a key that vanishes alone, at that moment (E10).
    pub fn set_until<T: Serialize>(&self, key: &str, value: &T, moment: OffsetDateTime) -> Result<(), Error> {
        self.set(key, value)?;
        let key = key.to_owned();
        let edit: Edit = Rc::new(move |json| expiry::with_key_expiry(json, &key, Some(moment)));
        let new = edit(self.state().get(KEY_EXPIRIES).map(String::as_str));
        self.edited(KEY_EXPIRIES, new, edit);
        Ok(())
    }

    /// `del session[key]` (C4): an error, which may be ignored, if it isn't there.
    pub fn delete(&self, key: &str) -> Result<(), KeyError> {
        if !self.has_key(key) {
            return Err(KeyError(key.to_owned()));
        }
        self.take_out(key);
        Ok(())
    }

    /// `session.pop(key)`: takes it out and returns it (C5). Use `unwrap_or`
    /// on what comes back for a default.
    pub fn pop<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, Error> {
        let value = self.get(key)?;
        if value.is_some() {
            self.take_out(key);
        }
        Ok(value)
    }

    /// `session.setdefault(key, value)`: the value, put there if none was.
    pub fn set_default<T: Serialize + DeserializeOwned>(&self, key: &str, value: T) -> Result<T, Error> {
        if let Some(present) = self.get(key)? {
            return Ok(present);
        }
        self.set(key, &value)?;
        Ok(value)
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

    /// A change that depends on what is there, such as "two more of this tea".
    /// If another request was quicker, it is made again on what that one left:
    /// both count (H1). `edit` gets the present value, or `None`, and returns
    /// the new one, or `None` to take it out. It may run more than once, after
    /// the handler is done, so it must do nothing but compute.
    pub fn change<T, F>(&self, key: &str, edit: F) -> Result<(), Error>
    where
        T: Serialize + DeserializeOwned,
        F: Fn(Option<T>) -> Option<T> + 'static,
    {
        let new = edit(self.get(key)?).map(|value| to_json(key, &value)).transpose()?;
        let again: Edit = Rc::new(move |json| {
            let present = json.and_then(|text| serde_json::from_str(text).ok());
            edit(present).and_then(|value| to_raw_value(&value).ok())
        });
        self.edited(key, new, again);
        Ok(())
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
        self.unit.end_with(Ending::Flush);
        self.inner.clear();
        self.inner.renew();
    }

    /// `session.cycle_key()`: the same data under a new key, as at each login,
    /// so that a key which somebody planted before is worth nothing (F6).
    pub fn cycle_key(&self) {
        self.unit.look();
        if self.unit.ending() == Ending::Save {
            self.unit.end_with(Ending::CycleKey);
        }
        self.inner.renew();
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

    /// What a key's own end was, it is no more. Replaying does this by itself.
    fn forget_end(&self, key: &str) {
        let ends = self.state().get(KEY_EXPIRIES).cloned();
        match ends.map(|json| expiry::with_key_expiry(Some(&json), key, None)) {
            None => {}
            Some(Some(json)) => self.put_live(KEY_EXPIRIES, &json),
            Some(None) => drop(self.inner.remove(KEY_EXPIRIES)),
        }
    }

    /// Puts in what an edit made, and notes down how to make it again.
    fn edited(&self, key: &str, new: Option<Box<RawValue>>, edit: Edit) {
        self.unit.note(Change::Edit { key: key.to_owned(), edit });
        match new {
            Some(json) => self.put_live(key, &json),
            None => self.take_out_live(key),
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
