//! D11, D12: `cached_db`, a cache in front of a database, over a cache in memory and
//! SQLite. (`d_cache_unavailable` tests it over real caches.)

use std::{sync::Arc, time::Duration};

use session_shop::{
    caches::{Cache, MemoryCache},
    sessions::{
        Clock, Record, SessionKey,
        data::Data,
        engines::{CachedDbEngine, DbEngine, Engine, RawRecord},
    },
};

use crate::support::{
    combinations::{cached_db, sqlite},
    hanging::hanging_cache,
};

/// D11, D12
#[actix_web::test]
async fn a_write_goes_to_cache_and_database_and_a_read_fills_the_cache_again() {
    let folder = tempfile::tempdir().unwrap();
    let cache: Arc<dyn Cache> = Arc::new(MemoryCache::new(100));
    fills_cache_and_database(sqlite(&folder).await, sqlite(&folder).await, cache).await;
}

/// Checks both parts of `cached_db`. `database` and `same` are two handles of one
/// database; the engine gets the first.
pub async fn fills_cache_and_database(database: DbEngine, same: DbEngine, cache: Arc<dyn Cache>) {
    let prefix = format!("{:x}:", rand::random::<u64>());
    let clock = Clock::system();
    let engine = CachedDbEngine::new(database, Arc::clone(&cache), prefix, clock.clone());
    let key = engine.create(&record_of(&clock, "1")).await.unwrap();
    let changed = Record { version: 1, ..record_of(&clock, "2") };
    engine.replace(&key, &changed).await.unwrap();
    let stored = same.load(&key).await.unwrap().unwrap();
    let cached = cache.get(&name_of(&engine, &key).await).await.unwrap().unwrap();
    assert!(stored.data == changed.data && cached.ends_with(r#"{"a":2}"#), "{cached}");
    // The cache is read first. The row in the database is not needed.
    same.delete(&key).await.unwrap();
    assert_eq!(engine.load(&key).await.unwrap().unwrap(), stored);
    // Without a cache entry the database is read, and the entry is written again.
    let key = engine.create(&changed).await.unwrap();
    let name = name_of(&engine, &key).await;
    cache.delete(&name).await.unwrap();
    assert_eq!(engine.load(&key).await.unwrap().unwrap().data, changed.data);
    assert!(cache.get(&name).await.unwrap().is_some());
    engine.delete(&key).await.unwrap();
    assert_eq!((engine.load(&key).await.unwrap(), same.load(&key).await.unwrap()), (None, None));
}

/// Returns the name of a session's entry in the cache.
async fn name_of(engine: &CachedDbEngine, key: &SessionKey) -> String {
    let Some(RawRecord::Both { cache, .. }) = engine.inspect(key).await.unwrap() else {
        panic!("a cache entry and a row")
    };
    let Ok(Some(RawRecord::Entry { name, .. })) = *cache else { panic!("an entry") };
    name
}

/// Returns a record with the value `json` under the key `a`, which expires in ten
/// minutes.
pub fn record_of(clock: &Clock, json: &str) -> Record {
    let mut data = Data::default();
    data.set("a", json);
    Record { data, expire_date: clock.now() + Duration::from_secs(600), version: 0 }
}

/// D12: the cache is never older than the database, also when a write is abandoned
/// between the two.
#[actix_web::test]
async fn after_an_abandoned_write_the_session_is_read_from_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let (cache, hanging) = hanging_cache();
    let clock = Clock::system();
    let engine = cached_db(sqlite(&folder).await, cache, &clock);
    let key: SessionKey = engine.create(&record_of(&clock, "1")).await.unwrap();
    // The marker in the cache is set. Every later call of the cache hangs.
    hanging.hang_after(1);
    let newer = Record { version: 1, ..record_of(&clock, "2") };
    let abandoned = tokio::time::timeout(Duration::from_millis(300), engine.replace(&key, &newer)).await;
    assert!(abandoned.is_err(), "the database has the new record, and the cache hangs");
    hanging.respond();
    assert_eq!(engine.load(&key).await.unwrap().unwrap().data, newer.data);
}
