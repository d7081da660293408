//! Servers that are frozen, or killed and started again, and a cache that is
//! away from `cached_db`: nobody there may notice.

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

use super::cut_off::{CACHE_TIMEOUT, comes_back, dictionary, everybody_is_told, over_cache, over_database};
use crate::support::{
    Dictionary,
    proxy::{Mode, Proxy, UNAVAILABLE},
    servers::{MariaDb, Memcached, Postgres, Redis, Server, memcached, redis},
    visitor::Visitor,
};

/// H5
#[actix_web::test]
async fn redis_frozen_and_killed() {
    let mut server = Redis::start();
    let engine = over_cache(Arc::new(RedisCache::new(&server.url(), CACHE_TIMEOUT).unwrap()));
    frozen_and_killed(&mut server.0, engine, Memory::Lost).await;
}

/// H5
#[actix_web::test]
async fn memcached_frozen_and_killed() {
    let mut server = Memcached::start();
    let engine = over_cache(Arc::new(MemcachedCache::new(&server.url(), 4, CACHE_TIMEOUT).unwrap()));
    frozen_and_killed(&mut server.0, engine, Memory::Lost).await;
}

/// H5
#[actix_web::test]
async fn postgresql_frozen_and_killed() {
    let mut server = Postgres::start();
    // As it is delivered, and unlike the quick servers of the other tests.
    let url = format!("{}?options=-c%20synchronous_commit%3Don", server.new_database());
    let engine = over_database(&url).await;
    frozen_and_killed(&mut server.server, engine, Memory::Kept).await;
}

/// H5
#[actix_web::test]
async fn mariadb_frozen_and_killed() {
    let mut server = MariaDb::start();
    let engine = over_database(&server.new_database()).await;
    frozen_and_killed(&mut server.server, engine, Memory::Kept).await;
}

/// Of a server that starts again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Memory {
    Kept,
    Lost,
}

async fn frozen_and_killed(server: &mut Server, engine: Arc<dyn Engine>, memory: Memory) {
    let dictionary = dictionary(engine).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    server.freeze();
    signal_children(server, "STOP");
    everybody_is_told(&dictionary, &visitor).await;
    signal_children(server, "CONT");
    server.thaw();
    comes_back(&visitor).await;
    assert_eq!(visitor.run_line("items").await, "a=1");
    server.stop();
    everybody_is_told(&dictionary, &visitor).await;
    server.start_again();
    if memory == Memory::Kept {
        comes_back(&visitor).await;
        assert_eq!(visitor.run_line("items").await, "a=1");
    } else {
        let newcomer = dictionary.visitor();
        comes_back(&newcomer).await;
        assert_eq!(visitor.run_line("items").await, "");
        visitor.run_line("set a 3").await;
        assert_eq!(visitor.run_line("get a").await, "3");
    }
}

/// PostgreSQL serves each connection in a process of its own, which goes on
/// when the first one is stopped.
fn signal_children(server: &Server, signal: &str) {
    let Ok(pid) = fs::read_to_string(server.folder().join("data/postmaster.pid")) else { return };
    let pid = pid.lines().next().unwrap();
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap();
    // One that has just ended is no error.
    let _ = Command::new("kill").arg(format!("-{signal}")).args(children.split_whitespace()).status();
}

/// D12, D13
#[actix_web::test]
async fn cached_db_without_its_redis() {
    let proxy = Proxy::to(redis().0.port());
    let through = Arc::new(RedisCache::new(&proxy.url(&redis().url()), CACHE_TIMEOUT).unwrap());
    without_its_cache(&proxy, through).await;
}

/// D12, D13
#[actix_web::test]
async fn cached_db_without_its_memcached() {
    let proxy = Proxy::to(memcached().0.port());
    let through = MemcachedCache::new(&proxy.url(&memcached().url()), 4, CACHE_TIMEOUT).unwrap();
    without_its_cache(&proxy, Arc::new(through)).await;
}

/// Returns once the cache has a copy with that value of `a`.
async fn copy_is_used(engine: &CachedDbEngine, key: &str, expected: &str) {
    let (key, since) = (SessionKey::from_cookie(key), Instant::now());
    loop {
        let Some(RawRecord::Both { cache, .. }) = engine.inspect(&key).await.unwrap() else {
            panic!("cached_db keeps a session in two places");
        };
        // The cache may be slow on a busy machine, and is left alone for a second.
        let copy = match *cache {
            Ok(Some(RawRecord::Entry { text, .. })) => codec::read(&text).ok(),
            _ => None,
        };
        if copy.as_ref().and_then(|record| record.data.get("a")) == Some(expected) {
            return;
        }
        assert!(since.elapsed() < Duration::from_secs(20), "not used: {copy:?}");
        let _ = engine.load(&key).await.unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn without_its_cache(proxy: &Proxy, through: Arc<dyn Cache>) {
    let folder = tempfile::tempdir().unwrap();
    let prefix = format!("{}:", SessionKey::random().as_str());
    let engine = Arc::new(CachedDbEngine::new(sqlite(&folder).await, through, prefix, Clock::system()));
    let dictionary = dictionary(engine.clone()).await;
    let database = Arc::new(sqlite(&folder).await);
    let truth = dictionary.beside(|options: &mut Options| options.engine = database);
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let key = visitor.run_line("session_key").await;
    for (round, &mode) in (1..).zip(UNAVAILABLE) {
        eprintln!("{mode:?}:");
        visitor.run_line(&format!("set a {round}0")).await;
        copy_is_used(&engine, &key, &format!("{round}0")).await;
        proxy.set(mode);
        goes_on(&dictionary, &visitor, round).await;
        assert_eq!(visitor.at(truth.address()).run_line("get a").await, format!("{round}1"));
        proxy.set(Mode::Pass);
        // The old copy may still be there; nobody sees it.
        for _ in 0..30 {
            assert_eq!(
                visitor.run_line("get a").await,
                format!("{round}1"),
                "{mode:?}: older than the database"
            );
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        copy_is_used(&engine, &key, &format!("{round}1")).await;
    }
}

/// As if nothing were.
async fn goes_on(dictionary: &Dictionary, visitor: &Visitor, round: u32) {
    assert_eq!(visitor.run_line("get a").await, format!("{round}0"));
    assert_eq!(visitor.run_line(&format!("set a {round}1")).await, "ok");
    assert_eq!(visitor.run_line("get a").await, format!("{round}1"));
    let newcomer = dictionary.visitor_with(&["set a 7"]).await;
    assert_eq!(newcomer.run_line("get a").await, "7");
    let thief = newcomer.copy();
    assert_eq!(newcomer.run_line("flush").await, "ok");
    assert_eq!(thief.run_line("items").await, "", "logged out is logged out");
}

async fn sqlite(folder: &TempDir) -> DbEngine {
    let database = Database::open("sqlite:sessions.sqlite3", folder.path(), 4, DEFAULT_TIMEOUT).unwrap();
    database.migrate().await.unwrap();
    DbEngine::new(database)
}
