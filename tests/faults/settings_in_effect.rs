//! The settings of the stores have the effect that `settings.toml` describes, in the
//! shop as `main` builds it.

use std::time::Duration;

use crate::support::TestApp;

const TEA: &str = "keemun-black";

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// H7: `session.absolute_age`, which counts again from the login.
#[actix_web::test]
async fn absolute_age_expires_a_session_that_is_in_use() {
    let settings = [
        ("session.absolute_age", "100"),
        ("session.cookie_age", "1000"),
        ("session.save_every_request", "true"),
    ];
    let app = TestApp::with(&settings).await;
    let (stranger, member) = (app.visitor(), app.visitor());
    stranger.add_to_cart(TEA, 1).await;
    member.add_to_cart(TEA, 1).await;
    for _ in 0..9 {
        app.clock.advance(seconds(11));
        assert_eq!(stranger.get("/").await.cart_count(), 1);
    }
    member.register("Mei").await;
    app.clock.advance(seconds(1));
    assert_eq!(stranger.get("/").await.cart_count(), 0, "100 seconds after it began");
    assert_eq!((member.get("/").await.cart_count(), member.is_logged_in().await), (1, true));
    app.clock.advance(seconds(98));
    assert!(member.is_logged_in().await, "99 seconds after the login");
    app.clock.advance(seconds(1));
    assert!(!member.is_logged_in().await, "100 seconds after the login");
}

#[cfg(feature = "server-tests")]
mod of_servers {
    use std::time::{Duration, Instant};

    use diesel::{
        Connection, PgConnection, QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query,
        sql_types::BigInt,
    };
    use futures_util::future::join_all;

    use super::TEA;
    use crate::support::{
        TestApp,
        servers::{Memcached, Redis, Server, postgres, redis},
    };

    /// `session.key_prefix`: the keys in a cache begin with it, so that two shops can
    /// share a server.
    #[actix_web::test]
    async fn key_prefix_separates_two_shops_on_one_redis() {
        let url = redis().url();
        let prefixes = [(); 2].map(|()| format!("{:016x}:", rand::random::<u64>()));
        let settings = |prefix| {
            [
                ("session.engine", "cache"),
                ("session.cache_alias", "redis"),
                ("caches.redis.url", url.as_str()),
                ("session.key_prefix", prefix),
                ("secret_key", "a secret key that both shops have in common"),
            ]
        };
        let here = TestApp::with(&settings(&prefixes[0])).await;
        let there = here.beside(&settings(&prefixes[1])).await;
        let same = here.beside(&settings(&prefixes[0])).await;
        let visitor = here.visitor();
        visitor.add_to_cart(TEA, 1).await;
        let mut direct = ::redis::Client::open(url.as_str()).unwrap().get_connection().unwrap();
        for (prefix, count) in prefixes.iter().zip([1, 0]) {
            let names: Vec<String> =
                ::redis::cmd("KEYS").arg(format!("{prefix}*")).query(&mut direct).unwrap();
            let expected = format!("{prefix}{}", visitor.session_key());
            assert_eq!(names, vec![expected; count]);
        }
        let thief = visitor.copy();
        assert_eq!(visitor.at(same.address()).get("/").await.cart_count(), 1);
        assert_eq!(thief.at(there.address()).get("/").await.cart_count(), 0);
    }

