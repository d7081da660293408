//! `cached_db` whose cache has missed a write (H11): the cache was frozen, cut
//! off, started from an older snapshot, or the process died between the
//! database's commit and the cache's write.

use std::time::{Duration, Instant};

use super::{Stage, TEA, play, with_processes};
use crate::support::proxy::Mode;
use crate::{
    client::SessionCookie,
    cluster::Store,
    configuration::{Cache, CacheStarts, Configuration, Database, Engine},
    forms,
};

const CACHED_DB: Configuration =
    with_processes(Configuration::new(Engine::CachedDb(Cache::Redis), Database::Sqlite), 2);

/// Longer than any write takes.
const WRITTEN: Duration = Duration::from_secs(5);

/// A session that both processes have seen, and that the cache holds. Nobody is
/// logged in: the table of logins would tell every process of a logout.
fn seen_session(stage: &mut Stage) -> (usize, SessionCookie) {
    let browser = stage.browser(&[TEA]);
    stage.done(browser, 0, &forms::add(TEA, 1));
    stage.done(browser, 1, &forms::look());
    stage.done(browser, 0, &forms::look());
    (browser, stage.cookie(browser))
}

#[test]
fn directed_logout_while_redis_is_frozen_and_the_process_dies() {
    play("directed_logout_while_redis_is_frozen_and_the_process_dies", CACHED_DB, |stage| {
        let (browser, old) = seen_session(stage);
        let redis = stage.cluster.cache.as_ref().unwrap();
        stage.during("Redis is stopped with SIGSTOP, process 0 is killed and started again", || {
            redis.freeze();
            stage.send(browser, 0, forms::log_out());
            stage.cluster.kill(0);
            redis.thaw();
            stage.cluster.start_process(0);
        });
        stage.send_old(browser, 0, forms::look(), &old);
        stage.wait_out_the_lag();
        stage.send_old(browser, 1, forms::look(), &old);
    });
}

#[test]
fn directed_logout_at_a_process_that_is_cut_off_from_redis() {
    play("directed_logout_at_a_process_that_is_cut_off_from_redis", CACHED_DB, |stage| {
        let (browser, old) = seen_session(stage);
        stage.during("process 0 is cut off from Redis", || {
            stage.cluster.set_mode(Store::Cache, Some(0), Mode::Refuse);
            stage.send(browser, 0, forms::log_out());
            stage.wait_out_the_lag();
            stage.send_old(browser, 1, forms::look(), &old);
            stage.cluster.set_mode(Store::Cache, Some(0), Mode::Pass);
        });
    });
}

#[test]
fn directed_logout_before_redis_starts_from_an_older_snapshot() {
    play("directed_logout_before_redis_starts_from_an_older_snapshot", CACHED_DB, |stage| {
        let (browser, old) = seen_session(stage);
        let redis = stage.cluster.cache.as_ref().unwrap();
        redis.take_snapshot();
        stage.send(browser, 0, forms::log_out());
        let forgets = CACHED_DB.forgets_with_the_cache(CacheStarts::FromSnapshot);
        stage.nemesis.during("Redis is killed and started from the older snapshot", forgets, || {
            redis.restart_from_snapshot();
        });
        stage.wait_out_the_lag();
        for process in [0, 1] {
            stage.send_old(browser, process, forms::look(), &old);
        }
    });
}

/// The database has the second packet, and one page has shown it.
#[test]
fn directed_death_between_the_commit_and_the_write_to_redis() {
    play("directed_death_between_the_commit_and_the_write_to_redis", CACHED_DB, |stage| {
        let (browser, _) = seen_session(stage);
        let what = "both processes are cut off from Redis, process 0 is killed and started again";
        stage.during(what, || {
            stage.cluster.set_mode(Store::Cache, Some(0), Mode::Hang);
            std::thread::scope(|scope| {
                let adding = scope.spawn(|| stage.send(browser, 0, forms::add(TEA, 1)));
                let since = Instant::now();
                let has_two = |data: &String| data.contains("\"quantity\":2");
                while !stage.cluster.stored_sessions().iter().any(has_two) {
                    assert!(since.elapsed() < WRITTEN, "the second packet is not stored");
                }
                stage.cluster.kill(0);
                adding.join().unwrap();
            });
            stage.cluster.set_mode(Store::Cache, Some(1), Mode::Refuse);
            stage.send(browser, 1, forms::look());
            stage.cluster.set_mode(Store::Cache, None, Mode::Pass);
            stage.cluster.start_process(0);
        });
        stage.send(browser, 0, forms::look());
    });
}
