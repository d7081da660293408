//! `/readyz` of each engine: it says whether the store of the sessions and the
//! shop's database answer, while they are there, while they are away, and when
//! they are there again, without a restart.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use crate::support::process::Process;
use crate::support::{
    servers::{MariaDb, Memcached, Postgres, Redis, Server},
    visitor::Visitor,
};

/// The shop comes back by itself by then, on a busy machine too.
const DEADLINE: Duration = Duration::from_secs(20);

/// Longer than both checks of `/readyz` may take together.
const IN_TIME: Duration = Duration::from_secs(4);

/// A shop and what its `/readyz` says.
struct Watched {
    shop: Process,
    engine: &'static str,
}

impl Watched {
    fn start(folder: &Path, engine: &'static str, settings: &[(&str, &str)]) -> Self {
        let shop = Process::start(folder, &[&[("SESSION_ENGINE", engine)], settings].concat());
        Self { shop, engine }
    }

    /// Status and text of `/readyz`, which must come in time.
    async fn ready(&self) -> (u16, String) {
        let since = Instant::now();
        let page = Visitor::new(self.shop.address()).get("/readyz").await;
        assert!(since.elapsed() < IN_TIME, "{:?}", since.elapsed());
        (page.status, page.body)
    }

    fn text(&self, database: &str, sessions: &str) -> String {
        format!("database: {database}\nsessions ({}): {sessions}\n", self.engine)
    }

    async fn is_ready(&self) {
        let since = Instant::now();
        let expected = (200, self.text("ok", "ok"));
        loop {
            let ready = self.ready().await;
            if ready == expected {
                return;
            }
            assert!(since.elapsed() < DEADLINE, "still {ready:?}\n{}", self.shop.log());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    async fn has_no_sessions(&self) {
        assert_eq!(self.ready().await, (503, self.text("ok", "no answer")));
    }
}

/// The store of the sessions is frozen, stopped and started again.
async fn with_a_server(server: &mut Server, engine: &'static str, file: &str, settings: &[(&str, &str)]) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("settings.toml"), file).unwrap();
    let watched = Watched::start(folder.path(), engine, settings);
    watched.is_ready().await;
    server.freeze();
    watched.has_no_sessions().await;
    server.thaw();
    watched.is_ready().await;
    server.stop();
    watched.has_no_sessions().await;
    server.start_again();
    watched.is_ready().await;
}

#[actix_web::test]
async fn readyz_says_whether_redis_answers() {
    let mut redis = Redis::start();
    let url = redis.url();
    let settings = [("SESSION_CACHE_ALIAS", "redis"), ("REDIS_URL", url.as_str())];
    with_a_server(&mut redis.0, "cache", "", &settings).await;
}

#[actix_web::test]
async fn readyz_says_whether_memcached_responses() {
    let mut memcached = Memcached::start();
    let url = memcached.url();
    let settings = [("SESSION_CACHE_ALIAS", "memcached"), ("MEMCACHED_URL", url.as_str())];
    with_a_server(&mut memcached.0, "cache", "", &settings).await;
}

#[actix_web::test]
async fn readyz_says_whether_postgresql_answers() {
    let mut postgres = Postgres::start();
    let file = format!("[databases.apart]\nurl = \"{}\"\n", postgres.new_database());
    with_a_server(&mut postgres.server, "db", &file, &[("SESSION_DATABASE", "apart")]).await;
}

#[actix_web::test]
async fn readyz_says_whether_mariadb_answers() {
    let mut mariadb = MariaDb::start();
    let file = format!("[databases.apart]\nurl = \"{}\"\n", mariadb.new_database());
    with_a_server(&mut mariadb.server, "db", &file, &[("SESSION_DATABASE", "apart")]).await;
}

/// D13: the database is what counts, and the shop goes on without the cache.
#[actix_web::test]
async fn readyz_of_cached_db_asks_the_database_and_not_the_cache() {
    let (mut redis, mut postgres) = (Redis::start(), Postgres::start());
    let folder = tempfile::tempdir().unwrap();
    let file = format!("[databases.apart]\nurl = \"{}\"\n", postgres.new_database());
    fs::write(folder.path().join("settings.toml"), file).unwrap();
    let url = redis.url();
    let settings =
        [("SESSION_DATABASE", "apart"), ("SESSION_CACHE_ALIAS", "redis"), ("REDIS_URL", url.as_str())];
    let watched = Watched::start(folder.path(), "cached_db", &settings);
    watched.is_ready().await;
    redis.0.stop();
    watched.is_ready().await;
    postgres.server.stop();
    watched.has_no_sessions().await;
    postgres.server.start_again();
    watched.is_ready().await;
}

#[actix_web::test]
async fn readyz_says_whether_the_shops_own_database_answers() {
    let mut postgres = Postgres::start();
    let folder = tempfile::tempdir().unwrap();
    let files = folder.path().join("files");
    fs::create_dir(&files).unwrap();
    let url = postgres.new_database();
    let settings = [("SESSION_FILE_PATH", files.to_str().unwrap()), ("DATABASE_URL", url.as_str())];
    let watched = Watched::start(folder.path(), "file", &settings);
    watched.is_ready().await;
    postgres.server.stop();
    assert_eq!(watched.ready().await, (503, watched.text("no answer", "ok")));
    postgres.server.start_again();
    watched.is_ready().await;
}

#[actix_web::test]
async fn readyz_says_whether_the_folder_of_the_files_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let (files, elsewhere) = (folder.path().join("files"), folder.path().join("elsewhere"));
    fs::create_dir(&files).unwrap();
    let settings = [("SESSION_FILE_PATH", files.to_str().unwrap())];
    let watched = Watched::start(folder.path(), "file", &settings);
    watched.is_ready().await;
    fs::rename(&files, &elsewhere).unwrap();
    watched.has_no_sessions().await;
    fs::rename(&elsewhere, &files).unwrap();
    watched.is_ready().await;
}

/// Neither has a store that could be away.
#[actix_web::test]
async fn readyz_is_fine_with_sessions_in_memory_or_in_the_cookie() {
    for engine in ["cache", "signed_cookies"] {
        let folder = tempfile::tempdir().unwrap();
        let watched = Watched::start(folder.path(), engine, &[]);
        assert_eq!(watched.ready().await, (200, watched.text("ok", "ok")));
    }
}
