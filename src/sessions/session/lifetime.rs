//! The expiry of a session: Django's `set_expiry` and the methods that return its effect
//! (E3 to E7).

use serde_json::value::to_raw_value;
use time::{Duration, OffsetDateTime};

use super::Session;
use crate::sessions::{
    data::{Data, EXPIRY},
    expiry::{self, Expiry, StoredExpiry},
};

impl Session {
    /// Sets the expiry of this session (E3 to E7). Django's
    /// [`session.set_expiry(value)`](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry).
    pub fn set_expiry(&self, expiry: Expiry) {
        let stored = expiry.to_stored(self.unit_of_work.options().clock.now());
        match stored.and_then(|stored| to_raw_value(&stored).ok()) {
            Some(json) => self.set_json(EXPIRY, json),
            None => self.remove(EXPIRY),
        }
    }

    /// Returns the time until the session expires if it is changed now, in whole seconds,
    /// rounded up as in `Max-Age`. Django's
    /// [`session.get_expiry_age()`](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.get_expiry_age).
    pub fn get_expiry_age(&self) -> Duration {
        let now = self.now();
        expiry::whole_seconds_until(self.expiry_date_at(now), now)
    }

    /// Returns the time at which the session expires if it is changed now. Django's
    /// [`session.get_expiry_date()`](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.get_expiry_date).
    pub fn get_expiry_date(&self) -> OffsetDateTime {
        self.expiry_date_at(self.now())
    }

    /// Returns the time at which the session would expire if `expiry` were set and the
    /// session were changed now.
    pub fn expiry_date_with(&self, expiry: Expiry) -> OffsetDateTime {
        let (now, mut data) = (self.now(), Data::default());
        if let Some(json) = expiry.to_stored(now).and_then(|stored| serde_json::to_string(&stored).ok()) {
            data.set(EXPIRY, json);
        }
        expiry::expiry_date(&data, self.unit_of_work.options().expiry, now)
    }

    fn expiry_date_at(&self, now: OffsetDateTime) -> OffsetDateTime {
        expiry::expiry_date(&self.expiry_data(), self.unit_of_work.options().expiry, now)
    }

    /// Returns whether the session expires when the browser is closed. Django's
    /// [`session.get_expire_at_browser_close()`](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.get_expire_at_browser_close).
    pub fn get_expire_at_browser_close(&self) -> bool {
        expiry::expire_at_browser_close(&self.expiry_data(), self.unit_of_work.options().expiry)
    }

    /// Returns the session's own expiry, if `set_expiry` was called.
    pub fn stored_expiry(&self) -> Option<StoredExpiry> {
        self.expiry_data().read(EXPIRY)
    }

    /// Returns the part of the data that the expiry depends on.
    fn expiry_data(&self) -> Data {
        let mut data = Data::default();
        let owner_key = self.unit_of_work.options().expiry.owner_key;
        for key in [Some(EXPIRY), owner_key].into_iter().flatten() {
            if let Some(json) = self.state().get(key) {
                data.set(key, json);
            }
        }
        data
    }
}
