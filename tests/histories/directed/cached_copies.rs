//! `cached_db` whose cache has missed a write (H11): the cache was frozen, cut off
//! or started from an older snapshot, or the process was killed between the commit
//! of the database and the write to the cache.

use std::time::{Duration, Instant};

use super::{Scenario, TEA, run_scenario, with_processes};
use crate::support::proxy::Mode;
use crate::{
    client::SessionCookie,
    cluster::Store,
    configuration::{Cache, CacheStarts, Configuration, Database, Engine},
    forms,
};

const CACHED_DB: Configuration =
    with_processes(Configuration::new(Engine::CachedDb(Cache::Redis), Database::Sqlite), 2);

/// Longer than a write takes.
const WRITE_TIMEOUT: Duration = Duration::from_secs(5);

/// Creates a session that both processes have served and that the cache has. The
/// visitor is not logged in, because every process would read the logout in the
/// table of logins.
fn cached_session(scenario: &mut Scenario) -> (usize, SessionCookie) {
    let browser = scenario.browser(&[TEA]);
    scenario.send_until_acknowledged(browser, 0, &forms::add(TEA, 1));
    scenario.send_until_acknowledged(browser, 1, &forms::view_cart());
    scenario.send_until_acknowledged(browser, 0, &forms::view_cart());
    (browser, scenario.cookie(browser))
}

#[test]
fn directed_logout_while_redis_is_frozen_and_the_process_dies() {
    run_scenario("directed_logout_while_redis_is_frozen_and_the_process_dies", CACHED_DB, |scenario| {
        let (browser, old) = cached_session(scenario);
        let redis = scenario.cluster.cache.as_ref().unwrap();
        scenario.during("Redis is stopped with SIGSTOP, process 0 is killed and started again", || {
            redis.freeze();
            scenario.send(browser, 0, forms::log_out());
            scenario.cluster.kill(0);
            redis.thaw();
            scenario.cluster.start_process(0);
        });
        scenario.send_with_cookie(browser, 0, forms::view_cart(), &old);
        scenario.wait_out_the_lag();
        scenario.send_with_cookie(browser, 1, forms::view_cart(), &old);
    });
}

#[test]
fn directed_logout_at_a_process_that_is_cut_off_from_redis() {
    run_scenario("directed_logout_at_a_process_that_is_cut_off_from_redis", CACHED_DB, |scenario| {
        let (browser, old) = cached_session(scenario);
        scenario.during("process 0 is cut off from Redis", || {
            scenario.cluster.set_mode(Store::Cache, Some(0), Mode::Refuse);
            scenario.send(browser, 0, forms::log_out());
            scenario.wait_out_the_lag();
            scenario.send_with_cookie(browser, 1, forms::view_cart(), &old);
            scenario.cluster.set_mode(Store::Cache, Some(0), Mode::Pass);
        });
    });
}

#[test]
fn directed_logout_before_redis_starts_from_an_older_snapshot() {
    run_scenario("directed_logout_before_redis_starts_from_an_older_snapshot", CACHED_DB, |scenario| {
        let (browser, old) = cached_session(scenario);
        let redis = scenario.cluster.cache.as_ref().unwrap();
        redis.take_snapshot();
        scenario.send(browser, 0, forms::log_out());
        let loss = CACHED_DB.loss_with_cache(CacheStarts::FromSnapshot);
        scenario.nemesis.during("Redis is killed and started from the older snapshot", loss, || {
            redis.restart_from_snapshot();
        });
        scenario.wait_out_the_lag();
        for process in [0, 1] {
            scenario.send_with_cookie(browser, process, forms::view_cart(), &old);
        }
    });
}

/// The database has the second packet, and one page has shown it.
#[test]
fn directed_kill_between_the_commit_and_the_write_to_redis() {
    run_scenario("directed_kill_between_the_commit_and_the_write_to_redis", CACHED_DB, |scenario| {
        let (browser, _) = cached_session(scenario);
        let description = "both processes are cut off from Redis, process 0 is killed and started again";
        scenario.during(description, || {
            scenario.cluster.set_mode(Store::Cache, Some(0), Mode::Hang);
            std::thread::scope(|scope| {
                let adding = scope.spawn(|| scenario.send(browser, 0, forms::add(TEA, 1)));
                let since = Instant::now();
                let has_two = |data: &String| data.contains("\"quantity\":2");
                while !scenario.cluster.stored_sessions().iter().any(has_two) {
                    assert!(since.elapsed() < WRITE_TIMEOUT, "the second packet is not stored");
                }
                scenario.cluster.kill(0);
                adding.join().unwrap();
            });
            scenario.cluster.set_mode(Store::Cache, Some(1), Mode::Refuse);
            scenario.send(browser, 1, forms::view_cart());
            scenario.cluster.set_mode(Store::Cache, None, Mode::Pass);
            scenario.cluster.start_process(0);
        });
        scenario.send(browser, 0, forms::view_cart());
    });
}
