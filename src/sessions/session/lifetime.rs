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
        self.get_expiry_age_with(None, None)
    }

    /// Returns the time from `modification` until a session with that expiry expires, in
    /// whole seconds, rounded up, or zero if it has expired by then. The arguments are those
    /// of [`Session::get_expiry_date_with`]. Django's
    /// [`session.get_expiry_age(modification=…, expiry=…)`](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.get_expiry_age);
    /// for a time in the past Django returns a negative number.
    pub fn get_expiry_age_with(
        &self,
        modification: Option<OffsetDateTime>,
        expiry: Option<Expiry>,
    ) -> Duration {
        let modification = modification.unwrap_or_else(|| self.now());
        let expires = self.get_expiry_date_with(Some(modification), expiry);
        expiry::whole_seconds_until(expires, modification)
    }

    /// Returns the time at which the session expires if it is changed now. Django's
    /// [`session.get_expiry_date()`](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.get_expiry_date).
    pub fn get_expiry_date(&self) -> OffsetDateTime {
        self.get_expiry_date_with(None, None)
    }

    /// Returns the time at which the session would expire if it had been changed last at
    /// `modification`, and if `expiry` were its own expiry. Without `modification` that is
    /// now, and without `expiry` it is the session's own. `Some(Expiry::Global)` is Django's
    /// `expiry=None`: as the settings define. Nothing is changed. Django's
    /// [`session.get_expiry_date(modification=…, expiry=…)`](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.get_expiry_date).
    pub fn get_expiry_date_with(
        &self,
        modification: Option<OffsetDateTime>,
        expiry: Option<Expiry>,
    ) -> OffsetDateTime {
        let modification = modification.unwrap_or_else(|| self.now());
        let mut data = self.expiry_data();
        if let Some(expiry) = expiry {
            let stored = expiry.to_stored(modification);
            match stored.and_then(|stored| serde_json::to_string(&stored).ok()) {
                Some(json) => data.set(EXPIRY, json),
                None => data.delete(EXPIRY),
            }
        }
        expiry::expiry_date(&data, self.unit_of_work.options().expiry, modification)
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
