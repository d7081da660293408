//! D13: `cached_db` with real cache servers that are stopped, frozen or restarted. No
//! session is lost.

use std::{sync::Arc, time::Duration};

use crate::{
    process::Process,
    support::{
        Dictionary, EngineAndStore, TestApp,
        combinations::{cached_db, sqlite},
        over_servers::{memcached_cache_at, redis_cache_at},
        servers::{Memcached, Redis},
        visitor::Visitor,
    },
};

const TEA: &str = "keemun-black";

/// Longer than the pause in which `cached_db` does not call its cache after a failure.
const PAUSE_OF_CACHE: Duration = Duration::from_millis(1_100);

/// D13
#[actix_web::test]
async fn with_its_cache_stopped_frozen_or_restarted_cached_db_loses_nothing() {
    let (mut redis, mut memcached) = (Redis::start(), Memcached::start());
    let caches = [redis_cache_at(&redis), memcached_cache_at(&memcached)];
    for (cache, server) in caches.into_iter().zip([&mut redis.0, &mut memcached.0]) {
        let folder = tempfile::tempdir().unwrap();
        let database = sqlite(&folder).await;
        let dictionary = Dictionary::over_with(EngineAndStore::File, |options| {
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
        tokio::time::sleep(PAUSE_OF_CACHE).await;
        // The cache still has what was there before.
        assert_eq!(visitor.run_line("get n").await, "2");
        assert_eq!(thief.run_line("items").await, "");
        server.stop();
        for expected in ["3", "4"] {
            visitor.run_line("add n 1").await;
            assert_eq!(visitor.run_line("get n").await, expected);
        }
        assert_eq!(dictionary.visitor_with(&["set a 1"]).await.run_line("get a").await, "1");
        server.start_again();
        for _ in 0..2 {
            assert_eq!(visitor.run_line("get n").await, "4");
            tokio::time::sleep(PAUSE_OF_CACHE).await;
        }
        visitor.run_line("add n 1").await;
        assert_eq!(visitor.run_line("get n").await, "5");
    }
}

/// D13: the real shop, whose cache is stopped and started again without its data.
#[actix_web::test]
async fn the_shop_keeps_carts_and_logins_while_its_cache_is_stopped_and_after_it_restarts() {
    let (mut redis, mut memcached) = (Redis::start(), Memcached::start());
    for (alias, name, url, server) in [
        ("redis", "caches.redis.url", redis.url(), &mut redis.0),
        ("memcached", "caches.memcached.url", memcached.url(), &mut memcached.0),
    ] {
        let settings =
            [("session.engine", "cached_db"), ("session.cache_alias", alias), (name, url.as_str())];
        let app = TestApp::with(&settings).await;
        let member = app.member().await;
        member.add_to_cart(TEA, 1).await;
        server.stop();
        member.add_to_cart(TEA, 1).await;
        assert!(member.is_logged_in().await, "{alias}");
        server.start_again();
        member.add_to_cart(TEA, 1).await;
        assert_eq!(member.get("/cart").await.cart_lines(), [(TEA.to_owned(), 3)], "{alias}");
        assert!(member.is_logged_in().await, "{alias}");
        let copy = member.copy();
        member.log_out().await;
        assert!(!copy.is_logged_in().await, "{alias}");
    }
}

/// D13: the log has one line about it, not one for each request.
#[actix_web::test]
async fn an_unavailable_cache_is_logged_once() {
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
    let warnings = log.lines().filter(|line| line.contains("sessions are read from the database alone"));
    assert_eq!(warnings.count(), 1, "{log}");
}
