//! How long a session lasts, as its handler may ask and say: Django's
//! `set_expiry` and the three that tell what came of it (E3 to E7).

use serde_json::value::to_raw_value;
use time::{Duration, OffsetDateTime};

use super::Session;
use crate::sessions::{
    data::{Data, EXPIRY},
    expiry::{self, Expiry, OwnExpiry},
};

impl Session {
    /// `session.set_expiry(value)` for this session alone (E3 to E7).
    pub fn set_expiry(&self, expiry: Expiry) {
        let own = expiry.to_own(self.unit.options().clock.now());
        match own.and_then(|own| to_raw_value(&own).ok()) {
            Some(json) => self.put(EXPIRY, json),
            None => self.take_out(EXPIRY),
        }
    }

    /// `session.get_expiry_age()`: how long it lasts if it is changed now, in whole
    /// seconds, rounded up as in Max-Age.
    pub fn get_expiry_age(&self) -> Duration {
        let now = self.now();
        expiry::whole_seconds_until(self.expiry_date_at(now), now)
    }

    /// `session.get_expiry_date()`: when it expires if it is changed now.
    pub fn get_expiry_date(&self) -> OffsetDateTime {
        self.expiry_date_at(self.now())
    }

    fn expiry_date_at(&self, now: OffsetDateTime) -> OffsetDateTime {
        expiry::expiry_date(&self.expiry_data(), self.unit.options().expiry, now)
    }

    /// `session.get_expire_at_browser_close()`.
    pub fn get_expire_at_browser_close(&self) -> bool {
        expiry::expire_at_browser_close(&self.expiry_data(), self.unit.options().expiry)
    }

    /// What `set_expiry` left, if it was called.
    pub fn own_expiry(&self) -> Option<OwnExpiry> {
        self.expiry_data().read(EXPIRY)
    }

    fn expiry_data(&self) -> Data {
        let mut data = Data::default();
        if let Some(json) = self.state().get(EXPIRY) {
            data.set(EXPIRY, json);
        }
        data
    }
}
