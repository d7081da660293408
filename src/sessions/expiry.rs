//! When a session expires (E1 to E10). These are pure functions of the data, the settings
//! and the current time, so that each rule can be read and tested separately.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime, PrimitiveDateTime, UtcOffset};

use super::data::{Data, EXPIRY, KEY_EXPIRIES, SINCE};

/// The kinds of argument of Django's
/// [`set_expiry`](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// `set_expiry(n)`: this number of seconds after the last change (E3).
    Seconds(u32),
    /// `set_expiry(0)`: when the browser is closed (E4).
    AtBrowserClose,
    /// `set_expiry(None)`: according to the settings (E5).
    Global,
    /// `set_expiry(datetime)`: at that time (E6).
    At(OffsetDateTime),
    /// `set_expiry(timedelta)`: that time after this call (E7).
    After(Duration),
}

/// An expiry as the session stores it under [`EXPIRY`]: a number of seconds (0: at browser
/// close) or a time. A session without one follows the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum StoredExpiry {
    /// Seconds from the last change; 0 is at browser close.
    Seconds(u32),
    /// A time, in the format of RFC 3339.
    At(#[serde(with = "time::serde::rfc3339")] OffsetDateTime),
}

impl Expiry {
    /// Returns the expiry as the session stores it, and `None` for [`Expiry::Global`].
    pub fn to_stored(self, now: OffsetDateTime) -> Option<StoredExpiry> {
        match self {
            Self::Seconds(seconds) => Some(StoredExpiry::Seconds(seconds)),
            Self::AtBrowserClose => Some(StoredExpiry::Seconds(0)),
            Self::Global => None,
            Self::At(time) => Some(StoredExpiry::At(in_utc(time))),
            Self::After(length) => Some(StoredExpiry::At(now.saturating_add(length))),
        }
    }
}

/// Returns the time in UTC, as stores keep it. A time that is in the last year of the
/// calendar only in its own time zone becomes the last one in UTC.
fn in_utc(time: OffsetDateTime) -> OffsetDateTime {
    let last = if time.year() > 0 { PrimitiveDateTime::MAX } else { PrimitiveDateTime::MIN };
    time.checked_to_offset(UtcOffset::UTC).unwrap_or(last.assume_utc())
}

/// The settings for the expiry of all sessions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GlobalExpiry {
    /// `session.cookie_age`, in seconds (E1).
    pub cookie_age: u32,
    /// `session.expire_at_browser_close` (E2).
    pub expire_at_browser_close: bool,
    /// `session.anonymous_age`, in seconds: the shorter age of a session that belongs to no
    /// user; 0 is `cookie_age`.
    pub anonymous_age: u32,
    /// The key whose presence in the data means that the session belongs to a user, such as
    /// Django's `_auth_user_id`. Without it, all sessions are anonymous.
    pub owner_key: Option<&'static str>,
}

impl GlobalExpiry {
    /// Returns whether a session with that data belongs to a user.
    pub fn is_owned(self, data: &Data) -> bool {
        self.owner_key.is_some_and(|key| data.get(key).is_some())
    }

    /// Returns the age at which a session with that data expires, in seconds.
    pub fn age_of(self, data: &Data) -> u32 {
        match self.anonymous_age {
            0 => self.cookie_age,
            _ if self.is_owned(data) => self.cookie_age,
            anonymous_age => anonymous_age.min(self.cookie_age),
        }
    }
}

/// How long the browser keeps the cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CookieLifetime {
    /// Until the browser is closed: neither `Max-Age` nor `Expires`.
    UntilBrowserCloses,
    /// Until a time: `Max-Age`, and `Expires` for browsers without support for it.
    Until {
        /// Seconds from now.
        max_age: Duration,
        /// The time at which the cookie expires.
        expires: OffsetDateTime,
    },
}

/// Returns the time from which a session that is changed at `now` is no longer served. A
/// session that expires when the browser is closed is stored for `cookie_age`, as in
/// Django: the server does not notice that a browser is closed.
pub fn expiry_date(data: &Data, global: GlobalExpiry, now: OffsetDateTime) -> OffsetDateTime {
    match data.read::<StoredExpiry>(EXPIRY) {
        Some(StoredExpiry::At(time)) => in_utc(time),
        Some(StoredExpiry::Seconds(seconds)) if seconds > 0 => {
            now.saturating_add(Duration::seconds(i64::from(seconds)))
        }
        _ => now.saturating_add(Duration::seconds(i64::from(global.age_of(data)))),
    }
}

