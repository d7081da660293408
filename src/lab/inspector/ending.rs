//! When a session ends, and by which rule: `set_expiry`, the settings, or the
//! absolute limit (E1 to E7, H7).

use time::OffsetDateTime;

use super::{measures::length, reading::Reading};
use crate::{
    i18n::Message,
    sessions::{
        Options, Record,
        data::EXPIRY,
        expiry::{self, StoredExpiry},
    },
};

/// The end of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// From then on it is not served.
    pub at: OffsetDateTime,
    /// Seconds from the exchange on.
    pub left: i64,
    /// What says so.
    pub rule: Rule,
    /// Whether the browser forgets the cookie when it is closed.
    pub at_browser_close: bool,
}

/// What says when a session ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// `set_expiry(n)`, seconds from the last change (E3).
    OwnSeconds(u32),
    /// `set_expiry(0)`: on the server, so many seconds all the same (E4).
    OwnBrowserClose(u32),
    /// `set_expiry` with a moment or a length (E6, E7).
    OwnMoment,
    /// `session.cookie_age`, seconds (E1).
    CookieAge(u32),
    /// `session.absolute_age`, seconds (H7).
    Absolute(u32),
}

impl End {
    /// Of the session that the request left, if it left one.
    pub fn of(reading: &Reading) -> Option<Self> {
        let record = reading.after.as_ref()?.record.as_ref()?;
        let options = &reading.exchange.options;
        Some(Self {
            at: record.expire_date,
            left: (record.expire_date - reading.exchange.at).whole_seconds(),
            rule: rule(record, options),
            at_browser_close: expiry::expire_at_browser_close(&record.data, options.expiry),
        })
    }

    /// In how long, in words.
    pub fn in_words(&self) -> Message {
        length(self.left)
    }
}

fn rule(record: &Record, options: &Options) -> Rule {
    let absolute = expiry::absolute_expiry(&record.data, options.absolute_age);
    if absolute.is_some_and(|absolute| absolute <= record.expire_date) {
        return Rule::Absolute(options.absolute_age);
    }
    match record.data.read::<StoredExpiry>(EXPIRY) {
        Some(StoredExpiry::At(_)) => Rule::OwnMoment,
        Some(StoredExpiry::Seconds(0)) => Rule::OwnBrowserClose(options.expiry.cookie_age),
        Some(StoredExpiry::Seconds(seconds)) => Rule::OwnSeconds(seconds),
        None => Rule::CookieAge(options.expiry.cookie_age),
    }
}

impl Rule {
    /// Its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::OwnSeconds(_) => "set_expiry_seconds",
            Self::OwnBrowserClose(_) => "set_expiry_browser_close",
            Self::OwnMoment => "set_expiry_moment",
            Self::CookieAge(_) => "cookie_age",
            Self::Absolute(_) => "absolute_age",
        }
    }

    /// In words.
    pub fn in_words(self) -> Message {
        let (message, seconds) = match self {
            Self::OwnMoment => return Message::new("inspector-rule-own-moment"),
            Self::OwnSeconds(seconds) => (Message::new("inspector-rule-own-seconds"), seconds),
            Self::OwnBrowserClose(seconds) => (Message::new("inspector-rule-own-browser-close"), seconds),
            Self::CookieAge(seconds) => (Message::new("inspector-rule-cookie-age"), seconds),
            Self::Absolute(seconds) => (Message::new("inspector-rule-absolute"), seconds),
        };
        message.count("seconds", seconds)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use time::macros::datetime;

    use super::*;
    use crate::sessions::{Keys, data::Data, engines::SignedCookiesEngine};

    fn rule_of(own: Option<&str>, absolute_age: u32) -> Rule {
        let keys = Keys::derive("thirty-two bytes of no great secrecy", &[]);
        let options = Options { absolute_age, ..Options::new(Arc::new(SignedCookiesEngine), keys) };
        let mut data = Data::default();
        if let Some(own) = own {
            data.set(EXPIRY, own);
        }
        expiry::set_since(&mut data, None, datetime!(2026-01-01 12:00 UTC));
        rule(&Record { data, expire_date: datetime!(2026-01-01 13:00 UTC), version: 1 }, &options)
    }

    #[test]
    fn each_rule_is_told_from_the_others() {
        assert_eq!(rule_of(None, 0), Rule::CookieAge(1_209_600));
        assert_eq!(rule_of(Some("30"), 0), Rule::OwnSeconds(30));
        assert_eq!(rule_of(Some("0"), 0), Rule::OwnBrowserClose(1_209_600));
        assert_eq!(rule_of(Some("\"2026-01-02T00:00:00Z\""), 0), Rule::OwnMoment);
        assert_eq!(rule_of(Some("30"), 3_600), Rule::Absolute(3_600));
        assert_eq!(rule_of(None, 7_200), Rule::CookieAge(1_209_600));
    }
}
