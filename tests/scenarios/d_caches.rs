//! D6 to D9 over real cache servers: how long they store a session, and what a visitor
//! sees when a server is full, stopped or restarted. (`h_store_unavailable` freezes them.)

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpStream,
    sync::Arc,
    time::Duration,
};

use session_shop::{
    caches::{Cache, CacheError, Swap},
    sessions::{
        Clock, Options, Record,
        engines::{CacheEngine, Engine, EngineError},
    },
};
use time::format_description::well_known::Rfc3339;

use crate::{
    d_cached_db::record_of,
    d_engines::refusal,
    support::{
        Dictionary, EngineAndStore, TestApp,
        over_servers::{memcached_cache_at, redis_cache_at, shared_memcached_cache, shared_redis_cache},
        servers::{Memcached, Redis, memcached, redis},
    },
};

const TEA: &str = "keemun-black";

async fn over_cache(cache: Arc<dyn Cache>) -> Dictionary {
    let change = |options: &mut Options| {
        options.engine = Arc::new(CacheEngine::new(cache, "session:", options.clock.clone()));
    };
    Dictionary::over_with(EngineAndStore::CacheMemory, change).await
}

/// D7: the entry in the cache has a time to live.
#[actix_web::test]
async fn a_cache_server_removes_a_session_when_it_expires() {
    let clock = Clock::system();
    let mut raw = redis_client(redis());
    for (seconds, milliseconds) in [(60, 0), (1_209_600, 0), (40 * 86_400, 0), (0, 300)] {
        let ttl = Duration::from_secs(seconds) + Duration::from_millis(milliseconds);
        let record = Record { expire_date: clock.now() + ttl, ..record_of(&clock, "1") };
        let prefix = format!("{:x}:", rand::random::<u64>());
        let engine = CacheEngine::new(shared_redis_cache(), prefix.clone(), clock.clone());
        let key = engine.create(&record).await.unwrap();
        let left: u128 = redis_command(&mut raw, "PTTL", &format!("{prefix}{}", key.as_str()));
        let most = ttl.as_millis();
        assert!((most.saturating_sub(5_000).max(1)..=most).contains(&left), "{left} of {most}");

        let engine = CacheEngine::new(shared_memcached_cache(), prefix.clone(), clock.clone());
        let key = engine.create(&record).await.unwrap();
        assert!(engine.load(&key).await.unwrap().is_some());
        let left = memcached_time_to_live(&format!("{prefix}{}", key.as_str()));
        assert!((seconds.saturating_sub(5)..=seconds + 2).contains(&left), "{left} of {seconds}");
    }
}

fn redis_client(server: &Redis) -> ::redis::Connection {
    ::redis::Client::open(server.url()).unwrap().get_connection().unwrap()
}

fn redis_command(connection: &mut ::redis::Connection, command: &str, key: &str) -> u128 {
    ::redis::cmd(command).arg(key).query::<u64>(connection).unwrap().into()
}

/// Returns the seconds until an entry expires. The response to `mg KEY t` is
/// `HD tSECONDS`.
fn memcached_time_to_live(key: &str) -> u64 {
    let line = memcached_line(memcached(), &format!("mg {key} t"));
    line.strip_prefix("HD t").unwrap_or_else(|| panic!("{line}")).parse().unwrap()
}

/// The first line of the response to a command of Memcached's text protocol.
fn memcached_line(server: &Memcached, command: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", server.0.port())).unwrap();
    stream.write_all(format!("{command}\r\n").as_bytes()).unwrap();
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).unwrap();
    line.trim().to_owned()
}

/// D7, E3, E6: an expiry in less than a second, and one in more than 30 days, which is
/// the limit of Memcached's relative times.
#[actix_web::test]
async fn short_and_long_expiries_hold_in_every_cache() {
    for combination in [EngineAndStore::CacheRedis, EngineAndStore::CacheMemcached] {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set a 1", "set_expiry 3456000"]).await;
        assert_eq!(visitor.run_line("get a").await, "1");
        let expires = dictionary.clock.now() + Duration::from_millis(900);
        let set = format!("set_expiry datetime {}", expires.format(&Rfc3339).unwrap());
        let short = dictionary.visitor();
        let header = short.run(&["set a 1", &set]).await;
        let cookie = header.set_cookie("sessionid").unwrap();
        let kept = format!("sessionid={}", cookie.value());
        let response = short.post_with_cookie("/session", "get a".to_owned(), kept.as_bytes()).await;
        assert_eq!(response.body, "1", "{combination:?}");
        dictionary.clock.advance(Duration::from_millis(900));
        let response = short.post_with_cookie("/session", "get a".to_owned(), kept.as_bytes()).await;
        assert_eq!(response.body, "-", "{combination:?}");
    }
}