/// Returns whether the cookie expires when the browser is closed.
pub fn expire_at_browser_close(data: &Data, global: GlobalExpiry) -> bool {
    match data.read::<StoredExpiry>(EXPIRY) {
        Some(stored) => stored == StoredExpiry::Seconds(0),
        None => global.expire_at_browser_close,
    }
}

/// Returns the lifetime of the cookie of a session that expires at `expire_date`, for a
/// response at `now`.
pub fn cookie_lifetime(
    data: &Data,
    global: GlobalExpiry,
    expire_date: OffsetDateTime,
    now: OffsetDateTime,
) -> CookieLifetime {
    if expire_at_browser_close(data, global) {
        return CookieLifetime::UntilBrowserCloses;
    }
    CookieLifetime::Until { max_age: whole_seconds_until(expire_date, now), expires: expire_date }
}

/// Returns the time from `now` to `expire_date` in whole seconds, rounded up, or zero if it
/// has passed. So `set_expiry(60)` gives 60 in `Max-Age`, and not 59 some microseconds
/// later (E12).
pub fn whole_seconds_until(expire_date: OffsetDateTime, now: OffsetDateTime) -> Duration {
    let left = (expire_date - now).max(Duration::ZERO);
    let part = i64::from(left.subsec_nanoseconds() > 0);
    Duration::seconds(left.whole_seconds().saturating_add(part))
}

/// Returns the time at which a session expires in any case, `absolute_age` seconds after
/// it began (H7), or `None` without such a limit.
pub fn absolute_expiry(data: &Data, absolute_age: u32) -> Option<OffsetDateTime> {
    if absolute_age == 0 {
        return None;
    }
    let since = OffsetDateTime::from_unix_timestamp(data.read(SINCE)?).ok()?;
    Some(since.saturating_add(Duration::seconds(i64::from(absolute_age))))
}

/// Stores the Unix time in seconds at which the session began; `None` is `now`.
pub fn set_since(data: &mut Data, since: Option<i64>, now: OffsetDateTime) {
    data.set(SINCE, since.unwrap_or(now.unix_timestamp()).to_string());
}

/// The expiries of single keys, in Unix milliseconds.
type KeyExpiries = BTreeMap<String, i64>;

