//! When a session ends (E1 to E10): pure functions of the data, the settings
//! and the moment, so that each rule can be read and tested by itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

use super::data::{Data, EXPIRY, KEY_EXPIRIES, SINCE};

/// The five kinds of value that Django's `set_expiry` takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// `set_expiry(n)`: so many seconds after the last change (E3).
    Seconds(u32),
    /// `set_expiry(0)`: when the browser is closed (E4).
    AtBrowserClose,
    /// `set_expiry(None)`: as the settings say for every session (E5).
    Global,
    /// `set_expiry(datetime)`: at that moment (E6).
    At(OffsetDateTime),
    /// `set_expiry(timedelta)`: that long after this call (E7).
    After(Duration),
}

/// An expiry as the session keeps it under [`EXPIRY`]: a number of seconds
/// (0: at browser close) or a moment. Without one the settings hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum OwnExpiry {
    /// Seconds from the last change; 0 is at browser close.
    Seconds(u32),
    /// A moment, written as RFC 3339 has it.
    At(#[serde(with = "time::serde::rfc3339")] OffsetDateTime),
}

impl Expiry {
    /// What is to be kept in the session; nothing for [`Expiry::Global`].
    pub fn to_own(self, now: OffsetDateTime) -> Option<OwnExpiry> {
        match self {
            Self::Seconds(seconds) => Some(OwnExpiry::Seconds(seconds)),
            Self::AtBrowserClose => Some(OwnExpiry::Seconds(0)),
            Self::Global => None,
            Self::At(moment) => Some(OwnExpiry::At(moment)),
            Self::After(length) => Some(OwnExpiry::At(now.saturating_add(length))),
        }
    }
}

/// What the settings say of every session's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GlobalExpiry {
    /// `session.cookie_age`, seconds (E1).
    pub cookie_age: u32,
    /// `session.expire_at_browser_close` (E2).
    pub expire_at_browser_close: bool,
}

impl GlobalExpiry {
    fn age(self) -> Duration {
        Duration::seconds(i64::from(self.cookie_age))
    }
}

/// How long the browser is to keep the cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CookieLifetime {
    /// Neither Max-Age nor Expires: until the browser is closed.
    UntilBrowserCloses,
    /// Max-Age, and Expires for browsers that know nothing else.
    Until {
        /// Seconds from now.
        max_age: Duration,
        /// The same as a moment.
        expires: OffsetDateTime,
    },
}

/// The moment from which a session changed at `now` is no longer served.
/// One that ends with the browser is kept for `cookie_age`, as Django does:
/// the server can't see a browser close.
pub fn expiry_date(data: &Data, global: GlobalExpiry, now: OffsetDateTime) -> OffsetDateTime {
    match data.read::<OwnExpiry>(EXPIRY) {
        Some(OwnExpiry::At(moment)) => moment,
        Some(OwnExpiry::Seconds(seconds)) if seconds > 0 => {
            now.saturating_add(Duration::seconds(i64::from(seconds)))
        }
        _ => now.saturating_add(global.age()),
    }
}

/// Whether the cookie is to end with the browser.
pub fn expire_at_browser_close(data: &Data, global: GlobalExpiry) -> bool {
    match data.read::<OwnExpiry>(EXPIRY) {
        Some(own) => own == OwnExpiry::Seconds(0),
        None => global.expire_at_browser_close,
    }
}

/// Returns what to tell the browser at `now` about a session that expires at
/// `expire_date`.
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

/// Returns the time from `now` until `expire_date` in whole seconds, rounded up,
/// and zero if that has passed. `set_expiry(60)` means 60 in Max-Age, and not the
/// 59 that are left some microseconds later (E12).
pub fn whole_seconds_until(expire_date: OffsetDateTime, now: OffsetDateTime) -> Duration {
    let left = (expire_date - now).max(Duration::ZERO);
    let part = i64::from(left.subsec_nanoseconds() > 0);
    Duration::seconds(left.whole_seconds().saturating_add(part))
}

/// The moment at which a session ends in any case, `absolute_age` seconds after
/// it began (H7); `None` if there is no such limit.
pub fn absolute_end(data: &Data, absolute_age: u32) -> Option<OffsetDateTime> {
    if absolute_age == 0 {
        return None;
    }
    let since = OffsetDateTime::from_unix_timestamp(data.read(SINCE)?).ok()?;
    Some(since.saturating_add(Duration::seconds(i64::from(absolute_age))))
}

