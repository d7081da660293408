//! D2, D3, D7, D9, D11 to D13 over real servers: what they hold, and what
//! becomes of a visitor when one of them is stopped, frozen or restarted.

use std::{sync::Arc, time::Duration};

use futures_util::future::{join_all, join3};
use session_shop::{
    caches::{Cache, CacheError, MemcachedCache, RedisCache, Swap},
    sessions::{
        Clock, Options, Record,
        engines::{CacheEngine, Cleared, Engine, EngineError},
    },
};
use time::format_description::well_known::Rfc3339;

use crate::{
    d_engines::{fills_cache_and_database, record_of},
    process::Process,
    support::{
        Combination, Dictionary, TestApp,
        combinations::{cached_db, over_database, sqlite},
        over_servers::{in_memcached, in_redis},
        servers::{MariaDb, Memcached, Postgres, Redis, mariadb, memcached, postgres, redis},
        visitor::Visitor,
    },
};

const TEA: &str = "keemun-black";

/// As the settings have it.
const TIMEOUT: Duration = Duration::from_millis(250);

/// Longer than a cache is left alone after a failure.
const LEFT_ALONE: Duration = Duration::from_millis(1_100);

fn at_redis(server: &Redis) -> Arc<dyn Cache> {
    Arc::new(RedisCache::new(&server.url(), TIMEOUT).unwrap())
}

fn at_memcached(server: &Memcached) -> Arc<dyn Cache> {
    Arc::new(MemcachedCache::new(&server.url(), 4, TIMEOUT).unwrap())
}

async fn over_cache(cache: Arc<dyn Cache>) -> Dictionary {
    let change = |options: &mut Options| {
        options.engine = Arc::new(CacheEngine::new(cache, "session:", options.clock.clone()));
    };
    Dictionary::over_with(Combination::CacheMemory, change).await
}

/// D2, D3: shop and sessions on each kind of database, and apart.
#[actix_web::test]
async fn the_shop_and_its_sessions_work_on_every_database() {
    for url in [postgres().new_database(), mariadb().new_database()] {
        let app = TestApp::with(&[("databases.default.url", &url)]).await;
        let member = app.member().await;
        member.add_to_cart(TEA, 2).await;
        let review = member.go_to_review("express").await;
        let answer = member.place_order(&review).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        assert!(member.follow(answer).await.contains("Lin Mei-hua"));
        let other = app.visitor();
        other.add_to_cart(TEA, 1).await;
        // Another process of the shop finds the tables as they are.
        let beside = app.beside(&[("databases.default.url", &url)]).await;
        assert!(member.copy().at(beside.address()).is_logged_in().await);
        assert_eq!(other.at(beside.address()).get("/cart").await.cart_lines(), [(TEA.to_owned(), 1)]);
        assert!(member.get("/orders").await.contains("/orders/"));
        member.log_out().await;
        assert!(!member.is_logged_in().await);
    }
}

/// D3
#[actix_web::test]
async fn sessions_may_be_on_a_server_and_the_shop_in_a_file() {
    for url in [postgres().new_database(), mariadb().new_database()] {
        for engine in ["db", "cached_db"] {
            let settings =
                [("session.engine", engine), ("session.database", "apart"), ("databases.apart.url", &url)];
            let app = TestApp::with(&settings).await;
            let member = app.member().await;
            member.add_to_cart(TEA, 1).await;
            assert_eq!((app.sqlite().count("sessions"), app.sqlite().count("users")), (0, 1));
            // Whose tables they are is not asked: the sessions are there.
            let folder = tempfile::tempdir().unwrap();
            let cookie = member.cookie("sessionid").unwrap();
            let key = session_shop::sessions::SessionKey::from_cookie(&cookie[cookie.len() - 32..]);
            let record = over_database(&url, &folder).await.load(&key).await.unwrap().unwrap();
            assert!(record.data.iter().any(|(_, json)| json.contains(TEA)));
        }
    }
}

