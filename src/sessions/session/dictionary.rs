//! The session as a dictionary, with the methods of a Python dictionary (C1 to C7, C11).

use serde::{Serialize, de::DeserializeOwned};
use time::OffsetDateTime;

use super::{Session, to_json};
use crate::sessions::{
    data::is_reserved,
    error::{Error, KeyError},
    expiry,
};

impl Session {
    /// Returns the value under `key`, or `None` if the key is missing (C3). Django's
    /// [`session.get(key)`](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.get).
    ///
    /// # Errors
    /// [`Error::WrongType`] if the value has another type.
    pub fn get<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, Error> {
        match self.state().get(key) {
            None => Ok(None),
            Some(json) => {
                serde_json::from_str(json).map(Some).map_err(|error| Error::wrong_type(key, &error))
            }
        }
    }

    /// Returns the value under `key`, or `default` if the key is missing (C3). Django's
    /// [`session.get(key, default)`](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.get).
    ///
    /// # Errors
    /// [`Error::WrongType`] if the value has another type.
    pub fn get_or<T: DeserializeOwned>(&self, key: &str, default: T) -> Result<T, Error> {
        Ok(self.get(key)?.unwrap_or(default))
    }

    /// Returns the value under `key`, or a [`KeyError`] if the key is missing (C2).
    /// Django's
    /// [`session[key]`](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.__getitem__).
    ///
    /// # Errors
    /// [`Error::WrongType`] if the value has another type.
    pub fn get_item<T: DeserializeOwned>(&self, key: &str) -> Result<Result<T, KeyError>, Error> {
        Ok(self.get(key)?.ok_or_else(|| KeyError(key.to_owned())))
    }

    /// Sets `key` to a value, which expires with the session (C1). Django's
    /// [`session[key] = value`](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.__setitem__).
    ///
    /// # Errors
    /// [`Error::NotJson`] if the value can't be written as JSON.
    pub fn set<T: Serialize>(&self, key: &str, value: &T) -> Result<(), Error> {
        let json = to_json(key, value)?;
        self.set_json(key, json);
        self.remove_key_expiry(key);
        Ok(())
    }

    /// Sets each key of a mapping to its value, and leaves all other keys as they are (C11).
    /// If one value can't be written as JSON, no key is set. Django's
    /// [`session.update(mapping)`](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.update).
    ///
    /// # Errors
    /// [`Error::NotJson`] if a value can't be written as JSON.
    ///
    /// # Examples
    /// ```
    /// use session_shop::sessions::{Error, Session};
    ///
    /// fn remember(session: &Session) -> Result<(), Error> {
    ///     session.update([("language", "zh-Hant"), ("currency", "TWD")])
    /// }
    /// ```
    pub fn update<K, V>(&self, mapping: impl IntoIterator<Item = (K, V)>) -> Result<(), Error>
    where
        K: AsRef<str>,
        V: Serialize,
    {
        let to_json = |(key, value): (K, V)| to_json(key.as_ref(), &value).map(|json| (key, json));
        let entries = mapping.into_iter().map(to_json).collect::<Result<Vec<_>, _>>()?;
        for (key, json) in entries {
            self.set_json(key.as_ref(), json);
            self.remove_key_expiry(key.as_ref());
        }
        Ok(())
    }

    /// Sets `key` to a value that expires on its own at that time (E10).
    ///
    /// # Errors
    /// [`Error::NotJson`] if the value can't be written as JSON.
    pub fn set_until<T: Serialize>(
        &self,
        key: &str,
        value: &T,
        expires: OffsetDateTime,
    ) -> Result<(), Error> {
        self.set(key, value)?;
        let key = key.to_owned();
        self.edit(move |data| {
            expiry::set_key_expiry(data, &key, Some(expires));
            Ok(())
        })
    }

    /// Deletes `key` (C4). Django's
    /// [`del session[key]`](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.__delitem__).
    ///
    /// # Errors
    /// [`KeyError`] if the key is missing. A caller may ignore it.
    pub fn delete(&self, key: &str) -> Result<(), KeyError> {
        if !self.has_key(key) {
            return Err(KeyError(key.to_owned()));
        }
        self.remove(key);
        Ok(())
    }

    /// Returns whether the session has that key (C6). Django's
    /// [`key in session`](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.__contains__).
    pub fn has_key(&self, key: &str) -> bool {
        self.state().contains_key(key)
    }

    /// Returns the keys (C7), sorted, without the reserved keys of the framework. Django's
    /// [`session.keys()`](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.keys).
    pub fn keys(&self) -> Vec<String> {
        self.items().into_iter().map(|(key, _)| key).collect()
    }

    /// Returns the keys with their values (C7), sorted by key, without the reserved keys of
    /// the framework. Django's
    /// [`session.items()`](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.items).
    pub fn items(&self) -> Vec<(String, serde_json::Value)> {
        let state = self.state();
        let visible = state.iter().filter(|(key, _)| !is_reserved(key));
        let items = visible.map(|(key, json)| (key.clone(), serde_json::from_str(json).unwrap_or_default()));
        let mut items: Vec<_> = items.collect();
        items.sort_by(|(one, _), (other, _)| one.cmp(other));
        items
    }

    /// Returns the values (C11), in the order of [`Session::keys`], without those of the
    /// reserved keys of the framework. Django's
    /// [`session.values()`](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.values).
    pub fn values(&self) -> Vec<serde_json::Value> {
        self.items().into_iter().map(|(_, value)| value).collect()
    }

    /// Returns whether the session has no keys.
    pub fn is_empty(&self) -> bool {
        self.state().is_empty()
    }
}