/// Notes when a session began; `None` is now.
pub fn set_since(data: &mut Data, since: Option<i64>, now: OffsetDateTime) {
    data.set(SINCE, since.unwrap_or(now.unix_timestamp()).to_string());
}

/// Moments in Unix milliseconds at which single keys vanish.
type KeyExpiries = BTreeMap<String, i64>;

fn unix_milliseconds(moment: OffsetDateTime) -> i64 {
    i64::try_from(moment.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}

/// Sets when `key` expires; without a date it lasts as long as the session.
pub fn set_key_expiry(data: &mut Data, key: &str, expire_date: Option<OffsetDateTime>) {
    let mut dates = data.read::<KeyExpiries>(KEY_EXPIRIES).unwrap_or_default();
    match expire_date {
        Some(expires) => dates.insert(key.to_owned(), unix_milliseconds(expires)),
        None => dates.remove(key),
    };
    write_key_expiries(data, &dates);
}

/// From now on `key` lasts as long as the session.
pub fn forget_end_of_key(data: &mut Data, key: &str) {
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

/// Takes out each key whose own time is up at `now`, and its entry.
pub fn drop_expired_keys(data: &mut Data, now: OffsetDateTime) {
    let Some(ends) = data.read::<KeyExpiries>(KEY_EXPIRIES) else { return };
    let now = unix_milliseconds(now);
    let (over, live): (KeyExpiries, KeyExpiries) = ends.into_iter().partition(|(_, end)| *end <= now);
    for key in over.keys() {
        data.delete(key);
    }
    write_key_expiries(data, &live);
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-01-01 12:00 UTC);
    const TWO_WEEKS: GlobalExpiry = GlobalExpiry { cookie_age: 1_209_600, expire_at_browser_close: false };

    fn data_with(expiry: Expiry) -> Data {
        let mut data = Data::default();
        if let Some(own) = expiry.to_own(NOW) {
            data.set(EXPIRY, serde_json::to_string(&own).unwrap());
        }
        data
    }

    #[test]
    fn each_kind_of_value_gives_its_moment() {
        let tomorrow = datetime!(2026-01-02 12:00 UTC);
        for (expiry, moment) in [
            (Expiry::Global, datetime!(2026-01-15 12:00 UTC)),
            (Expiry::AtBrowserClose, datetime!(2026-01-15 12:00 UTC)),
            (Expiry::Seconds(60), datetime!(2026-01-01 12:01 UTC)),
            (Expiry::At(tomorrow), tomorrow),
            (Expiry::After(Duration::days(1)), tomorrow),
        ] {
            assert_eq!(expiry_date(&data_with(expiry), TWO_WEEKS, NOW), moment, "{expiry:?}");
        }
    }

    #[test]
    fn seconds_count_from_the_last_change_and_a_length_from_the_call() {
        let later = NOW + Duration::seconds(30);
        let seconds = expiry_date(&data_with(Expiry::Seconds(60)), TWO_WEEKS, later);
        let length = expiry_date(&data_with(Expiry::After(Duration::seconds(60))), TWO_WEEKS, later);
        assert_eq!(seconds - length, Duration::seconds(30));
    }

    #[test]
    fn only_browser_close_leaves_the_cookie_without_an_end() {
        let global = GlobalExpiry { expire_at_browser_close: true, ..TWO_WEEKS };
        let tomorrow = NOW + Duration::DAY;
        let lifetime = |expiry, global| cookie_lifetime(&data_with(expiry), global, tomorrow, NOW);
        assert_eq!(lifetime(Expiry::AtBrowserClose, TWO_WEEKS), CookieLifetime::UntilBrowserCloses);
        assert_eq!(lifetime(Expiry::Global, global), CookieLifetime::UntilBrowserCloses);
        assert!(matches!(lifetime(Expiry::Seconds(5), global), CookieLifetime::Until { .. }));
    }

    #[test]
    fn a_moment_that_is_past_gives_no_negative_age() {
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
    fn a_key_with_its_own_expiry_vanishes_alone() {
        let mut data = Data::default();
        data.set("offer", "\"10 %\"");
        data.set("cart", "[]");
        set_key_expiry(&mut data, "offer", Some(NOW + Duration::seconds(10)));
        drop_expired_keys(&mut data, NOW + Duration::seconds(9));
        assert!(data.get("offer").is_some());
        drop_expired_keys(&mut data, NOW + Duration::seconds(10));
        assert_eq!(data.iter().collect::<Vec<_>>(), [("cart", "[]")]);
    }
}
