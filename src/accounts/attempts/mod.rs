//! The limits against guessing passwords. Failed logins are counted for each account,
//! whether it exists or not, and for each address. After a few of them each next attempt
//! has to wait, twice as long each time, up to a maximum (429). Nobody is locked out for
//! good: the counts decay with time (`limit`), and a browser in which the user has
//! logged in before has a count of its own (`known_browser`).
//!
//! An attempt is counted before its password is checked, and taken back if the password
//! is correct. So of a hundred guesses at once, no more are checked than of a hundred
//! guesses one after the other. See `docs/decisions/login-limits.md`.

mod keyed_hash;
mod known_browser;
mod limit;
mod table;

use std::net::IpAddr;

use actix_web::{FromRequest, HttpRequest, HttpResponse, web::Data};
use time::{Duration, OffsetDateTime, PrimitiveDateTime};

use self::{
    keyed_hash::HashKey,
    limit::Limit,
    table::{Bucket, NotCounted},
};
use super::{
    PasswordCheck, Passwords, username,
    users::{Account, to_utc},
};
use crate::{
    databases::{Connection, Database, DatabaseError},
    sessions::Session,
    settings::LoginSettings,
    web::{
        Error,
        audit::{self, Event},
        client,
    },
};

/// How often an attempt is counted again after another request changed the count at the
/// same time. Each time, one of these requests succeeds.
const MAX_TRIES: u32 = 50;

/// The limits of logins and registrations.
pub struct AttemptLimits {
    key: HashKey,
    account: Option<Limit>,
    address: Option<Limit>,
    registration: Option<Limit>,
}

/// An attempt that is counted as a failure until it is taken back. A request that its
/// client abandons stays counted.
#[must_use]
pub(super) struct Attempt {
    database: Data<Database>,
    buckets: Vec<Bucket>,
}

impl AttemptLimits {
    /// Creates the limits of these settings. The keyed hashes depend on `secret`.
    pub fn new(settings: LoginSettings, secret: &str) -> Self {
        let limit = |free: u32| {
            let (base_delay, max_delay) = (settings.base_delay, settings.max_delay);
            let seconds = |number: u32| Duration::seconds(number.into());
            (free > 0).then(|| Limit { free, base_delay: seconds(base_delay), max_delay: seconds(max_delay) })
        };
        Self {
            key: HashKey::derive(secret),
            account: limit(settings.attempts_per_account),
            address: limit(settings.attempts_per_address),
            registration: limit(settings.registrations_per_address),
        }
    }

    /// Returns the buckets of an attempt to log in: of the known browser, or of the account
    /// and the address. The bucket of the account comes first in all of them, so no two
    /// transactions wait for each other.
    fn login_buckets(&self, request: &HttpRequest, username: &str) -> Vec<Bucket> {
        let account = username::key(username);
        if let Some(number) = known_browser::number(request, &self.key, &account) {
            let bucket = self.bucket(self.account, &[b"browser", number.as_bytes()]);
            return bucket.map(|bucket| Bucket { is_reset_by_success: true, ..bucket }).into_iter().collect();
        }
        let address = client::address(request).map(network);
        let of_address = address.and_then(|bytes| self.bucket(self.address, &[b"address", &bytes]));
        let of_account = self.bucket(self.account, &[b"account", account.as_bytes()]);
        of_account.into_iter().chain(of_address).collect()
    }

    fn bucket(&self, limit: Option<Limit>, parts: &[&[u8]]) -> Option<Bucket> {
        Some(Bucket { id: self.key.hash(parts), limit: limit?, is_reset_by_success: false })
    }
}

impl Attempt {
    /// Counts the attempt in all buckets.
    async fn count(request: &HttpRequest, buckets: Vec<Bucket>) -> Result<Self, NotCounted> {
        let database = data::<Database>(request).map_err(|_| DatabaseError::Stopped)?.clone();
        let attempt = Self { database, buckets };
        if attempt.buckets.is_empty() {
            return Ok(attempt);
        }
        let now = now(request).await;
        // A refused attempt must not cost a transaction.
        let buckets = attempt.buckets.clone();
        let wait = move |connection: &mut Connection| table::wait(connection, &buckets, now);
        if let Some(wait) = attempt.database.read_inline(wait).await? {
            return Err(NotCounted::Limited(wait));
        }
        for _ in 0..MAX_TRIES {
            let buckets = attempt.buckets.clone();
            let count = move |connection: &mut Connection| table::count(connection, &buckets, now);
            match attempt.database.write(count).await {
                Ok(()) => return Ok(attempt),
                Err(NotCounted::Raced) => {}
                Err(error) => return Err(error),
            }
        }
        Err(NotCounted::Raced)
    }