/// D2: the same columns, and moments to the microsecond.
#[actix_web::test]
async fn every_database_keeps_a_record_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (postgres().borrow(), mariadb().borrow());
    let engines = [
        sqlite(&folder).await,
        over_database(&one.url, &folder).await,
        over_database(&other.url, &folder).await,
    ];
    let clock = Clock::system();
    for engine in engines {
        for json in [r#""茶 🍵 \u0000 ' \\ %""#, "null", &format!("\"{}\"", "x".repeat(2_000_000))] {
            let mut record = record_of(&clock, json);
            record.expire_date = record.expire_date.replace_microsecond(123_456).unwrap();
            let key = engine.create(&record).await.unwrap();
            record.version = 1;
            assert!(engine.load(&key).await.unwrap() == Some(record.clone()));
            // The same end again is a touch, not a conflict.
            for _ in 0..2 {
                let touched = engine.touch(&key, &record).await.unwrap();
                assert!(touched == session_shop::sessions::engines::Replace::Replaced(key.clone()));
            }
            clears_to_the_microsecond(&engine, &record).await;
        }
    }
}

async fn clears_to_the_microsecond(engine: &dyn Engine, record: &Record) {
    let end = record.expire_date;
    let just_before = end - Duration::from_micros(1);
    assert_eq!(engine.clear_expired(just_before).await.unwrap(), Cleared::Removed(0));
    assert_eq!(engine.clear_expired(end).await.unwrap(), Cleared::Removed(1));
}

