//! Stores whose server is frozen, or killed and started again, and `cached_db`
//! whose cache is unavailable, which no visitor may notice.

use std::{
    fs,
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use session_shop::{
    caches::{Cache, MemcachedCache, RedisCache},
    databases::{DEFAULT_TIMEOUT, Database},
    sessions::{
        Clock, Options, SessionKey, codec,
        engines::{CachedDbEngine, DbEngine, Engine, RawRecord},
    },
};
use tempfile::TempDir;

use super::cut_off::{
    CACHE_TIMEOUT, assert_responses_without_store, dictionary, over_cache, over_database,
    wait_until_available,
};
use crate::support::{
    Dictionary,
    proxy::{Mode, Proxy, UNAVAILABLE},
    servers::{MariaDb, Memcached, Postgres, Redis, Server, memcached, redis},
    visitor::Visitor,
};

/// H5: a store that fails is a 503 in time, and the shop recovers by itself.
#[actix_web::test]
async fn redis_frozen_and_killed() {
    let mut server = Redis::start();
    let engine = over_cache(Arc::new(RedisCache::new(&server.url(), CACHE_TIMEOUT).unwrap()));
    frozen_and_killed(&mut server.0, engine, DataAfterRestart::Lost).await;
}

/// H5
#[actix_web::test]
async fn memcached_frozen_and_killed() {
    let mut server = Memcached::start();
    let engine = over_cache(Arc::new(MemcachedCache::new(&server.url(), 4, CACHE_TIMEOUT).unwrap()));
    frozen_and_killed(&mut server.0, engine, DataAfterRestart::Lost).await;
}

/// H5
#[actix_web::test]
async fn postgresql_frozen_and_killed() {
    let mut server = Postgres::start();
    // The default of PostgreSQL; the other tests switch it off to be faster.
    let url = format!("{}?options=-c%20synchronous_commit%3Don", server.new_database());
    let engine = over_database(&url).await;
    frozen_and_killed(&mut server.server, engine, DataAfterRestart::Kept).await;
}

/// H5
#[actix_web::test]
async fn mariadb_frozen_and_killed() {
    let mut server = MariaDb::start();
    let engine = over_database(&server.new_database()).await;
    frozen_and_killed(&mut server.server, engine, DataAfterRestart::Kept).await;
}

/// Whether a server that starts again still has its data.
#[derive(Clone, Copy, PartialEq, Eq)]
enum DataAfterRestart {
    Kept,
    Lost,
}

async fn frozen_and_killed(server: &mut Server, engine: Arc<dyn Engine>, data: DataAfterRestart) {
    let dictionary = dictionary(engine).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    server.freeze();
    signal_children(server, "STOP");
    assert_responses_without_store(&dictionary, &visitor).await;
    signal_children(server, "CONT");
    server.thaw();
    wait_until_available(&visitor).await;
    assert_eq!(visitor.run_line("items").await, "a=1");
    server.stop();
    assert_responses_without_store(&dictionary, &visitor).await;
    server.start_again();
    wait_until_available(&visitor).await;
    if data == DataAfterRestart::Kept {
        assert_eq!(visitor.run_line("items").await, "a=1");
    } else {
        assert_eq!(visitor.run_line("items").await, "");
        visitor.run_line("set a 3").await;
        assert_eq!(visitor.run_line("get a").await, "3");
    }
}

/// Sends a signal to the children of PostgreSQL. It serves each connection in a
/// process of its own, which continues when the parent process is stopped.
fn signal_children(server: &Server, signal: &str) {
    let Ok(pid) = fs::read_to_string(server.folder().join("data/postmaster.pid")) else { return };
    let pid = pid.lines().next().unwrap();
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap();
    // A child that has just ended is no error.
    let _ = Command::new("kill").arg(format!("-{signal}")).args(children.split_whitespace()).status();
}

/// D12, D13: `cached_db` serves from the database while its cache is unavailable.
#[actix_web::test]
async fn cached_db_without_its_redis() {
    let proxy = Proxy::to(redis().0.port());
    let through = Arc::new(RedisCache::new(&proxy.url(&redis().url()), CACHE_TIMEOUT).unwrap());
    serves_without_its_cache(&proxy, through).await;
}

/// D12, D13
#[actix_web::test]
async fn cached_db_without_its_memcached() {
    let proxy = Proxy::to(memcached().0.port());
    let through = MemcachedCache::new(&proxy.url(&memcached().url()), 4, CACHE_TIMEOUT).unwrap();
    serves_without_its_cache(&proxy, Arc::new(through)).await;
}

/// Returns when the cache has a copy with that value of `a`.
async fn wait_for_copy(engine: &CachedDbEngine, key: &str, expected: &str) {
    let (key, since) = (SessionKey::from_cookie(key), Instant::now());
    loop {
        let Some(RawRecord::Both { cache, .. }) = engine.inspect(&key).await.unwrap() else {
            panic!("cached_db has a session in two stores");
        };
        // The cache may be slow on a busy machine, and is then not called for a second.
        let copy = match *cache {
            Ok(Some(RawRecord::Entry { text, .. })) => codec::read(&text).ok(),
            _ => None,
        };
        if copy.as_ref().and_then(|record| record.data.get("a")) == Some(expected) {
            return;
        }
        assert!(since.elapsed() < Duration::from_secs(20), "the cache has no such copy: {copy:?}");
        let _ = engine.load(&key).await.unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn serves_without_its_cache(proxy: &Proxy, through: Arc<dyn Cache>) {
    let folder = tempfile::tempdir().unwrap();
    let prefix = format!("{}:", SessionKey::random().as_str());
    let engine = Arc::new(CachedDbEngine::new(sqlite(&folder).await, through, prefix, Clock::system()));
    let dictionary = dictionary(engine.clone()).await;
    let database = Arc::new(sqlite(&folder).await);
    let database_only = dictionary.beside(|options: &mut Options| options.engine = database);
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let key = visitor.run_line("session_key").await;
    for (round, &mode) in (1..).zip(UNAVAILABLE) {
        eprintln!("{mode:?}:");
        visitor.run_line(&format!("set a {round}0")).await;
        wait_for_copy(&engine, &key, &format!("{round}0")).await;
        proxy.set(mode);
        use_sessions(&dictionary, &visitor, round).await;
        assert_eq!(visitor.at(database_only.address()).run_line("get a").await, format!("{round}1"));
        proxy.set(Mode::Pass);
        // The cache may still have the old copy. No page may show it.
        for _ in 0..30 {
            assert_eq!(
                visitor.run_line("get a").await,
                format!("{round}1"),
                "{mode:?}: older than the database"
            );
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        wait_for_copy(&engine, &key, &format!("{round}1")).await;
    }
}

/// Reads, changes and ends sessions, as if the cache were available.
async fn use_sessions(dictionary: &Dictionary, visitor: &Visitor, round: u32) {
    assert_eq!(visitor.run_line("get a").await, format!("{round}0"));
    assert_eq!(visitor.run_line(&format!("set a {round}1")).await, "ok");
    assert_eq!(visitor.run_line("get a").await, format!("{round}1"));
    let newcomer = dictionary.visitor_with(&["set a 7"]).await;
    assert_eq!(newcomer.run_line("get a").await, "7");
    let thief = newcomer.copy();
    assert_eq!(newcomer.run_line("flush").await, "ok");
    assert_eq!(thief.run_line("items").await, "", "the session is ended");
}

async fn sqlite(folder: &TempDir) -> DbEngine {
    let database = Database::open("sqlite:sessions.sqlite3", folder.path(), 4, DEFAULT_TIMEOUT).unwrap();
    database.migrate().await.unwrap();
    DbEngine::new(database)
}