/// D7, D20: the largest value that Memcached stores, about a megabyte, and one byte
/// more.
#[actix_web::test]
async fn a_value_too_large_for_memcached_is_refused_and_the_old_value_stays() {
    let cache = shared_memcached_cache();
    let ttl = Duration::from_secs(600);
    let key = format!("{:x}", rand::random::<u64>());
    let largest = 1_048_576 - 256 - key.len();
    let text = format!("1 {}", "x".repeat(largest - 2));
    assert!(cache.add(&key, &text, ttl).await.unwrap());
    assert!(cache.get(&key).await.unwrap() == Some(text.clone()));
    let larger = format!("{text}x");
    let refused = [
        cache.swap(&key, "1 ", &larger, ttl).await.err(),
        cache.set(&key, &larger, ttl).await.err(),
        cache.add(&key, &larger, ttl).await.err(),
    ];
    for error in refused {
        assert!(matches!(error, Some(CacheError::TooLarge { .. })), "{error:?}");
    }
    assert!(
        cache.swap(&key, "1 ", &text, ttl).await.unwrap() == Swap::Swapped,
        "the old value is still there"
    );
}

/// D17, D20: the `cache` engine responds 413. `cached_db` stores such a session in the
/// database and not in the cache.
#[actix_web::test]
async fn a_session_too_large_for_memcached_is_refused_or_stored_in_the_database_only() {
    let part = |number: usize| format!("set part{number} \"{}\"", "x".repeat(200_000));
    for combination in [EngineAndStore::CacheMemcached, EngineAndStore::CachedDbMemcachedSqlite] {
        let dictionary = Dictionary::over_with(combination, |options| options.max_bytes = 8_000_000).await;
        let visitor = dictionary.visitor_with(&["set a 1"]).await;
        for number in 0..8 {
            let response = visitor.run(&[&part(number)]).await;
            let fits = number < 5 || combination != EngineAndStore::CacheMemcached;
            assert_eq!(response.status, if fits { 200 } else { 413 }, "{combination:?}, {number}");
            let keys = visitor.run_line("keys").await;
            assert_eq!(keys.ends_with(&format!("part{number}")), fits, "{combination:?}: {keys}");
        }
        assert_eq!(visitor.run_line("get a").await, "1");
        let other = dictionary.visitor_with(&["set a 2"]).await;
        assert_eq!(other.run_line("get a").await, "2", "another visitor is not affected");
    }
}

/// D17: the error of the engine has the size of the record and the limit, in bytes.
#[actix_web::test]
async fn the_cache_engine_reports_the_size_limit_of_its_cache() {
    let clock = Clock::system();
    let engine = CacheEngine::new(shared_memcached_cache(), "session:", clock.clone());
    let record = record_of(&clock, &format!("\"{}\"", "x".repeat(1_100_000)));
    let error = engine.create(&record).await.unwrap_err();
    assert!(matches!(error, EngineError::TooLarge { bytes: 1_100_000.., limit: ..1_048_576 }), "{error}");
}

/// D8: servers with a limit of eight megabytes get twenty. The entries that were not used
/// for the longest time are evicted, and their visitors have empty sessions. New sessions
/// are stored.
#[actix_web::test]
async fn when_a_cache_server_is_full_old_sessions_are_evicted() {
    const BIG: usize = 100_000;
    let (redis, memcached) = (Redis::start(), Memcached::start());
    let mut raw = redis_client(&redis);
    for (name, value) in [("maxmemory", "8mb"), ("maxmemory-policy", "allkeys-lru")] {
        ::redis::cmd("CONFIG").arg("SET").arg(name).arg(value).exec(&mut raw).unwrap();
    }
    assert_eq!(memcached_line(&memcached, "cache_memlimit 8"), "OK");
    for cache in [redis_cache_at(&redis), memcached_cache_at(&memcached)] {
        let dictionary = over_cache(cache).await;
        let (big, mut visitors) = (format!("set big \"{}\"", "x".repeat(BIG)), Vec::new());
        for number in 0..200 {
            let visitor = dictionary.visitor_with(&[&format!("set number {number}"), &big]).await;
            assert_eq!(visitor.run_line("get number").await, number.to_string());
            visitors.push(visitor);
        }
        let page = visitors[0].run(&["get number"]).await;
        assert_eq!((page.status, page.body.as_str()), (200, "-"));
        assert!(page.removes_cookie("sessionid"));
        assert_eq!(visitors[199].run_line("get number").await, "199");
    }
}

