//! Changes that depend on the present data. If another request saves first, they are
//! repeated on the newer record (H1). If that is impossible, the request fails, so that
//! it does not overwrite the other request's changes.

use std::rc::Rc;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use super::{Session, to_json};
use crate::sessions::{
    changes::{self, Change},
    data::Data,
    error::Error,
    unit_of_work::Reloaded,
};

/// What [`Session::refresh`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refreshed {
    /// No other request has changed the session since it was loaded.
    Unchanged,
    /// Another request has changed the session; this request now sees the changes.
    Changed,
    /// The session has ended, expired or moved to another key.
    Gone,
}

impl Session {
    /// Changes a value depending on the present one, such as "two more of this tea". If
    /// another request saves first, the change is repeated on the newer value, so both
    /// changes count (H1). `edit` gets the present value, or `None`, and returns the new
    /// one, or `None` to delete the key. It may run several times, also after the handler
    /// has returned, so it must have no other effect.
    ///
    /// # Errors
    /// [`Error::WrongType`] if the present value has another type, and [`Error::NotJson`] if
    /// the new one can't be written as JSON. If that happens when the change is repeated,
    /// the request fails with a conflict and saves nothing.
    pub fn change<T, F>(&self, key: &str, edit: F) -> Result<(), Error>
    where
        T: Serialize + DeserializeOwned,
        F: Fn(Option<T>) -> Option<T> + 'static,
    {
        let new = edit(self.get(key)?).map(|value| to_json(key, &value)).transpose()?;
        match new {
            Some(json) => self.set_visible(key, &json),
            None => self.remove_visible(key),
        }
        let key = key.to_owned();
        self.unit_of_work.record_change(Change::Edit(Rc::new(move |data| {
            match edit(data.value(&key)?) {
                Some(value) => data.set_value(&key, &value)?,
                None => changes::delete(data, &key),
            }
            Ok(())
        })));
        Ok(())
    }

    /// Changes several keys in one step, depending on the present data. Like the closure of
    /// [`Session::change`], `edit` may run again on a newer record.
    ///
    /// # Errors
    /// The error of `edit`; then nothing is changed. If `edit` fails when the change is
    /// repeated, the request fails with a conflict and saves nothing.
    pub fn edit(&self, edit: impl Fn(&mut Data) -> Result<(), Error> + 'static) -> Result<(), Error> {
        let mut after = Data::from_state(self.state().clone());
        edit(&mut after)?;
        self.set_all_visible(&after)?;
        self.unit_of_work.record_change(Change::Edit(Rc::new(edit)));
        Ok(())
    }

    /// Loads the session again and repeats the changes of this request on it. Use it when
    /// the session does not match other data: another request may have changed both
    /// meanwhile. Returns whether the session still exists and whether it has changed.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if the store does not respond, and [`Error::Conflict`] if a
    /// change of this request can't be made on the newer data.
    pub async fn refresh(&self) -> Result<Refreshed, Error> {
        match self.unit_of_work.reload().await? {
            Reloaded::Unchanged => Ok(Refreshed::Unchanged),
            Reloaded::Gone => Ok(Refreshed::Gone),
            Reloaded::Changed(data) => self.set_all_visible(&data).map(|()| Refreshed::Changed),
        }
    }

    /// Replaces the data that the request sees.
    fn set_all_visible(&self, after: &Data) -> Result<(), Error> {
        let before = Data::from_state(self.state().clone());
        for (key, _) in before.iter().filter(|(key, _)| after.get(key).is_none()) {
            self.inner.remove(key);
        }
        for (key, json) in after.iter().filter(|(key, json)| before.get(key) != Some(json)) {
            let json: &RawValue = serde_json::from_str(json).map_err(|error| Error::not_json(key, &error))?;
            self.set_visible(key, json);
        }
        Ok(())
    }

    /// Removes a key and returns its value, or `None` if the key is missing (C5). A value is
    /// popped only once: if another request pops or changes it first, saving fails with a
    /// conflict, since this request has used a value that no longer exists. Django's
    /// [`session.pop(key)`](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.pop).
    ///
    /// # Errors
    /// [`Error::WrongType`] if the value has another type; then it stays.
    pub fn pop<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, Error> {
        let value = self.get(key)?;
        let Some(popped) = self.state().get(key).cloned() else { return Ok(None) };
        self.remove_visible(key);
        let key = key.to_owned();
        self.unit_of_work.record_change(Change::Edit(Rc::new(move |data| {
            if data.get(&key) != Some(popped.as_str()) {
                return Err(Error::conflict(
                    &key,
                    "its value was popped, and another request has changed it",
                ));
            }
            changes::delete(data, &key);
            Ok(())
        })));
        Ok(value)
    }

    /// Returns the value under `key`, and sets it to `value` first if the key is missing. If
    /// another request sets another value first, saving fails with a conflict. Django's
    /// [`session.setdefault(key, value)`](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.setdefault).
    ///
    /// # Errors
    /// [`Error::WrongType`] if the present value has another type, and [`Error::NotJson`] if
    /// `value` can't be written as JSON.
    pub fn set_default<T: Serialize + DeserializeOwned>(&self, key: &str, value: T) -> Result<T, Error> {
        if let Some(present) = self.get(key)? {
            return Ok(present);
        }
        let json = to_json(key, &value)?;
        self.unit_of_work.set_accessed();
        self.set_visible(key, &json);
        let (key, json) = (key.to_owned(), String::from(Box::<str>::from(json)));
        self.unit_of_work.record_change(Change::Edit(Rc::new(move |data| match data.get(&key) {
            Some(present) if present != json => {
                Err(Error::conflict(&key, "a default was set, and another request has set another value"))
            }
            _ => {
                data.set(&key, json.as_str());
                Ok(())
            }
        })));
        Ok(value)
    }
}