/// D7: the server is told when a session ends.
#[actix_web::test]
async fn a_caches_server_forgets_a_session_when_it_ends() {
    let clock = Clock::system();
    let mut raw = redis_client(redis());
    for (seconds, milliseconds) in [(60, 0), (1_209_600, 0), (40 * 86_400, 0), (0, 300)] {
        let lives = Duration::from_secs(seconds) + Duration::from_millis(milliseconds);
        let record = Record { expire_date: clock.now() + lives, ..record_of(&clock, "1") };
        let prefix = format!("{:x}:", rand::random::<u64>());
        let engine = CacheEngine::new(in_redis(), prefix.clone(), clock.clone());
        let key = engine.create(&record).await.unwrap();
        let left: u128 = redis_command(&mut raw, "PTTL", &format!("{prefix}{}", key.as_str()));
        let most = lives.as_millis();
        assert!((most.saturating_sub(5_000).max(1)..=most).contains(&left), "{left} of {most}");

        let engine = CacheEngine::new(in_memcached(), prefix.clone(), clock.clone());
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

/// By a plain connection: `mg KEY t` answers `HD tSECONDS`.
fn memcached_time_to_live(key: &str) -> u64 {
    use std::io::{BufRead, BufReader, Write};
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", memcached().0.port())).unwrap();
    stream.write_all(format!("mg {key} t\r\n").as_bytes()).unwrap();
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).unwrap();
    line.trim().strip_prefix("HD t").unwrap_or_else(|| panic!("{line}")).parse().unwrap()
}

/// D7, E3, E6: what lasts for less than a second, and for more than 30 days.
#[actix_web::test]
async fn a_session_lasts_as_long_as_it_should_in_every_cache() {
    for combination in [Combination::CacheRedis, Combination::CacheMemcached] {
        let dictionary = Dictionary::over(combination).await;
        let visitor = dictionary.visitor_with(&["set a 1", "set_expiry 3456000"]).await;
        assert_eq!(visitor.ask("get a").await, "1");
        let moment = dictionary.clock.now() + Duration::from_millis(900);
        let set = format!("set_expiry datetime {}", moment.format(&Rfc3339).unwrap());
        let short = dictionary.visitor();
        let header = short.run(&["set a 1", &set]).await;
        let cookie = header.set_cookie("sessionid").unwrap();
        let kept = format!("sessionid={}", cookie.value());
        let answer = short.post_with_cookie("/session", "get a".to_owned(), kept.as_bytes()).await;
        assert_eq!(answer.body, "1", "{combination:?}");
        dictionary.clock.advance(Duration::from_millis(900));
        let answer = short.post_with_cookie("/session", "get a".to_owned(), kept.as_bytes()).await;
        assert_eq!(answer.body, "-", "{combination:?}");
    }
}

/// D7, D20: Memcached takes about a megabyte, to the byte.
#[actix_web::test]
async fn what_memcached_does_not_take_is_refused_and_the_old_data_stays() {
    let cache = in_memcached();
    let lives = Duration::from_secs(600);
    let key = format!("{:x}", rand::random::<u64>());
    let largest = 1_048_576 - 256 - key.len();
    let text = format!("1 {}", "x".repeat(largest - 2));
    assert!(cache.add(&key, &text, lives).await.unwrap());
    assert!(cache.get(&key).await.unwrap() == Some(text.clone()));
    let larger = format!("{text}x");
    let refused = [
        cache.swap(&key, "1 ", &larger, lives).await.err(),
        cache.set(&key, &larger, lives).await.err(),
        cache.add(&key, &larger, lives).await.err(),
    ];
    for error in refused {
        assert!(matches!(error, Some(CacheError::TooLarge { .. })), "{error:?}");
    }
    assert!(cache.swap(&key, "1 ", &text, lives).await.unwrap() == Swap::Swapped, "it is still there");
}

/// D17, D20: at the visitor's end, and with a cache before a database that does
/// take it.
#[actix_web::test]
async fn a_session_too_large_for_memcached_is_refused_or_kept_in_the_database_alone() {
    let part = |number: usize| format!("set part{number} \"{}\"", "x".repeat(200_000));
    for combination in [Combination::CacheMemcached, Combination::CachedDbMemcachedSqlite] {
        let dictionary = Dictionary::over_with(combination, |options| options.max_bytes = 8_000_000).await;
        let visitor = dictionary.visitor_with(&["set a 1"]).await;
        for number in 0..8 {
            let answer = visitor.run(&[&part(number)]).await;
            let fits = number < 5 || combination != Combination::CacheMemcached;
            assert_eq!(answer.status, if fits { 200 } else { 413 }, "{combination:?}, {number}");
            let keys = visitor.ask("keys").await;
            assert_eq!(keys.ends_with(&format!("part{number}")), fits, "{combination:?}: {keys}");
        }
        assert_eq!(visitor.ask("get a").await, "1");
        let other = dictionary.visitor_with(&["set a 2"]).await;
        assert_eq!(other.ask("get a").await, "2", "nobody else is the worse for it");
    }
}

/// A server is too large an engine's error, and a client's 413.
#[actix_web::test]
async fn an_engine_says_how_much_its_cache_takes() {
    let clock = Clock::system();
    let engine = CacheEngine::new(in_memcached(), "session:", clock.clone());
    let record = record_of(&clock, &format!("\"{}\"", "x".repeat(1_100_000)));
    let error = engine.create(&record).await.unwrap_err();
    assert!(matches!(error, EngineError::TooLarge { bytes: 1_100_000.., limit: ..1_048_576 }), "{error}");
}

/// D9
#[actix_web::test]
async fn a_restarted_cache_has_lost_its_sessions_and_the_visitor_gets_a_fresh_one() {
    let (mut redis, mut memcached) = (Redis::start(), Memcached::start());
    let caches = [at_redis(&redis), at_memcached(&memcached)];
    for (cache, server) in caches.into_iter().zip([&mut redis.0, &mut memcached.0]) {
        let dictionary = over_cache(cache).await;
        let (visitor, writer) =
            (dictionary.visitor_with(&["set a 1"]).await, dictionary.visitor_with(&["set a 1"]).await);
        let key = writer.ask("session_key").await;
        server.stop();
        assert_eq!(visitor.run(&["get a"]).await.status, 503);
        server.start_again();
        let answer = visitor.run(&["get a"]).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, "-"));
        assert!(answer.removes_cookie("sessionid"));
        writer.ask("set b 2").await;
        assert_eq!(writer.ask("items").await, "b=2");
        assert_ne!(writer.ask("session_key").await, key);
    }
}