fn unix_milliseconds(time: OffsetDateTime) -> i64 {
    i64::try_from(time.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}

/// Sets the time at which `key` expires. With `None` it expires with the session.
pub fn set_key_expiry(data: &mut Data, key: &str, expire_date: Option<OffsetDateTime>) {
    let mut dates = data.read::<KeyExpiries>(KEY_EXPIRIES).unwrap_or_default();
    match expire_date {
        Some(expires) => dates.insert(key.to_owned(), unix_milliseconds(expires)),
        None => dates.remove(key),
    };
    write_key_expiries(data, &dates);
}

/// Removes the key's own expiry: it expires with the session.
pub fn remove_key_expiry(data: &mut Data, key: &str) {
    if data.get(KEY_EXPIRIES).is_some() {
        set_key_expiry(data, key, None);
    }
}

fn write_key_expiries(data: &mut Data, dates: &KeyExpiries) {
    match serde_json::to_string(dates) {
        Ok(json) if !dates.is_empty() => data.set(KEY_EXPIRIES, json),
        _ => data.delete(KEY_EXPIRIES),
    }
}

/// Removes each key that has expired on its own at `now`, and its expiry.
pub fn remove_expired_keys(data: &mut Data, now: OffsetDateTime) {
    let Some(expiries) = data.read::<KeyExpiries>(KEY_EXPIRIES) else { return };
    let now = unix_milliseconds(now);
    let (expired, valid): (KeyExpiries, KeyExpiries) =
        expiries.into_iter().partition(|(_, expires)| *expires <= now);
    for key in expired.keys() {
        data.delete(key);
    }
    write_key_expiries(data, &valid);
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-01-01 12:00 UTC);
    const TWO_WEEKS: GlobalExpiry = GlobalExpiry {
        cookie_age: 1_209_600,
        expire_at_browser_close: false,
        anonymous_age: 0,
        owner_key: Some("login"),
    };

    fn data_with(expiry: Expiry) -> Data {
        let mut data = Data::default();
        if let Some(stored) = expiry.to_stored(NOW) {
            data.set(EXPIRY, serde_json::to_string(&stored).unwrap());
        }
        data
    }

    #[test]
    fn each_kind_of_value_gives_its_expiry_date() {
        let tomorrow = datetime!(2026-01-02 12:00 UTC);
        for (expiry, date) in [
            (Expiry::Global, datetime!(2026-01-15 12:00 UTC)),
            (Expiry::AtBrowserClose, datetime!(2026-01-15 12:00 UTC)),
            (Expiry::Seconds(60), datetime!(2026-01-01 12:01 UTC)),
            (Expiry::At(tomorrow), tomorrow),
            (Expiry::After(Duration::days(1)), tomorrow),
        ] {
            assert_eq!(expiry_date(&data_with(expiry), TWO_WEEKS, NOW), date, "{expiry:?}");
        }
    }

    #[test]
    fn a_session_without_an_owner_can_have_a_shorter_age() {
        let global = GlobalExpiry { anonymous_age: 3_600, ..TWO_WEEKS };
        let (anonymous, mut owned) = (Data::default(), Data::default());
        owned.set("login", "\"x\"");
        assert_eq!(expiry_date(&anonymous, global, NOW), NOW + Duration::HOUR);
        assert_eq!(expiry_date(&owned, global, NOW), NOW + Duration::WEEK * 2);
        assert_eq!(expiry_date(&anonymous, TWO_WEEKS, NOW), NOW + Duration::WEEK * 2, "0 is cookie_age");
        let own = data_with(Expiry::Seconds(7_200));
        assert_eq!(expiry_date(&own, global, NOW), NOW + Duration::HOUR * 2, "its own expiry");
        let short = GlobalExpiry { cookie_age: 60, ..global };
        assert_eq!(expiry_date(&anonymous, short, NOW), NOW + Duration::MINUTE, "never a longer one");
        let unknown = GlobalExpiry { owner_key: None, ..global };
        assert_eq!(expiry_date(&owned, unknown, NOW), NOW + Duration::HOUR);
    }

    #[test]
    fn seconds_count_from_the_last_change_and_a_length_from_the_call() {
        let later = NOW + Duration::seconds(30);
        let seconds = expiry_date(&data_with(Expiry::Seconds(60)), TWO_WEEKS, later);
        let length = expiry_date(&data_with(Expiry::After(Duration::seconds(60))), TWO_WEEKS, later);
        assert_eq!(seconds - length, Duration::seconds(30));
    }

    #[test]
    fn only_browser_close_gives_a_cookie_without_a_lifetime() {
        let global = GlobalExpiry { expire_at_browser_close: true, ..TWO_WEEKS };
        let tomorrow = NOW + Duration::DAY;
        let lifetime = |expiry, global| cookie_lifetime(&data_with(expiry), global, tomorrow, NOW);
        assert_eq!(lifetime(Expiry::AtBrowserClose, TWO_WEEKS), CookieLifetime::UntilBrowserCloses);
        assert_eq!(lifetime(Expiry::Global, global), CookieLifetime::UntilBrowserCloses);
        assert!(matches!(lifetime(Expiry::Seconds(5), global), CookieLifetime::Until { .. }));
    }

    #[test]
    fn a_time_in_the_past_gives_no_negative_age() {
        let yesterday = NOW - Duration::DAY;
        let past = data_with(Expiry::At(yesterday));
        let expected = CookieLifetime::Until { max_age: Duration::ZERO, expires: yesterday };
        assert_eq!(cookie_lifetime(&past, TWO_WEEKS, yesterday, NOW), expected);
    }

    #[test]
    fn a_part_of_a_second_counts_as_a_whole_one() {
        let sixty = Duration::seconds(60);
        for microseconds in [0, 1, 999_999] {
            let later = NOW + Duration::microseconds(microseconds);
            assert_eq!(whole_seconds_until(NOW + sixty, later), sixty, "{microseconds} µs later");
        }
        assert_eq!(whole_seconds_until(NOW, NOW), Duration::ZERO);
    }

    #[test]
    fn a_key_with_its_own_expiry_is_removed_alone() {
        let mut data = Data::default();
        data.set("offer", "\"10 %\"");
        data.set("cart", "[]");
        set_key_expiry(&mut data, "offer", Some(NOW + Duration::seconds(10)));
        remove_expired_keys(&mut data, NOW + Duration::seconds(9));
        assert!(data.get("offer").is_some());
        remove_expired_keys(&mut data, NOW + Duration::seconds(10));
        assert_eq!(data.iter().collect::<Vec<_>>(), [("cart", "[]")]);
    }

    #[test]
    fn a_time_past_the_calendar_in_utc_becomes_its_last_one() {
        let last = datetime!(9999-12-31 23:59:59 -23:59);
        let data = data_with(Expiry::At(last));
        assert_eq!(expiry_date(&data, TWO_WEEKS, NOW), PrimitiveDateTime::MAX.assume_utc());
    }
}