/// D9
#[actix_web::test]
async fn after_a_cache_restart_the_visitor_gets_a_new_session() {
    let (mut redis, mut memcached) = (Redis::start(), Memcached::start());
    let caches = [redis_cache_at(&redis), memcached_cache_at(&memcached)];
    for (cache, server) in caches.into_iter().zip([&mut redis.0, &mut memcached.0]) {
        let dictionary = over_cache(cache).await;
        let (visitor, writer) =
            (dictionary.visitor_with(&["set a 1"]).await, dictionary.visitor_with(&["set a 1"]).await);
        let key = writer.run_line("session_key").await;
        server.stop();
        assert_eq!(visitor.run(&["get a"]).await.status, 503);
        server.start_again();
        let response = visitor.run(&["get a"]).await;
        assert_eq!((response.status, response.body.as_str()), (200, "-"));
        assert!(response.removes_cookie("sessionid"));
        writer.run_line("set b 2").await;
        assert_eq!(writer.run_line("items").await, "b=2");
        assert_ne!(writer.run_line("session_key").await, key);
    }
}

/// D9: at the real shop. No page is an error page, and the next cart creates a session
/// with another id.
#[actix_web::test]
async fn after_a_cache_restart_the_shop_shows_an_empty_cart_and_keeps_working() {
    let (mut redis, mut memcached) = (Redis::start(), Memcached::start());
    for (alias, name, url, server) in [
        ("redis", "caches.redis.url", redis.url(), &mut redis.0),
        ("memcached", "caches.memcached.url", memcached.url(), &mut memcached.0),
    ] {
        let settings = [("session.engine", "cache"), ("session.cache_alias", alias), (name, url.as_str())];
        let app = TestApp::with(&settings).await;
        let (visitor, member) = (app.visitor(), app.member().await);
        visitor.add_to_cart(TEA, 2).await;
        let key = visitor.session_key();
        server.stop();
        server.start_again();
        for path in ["/", "/cart", "/account/login"] {
            let page = visitor.get(path).await;
            assert_eq!((page.status, page.cart_count()), (200, 0), "{alias}: {path}");
        }
        assert_eq!(visitor.cookie("sessionid"), None, "{alias}: the invalid cookie is removed");
        visitor.add_to_cart(TEA, 1).await;
        assert_ne!(visitor.session_key(), key, "{alias}");
        assert_eq!(visitor.get("/cart").await.cart_lines(), [(TEA.to_owned(), 1)], "{alias}");
        assert!(!member.is_logged_in().await, "{alias}: the login was in the session");
        member.register("Lin").await;
        assert!(member.is_logged_in().await, "{alias}");
    }
}

/// D9: no request has failed in between, so the connections of the shop are still the
/// old ones.
#[actix_web::test]
async fn the_first_request_after_a_cache_restart_succeeds() {
    let (mut redis, mut memcached) = (Redis::start(), Memcached::start());
    let caches = [redis_cache_at(&redis), memcached_cache_at(&memcached)];
    for (cache, server) in caches.into_iter().zip([&mut redis.0, &mut memcached.0]) {
        let dictionary = over_cache(cache).await;
        for line in ["get a", "set b 2", "flush", "cycle_key"] {
            let visitor = dictionary.visitor_with(&["set a 1"]).await;
            server.stop();
            server.start_again();
            assert_eq!(visitor.run(&[line]).await.status, 200, "{line}");
        }
    }
}

/// D6, D7: the error at startup names the cache or database.
#[actix_web::test]
async fn an_unreachable_cache_or_database_is_named_at_startup() {
    for (settings, named) in [
        ([("session.engine", "cache"), ("caches.redis.url", "redis://127.0.0.1:9/0")], "redis"),
        ([("session.engine", "cache"), ("caches.memcached.url", "memcache://127.0.0.1:9")], "memcached"),
    ] {
        let settings = [settings[0], settings[1], ("session.cache_alias", named)];
        let error = refusal(&settings).await;
        assert!(error.contains(&format!("caches.{named}")), "{error}");
    }
    for url in ["postgres://shop@127.0.0.1:9/tea", "mysql://root@127.0.0.1:9/tea"] {
        let settings = [("session.database", "apart"), ("databases.apart.url", url)];
        let error = refusal(&settings).await;
        assert!(error.contains("databases.apart"), "{error}");
    }
}
