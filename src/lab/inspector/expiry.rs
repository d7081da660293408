//! Step 7 of the inspector: when the session expires, and by which rule:
//! `set_expiry`, the settings, or the absolute limit (E1 to E7, H7).

use time::OffsetDateTime;

use super::analysis::ExchangeAnalysis;
use crate::{
    i18n::Message,
    lab::display::{datetime_attribute, duration, timestamp},
    sessions::{
        Options, Record,
        data::EXPIRY,
        expiry::{self, StoredExpiry},
    },
};

/// When a session expires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionExpiry {
    pub at: OffsetDateTime,
    /// Seconds from the exchange.
    pub seconds: i64,
    pub rule: ExpiryRule,
    /// Whether the browser removes the cookie of the response when it is closed.
    pub at_browser_close: bool,
    /// Whether the response sets the session cookie. If not, the browser keeps the one that it
    /// has, which may be from before a change of the settings.
    pub sets_cookie: bool,
}

/// The rule that decides when a session expires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpiryRule {
    /// `set_expiry(n)`: seconds from the last change (E3).
    OwnSeconds(u32),
    /// `set_expiry(0)`: on the server, this many seconds (E4).
    OwnBrowserClose(u32),
    /// `set_expiry` with a timestamp or a duration (E6, E7).
    OwnMoment,
    /// `session.cookie_age`, seconds (E1).
    CookieAge(u32),
    /// `session.anonymous_age`, seconds: the session has no login.
    AnonymousAge(u32),
    /// `session.absolute_age`, seconds (H7).
    Absolute(u32),
}

impl SessionExpiry {
    /// Returns the expiry of the session that the request left, if there is one.
    pub fn of(analysis: &ExchangeAnalysis) -> Option<Self> {
        let record = analysis.after.as_ref()?.record.as_ref()?;
        let options = &analysis.exchange.options;
        let name = &options.cookie.name;
        let is_session = |header: &String| header.split_once('=').is_some_and(|(cookie, _)| cookie == name);
        Some(Self {
            at: record.expire_date,
            seconds: (record.expire_date - analysis.exchange.at).whole_seconds(),
            rule: rule(record, options),
            at_browser_close: expiry::expire_at_browser_close(&record.data, options.expiry),
            sets_cookie: analysis.set_cookies.iter().any(is_session),
        })
    }

    /// Formats the timestamp for the attribute `datetime`.
    pub fn datetime(&self) -> String {
        datetime_attribute(self.at)
    }

    /// Formats the timestamp for people.
    pub fn timestamp(&self) -> String {
        timestamp(self.at)
    }

    /// Returns the time from the exchange in words.
    pub fn left(&self) -> Message {
        duration(self.seconds)
    }
}

/// Returns the rule that decides when a session expires.
pub fn rule(record: &Record, options: &Options) -> ExpiryRule {
    let absolute = expiry::absolute_expiry(&record.data, options.absolute_age);
    if absolute.is_some_and(|absolute| absolute <= record.expire_date) {
        return ExpiryRule::Absolute(options.absolute_age);
    }
    let age = options.expiry.age_of(&record.data);
    match record.data.read::<StoredExpiry>(EXPIRY) {
        Some(StoredExpiry::At(_)) => ExpiryRule::OwnMoment,
        Some(StoredExpiry::Seconds(0)) => ExpiryRule::OwnBrowserClose(age),
        Some(StoredExpiry::Seconds(seconds)) => ExpiryRule::OwnSeconds(seconds),
        None if age < options.expiry.cookie_age => ExpiryRule::AnonymousAge(age),
        None => ExpiryRule::CookieAge(age),
    }
}

impl ExpiryRule {
    /// Returns the rule's name in the JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::OwnSeconds(_) => "set_expiry_seconds",
            Self::OwnBrowserClose(_) => "set_expiry_browser_close",
            Self::OwnMoment => "set_expiry_moment",
            Self::CookieAge(_) => "cookie_age",
            Self::AnonymousAge(_) => "anonymous_age",
            Self::Absolute(_) => "absolute_age",
        }
    }

    /// Returns an explanation of the rule.
    pub fn message(self) -> Message {
        let (message, seconds) = match self {
            Self::OwnMoment => return Message::new("inspector-rule-own-moment"),
            Self::OwnSeconds(seconds) => (Message::new("inspector-rule-own-seconds"), seconds),
            Self::OwnBrowserClose(seconds) => (Message::new("inspector-rule-own-browser-close"), seconds),
            Self::CookieAge(seconds) => (Message::new("inspector-rule-cookie-age"), seconds),
            Self::AnonymousAge(seconds) => (Message::new("inspector-rule-anonymous-age"), seconds),
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

    fn rule_of(own: Option<&str>, absolute_age: u32) -> ExpiryRule {
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
    fn each_rule_is_recognized() {
        assert_eq!(rule_of(None, 0), ExpiryRule::CookieAge(1_209_600));
        assert_eq!(rule_of(Some("30"), 0), ExpiryRule::OwnSeconds(30));
        assert_eq!(rule_of(Some("0"), 0), ExpiryRule::OwnBrowserClose(1_209_600));
        assert_eq!(rule_of(Some("\"2026-01-02T00:00:00Z\""), 0), ExpiryRule::OwnMoment);
        assert_eq!(rule_of(Some("30"), 3_600), ExpiryRule::Absolute(3_600));
        assert_eq!(rule_of(None, 7_200), ExpiryRule::CookieAge(1_209_600));
    }
}
