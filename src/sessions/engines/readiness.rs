//! Tries on a store what a request does with it: create, replace, load and delete a session.
//! A store can respond to reads and refuse writes: a replica, a full disk, a full cache.

use time::{Duration, OffsetDateTime};

use super::{Engine, EngineError, Replace};
use crate::{
    caches::{Cache, CacheError, check_round_trip},
    sessions::{data::Data, key::SessionKey, record::Record},
};

/// When the session of the check expires, if it can't be deleted.
const TTL: Duration = Duration::minutes(1);

/// Whether an engine can serve requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// It can.
    Ready,
    /// It serves requests, but a part of it fails. The text names that part.
    Degraded(&'static str),
}

/// Creates, replaces, loads and deletes a session.
///
/// # Errors
/// The error of the call that failed, or [`EngineError::Unavailable`] if the store does not
/// return what was stored.
pub(super) async fn check_engine<E>(engine: &E, now: OffsetDateTime) -> Result<Readiness, EngineError>
where
    E: Engine + ?Sized,
{
    let first = Record::new(Data::default(), now + TTL);
    let key = engine.create(&first).await?;
    let used = replace_and_load(engine, &key, first).await;
    let deleted = engine.delete(&key).await;
    used.and(deleted).map(|()| Readiness::Ready)
}

async fn replace_and_load<E>(engine: &E, key: &SessionKey, first: Record) -> Result<(), EngineError>
where
    E: Engine + ?Sized,
{
    let next = Record { version: Record::version_after(first.version), ..first };
    let lost = || EngineError::Unavailable("the store does not keep what it stores".to_owned());
    let Replace::Replaced(key) = engine.replace(key, Record::FIRST_VERSION, &next).await? else {
        return Err(lost());
    };
    match engine.load(&key).await? {
        Some(loaded) if loaded.version == next.version => Ok(()),
        _ => Err(lost()),
    }
}

/// Checks each server of a cache. `name_of` returns the name of a session's entry.
///
/// # Errors
/// The error of the first server if all fail.
pub(super) async fn check_cache(
    cache: &dyn Cache,
    name_of: impl Fn(&SessionKey) -> String + Send + Sync,
) -> Result<Readiness, CacheError> {
    let names = (0..cache.servers()).map(|server| name_on(cache, server, &name_of));
    let checks = names.map(async |name| check_round_trip(cache, &name).await);
    let mut results = futures_util::future::join_all(checks).await;
    match results.iter().filter(|result| result.is_err()).count() {
        0 => Ok(Readiness::Ready),
        failed if failed == results.len() => results.swap_remove(0).map(|()| Readiness::Ready),
        _ => Ok(Readiness::Degraded("without some servers of its cache")),
    }
}

/// Returns a random name whose entry is on that server.
fn name_on(cache: &dyn Cache, server: usize, name_of: &impl Fn(&SessionKey) -> String) -> String {
    loop {
        let name = name_of(&SessionKey::random());
        if cache.server_of(&name) == server {
            return name;
        }
    }
}
