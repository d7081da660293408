//! The shop logs a warning at the start if its session store has a limitation, and
//! only then.

use tempfile::TempDir;

use crate::support::process::Process;
#[cfg(feature = "server-tests")]
use crate::support::{servers::Redis, visitor::Visitor};

const ONE_PROCESS: &str = "is for one process";

#[cfg(feature = "server-tests")]
const OLDER_SNAPSHOT: &str = "restarts from an older snapshot";

#[cfg(feature = "server-tests")]
const SAFE_CONFIGURATIONS: &str =
    "Safe are `save \"\"` with `appendonly no`, or `appendonly yes` with `appendfsync always`";

/// Returns what a shop with these settings logs until it listens.
fn log_at_the_start(settings: &[(&str, &str)]) -> String {
    let folder = TempDir::new().unwrap();
    Process::start(folder.path(), settings).log()
}

#[test]
fn cached_db_over_a_cache_in_memory_warns_that_it_is_for_one_process() {
    let log = log_at_the_start(&[("SESSION_ENGINE", "cached_db")]);
    let lines: Vec<&str> = log.lines().filter(|line| line.contains(ONE_PROCESS)).collect();
    assert_eq!(lines.len(), 1, "{log}");
    for words in
        ["cached_db", "cache default", "Run one process", "Redis or Memcached", "session.cache_alias"]
    {
        assert!(lines[0].contains(words), "{words}: {log}");
    }
    for engine in ["db", "cache", "signed_cookies"] {
        let log = log_at_the_start(&[("SESSION_ENGINE", engine)]);
        assert!(!log.contains(ONE_PROCESS), "{engine}: {log}");
    }
}

#[cfg(feature = "server-tests")]
#[test]
fn a_redis_that_can_restart_from_an_older_snapshot_is_reported() {
    let redis = Redis::start();
    let url = redis.url();
    let over = |engine| {
        let cache = [("SESSION_CACHE_ALIAS", "redis"), ("REDIS_URL", url.as_str()), ("RUST_LOG", "info")];
        log_at_the_start(&[&[("SESSION_ENGINE", engine)], &cache[..]].concat())
    };
    for (save, append_only, fsync, can_lose_writes) in [
        ("", "no", "everysec", false),
        ("3600 1", "no", "everysec", true),
        ("3600 1", "yes", "everysec", true),
        ("3600 1", "yes", "always", false),
        ("", "yes", "always", false),
        ("", "yes", "no", true),
    ] {
        for (name, value) in [("save", save), ("appendonly", append_only), ("appendfsync", fsync)] {
            assert_eq!(redis.command(&["CONFIG", "SET", name, value]).trim(), "OK");
        }
        let log = over("cache");
        let lines = log
            .lines()
            .filter(|line| line.contains(OLDER_SNAPSHOT) && line.contains(SAFE_CONFIGURATIONS))
            .count();
        assert_eq!(lines, usize::from(can_lose_writes), "{save:?} {append_only} {fsync}: {log}");
        let log = over("cached_db");
        assert!(!log.contains(OLDER_SNAPSHOT) && !log.contains(ONE_PROCESS), "{log}");
    }
    redis.command(&["ACL", "SETUSER", "default", "-config"]);
    let log = over("cache");
    assert!(log.contains("does not show its persistence") && log.contains(SAFE_CONFIGURATIONS), "{log}");
}

/// H11: without `INFO` the shop can't notice that the server was restarted.
#[cfg(feature = "server-tests")]
#[actix_web::test]
async fn a_redis_that_refuses_info_is_not_used_and_is_logged_once() {
    let (redis, folder) = (Redis::start(), TempDir::new().unwrap());
    let url = redis.url();
    redis.command(&["ACL", "SETUSER", "default", "-info"]);
    let cache = [("SESSION_CACHE_ALIAS", "redis"), ("REDIS_URL", url.as_str())];
    let shop = Process::start(folder.path(), &[&[("SESSION_ENGINE", "cached_db")], &cache[..]].concat());
    let visitor = Visitor::new(shop.address());
    for expected in 1..=3 {
        visitor.add_to_cart("keemun-black", 1).await;
        assert_eq!(visitor.get("/").await.cart_count(), expected);
    }
    assert_eq!(redis.command(&["DBSIZE"]).trim(), "0", "nothing is stored there");
    let log = shop.log();
    assert_eq!(log.lines().filter(|line| line.contains("INFO server")).count(), 1, "{log}");
}