/// D9: though nobody asked while it was away.
#[actix_web::test]
async fn the_first_request_after_a_restart_is_answered() {
    let (mut redis, mut memcached) = (Redis::start(), Memcached::start());
    let caches = [at_redis(&redis), at_memcached(&memcached)];
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

/// H5: a cache that hangs.
#[actix_web::test]
async fn a_frozen_cache_makes_nobody_wait_for_long_and_is_used_again() {
    let (redis, memcached) = (Redis::start(), Memcached::start());
    let caches = [at_redis(&redis), at_memcached(&memcached)];
    for (cache, server) in caches.into_iter().zip([&redis.0, &memcached.0]) {
        let dictionary = over_cache(cache).await;
        let visitor = dictionary.visitor_with(&["set a 1"]).await;
        server.freeze();
        for line in ["get a", "set a 2"] {
            let asked = std::time::Instant::now();
            assert_eq!(visitor.run(&[line]).await.status, 503);
            assert!(asked.elapsed() < Duration::from_secs(1), "{:?}", asked.elapsed());
        }
        server.thaw();
        assert_eq!(visitor.ask("get a").await, "1");
        visitor.ask("set a 3").await;
        assert_eq!(visitor.ask("get a").await, "3");
    }
}

/// D2, H5: a restarted database has them all, and the first request is answered.
#[actix_web::test]
async fn a_restarted_database_has_kept_its_sessions() {
    let mut postgres = Postgres::start();
    let mut mariadb = MariaDb::start();
    let urls = [postgres.new_database(), mariadb.new_database()];
    for (is_postgres, url) in urls.iter().enumerate().map(|(number, url)| (number == 0, url)) {
        let folder = tempfile::tempdir().unwrap();
        let database = over_database(url, &folder).await;
        let change = |options: &mut Options| options.engine = Arc::new(database);
        let dictionary = Dictionary::over_with(Combination::File, change).await;
        let visitor = dictionary.visitor_with(&["set n 1"]).await;
        if is_postgres {
            postgres.server.stop();
            assert_eq!(visitor.run(&["add n 1"]).await.status, 503);
            postgres.server.start_again();
            postgres.wait_until_ready();
        } else {
            mariadb.server.stop();
            assert_eq!(visitor.run(&["add n 1"]).await.status, 503);
            mariadb.server.start_again();
        }
        assert_eq!(visitor.run(&["add n 1", "get n"]).await.body, "ok\n2");
        assert_eq!(visitor.ask("get n").await, "2");
    }
}

/// E11: clearing many is in nobody's way.
#[actix_web::test]
async fn visitors_are_served_while_expired_sessions_are_cleared() {
    for combination in [Combination::DbPostgres, Combination::DbMysql, Combination::DbSqlite] {
        let dictionary = Dictionary::over(combination).await;
        let engine = &dictionary.options().engine;
        let over = Record { expire_date: dictionary.clock.now(), ..record_of(&Clock::system(), "1") };
        for _ in 0..30 {
            join_all((0..100).map(|_| engine.create(&over)))
                .await
                .into_iter()
                .for_each(|made| drop(made.unwrap()));
        }
        let visitors = join_all((0..8).map(|_| dictionary.visitor_with(&["set n 0"]))).await;
        let visits = join_all(visitors.iter().map(async |visitor| {
            for _ in 0..20 {
                assert_eq!(visitor.run(&["add n 1"]).await.status, 200, "{combination:?}");
            }
        }));
        let now = dictionary.clock.now();
        // Two processes may clear at once.
        let (one, other, _) = join3(engine.clear_expired(now), engine.clear_expired(now), visits).await;
        let removed = [one.unwrap(), other.unwrap()].map(|cleared| match cleared {
            Cleared::Removed(count) => count,
            Cleared::NotNeeded => 0,
        });
        assert_eq!(removed.iter().sum::<u64>(), 3_000, "{combination:?}");
        for visitor in visitors {
            assert_eq!(visitor.ask("get n").await, "20");
        }
    }
}

/// H5: a database that hangs.
#[actix_web::test]
async fn a_frozen_database_makes_nobody_wait_for_long_and_what_was_refused_is_not_done_later() {
    let (postgres, mariadb) = (Postgres::start(), MariaDb::start());
    let urls = [postgres.new_database(), mariadb.new_database()];
    for (url, server) in urls.iter().zip([&postgres.server, &mariadb.server]) {
        let folder = tempfile::tempdir().unwrap();
        let database = over_database(url, &folder).await;
        let change = |options: &mut Options| options.engine = Arc::new(database);
        let dictionary = Dictionary::over_with(Combination::File, change).await;
        let visitor = dictionary.visitor_with(&["set n 1"]).await;
        let slow = dictionary.begin(&visitor, &["wait", "add n 1"]).await;
        server.freeze();
        let asked = std::time::Instant::now();
        assert_eq!(slow.finish().await.status, 503);
        assert!(asked.elapsed() < Duration::from_secs(1), "{:?}", asked.elapsed());
        assert_eq!(visitor.run(&["get n"]).await.status, 503);
        server.thaw();
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert_eq!(visitor.ask("get n").await, "1");
        visitor.ask("add n 1").await;
        assert_eq!(visitor.ask("get n").await, "2");
    }
}

/// D11, D12
#[actix_web::test]
async fn cached_db_fills_every_cache_over_every_database() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (postgres().borrow(), mariadb().borrow());
    for url in ["sqlite:sessions.sqlite3", &one.url, &other.url] {
        for cache in [in_redis(), in_memcached()] {
            let (database, same) = (over_database(url, &folder).await, over_database(url, &folder).await);
            fills_cache_and_database(database, same, cache).await;
        }
    }
}

