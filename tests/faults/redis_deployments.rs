//! Sessions in Redis as it is deployed: over TLS with an own certificate authority, over a
//! Unix socket, behind Sentinel, and in a Cluster; with Valkey in its place; and behind the
//! circuit breaker.

use std::{
    fs,
    sync::Arc,
    time::{Duration, Instant},
};

use session_shop::{
    caches::{Cache, RedisCache},
    databases::{DEFAULT_TIMEOUT, Database},
    sessions::{
        Clock, Record, SessionKey,
        data::Data,
        engines::{CacheEngine, CachedDbEngine, DbEngine, Engine, RawRecord, Replace, contract},
    },
};

use super::{cut_off::CACHE_TIMEOUT, traced_shop::TracedShop};
use crate::support::{
    process::Process,
    servers::{
        Redis, RedisCluster, RedisOverTls, RedisSentinel, redis_cli, redis_on_unix_socket, valkey_server,
    },
    visitor::Visitor,
};

/// Longer than the election of a new master takes, on a busy machine too.
const FAILOVER_TIMEOUT: Duration = Duration::from_secs(40);

/// A timeout for tests in which no server is slow by intention.
const LONG_TIMEOUT: Duration = Duration::from_secs(2);

fn cache_at(url: &str, timeout: Duration) -> Arc<dyn Cache> {
    Arc::new(RedisCache::new(url, timeout).unwrap())
}

fn engine_over(cache: Arc<dyn Cache>) -> CacheEngine {
    CacheEngine::new(cache, "session:", Clock::system())
}

/// Returns a record whose only value is `number`, with that version.
fn record(number: i64) -> Record {
    let mut data = Data::default();
    data.set("a", number.to_string());
    let expire_date = Clock::system().now() + Duration::from_secs(3_600);
    Record { version: number, ..Record::new(data, expire_date) }
}

