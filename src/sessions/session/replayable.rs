//! Changes that depend on what is in the session. If another request was quicker,
//! they are made again on what it left (H1); one that can't be made there fails the
//! request instead of losing what the other wrote.

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
    /// Nobody has changed the session since it was loaded.
    Unchanged,
    /// Another request has, and this one sees its changes now.
    Changed,
    /// The session has ended, or moved to another key.
    Gone,
}

impl Session {
    /// Changes a value depending on what is there, such as "two more of this tea".
    /// If another request was quicker, the change is made again on what that one
    /// left: both count (H1). `edit` gets the present value, or `None`, and returns
    /// the new one, or `None` to delete the key. It may run more than once, after
    /// the handler has returned, so it must do nothing but compute.
    ///
    /// # Errors
    /// [`Error::WrongType`] if the present value has another type, and
    /// [`Error::NotJson`] if JSON can't hold the new one. When that happens while
    /// the change is made again, the request fails with a conflict and saves nothing.
    pub fn change<T, F>(&self, key: &str, edit: F) -> Result<(), Error>
    where
        T: Serialize + DeserializeOwned,
        F: Fn(Option<T>) -> Option<T> + 'static,
    {
        let new = edit(self.get(key)?).map(|value| to_json(key, &value)).transpose()?;
        match new {
            Some(json) => self.put_live(key, &json),
            None => self.take_out_live(key),
        }
        let key = key.to_owned();
        self.unit.note(Change::Edit(Rc::new(move |data| {
            match edit(data.value(&key)?) {
                Some(value) => data.set_value(&key, &value)?,
                None => changes::delete(data, &key),
            }
            Ok(())
        })));
        Ok(())
    }

    /// Changes several keys in one step, depending on what is there. Like the
    /// closure of [`Session::change`], `edit` may run again on a newer record.
    ///
    /// # Errors
    /// What `edit` returns; then nothing is changed. When it fails while the change
    /// is made again, the request fails with a conflict and saves nothing.
    pub fn edit(&self, edit: impl Fn(&mut Data) -> Result<(), Error> + 'static) -> Result<(), Error> {
        let mut after = Data::from_state(self.state().clone());
        edit(&mut after)?;
        self.show(&after)?;
        self.unit.note(Change::Edit(Rc::new(edit)));
        Ok(())
    }

    /// Loads the session again, for a handler that finds it out of step with other
    /// data: another request may have changed both meanwhile. What this request has
    /// changed so far is made again on what is there now. Returns whether the session
    /// goes on, and if so, whether it has changed.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if the store doesn't respond, and [`Error::Conflict`] if
    /// a change of this request can't be made on what is there now.
    pub async fn refresh(&self) -> Result<Refreshed, Error> {
        match self.unit.reload().await? {
            Reloaded::Unchanged => Ok(Refreshed::Unchanged),
            Reloaded::Gone => Ok(Refreshed::Gone),
            Reloaded::Changed(data) => self.show(&data).map(|()| Refreshed::Changed),
        }
    }

    /// Makes `after` the data that this request sees.
    fn show(&self, after: &Data) -> Result<(), Error> {
        let before = Data::from_state(self.state().clone());
        for (key, _) in before.iter().filter(|(key, _)| after.get(key).is_none()) {
            self.inner.remove(key);
        }
        for (key, json) in after.iter().filter(|(key, json)| before.get(key) != Some(json)) {
            let json: &RawValue = serde_json::from_str(json).map_err(|error| Error::not_json(key, &error))?;
            self.put_live(key, json);
        }
        Ok(())
    }

    /// `session.pop(key)`: removes the key and returns its value (C5). Use
    /// `unwrap_or` on what comes back for a default. A value is popped once: if
    /// another request pops or changes it first, this one fails with a conflict
    /// when it is saved, since it has acted on a value that is no longer there.
    ///
    /// # Errors
    /// [`Error::WrongType`] if the value has another type; it stays.
    pub fn pop<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, Error> {
        let value = self.get(key)?;
        let Some(popped) = self.state().get(key).cloned() else { return Ok(None) };
        self.take_out_live(key);
        let key = key.to_owned();
        self.unit.note(Change::Edit(Rc::new(move |data| {
            if data.get(&key) != Some(popped.as_str()) {
                return Err(Error::conflict(&key, "its value was popped, and is another one now"));
            }
            changes::delete(data, &key);
            Ok(())
        })));
        Ok(value)
    }

    /// `session.setdefault(key, value)`: returns the value, and sets it first if
    /// there was none. If another request sets another value first, this one fails
    /// with a conflict when it is saved.
    ///
    /// # Errors
    /// [`Error::WrongType`], [`Error::NotJson`].
    pub fn set_default<T: Serialize + DeserializeOwned>(&self, key: &str, value: T) -> Result<T, Error> {
        if let Some(present) = self.get(key)? {
            return Ok(present);
        }
        let json = to_json(key, &value)?;
        self.unit.look();
        self.put_live(key, &json);
        let (key, json) = (key.to_owned(), String::from(Box::<str>::from(json)));
        self.unit.note(Change::Edit(Rc::new(move |data| match data.get(&key) {
            Some(present) if present != json => {
                Err(Error::conflict(&key, "a default was set, and another value is there now"))
            }
            _ => {
                data.set(&key, json.as_str());
                Ok(())
            }
        })));
        Ok(value)
    }
}