    /// Returns how long a request waits for a frozen server until the 503.
    async fn waiting_time(server: &Server, settings: &[(&'static str, &str)]) -> Duration {
        let app = TestApp::with(settings).await;
        let visitor = app.visitor();
        visitor.add_to_cart(TEA, 1).await;
        server.freeze();
        let since = Instant::now();
        let page = visitor.get("/cart").await;
        let waited = since.elapsed();
        server.thaw();
        assert_eq!(page.status, 503);
        waited
    }

    /// `session.store_timeout_ms` is shorter than the cache's own timeout here.
    #[actix_web::test]
    async fn a_request_waits_for_the_store_as_long_as_store_timeout_allows() {
        let redis = Redis::start();
        let url = redis.url();
        for (timeout, least, most) in [("100", 100, 1_500), ("2000", 2_000, 5_000)] {
            let settings = [
                ("session.engine", "cache"),
                ("session.cache_alias", "redis"),
                ("caches.redis.url", url.as_str()),
                ("caches.redis.timeout_ms", "10000"),
                ("session.store_timeout_ms", timeout),
            ];
            let waited = waiting_time(&redis.0, &settings).await.as_millis();
            assert!((least..most).contains(&waited), "{waited} ms with store_timeout_ms = {timeout}");
        }
    }

    /// `caches.NAME.timeout_ms` is shorter than the timeout of the store here.
    #[actix_web::test]
    async fn a_request_waits_for_a_cache_as_long_as_the_caches_timeout_allows() {
        let (redis, memcached) = (Redis::start(), Memcached::start());
        let (redis_url, memcached_url) = (redis.url(), memcached.url());
        for (server, alias, url_name, timeout_name, url) in [
            (&redis.0, "redis", "caches.redis.url", "caches.redis.timeout_ms", &redis_url),
            (
                &memcached.0,
                "memcached",
                "caches.memcached.url",
                "caches.memcached.timeout_ms",
                &memcached_url,
            ),
        ] {
            for (timeout, least, most) in [("100", 100, 1_500), ("2000", 2_000, 6_000)] {
                let settings = [
                    ("session.engine", "cache"),
                    ("session.cache_alias", alias),
                    (url_name, url.as_str()),
                    (timeout_name, timeout),
                    ("session.store_timeout_ms", "10000"),
                ];
                let waited = waiting_time(server, &settings).await.as_millis();
                assert!((least..most).contains(&waited), "{waited} ms with {timeout_name} = {timeout}");
            }
        }
    }

    /// How long the statements may take to reach the locked table.
    const WAITING_LIMIT: Duration = Duration::from_secs(30);

    const POLL_INTERVAL: Duration = Duration::from_millis(10);

    /// How often the waiting statements are counted once there are enough of them.
    const SAMPLES: usize = 50;

    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }

    /// `databases.NAME.connections`: so many statements and no more run at the same
    /// time, when all wait for a locked table.
    #[actix_web::test]
    async fn connections_limits_the_statements_that_run_at_the_same_time() {
        for connections in [2_i64, 5] {
            let database = postgres().borrow();
            let app = TestApp::with(&[
                ("session.database", "apart"),
                ("databases.apart.url", &database.url),
                ("databases.apart.connections", &connections.to_string()),
                ("session.store_timeout_ms", "60000"),
            ])
            .await;
            let visitors: Vec<_> = (0..12).map(|_| app.visitor()).collect();
            for visitor in &visitors {
                visitor.add_to_cart(TEA, 1).await;
            }
            let [mut locking, mut watching] =
                [(); 2].map(|()| PgConnection::establish(&database.url).unwrap());
            locking.batch_execute("BEGIN; LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE").unwrap();
            let requests = visitors.into_iter().map(async |visitor| visitor.get("/cart").await.status);
            let requests = actix_web::rt::spawn(join_all(requests));
            let mut waiting = || {
                let waiting = "SELECT COUNT(*) AS count FROM pg_stat_activity \
                               WHERE wait_event_type = 'Lock' AND datname = current_database()";
                sql_query(waiting).get_result::<Count>(&mut watching).unwrap().count
            };
            let since = Instant::now();
            while waiting() < connections {
                assert!(since.elapsed() < WAITING_LIMIT, "the statements do not arrive");
                tokio::time::sleep(POLL_INTERVAL).await;
            }
            for _ in 0..SAMPLES {
                assert_eq!(waiting(), connections);
                tokio::time::sleep(POLL_INTERVAL).await;
            }
            locking.batch_execute("COMMIT").unwrap();
            assert_eq!(requests.await.unwrap(), [200; 12]);
        }
    }
}
