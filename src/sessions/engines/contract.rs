//! The contract of [`Engine`] as tests. Call [`check`] in a test of your own engine;
//! this project calls it for each of its engines over each store.
//!
//! Each function panics with the promise that the engine breaks, and needs a store
//! that works. What happens while a store fails is not checked here.

use futures_util::future::join_all;
use time::{Duration, OffsetDateTime};

use super::{Cleared, Engine, EngineError, Replace};
use crate::sessions::{data::Data, key::SessionKey, record::Record};

/// The number of writers that change one session at the same time.
const WRITERS: usize = 16;

/// The name of the value that the checks change.
const COUNT: &str = "count";

/// Checks an engine that keeps the data of sessions on the server. The sessions that
/// it creates are deleted, except the expired ones, which `clear_expired` removes.
///
/// # Panics
/// If the engine breaks a promise of [`Engine`].
///
/// # Examples
/// ```
/// # #[actix_web::main]
/// # async fn main() {
/// use std::sync::Arc;
///
/// use session_shop::{
///     caches::MemoryCache,
///     sessions::{Clock, engines::{CacheEngine, contract}},
/// };
///
/// let cache = Arc::new(MemoryCache::new(100));
/// contract::check(&CacheEngine::new(cache, "session:", Clock::system())).await;
/// # }
/// ```
pub async fn check(engine: &dyn Engine) {
    check_round_trip(engine).await;
    unknown_keys_have_no_record(engine).await;
    keys_are_random_and_well_formed(engine).await;
    a_write_of_an_older_version_conflicts(engine).await;
    a_deleted_session_is_never_written_again(engine).await;
    concurrent_changes_all_count(engine).await;
    only_expired_sessions_are_cleared(engine).await;
}

