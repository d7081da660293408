//! Processes are killed and replaced, and stores are restarted, while visitors browse,
//! fill carts, log in and order. Every check of the histories must hold, and only
//! requests fail that a killed process had in progress or that needed a store which was
//! unavailable.

use std::{
    thread,
    time::{Duration, Instant},
};

use rand::RngExt;

use crate::{
    cluster::Cluster,
    configuration::{BalancerKind, Cache, CacheStarts, Configuration, Database, Engine},
    history::DataLoss,
    nemesis::Nemesis,
    report,
    run::{self, exclusive_run},
};

/// The time between two faults of a short run. A longer run has 10 seconds.
const SHORT_PAUSE: Duration = Duration::from_millis(400);

/// From this duration on, a run is long.
const LONG: Duration = Duration::from_secs(60);

#[test]
fn sessions_in_redis_and_the_shop_in_postgresql() {
    survives("sessions_in_redis_and_the_shop_in_postgresql", Engine::Cache(Cache::DurableRedis));
}

#[test]
fn sessions_in_cached_db_over_redis_and_postgresql() {
    survives("sessions_in_cached_db_over_redis_and_postgresql", Engine::CachedDb(Cache::Redis));
}

#[test]
fn sessions_in_a_redis_cluster_and_the_shop_in_postgresql() {
    survives("sessions_in_a_redis_cluster_and_the_shop_in_postgresql", Engine::Cache(Cache::DurableCluster));
}

/// Runs each fault once, and again until `HISTORY_SECONDS` are over.
fn survives(name: &str, engine: Engine) {
    let _lock = exclusive_run();
    let configuration = Configuration::new(engine, Database::Postgres).behind(BalancerKind::Nginx);
    let cluster = Cluster::start(configuration);
    let seed = run::number("HISTORY_SEED").unwrap_or_else(|| rand::rng().random());
    eprintln!("{name}: HISTORY_SEED={seed}");
    let began = Instant::now();
    let history = run::history_during(&cluster, seed, |nemesis| {
        inject_all(&cluster, nemesis);
        while began.elapsed() < run::seconds() {
            inject_all(&cluster, nemesis);
        }
    });
    let failed =
        history.operations.iter().filter(|it| it.status().is_none_or(|status| status >= 500)).count();
    let (operations, faults) = (history.operations.len(), history.faults.len());
    eprintln!("{name}: {operations} operations, {failed} failed, {faults} faults");
    report::assert_holds(name, Some(seed), &history, &cluster.log());
}

/// Kills a process, replaces one, and restarts each store, one after the other.
fn inject_all(cluster: &Cluster, nemesis: &Nemesis) {
    let pause = || thread::sleep(if run::seconds() < LONG { SHORT_PAUSE } else { Duration::from_secs(10) });
    let victim = || usize::try_from(nemesis.random(0, cluster.processes() as u64)).unwrap();
    pause();
    nemesis.kill_process(victim(), Duration::from_millis(nemesis.random(0, 300)));
    pause();
    // A replacement is no fault: it excuses no failure.
    cluster.replace(victim());
    pause();
    let cache = cluster.cache.as_ref().expect("a cache");
    let is_durable =
        matches!(cluster.configuration.engine, Engine::Cache(Cache::DurableRedis | Cache::DurableCluster));
    let starts = if is_durable { CacheStarts::FromSnapshot } else { CacheStarts::Empty };
    let loss = cluster.configuration.loss_with_cache(starts);
    nemesis.during("Redis is killed and started again", loss, || match starts {
        CacheStarts::FromSnapshot => cache.restart_from_snapshot(),
        CacheStarts::Empty => cache.restart_empty(),
    });
    pause();
    nemesis.during("PostgreSQL is stopped at once and started again", DataLoss::Nothing, || {
        cluster.restart_database();
    });
    pause();
}