/// Returns when `succeeds` returns true.
async fn wait_until(what: &str, mut succeeds: impl AsyncFnMut() -> bool) {
    let since = Instant::now();
    while !succeeds().await {
        assert!(since.elapsed() < FAILOVER_TIMEOUT, "{what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[actix_web::test]
async fn sessions_in_a_redis_over_tls_with_an_own_authority() {
    let redis = RedisOverTls::start();
    let with = |ca: &str| RedisCache::with_ca(&redis.url(), Some(ca.into()), LONG_TIMEOUT).unwrap();
    contract::check(&engine_over(Arc::new(with(&redis.ca)))).await;
    let untrusted = RedisCache::new(&redis.url(), LONG_TIMEOUT).unwrap();
    assert!(untrusted.check().await.is_err(), "the system does not know the authority");
    let plain = redis.url().replace("rediss", "redis");
    assert!(RedisCache::new(&plain, CACHE_TIMEOUT).unwrap().check().await.is_err());
}

#[actix_web::test]
async fn the_shop_reads_the_authority_of_its_redis_from_a_file() {
    let redis = RedisOverTls::start();
    let folder = tempfile::tempdir().unwrap();
    let ca_file = |file: &str| {
        let text =
            format!("[caches.apart]\nbackend = \"redis\"\nurl = \"{}\"\nca_file = \"{file}\"\n", redis.url());
        fs::write(folder.path().join("settings.toml"), text).unwrap();
        Process::try_start(folder.path(), &[("SESSION_ENGINE", "cache"), ("SESSION_CACHE_ALIAS", "apart")])
    };
    let shop = ca_file(redis.ca_file().to_str().unwrap()).unwrap();
    let ready = Visitor::new(shop.address()).get("/readyz").await;
    assert_eq!(ready.status, 200, "{}", ready.body);
    let log = ca_file("/nowhere/ca.pem").err().expect("no such file");
    assert!(log.contains("apart") && log.contains("/nowhere/ca.pem"), "{log}");
}

#[actix_web::test]
async fn sessions_in_a_redis_on_a_unix_socket() {
    let (server, url) = redis_on_unix_socket();
    contract::check(&engine_over(cache_at(&url, LONG_TIMEOUT))).await;
    assert!(redis_cli(&server, &["INFO", "keyspace"]).contains("db1:"), "the URL names the database 1");
}

#[actix_web::test]
async fn sessions_in_valkey() {
    let Some(server) = valkey_server() else { return };
    let url = format!("valkey://127.0.0.1:{}/0", server.port());
    contract::check(&engine_over(cache_at(&url, LONG_TIMEOUT))).await;
}

/// D12, D13: `cached_db` loses nothing and fails no request while Sentinel promotes the
/// replica of its cache. Then the new master has the copies.
#[actix_web::test]
async fn cached_db_serves_while_sentinel_fails_over() {
    let mut redis = RedisSentinel::start();
    let cache = cache_at(&redis.url(), CACHE_TIMEOUT);
    contract::check(&engine_over(cache_at(&redis.url(), LONG_TIMEOUT))).await;
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open("sqlite:s.sqlite3", folder.path(), 4, DEFAULT_TIMEOUT).unwrap();
    database.migrate().await.unwrap();
    let engine = CachedDbEngine::new(DbEngine::new(database), Arc::clone(&cache), "copies:", Clock::system());
    let key = engine.create(&record(1)).await.unwrap();
    let before = cache.instance().await.unwrap();
    let (mut number, since) = (1, Instant::now());
    redis.master.stop();
    loop {
        assert_eq!(engine.load(&key).await.unwrap().unwrap().version, number, "no older state is served");
        let replaced = engine.replace(&key, number, &record(number + 1)).await.unwrap();
        assert!(matches!(replaced, Replace::Replaced(_)), "{replaced:?}");
        number += 1;
        let Some(RawRecord::Both { cache: copy, .. }) = engine.inspect(&key).await.unwrap() else { panic!() };
        let instance = cache.instance().await;
        if matches!(*copy, Ok(Some(_))) && instance.is_ok_and(|instance| instance != before) {
            break;
        }
        assert!(since.elapsed() < FAILOVER_TIMEOUT, "the cache is not used again: {copy:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    eprintln!("failed over after {:?} and {number} writes", since.elapsed());
    assert!(redis_cli(&redis.replica, &["ROLE"]).starts_with("master"));
}

/// The engine `cache` follows Sentinel to the new master, too, and the old one is a replica
/// that refuses writes.
#[actix_web::test]
async fn the_cache_follows_a_failover_that_an_operator_orders() {
    let redis = RedisSentinel::start();
    let engine = engine_over(cache_at(&redis.url(), CACHE_TIMEOUT));
    let key = engine.create(&record(1)).await.unwrap();
    let replicated = || redis_cli(&redis.replica, &["DBSIZE"]) == "1";
    wait_until("the replica has the session", async || replicated()).await;
    // Refused until the Sentinel has asked the replica for its state.
    wait_until("the Sentinel accepts the order", async || {
        redis_cli(&redis.sentinel, &["SENTINEL", "FAILOVER", "shop"]) == "OK"
    })
    .await;
    wait_until("the replica is the master", async || {
        redis_cli(&redis.replica, &["ROLE"]).starts_with("master")
    })
    .await;
    wait_until("a write succeeds on the new master", async || {
        let replaced = engine.replace(&key, 1, &record(2)).await;
        match replaced {
            Ok(Replace::Replaced(_)) => redis_cli(&redis.replica, &["DBSIZE"]) == "1",
            // The write before reached the old master and is lost.
            Ok(Replace::Conflict(_) | Replace::Gone) => true,
            Err(_) => false,
        }
    })
    .await;
    assert!(engine.load(&key).await.unwrap().is_some());
}

/// A session whose slot moves from one master to another can be used all the time, and its
/// scripts run on the one that has it.
#[actix_web::test]
async fn a_slot_of_a_cluster_moves_while_its_session_is_used() {
    let cluster = RedisCluster::start();
    let engine = engine_over(cache_at(&cluster.url(), LONG_TIMEOUT));
    contract::check(&engine).await;
    let key = engine.create(&record(1)).await.unwrap();
    let name = format!("session:{}", key.as_str());
    let from = cluster.master_of(&name);
    let to = (from + 1) % 3;
    let (source, target) = (&cluster.masters[from], &cluster.masters[to]);
    let (source_id, target_id) =
        (redis_cli(source, &["CLUSTER", "MYID"]), redis_cli(target, &["CLUSTER", "MYID"]));
    let slot = redis_cli(source, &["CLUSTER", "KEYSLOT", &name]);
    let replace = async |number: i64| {
        let replaced = engine.replace(&key, number, &record(number + 1)).await.unwrap();
        assert!(matches!(replaced, Replace::Replaced(_)), "{replaced:?}");
        assert_eq!(engine.load(&key).await.unwrap().unwrap().version, number + 1);
    };
    let set_slot = |node, words: &[&str]| {
        assert_eq!(redis_cli(node, &[&["CLUSTER", "SETSLOT", slot.as_str()][..], words].concat()), "OK");
    };
    set_slot(target, &["IMPORTING", &source_id]);
    set_slot(source, &["MIGRATING", &target_id]);
    replace(1).await;
    let port = target.port().to_string();
    assert_eq!(redis_cli(source, &["MIGRATE", "127.0.0.1", &port, &name, "0", "5000"]), "OK");
    // The source responds with ASK.
    replace(2).await;
    set_slot(target, &["NODE", &target_id]);
    set_slot(source, &["NODE", &target_id]);
    // The source responds with MOVED.
    replace(3).await;
    contract::check(&engine).await;
}

/// Sessions on the other masters are served while one is down; those on it, when its replica
/// has become the master.
#[actix_web::test]
async fn a_cluster_loses_a_master() {
    let mut cluster = RedisCluster::start();
    let cache = cache_at(&cluster.url(), CACHE_TIMEOUT);
    let engine = engine_over(Arc::clone(&cache));
    let mut keys: [Option<SessionKey>; 3] = [None, None, None];
    while keys.iter().any(Option::is_none) {
        let key = engine.create(&record(1)).await.unwrap();
        let master = cluster.master_of(&format!("session:{}", key.as_str()));
        keys[master] = Some(key);
    }
    let [lost, second, third] = keys.map(Option::unwrap);
    let before = cache.instance().await.unwrap();
    cluster.wait_for_replica();
    cluster.masters[0].stop();
    wait_until("the replica serves the session", async || {
        for key in [&second, &third] {
            assert!(engine.load(key).await.unwrap().is_some(), "its master runs");
        }
        matches!(engine.load(&lost).await, Ok(Some(_)))
    })
    .await;
    let replaced = engine.replace(&lost, 1, &record(2)).await.unwrap();
    assert!(matches!(replaced, Replace::Replaced(_)), "{replaced:?}");
    wait_until("the instance has changed", async || cache.instance().await.is_ok_and(|now| now != before))
        .await;
}

/// A real Sentinel refuses the commands of a cache, and repeats them in its error.
#[actix_web::test]
async fn no_secret_is_logged_if_the_url_names_a_sentinel_as_the_server() {
    let redis = RedisSentinel::start();
    let url = format!("redis://127.0.0.1:{}/0", redis.sentinel.port());
    let settings =
        [("SESSION_ENGINE", "cached_db"), ("SESSION_CACHE_ALIAS", "redis"), ("REDIS_URL", url.as_str())];
    let mut shop = TracedShop::start("", &settings);
    shop.fill_cart_of_member().await;
    shop.send_every_request().await;
    shop.assert_no_secret_is_logged("sessions are read from the database alone");
}

/// H5: a frozen Redis costs a few requests its timeout, and not each.
#[actix_web::test]
async fn a_frozen_redis_costs_few_requests_its_timeout() {
    let redis = Redis::start();
    let engine = engine_over(cache_at(&redis.url(), CACHE_TIMEOUT));
    let key = engine.create(&record(1)).await.unwrap();
    redis.0.freeze();
    let mut slow = 0;
    for _ in 0..60 {
        let since = Instant::now();
        assert!(engine.load(&key).await.is_err());
        slow += usize::from(since.elapsed() >= CACHE_TIMEOUT);
    }
    // Three open the breaker. On a slow machine a second passes, and one more tries.
    assert!((3..=5).contains(&slow), "{slow}");
    redis.0.thaw();
    wait_until("it recovers by itself", async || {
        engine.load(&key).await.is_ok_and(|record| record.is_some())
    })
    .await;
}

/// A server that refuses a call responds: the breaker stays closed.
#[actix_web::test]
async fn a_full_redis_refuses_new_sessions_and_serves_the_others() {
    let redis = Redis::start();
    let engine = engine_over(cache_at(&redis.url(), LONG_TIMEOUT));
    let key = engine.create(&record(1)).await.unwrap();
    redis.command(&["CONFIG", "SET", "maxmemory-policy", "noeviction"]);
    redis.command(&["CONFIG", "SET", "maxmemory", "1"]);
    for _ in 0..10 {
        let error = engine.create(&record(1)).await.unwrap_err().to_string();
        assert!(error.contains("OOM"), "{error}");
    }
    assert!(engine.load(&key).await.unwrap().is_some());
}