/// Checks what also an engine promises that keeps the data in the cookie, such as
/// `signed_cookies`: what is stored is loaded unchanged. Such an engine has no store
/// in which it could find a newer version.
///
/// # Panics
/// If the engine breaks one of these promises.
pub async fn check_round_trip(engine: &dyn Engine) {
    require("`check` succeeds while the store works", engine.check().await);
    assert!(!engine.name().is_empty(), "`name` is not empty");
    for json in ["null", r#""訪客 🍵 ' \\ % \u0000 \n""#, r#"{"list":[1,2.5,{"a":null}]}"#, &text(100_000)]
    {
        let first = record_with(COUNT, json);
        let key = require("`create` stores a record", engine.create(&first).await);
        assert_eq!(load(engine, &key).await.as_ref(), Some(&first), "`load` returns the created record");
        let next = Record { version: Record::version_after(first.version), ..counting(2) };
        let key = replaced("`replace`", engine.replace(&key, first.version, &next).await);
        assert_eq!(load(engine, &key).await.as_ref(), Some(&next), "`load` returns the replacement");
        let touched = Record { expire_date: next.expire_date + Duration::HOUR, ..next };
        // Twice: an expiry that is already stored is no conflict.
        let key = replaced("`touch`", engine.touch(&key, &touched).await);
        let key = replaced("a second `touch`", engine.touch(&key, &touched).await);
        assert_eq!(load(engine, &key).await.as_ref(), Some(&touched), "`touch` changes only the expiry");
        require("`inspect` shows a stored session", engine.inspect(&key).await);
        require("`delete` removes a session", engine.delete(&key).await);
    }
}

async fn unknown_keys_have_no_record(engine: &dyn Engine) {
    let random = SessionKey::random();
    for text in [random.as_str(), "", "../../etc/passwd", "' OR '1'='1", "a b\r\nc", &"é".repeat(16)] {
        let key = SessionKey::from_cookie(text);
        assert_eq!(load(engine, &key).await, None, "no record has the key {text:?}");
    }
}

async fn keys_are_random_and_well_formed(engine: &dyn Engine) {
    let mut keys = Vec::new();
    for _ in 0..8 {
        let key = require("`create` stores a record", engine.create(&counting(1)).await);
        assert!(key.is_well_formed(), "`create` returns a key of `SessionKey::random`");
        assert!(!keys.contains(&key), "`create` never returns a key twice");
        keys.push(key);
    }
    for key in keys {
        require("`delete` removes a session", engine.delete(&key).await);
    }
}

async fn a_write_of_an_older_version_conflicts(engine: &dyn Engine) {
    let first = counting(1);
    let key = require("`create` stores a record", engine.create(&first).await);
    let current = Record { version: Record::version_after(first.version), ..counting(2) };
    replaced("`replace`", engine.replace(&key, first.version, &current).await);
    let late = Record { version: current.version, ..counting(3) };
    let outcome = require("`replace` of an older version", engine.replace(&key, first.version, &late).await);
    assert_eq!(outcome, Replace::Conflict(current.clone()), "`replace` of an older version conflicts");
    let outcome = require("`touch` of an older version", engine.touch(&key, &first).await);
    assert_eq!(outcome, Replace::Conflict(current.clone()), "`touch` of an older version conflicts");
    assert_eq!(load(engine, &key).await, Some(current), "a conflict changes nothing");
    require("`delete` removes a session", engine.delete(&key).await);
}

async fn a_deleted_session_is_never_written_again(engine: &dyn Engine) {
    let first = counting(1);
    let key = require("`create` stores a record", engine.create(&first).await);
    require("`delete` removes a session", engine.delete(&key).await);
    let next = Record { version: Record::version_after(first.version), ..counting(2) };
    let outcome = require("`replace` after `delete`", engine.replace(&key, first.version, &next).await);
    assert_eq!(outcome, Replace::Gone, "`replace` of a deleted session finds nothing");
    let outcome = require("`touch` after `delete`", engine.touch(&key, &first).await);
    assert_eq!(outcome, Replace::Gone, "`touch` of a deleted session finds nothing");
    assert_eq!(load(engine, &key).await, None, "a deleted session stays deleted");
    require("`delete` of a deleted session is no error", engine.delete(&key).await);
}

async fn concurrent_changes_all_count(engine: &dyn Engine) {
    let key = require("`create` stores a record", engine.create(&counting(0)).await);
    join_all((0..WRITERS).map(|_| count_one(engine, &key))).await;
    let count: Option<usize> = load(engine, &key).await.and_then(|record| record.data.read(COUNT));
    assert_eq!(count, Some(WRITERS), "each of {WRITERS} changes at the same time counts");
    require("`delete` removes a session", engine.delete(&key).await);
}

/// Adds one to the count, and repeats that on the newer record after a conflict.
async fn count_one(engine: &dyn Engine, key: &SessionKey) {
    let mut current = load(engine, key).await;
    while let Some(record) = current {
        let count: usize = record.data.read(COUNT).unwrap_or_default();
        let next = Record { version: Record::version_after(record.version), ..counting(count + 1) };
        match require("`replace` of a shared session", engine.replace(key, record.version, &next).await) {
            Replace::Replaced(_) => return,
            Replace::Conflict(newer) => current = Some(newer),
            Replace::Gone => current = None,
        }
    }
    panic!("a session that is not deleted is found");
}

async fn only_expired_sessions_are_cleared(engine: &dyn Engine) {
    let (valid, now) = (counting(1), OffsetDateTime::now_utc());
    let valid_key = require("`create` stores a record", engine.create(&valid).await);
    let expired = Record { expire_date: now - Duration::HOUR, ..counting(1) };
    let expired_key = require("`create` stores an expired record", engine.create(&expired).await);
    let cleared = require("`clear_expired`", engine.clear_expired(now).await);
    assert_ne!(cleared, Cleared::Removed(0), "`clear_expired` removes an expired session");
    assert_eq!(load(engine, &valid_key).await, Some(valid), "`clear_expired` keeps a valid session");
    if let Cleared::Removed(_) = cleared {
        assert_eq!(load(engine, &expired_key).await, None, "`clear_expired` removes an expired session");
    }
    require("`delete` removes a session", engine.delete(&valid_key).await);
}

/// Returns a record that expires in an hour, with one value.
fn record_with(name: &str, json: &str) -> Record {
    let mut data = Data::default();
    data.set(name, json);
    let in_an_hour = OffsetDateTime::now_utc() + Duration::HOUR;
    // Stores keep microseconds.
    Record::new(data, in_an_hour.replace_nanosecond(123_456_000).unwrap_or(in_an_hour))
}

fn counting(count: usize) -> Record {
    record_with(COUNT, &count.to_string())
}

/// Returns a JSON text of that many bytes.
fn text(bytes: usize) -> String {
    format!("\"{}\"", "x".repeat(bytes.saturating_sub(2)))
}

async fn load(engine: &dyn Engine, key: &SessionKey) -> Option<Record> {
    require("`load` succeeds while the store works", engine.load(key).await)
}

/// Returns the key after a write that must succeed.
fn replaced(call: &str, outcome: Result<Replace, EngineError>) -> SessionKey {
    match require(call, outcome) {
        Replace::Replaced(key) => key,
        other => panic!("{call} of the stored version succeeds, but it returned {other:?}"),
    }
}

fn require<T>(promise: &str, result: Result<T, EngineError>) -> T {
    result.unwrap_or_else(|error| panic!("{promise}: {error}"))
}