/// D13
#[actix_web::test]
async fn with_its_cache_stopped_frozen_or_restarted_cached_db_loses_nothing() {
    let (mut redis, mut memcached) = (Redis::start(), Memcached::start());
    let caches = [at_redis(&redis), at_memcached(&memcached)];
    for (cache, server) in caches.into_iter().zip([&mut redis.0, &mut memcached.0]) {
        let folder = tempfile::tempdir().unwrap();
        let database = sqlite(&folder).await;
        let dictionary = Dictionary::over_with(Combination::File, |options| {
            options.engine = Arc::new(cached_db(database, cache, &options.clock));
        })
        .await;
        let (visitor, leaver) =
            (dictionary.visitor_with(&["set n 1"]).await, dictionary.visitor_with(&["set n 1"]).await);
        let thief = leaver.copy();
        server.freeze();
        assert_eq!(visitor.run(&["add n 1", "get n"]).await.body, "ok\n2");
        assert_eq!(leaver.run(&["flush"]).await.status, 200);
        server.thaw();
        tokio::time::sleep(LEFT_ALONE).await;
        // The cache still has what was there before.
        assert_eq!(visitor.ask("get n").await, "2");
        assert_eq!(thief.ask("items").await, "");
        server.stop();
        for expected in ["3", "4"] {
            visitor.ask("add n 1").await;
            assert_eq!(visitor.ask("get n").await, expected);
        }
        assert_eq!(dictionary.visitor_with(&["set a 1"]).await.ask("get a").await, "1");
        server.start_again();
        for _ in 0..2 {
            assert_eq!(visitor.ask("get n").await, "4");
            tokio::time::sleep(LEFT_ALONE).await;
        }
        visitor.ask("add n 1").await;
        assert_eq!(visitor.ask("get n").await, "5");
    }
}

/// D13: whoever runs the shop is told once, not at each request.
#[actix_web::test]
async fn one_line_in_the_log_says_that_the_cache_is_away() {
    let (mut redis, folder) = (Redis::start(), tempfile::tempdir().unwrap());
    let url = redis.url();
    let settings =
        [("SESSION_ENGINE", "cached_db"), ("SESSION_CACHE_ALIAS", "redis"), ("REDIS_URL", url.as_str())];
    let shop = Process::start(folder.path(), &settings);
    let visitor = Visitor::new(shop.address());
    visitor.add_to_cart(TEA, 1).await;
    redis.0.stop();
    for _ in 0..5 {
        visitor.add_to_cart(TEA, 1).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    assert_eq!(visitor.get("/cart").await.cart_lines(), [(TEA.to_owned(), 6)]);
    let log = shop.log();
    let told = log.lines().filter(|line| line.contains("sessions are read from the database alone"));
    assert_eq!(told.count(), 1, "{log}");
}

/// D6, D7: at the start it is said which cache is not there.
#[actix_web::test]
async fn a_cache_or_database_that_is_away_is_named_at_the_start() {
    for (settings, named) in [
        ([("session.engine", "cache"), ("caches.redis.url", "redis://127.0.0.1:9/0")], "redis"),
        ([("session.engine", "cache"), ("caches.memcached.url", "memcache://127.0.0.1:9")], "memcached"),
    ] {
        let settings = [settings[0], settings[1], ("session.cache_alias", named)];
        let error = crate::d_engines::refusal(&settings).await;
        assert!(error.contains(&format!("caches.{named}")), "{error}");
    }
    for url in ["postgres://shop@127.0.0.1:9/tea", "mysql://root@127.0.0.1:9/tea"] {
        let settings = [("session.database", "apart"), ("databases.apart.url", url)];
        let error = crate::d_engines::refusal(&settings).await;
        assert!(error.contains("databases.apart"), "{error}");
    }
}
