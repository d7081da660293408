//! D11 to D13 over every cache and database: a test sees what is in the cache and what is
//! in the database of `cached_db` by disabling the other one.

use std::{sync::Arc, time::Duration};

use session_shop::sessions::{
    Clock, Options, Record, SessionKey,
    data::Data,
    engines::{CachedDbEngine, DbEngine, Engine},
};

use crate::support::{
    Dictionary, EngineAndStore,
    combinations::{CachedDbParts, cached_db, sqlite},
    faulty::{Call, Fault, Faults, FaultyEngine},
    hanging::hanging_cache,
    over_every_store,
    recording_cache::RecordingCache,
    visitor::Visitor,
};

over_every_store! {
    only [cached_db]:
    a_write_goes_to_the_database_and_to_the_cache,
    a_read_calls_the_cache_then_the_database_and_fills_the_cache,
    an_emptied_cache_loses_no_session,
}

/// `cached_db` over a database that can be made to fail, and a cache that can be emptied.
struct SplitCachedDb {
    dictionary: Dictionary,
    database_faults: Faults,
    cache: Arc<RecordingCache>,
    parts: CachedDbParts,
}

impl SplitCachedDb {
    async fn start(combination: EngineAndStore) -> Self {
        let (parts, database_faults) = (combination.open_parts().await, Faults::default());
        let cache = RecordingCache::before(Arc::clone(&parts.cache));
        let (database, faults) = (DbEngine::clone(&parts.database), database_faults.clone());
        let wrap = Arc::new(move |engine| -> Arc<dyn Engine> {
            Arc::new(FaultyEngine { engine: Arc::new(engine), faults: faults.clone() })
        });
        let (prefix, before) = (format!("{:016x}:", rand::random::<u64>()), cache.clone());
        let change = |options: &mut Options| {
            let clock = options.clock.clone();
            let engine = CachedDbEngine::with_wrapped_database(database, wrap, before, prefix, clock);
            options.engine = Arc::new(engine);
        };
        let dictionary = Dictionary::over_with(EngineAndStore::File, change).await;
        Self { dictionary, database_faults, cache, parts }
    }

    /// Returns the value of `a` in the database.
    async fn in_database(&self, visitor: &Visitor) -> Option<String> {
        let key = SessionKey::from_cookie(&visitor.run_line("session_key").await);
        let record = self.parts.database.load(&key).await.unwrap()?;
        record.data.get("a").map(ToOwned::to_owned)
    }

    /// Returns the response to `get a` while reads of the database fail: the value in the
    /// cache, if there is one.
    async fn read_without_database(&self, visitor: &Visitor) -> (u16, String) {
        self.database_faults.set(&[Call::Load], Fault::Error);
        let page = visitor.run(&["get a"]).await;
        self.database_faults.clear();
        (page.status, if page.status == 200 { page.body } else { String::new() })
    }
}

fn found(value: &str) -> (u16, String) {
    (200, value.to_owned())
}

/// D11: when a session is created, changed and flushed.
async fn a_write_goes_to_the_database_and_to_the_cache(combination: EngineAndStore) {
    let server = SplitCachedDb::start(combination).await;
    let visitor = server.dictionary.visitor_with(&["set a 1"]).await;
    assert_eq!(server.read_without_database(&visitor).await, found("1"));
    assert_eq!(server.in_database(&visitor).await.as_deref(), Some("1"));
    visitor.run_line("set a 2").await;
    assert_eq!(server.read_without_database(&visitor).await, found("2"));
    assert_eq!(server.in_database(&visitor).await.as_deref(), Some("2"));
    let key = SessionKey::from_cookie(&visitor.run_line("session_key").await);
    let copy = visitor.copy();
    visitor.run_line("flush").await;
    let record = server.parts.database.load(&key).await.unwrap();
    assert!(record.is_none_or(|record| record.is_tombstone()), "the database has no data left");
    assert_ne!(server.read_without_database(&copy).await, found("2"), "the cache has no data left");
    assert_eq!(copy.run_line("items").await, "");
}

/// D12
async fn a_read_calls_the_cache_then_the_database_and_fills_the_cache(combination: EngineAndStore) {
    let server = SplitCachedDb::start(combination).await;
    let visitor = server.dictionary.visitor_with(&["set a 1"]).await;
    assert_eq!(server.read_without_database(&visitor).await, found("1"), "the cache is enough");
    server.cache.empty().await;
    assert_eq!(
        server.read_without_database(&visitor).await.0,
        503,
        "the cache is empty, so the database is called"
    );
    assert_eq!(visitor.run_line("get a").await, "1", "from the database");
    assert_eq!(server.read_without_database(&visitor).await, found("1"), "the cache has it again");
}

/// D13: the cache is emptied before and after each read and write.
async fn an_emptied_cache_loses_no_session(combination: EngineAndStore) {
    let server = SplitCachedDb::start(combination).await;
    let visitor = server.dictionary.visitor_with(&["set a 1"]).await;
    for value in 2..=4 {
        server.cache.empty().await;
        assert_eq!(visitor.run_line("get a").await, (value - 1).to_string());
        server.cache.empty().await;
        visitor.run_line("add a 1").await;
        server.cache.empty().await;
        assert_eq!(visitor.run_line("get a").await, value.to_string());
    }
    let copy = visitor.copy();
    visitor.run_line("flush").await;
    server.cache.empty().await;
    assert_eq!(copy.run_line("items").await, "", "an ended session does not come back");
}

/// Returns a record with the value `json` under the key `a`, which expires in ten
/// minutes.
pub fn record_of(clock: &Clock, json: &str) -> Record {
    let mut data = Data::default();
    data.set("a", json);
    Record::new(data, clock.now() + Duration::from_secs(600))
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
    let newer = Record { version: 2, ..record_of(&clock, "2") };
    let abandoned = tokio::time::timeout(Duration::from_millis(300), engine.replace(&key, 1, &newer)).await;
    assert!(abandoned.is_err(), "the database has the new record, and the cache hangs");
    hanging.respond();
    assert_eq!(engine.load(&key).await.unwrap().unwrap().data, newer.data);
}
