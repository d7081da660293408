//! `/readyz` for each engine. It reports whether the session store and the shop's
//! database are available and accept writes, notices when one no longer does, and notices
//! when it does again, without a restart.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use super::refusing_redis::RefusingRedis;
use crate::support::{
    process::Process,
    servers::{MariaDb, Memcached, Postgres, Redis, Server},
    visitor::Visitor,
};

/// The time within which the shop recovers by itself, on a busy machine too.
const DEADLINE: Duration = Duration::from_secs(20);

/// Longer than both checks of `/readyz` may take together.
const RESPONSE_TIME_LIMIT: Duration = Duration::from_secs(4);

/// A shop whose `/readyz` is requested.
struct ProbedShop {
    process: Process,
    engine: &'static str,
}

impl ProbedShop {
    fn start(folder: &Path, engine: &'static str, settings: &[(&str, &str)]) -> Self {
        let process = Process::start(folder, &[&[("SESSION_ENGINE", engine)], settings].concat());
        Self { process, engine }
    }

    /// Returns the status and the text of `/readyz`, which must respond in time.
    async fn probe(&self) -> (u16, String) {
        let since = Instant::now();
        let page = Visitor::new(self.process.address()).get("/readyz").await;
        assert!(since.elapsed() < RESPONSE_TIME_LIMIT, "{:?}", since.elapsed());
        (page.status, page.body)
    }

    fn text(&self, database: &str, sessions: &str) -> String {
        format!("database: {database}\nsessions ({}): {sessions}\n", self.engine)
    }

    /// Returns when the shop is ready.
    async fn wait_until_ready(&self) {
        self.wait_for(200, "ok", "ok").await;
    }

    /// Returns when the session store is reported as unavailable.
    async fn wait_until_no_sessions(&self) {
        self.wait_for(503, "ok", "failed").await;
    }

