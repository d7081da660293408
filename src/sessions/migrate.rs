//! Moves a session to other options: to another engine, or to a cookie of another name.
//! The lab does that for one browser between two requests.
//!
//! The request that moves the session still has the old options. It must be passive
//! ([`super::Session::set_passive`]), so that its layer does not write to the session that
//! has just ended. The cookies from this module must be added to the response outside the
//! layer, which would treat them as its own.

use std::sync::Arc;

use actix_web::cookie::Cookie;

use super::{
    cookie,
    data::Data,
    engines::Replace,
    error::Error,
    key::SessionKey,
    options::Options,
    record::Record,
    tombstone::Tombstone,
    unit_of_work::{CookieOutcome, UnitOfWork},
};

/// Creates a session with that data and builds its cookie.
///
/// # Errors
/// [`Error::Unavailable`] if the store fails, and [`Error::TooLarge`].
pub async fn create_session(
    data: Data,
    options: &Arc<Options>,
) -> Result<(SessionKey, Cookie<'static>), Error> {
    let unit_of_work = UnitOfWork::new(Arc::clone(options));
    let key = unit_of_work.save(data.to_state()).await?.ok_or(Error::Interrupted)?;
    let CookieOutcome::Set(lifetime) = unit_of_work.cookie() else { return Err(Error::Interrupted) };
    match cookie::build(&key, lifetime, options) {
        Ok(cookie) => Ok((key, cookie)),
        Err(too_large) => {
            unit_of_work.with_timeout(options.engine.delete(&key)).await?;
            Err(too_large)
        }
    }
}

/// Moves the session under `key` from one set of options to another: stores its data
/// under a new key and ends the old session. Returns the new cookie, or `None` if there is
/// no such session.
///
/// Changes of other requests are not lost (H1): the old session is ended by
/// compare-and-swap, and moved again if it has changed. A session that another request
/// ends meanwhile is not brought back (H2).
///
/// # Errors
/// [`Error::Unavailable`] if a store fails, and [`Error::TooLarge`] if the session does not
/// fit into the new store. The old session is then unchanged.
pub async fn copy_session(
    key: &SessionKey,
    from: &Arc<Options>,
    to: &Arc<Options>,
) -> Result<Option<Cookie<'static>>, Error> {
    loop {
        let old = UnitOfWork::new(Arc::clone(from));
        let Some(record) = load(&old, key).await? else { return Ok(None) };
        let expected = record.version;
        let (new_key, cookie) = create_session(record.data, to).await?;
        let tombstone = Tombstone::moved(&new_key, None, &from.keys);
        let tombstone = tombstone.into_record(Record::version_after(expected), from.clock.now());
        let ended = old.with_timeout(from.engine.replace(key, expected, &tombstone)).await;
        if matches!(ended, Ok(Replace::Replaced(_))) {
            return Ok(Some(cookie));
        }
        old.with_timeout(to.engine.delete(&new_key)).await?;
        ended?;
    }
}

/// Builds a new cookie for the session under `key`, or returns `None` if there is no such
/// session.
///
/// # Errors
/// [`Error::Unavailable`] if the store fails, and [`Error::TooLarge`].
pub async fn return_to(key: &SessionKey, options: &Arc<Options>) -> Result<Option<Cookie<'static>>, Error> {
    let unit_of_work = UnitOfWork::new(Arc::clone(options));
    let Some(record) = load(&unit_of_work, key).await? else { return Ok(None) };
    let lifetime = record.cookie_lifetime(options.expiry, options.clock.now());
    cookie::build(key, lifetime, options).map(Some)
}

async fn load(unit_of_work: &UnitOfWork, key: &SessionKey) -> Result<Option<Record>, Error> {
    unit_of_work.load(key.clone()).await;
    match unit_of_work.failure() {
        Some(error) => Err(error),
        None => Ok(unit_of_work.loaded()),
    }
}

#[cfg(test)]
mod tests {
    use actix_session::config::CookieContentSecurity;
    use actix_web::rt::System;
    use time::macros::datetime;

    use super::*;
    use crate::{
        caches::MemoryCache,
        sessions::{
            Clock,
            engines::{CacheEngine, SignedCookiesEngine},
            options::Keys,
        },
    };

    /// Returns options with their own store.
    fn options() -> Options {
        let clock = Clock::new(|| datetime!(2026-01-01 12:00 UTC));
        let engine = CacheEngine::new(Arc::new(MemoryCache::new(10)), "", clock.clone());
        Options { clock, ..Options::new(Arc::new(engine), Keys::derive(&"k".repeat(32), &[])) }
    }

    fn cart() -> Data {
        let mut data = Data::default();
        data.set("cart", "[1,2]");
        data
    }

    /// Returns the data of a session.
    async fn at(key: &SessionKey, options: &Arc<Options>) -> Option<Data> {
        load(&UnitOfWork::new(Arc::clone(options)), key).await.unwrap().map(|record| record.data)
    }

    /// The key in a signed cookie follows the signature.
    fn key_in(cookie: &Cookie) -> SessionKey {
        let value = cookie.value();
        SessionKey::from_cookie(&value[value.len() - 32..])
    }

    #[test]
    fn a_moved_session_exists_only_under_the_new_options() {
        System::new().block_on(async {
            let from = Arc::new(options());
            let mut to = options();
            to.cookie.name = "other".to_owned();
            to.cookie.http_only = false;
            let to = Arc::new(to);
            let (key, _) = create_session(cart(), &from).await.unwrap();
            let cookie = copy_session(&key, &from, &to).await.unwrap().unwrap();
            assert_eq!((cookie.name(), cookie.http_only()), ("other", Some(false)));
            assert_eq!(cookie.max_age().unwrap().whole_seconds(), 1_209_600);
            assert_eq!(at(&key_in(&cookie), &to).await, Some(cart()));
            assert_eq!(at(&key, &from).await, None);
            assert!(copy_session(&key, &from, &to).await.unwrap().is_none());
        });
    }

    #[test]
    fn a_session_that_does_not_fit_stays_where_it_is() {
        System::new().block_on(async {
            let from = Arc::new(options());
            let to = Options { engine: Arc::new(SignedCookiesEngine), ..options() };
            let mut data = cart();
            data.set("letter", format!("{:?}", "x".repeat(4_000)));
            let (key, _) = create_session(data.clone(), &from).await.unwrap();
            let moved = copy_session(&key, &from, &Arc::new(to)).await;
            assert!(matches!(moved, Err(Error::TooLarge { .. })));
            assert_eq!(at(&key, &from).await, Some(data));
        });
    }

    #[test]
    fn returning_builds_a_cookie_for_the_old_session() {
        System::new().block_on(async {
            let mut left = options();
            left.cookie.content = CookieContentSecurity::Private;
            left.expiry.expire_at_browser_close = true;
            let left = Arc::new(left);
            let (key, first) = create_session(cart(), &left).await.unwrap();
            let second = return_to(&key, &left).await.unwrap().unwrap();
            assert_ne!(first.value(), second.value(), "encrypted anew");
            assert_eq!((second.max_age(), second.expires()), (None, None));
            left.engine.delete(&key).await.unwrap();
            assert!(return_to(&key, &left).await.unwrap().is_none());
        });
    }
}