    /// Takes the attempt back, because it was not a failure.
    async fn take_back(self, is_success: bool) -> Result<(), Error> {
        if self.buckets.is_empty() {
            return Ok(());
        }
        let (reset, counted): (Vec<_>, Vec<_>) =
            self.buckets.into_iter().partition(|bucket| is_success && bucket.is_reset_by_success);
        let take_back = move |connection: &mut Connection| -> Result<(), Error> {
            reset.iter().try_for_each(|bucket| table::reset(connection, bucket))?;
            Ok(table::take_back(connection, &counted)?)
        };
        self.database.write(take_back).await
    }
}

/// Checks the password of an account within the limits. `username` is the name that the
/// visitor typed, and `account` is its account if it exists.
///
/// # Errors
/// Returns [`Error::LoginLimited`] if the attempt has to wait, and the errors of
/// [`Passwords::check`] and the database.
pub(super) async fn check_password(
    request: &HttpRequest,
    username: &str,
    account: Option<&Account>,
    password: String,
) -> Result<PasswordCheck, Error> {
    let buckets = data::<AttemptLimits>(request)?.login_buckets(request, username);
    let attempt = match Attempt::count(request, buckets).await {
        Ok(attempt) => attempt,
        Err(error) => {
            let limited = |retry_after| Error::LoginLimited { retry_after };
            let name = account.map(|account| account.user.username.as_str());
            return Err(refusal(request, error, limited, Event::LoginLimited, name));
        }
    };
    let stored = account.map(|account| account.password_hash.clone());
    let check = data::<Passwords>(request)?.check(password, stored).await;
    match check {
        Ok(PasswordCheck::Wrong) => drop(attempt),
        _ => attempt.take_back(check.is_ok()).await?,
    }
    check
}

/// Counts a registration.
///
/// # Errors
/// Returns [`Error::RegistrationLimited`] if it has to wait, and the error of the database.
pub(super) async fn count_registration(request: &HttpRequest) -> Result<(), Error> {
    let limits = data::<AttemptLimits>(request)?;
    let address = client::address(request).map(network);
    let bucket = address.and_then(|bytes| limits.bucket(limits.registration, &[b"registration", &bytes]));
    match Attempt::count(request, bucket.into_iter().collect()).await {
        // Not taken back: each account that is created counts.
        Ok(Attempt { .. }) => Ok(()),
        Err(error) => {
            let limited = |retry_after| Error::RegistrationLimited { retry_after };
            Err(refusal(request, error, limited, Event::RegistrationLimited, None))
        }
    }
}

/// Marks the browser as one in which the user has logged in.
///
/// # Errors
/// Returns [`Error::Internal`] if the cookie can't be written to the response.
pub(super) fn remember_browser(
    request: &HttpRequest,
    username: &str,
    response: &mut HttpResponse,
) -> Result<(), Error> {
    let key = &data::<AttemptLimits>(request)?.key;
    let cookie = known_browser::cookie(request, key, &username::key(username));
    response.add_cookie(&cookie).map_err(Error::internal)
}

/// Deletes the counts that are forgotten, and returns their number.
///
/// # Errors
/// Returns the error of the database.
pub async fn clear_attempts(database: &Database, now: OffsetDateTime) -> Result<u64, DatabaseError> {
    database.clear_expired(table::ATTEMPTS, to_utc(now)).await
}

/// Returns the error of an attempt that is not counted, and records a limited one.
fn refusal(
    request: &HttpRequest,
    error: NotCounted,
    limited: impl FnOnce(u32) -> Error,
    event: Event,
    account: Option<&str>,
) -> Error {
    match error {
        NotCounted::Limited(wait) => {
            audit::record(request, event, account);
            let seconds = wait.whole_seconds() + i64::from(wait.subsec_nanoseconds() > 0);
            limited(u32::try_from(seconds).unwrap_or(u32::MAX))
        }
        NotCounted::Raced => Error::Busy,
        NotCounted::Failed(error) => error.into(),
    }
}

/// Returns the bytes of the network that one client controls: an IPv4 address, or the
/// first 64 bits of an IPv6 address (RFC 6177).
fn network(address: IpAddr) -> Vec<u8> {
    match address.to_canonical() {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets()[..8].to_vec(),
    }
}

/// Returns the time in whole microseconds, as the databases store it.
async fn now(request: &HttpRequest) -> PrimitiveDateTime {
    let session = Session::extract(request).await;
    let now = to_utc(session.map_or_else(|_| OffsetDateTime::now_utc(), |session| session.now()));
    now.replace_nanosecond(now.microsecond() * 1_000).unwrap_or(now)
}

fn data<T: 'static>(request: &HttpRequest) -> Result<&Data<T>, Error> {
    request.app_data::<Data<T>>().ok_or_else(|| Error::internal("application data is missing"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_client_is_its_first_64_bits() {
        let network = |text: &str| network(text.parse().unwrap());
        assert_eq!(network("2001:db8::1"), network("2001:db8::ffff:1"));
        assert_ne!(network("2001:db8::1"), network("2001:db8:0:1::1"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
    }
}