    /// Returns when `/readyz` has this response. A result is used for a second.
    async fn wait_for(&self, status: u16, database: &str, sessions: &str) {
        let since = Instant::now();
        let expected = (status, self.text(database, sessions));
        loop {
            let ready = self.probe().await;
            if ready == expected {
                return;
            }
            assert!(since.elapsed() < DEADLINE, "still {ready:?}, not {expected:?}\n{}", self.process.log());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

/// Freezes, stops and starts the server of the session store.
async fn with_a_server(server: &mut Server, engine: &'static str, file: &str, settings: &[(&str, &str)]) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("settings.toml"), file).unwrap();
    let shop = ProbedShop::start(folder.path(), engine, settings);
    shop.wait_until_ready().await;
    server.freeze();
    shop.wait_until_no_sessions().await;
    server.thaw();
    shop.wait_until_ready().await;
    server.stop();
    shop.wait_until_no_sessions().await;
    server.start_again();
    shop.wait_until_ready().await;
}

#[actix_web::test]
async fn readyz_reports_whether_redis_is_available() {
    let mut redis = Redis::start();
    let url = redis.url();
    let settings = [("SESSION_CACHE_ALIAS", "redis"), ("REDIS_URL", url.as_str())];
    with_a_server(&mut redis.0, "cache", "", &settings).await;
}

#[actix_web::test]
async fn readyz_reports_whether_memcached_is_available() {
    let mut memcached = Memcached::start();
    let url = memcached.url();
    let settings = [("SESSION_CACHE_ALIAS", "memcached"), ("MEMCACHED_URL", url.as_str())];
    with_a_server(&mut memcached.0, "cache", "", &settings).await;
}

#[actix_web::test]
async fn readyz_reports_whether_postgresql_is_available() {
    let mut postgres = Postgres::start();
    let file = format!("[databases.apart]\nurl = \"{}\"\n", postgres.new_database());
    with_a_server(&mut postgres.server, "db", &file, &[("SESSION_DATABASE", "apart")]).await;
}

#[actix_web::test]
async fn readyz_reports_whether_mariadb_is_available() {
    let mut mariadb = MariaDb::start();
    let file = format!("[databases.apart]\nurl = \"{}\"\n", mariadb.new_database());
    with_a_server(&mut mariadb.server, "db", &file, &[("SESSION_DATABASE", "apart")]).await;
}

/// D13: the shop works without the cache, and not without the database.
#[actix_web::test]
async fn readyz_of_cached_db_is_degraded_without_the_cache_and_fails_without_the_database() {
    let (mut redis, mut postgres) = (Redis::start(), Postgres::start());
    let folder = tempfile::tempdir().unwrap();
    let file = format!("[databases.apart]\nurl = \"{}\"\n", postgres.new_database());
    fs::write(folder.path().join("settings.toml"), file).unwrap();
    let url = redis.url();
    let settings =
        [("SESSION_DATABASE", "apart"), ("SESSION_CACHE_ALIAS", "redis"), ("REDIS_URL", url.as_str())];
    let shop = ProbedShop::start(folder.path(), "cached_db", &settings);
    shop.wait_until_ready().await;
    redis.0.stop();
    shop.wait_for(200, "ok", "degraded, without its cache").await;
    postgres.server.stop();
    shop.wait_until_no_sessions().await;
    postgres.server.start_again();
    redis.0.start_again();
    shop.wait_until_ready().await;
}

#[actix_web::test]
async fn readyz_reports_whether_the_shops_own_database_is_available() {
    let mut postgres = Postgres::start();
    let folder = tempfile::tempdir().unwrap();
    let files = folder.path().join("files");
    fs::create_dir(&files).unwrap();
    let url = postgres.new_database();
    let settings = [("SESSION_FILE_PATH", files.to_str().unwrap()), ("DATABASE_URL", url.as_str())];
    let shop = ProbedShop::start(folder.path(), "file", &settings);
    shop.wait_until_ready().await;
    postgres.server.stop();
    shop.wait_for(503, "failed", "ok").await;
    postgres.server.start_again();
    shop.wait_until_ready().await;
}

#[actix_web::test]
async fn readyz_reports_whether_the_folder_of_the_files_exists() {
    let folder = tempfile::tempdir().unwrap();
    let (files, elsewhere) = (folder.path().join("files"), folder.path().join("elsewhere"));
    fs::create_dir(&files).unwrap();
    let settings = [("SESSION_FILE_PATH", files.to_str().unwrap())];
    let shop = ProbedShop::start(folder.path(), "file", &settings);
    shop.wait_until_ready().await;
    fs::rename(&files, &elsewhere).unwrap();
    shop.wait_until_no_sessions().await;
    fs::rename(&elsewhere, &files).unwrap();
    shop.wait_until_ready().await;
}

/// Each of these servers responds to reads, and to `PING`.
#[actix_web::test]
async fn readyz_reports_a_redis_that_refuses_writes() {
    let redis = Redis::start();
    let folder = tempfile::tempdir().unwrap();
    let url = redis.url();
    let settings = [("SESSION_CACHE_ALIAS", "redis"), ("REDIS_URL", url.as_str())];
    let shop = ProbedShop::start(folder.path(), "cache", &settings);
    shop.wait_until_ready().await;
    let faults: [(&[&str], &[&str]); 3] = [
        (&["CONFIG", "SET", "maxmemory", "1"], &["CONFIG", "SET", "maxmemory", "0"]),
        (&["ACL", "SETUSER", "default", "-eval", "-evalsha"], &["ACL", "SETUSER", "default", "+@all"]),
        (&["REPLICAOF", "127.0.0.1", "1"], &["REPLICAOF", "NO", "ONE"]),
    ];
    for (fault, end) in faults {
        assert_eq!(redis.command(fault).trim(), "OK", "{fault:?}");
        shop.wait_until_no_sessions().await;
        assert_eq!(redis.command(end).trim(), "OK", "{end:?}");
        shop.wait_until_ready().await;
    }
}

/// A node of a cluster that does not have the slots of the sessions, and a Sentinel.
#[actix_web::test]
async fn readyz_reports_a_redis_that_refuses_every_command_but_ping() {
    for redis in [RefusingRedis::start(), RefusingRedis::with_error("MOVED 5798 127.0.0.1:1")] {
        let folder = tempfile::tempdir().unwrap();
        let url = redis.url();
        let settings = [("SESSION_CACHE_ALIAS", "redis"), ("REDIS_URL", url.as_str())];
        let shop = ProbedShop::start(folder.path(), "cache", &settings);
        shop.wait_until_no_sessions().await;
    }
}

#[actix_web::test]
async fn readyz_reports_a_read_only_postgresql() {
    let postgres = Postgres::start();
    let folder = tempfile::tempdir().unwrap();
    let url = postgres.new_database();
    let name = url.rsplit('/').next().unwrap();
    let shop = ProbedShop::start(folder.path(), "db", &[("DATABASE_URL", url.as_str())]);
    shop.wait_until_ready().await;
    for (value, status, state) in [("on", 503, "failed"), ("off", 200, "ok")] {
        // It applies to new connections.
        postgres.run(&format!(
            "ALTER DATABASE {name} SET default_transaction_read_only = {value}; \
             SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        ));
        shop.wait_for(status, state, state).await;
    }
}

#[actix_web::test]
async fn readyz_reports_a_read_only_mariadb() {
    let mariadb = MariaDb::start();
    let folder = tempfile::tempdir().unwrap();
    let url = mariadb.new_database();
    // `read_only` does not apply to root.
    mariadb.run("CREATE USER shop@'127.0.0.1'; GRANT ALL ON *.* TO shop@'127.0.0.1'");
    mariadb.run("REVOKE READ_ONLY ADMIN, SUPER ON *.* FROM shop@'127.0.0.1'");
    let url = url.replace("root@", "shop@");
    let shop = ProbedShop::start(folder.path(), "db", &[("DATABASE_URL", url.as_str())]);
    shop.wait_until_ready().await;
    for (value, status, state) in [(1, 503, "failed"), (0, 200, "ok")] {
        mariadb.run(&format!("SET GLOBAL read_only = {value}"));
        shop.wait_for(status, state, state).await;
    }
}

/// Neither has a store that can be unavailable.
#[actix_web::test]
async fn readyz_succeeds_with_sessions_in_memory_or_in_the_cookie() {
    for engine in ["cache", "signed_cookies"] {
        let folder = tempfile::tempdir().unwrap();
        let shop = ProbedShop::start(folder.path(), engine, &[]);
        assert_eq!(shop.probe().await, (200, shop.text("ok", "ok")));
    }
}
