//! D11 to D13 over every cache and database: a test sees what is in the cache and what is
//! in the database of `cached_db` by disabling the other one.

use std::sync::Arc;

use session_shop::sessions::{
    Options, SessionKey,
    engines::{CachedDbEngine, DbEngine, Engine},
};

use crate::support::{
    Dictionary, EngineAndStore,
    combinations::CachedDbParts,
    faulty::{Call, Fault, Faults, FaultyEngine},
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
struct InParts {
    dictionary: Dictionary,
    database_faults: Faults,
    cache: Arc<RecordingCache>,
    parts: CachedDbParts,
}

impl InParts {
    async fn of(combination: EngineAndStore) -> Self {
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
    let shop = InParts::of(combination).await;
    let visitor = shop.dictionary.visitor_with(&["set a 1"]).await;
    assert_eq!(shop.read_without_database(&visitor).await, found("1"));
    assert_eq!(shop.in_database(&visitor).await.as_deref(), Some("1"));
    visitor.run_line("set a 2").await;
    assert_eq!(shop.read_without_database(&visitor).await, found("2"));
    assert_eq!(shop.in_database(&visitor).await.as_deref(), Some("2"));
    let key = SessionKey::from_cookie(&visitor.run_line("session_key").await);
    let copy = visitor.copy();
    visitor.run_line("flush").await;
    let record = shop.parts.database.load(&key).await.unwrap();
    assert!(record.is_none_or(|record| record.is_tombstone()), "the database has no data left");
    assert_ne!(shop.read_without_database(&copy).await, found("2"), "the cache has no data left");
    assert_eq!(copy.run_line("items").await, "");
}

/// D12
async fn a_read_calls_the_cache_then_the_database_and_fills_the_cache(combination: EngineAndStore) {
    let shop = InParts::of(combination).await;
    let visitor = shop.dictionary.visitor_with(&["set a 1"]).await;
    assert_eq!(shop.read_without_database(&visitor).await, found("1"), "the cache is enough");
    shop.cache.empty().await;
    assert_eq!(
        shop.read_without_database(&visitor).await.0,
        503,
        "the cache is empty, so the database is called"
    );
    assert_eq!(visitor.run_line("get a").await, "1", "from the database");
    assert_eq!(shop.read_without_database(&visitor).await, found("1"), "the cache has it again");
}

/// D13: the cache is emptied before and after each read and write.
async fn an_emptied_cache_loses_no_session(combination: EngineAndStore) {
    let shop = InParts::of(combination).await;
    let visitor = shop.dictionary.visitor_with(&["set a 1"]).await;
    for value in 2..=4 {
        shop.cache.empty().await;
        assert_eq!(visitor.run_line("get a").await, (value - 1).to_string());
        shop.cache.empty().await;
        visitor.run_line("add a 1").await;
        shop.cache.empty().await;
        assert_eq!(visitor.run_line("get a").await, value.to_string());
    }
    let copy = visitor.copy();
    visitor.run_line("flush").await;
    shop.cache.empty().await;
    assert_eq!(copy.run_line("items").await, "", "an ended session does not come back");
}
