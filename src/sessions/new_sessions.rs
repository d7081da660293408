//! Which requests may start a session. Without a rule each request may, so that somebody
//! who sends many requests without a cookie fills the store. A rule refuses requests that
//! can't come from a visitor who needs a session, and a limit bounds the anonymous
//! sessions that one address starts.
//!
//! The rule is applied where a session is stored for the first time. So no handler can
//! forget it.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, PoisonError},
};

use actix_web::HttpRequest;
use time::{Duration, OffsetDateTime};

/// A function that returns whether a request may start a session. The layer calls it
/// before the handler.
pub type NewSessionRule = Arc<dyn Fn(&HttpRequest) -> Permission + Send + Sync>;

/// Whether a request without a session may start one.
#[derive(Clone, Debug, Default)]
pub enum Permission {
    /// It may.
    #[default]
    Granted,
    /// It may not. The response is served, and the changes of its session are discarded.
    Refused,
    /// It may while the address has not reached the limit. The session of a user is not
    /// counted: a login has limits of its own.
    Limited(Arc<NewSessionLimit>, IpAddr),
}

/// Why the changes of a request started no session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotStarted {
    /// The rule refuses the request, for example because it has no cookie.
    Refused,
    /// The address has started too many sessions.
    LimitReached,
}

/// The period in which the sessions of an address are counted.
const PERIOD: Duration = Duration::MINUTE;

/// The number of anonymous sessions that one address may start within a minute. The
/// counts are in the memory of this process. All addresses of an IPv6 network of 64 bits
/// count as one, since such a network belongs to one customer.
#[derive(Debug)]
pub struct NewSessionLimit {
    max_per_minute: u32,
    period: Mutex<Period>,
}

/// The counts of the current period. They need less memory than the sessions that they
/// count, so the number of addresses needs no limit of its own.
#[derive(Debug)]
struct Period {
    ends_at: OffsetDateTime,
    counts: HashMap<IpAddr, u32>,
}

impl NewSessionLimit {
    /// Returns a limit without counts.
    pub fn new(max_per_minute: u32) -> Self {
        let period = Period { ends_at: OffsetDateTime::UNIX_EPOCH, counts: HashMap::new() };
        Self { max_per_minute, period: Mutex::new(period) }
    }

    /// Counts a session that `address` starts at `now`.
    ///
    /// # Errors
    /// The time until the address may start the next one, if it has reached the limit.
    pub fn count(&self, address: IpAddr, now: OffsetDateTime) -> Result<(), Duration> {
        let mut period = self.period.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back must not make the period longer.
        if now >= period.ends_at || now < period.ends_at - PERIOD {
            *period = Period { ends_at: now + PERIOD, counts: HashMap::new() };
        }
        let left = period.ends_at - now;
        let count = period.counts.entry(network(address)).or_default();
        if *count >= self.max_per_minute {
            return Err(left);
        }
        *count += 1;
        Ok(())
    }
}

/// Returns the address under which `address` is counted.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-01-01 12:00 UTC);

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_is_refused_past_the_limit_until_the_next_minute() {
        let limit = NewSessionLimit::new(2);
        let seconds = |seconds| NOW + Duration::seconds(seconds);
        assert_eq!(limit.count(ip("192.0.2.1"), NOW), Ok(()));
        assert_eq!(limit.count(ip("192.0.2.1"), seconds(10)), Ok(()));
        assert_eq!(limit.count(ip("192.0.2.1"), seconds(20)), Err(Duration::seconds(40)));
        assert_eq!(limit.count(ip("192.0.2.2"), seconds(20)), Ok(()), "another address");
        assert_eq!(limit.count(ip("192.0.2.1"), seconds(60)), Ok(()));
    }

    #[test]
    fn an_ipv6_network_of_64_bits_counts_as_one_address() {
        let limit = NewSessionLimit::new(1);
        assert_eq!(limit.count(ip("2001:db8:1:2::1"), NOW), Ok(()));
        assert!(limit.count(ip("2001:db8:1:2:ffff::9"), NOW).is_err());
        assert_eq!(limit.count(ip("2001:db8:1:3::1"), NOW), Ok(()), "another network");
    }

    #[test]
    fn an_ipv4_address_that_ipv6_contains_is_the_same_address() {
        let limit = NewSessionLimit::new(1);
        assert_eq!(limit.count(ip("::ffff:192.0.2.1"), NOW), Ok(()));
        assert!(limit.count(ip("192.0.2.1"), NOW).is_err());
        assert_eq!(limit.count(ip("::ffff:192.0.2.2"), NOW), Ok(()));
    }

    #[test]
    fn a_clock_that_is_set_back_starts_a_new_minute() {
        let limit = NewSessionLimit::new(1);
        assert_eq!(limit.count(ip("192.0.2.1"), NOW), Ok(()));
        assert_eq!(limit.count(ip("192.0.2.1"), NOW - Duration::HOUR), Ok(()));
    }
}
