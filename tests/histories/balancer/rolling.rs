//! A rolling restart: one process after the other is stopped with SIGTERM and started
//! again, and no request fails. Half of the restarts come after a migration of the next
//! version, which the programs of this version must survive.

use rand::RngExt;

use crate::{
    cluster::Cluster,
    configuration::{BalancerKind, Cache, Configuration, Database, Engine},
    report,
    run::{self, exclusive_run},
};

/// The restarts of a short run: each process once before the migration and once after it.
const RESTARTS: usize = 6;

/// HAProxy reads `/readyz`, which reports 503 for `server.shutdown_delay` seconds before
/// a process stops.
#[test]
fn restarts_behind_haproxy_lose_no_request() {
    restarts_lose_no_request("restarts_behind_haproxy_lose_no_request", BalancerKind::HaProxy);
}

/// nginx does not read `/readyz`: the process is marked as `down` in its configuration,
/// which is reloaded, before the process is stopped.
#[test]
fn restarts_behind_nginx_lose_no_request() {
    restarts_lose_no_request("restarts_behind_nginx_lose_no_request", BalancerKind::Nginx);
}

fn restarts_lose_no_request(name: &str, balancer: BalancerKind) {
    let _lock = exclusive_run();
    let engine = Engine::CachedDb(Cache::Redis);
    let cluster = Cluster::start(Configuration::new(engine, Database::Postgres).behind(balancer));
    let seed = run::number("HISTORY_SEED").unwrap_or_else(|| rand::rng().random());
    let restarts = run::number("ROLLING_RESTARTS");
    let restarts = restarts.map_or(RESTARTS, |number| usize::try_from(number).unwrap());
    let history = run::history_during(&cluster, seed, |_| {
        for restart in 0..restarts {
            if restart == restarts / 2 {
                cluster.migrate_to_next_version();
            }
            cluster.replace(restart % cluster.processes());
        }
    });
    eprintln!("{name}: {} operations during {restarts} restarts", history.operations.len());
    assert_eq!(history.faults, [], "a restart is no fault");
    // Without a fault, no failure is excused.
    report::assert_holds(name, Some(seed), &history, &cluster.log());
}
