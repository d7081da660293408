//! `cached_db` whose cache missed a write or lost one (H11). After an acknowledged
//! change, or the acknowledged end of a session, no process serves the older state
//! for longer than a second, whichever process or server was killed. A process that
//! is started afterwards never serves it.

use std::{path::Path, thread, time::Duration};

use crate::support::{
    process::{Process, RawClient, prepare},
    proxy::{Mode, Proxy},
    servers::{Memcached, Redis, Server, memcached, redis},
    visitor::Visitor,
};

const TEA: &str = "keemun-black";

/// After this time no process may serve an older state: one second, and half a second
/// for a busy machine.
const MAX_STALENESS: Duration = Duration::from_millis(1_500);

/// A cache: its alias, and the variable with its address.
#[derive(Clone, Copy)]
struct CacheSetting {
    alias: &'static str,
    variable: &'static str,
}

const REDIS: CacheSetting = CacheSetting { alias: "redis", variable: "REDIS_URL" };
const MEMCACHED: CacheSetting = CacheSetting { alias: "memcached", variable: "MEMCACHED_URL" };

impl CacheSetting {
    /// Starts a shop whose sessions are in `cached_db` over the cache at that address.
    fn shop(self, folder: &Path, url: &str) -> Process {
        let cache = [("SESSION_CACHE_ALIAS", self.alias), (self.variable, url)];
        Process::start(folder, &[&[("SESSION_ENGINE", "cached_db")], &cache[..]].concat())
    }
}

/// Returns a visitor who is logged in, and a copy of the browser.
async fn member(shop: &Process, name: &str) -> (Visitor, Visitor) {
    let member = Visitor::new(shop.address());
    member.register(name).await;
    let copy = member.copy();
    assert!(copy.is_logged_in().await);
    (member, copy)
}

async fn log_out(visitor: &Visitor) {
    assert_eq!(visitor.log_out().await.status, 303);
}

async fn count(visitor: &Visitor, shop: &Process) -> u32 {
    visitor.at(shop.address()).get("/").await.cart_count()
}

/// H11
#[actix_web::test]
async fn cached_db_after_a_logout_that_a_frozen_redis_missed() {
    let server = Redis::start();
    missed_while_frozen(REDIS, &server.0, &server.url()).await;
}

/// H11
#[actix_web::test]
async fn cached_db_after_a_logout_that_a_frozen_memcached_missed() {
    let server = Memcached::start();
    missed_while_frozen(MEMCACHED, &server.0, &server.url()).await;
}

/// The process that served the logout is killed. The cache still has the session, for
/// a process that continues and for one that is started.
async fn missed_while_frozen(cache: CacheSetting, server: &Server, url: &str) {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    let (mut shop, other) = (cache.shop(folder.path(), url), cache.shop(folder.path(), url));
    let (visitor, copy) = member(&shop, "frozen").await;
    assert!(copy.at(other.address()).is_logged_in().await);
    server.freeze();
    log_out(&visitor).await;
    shop.kill();
    server.thaw();
    let started = cache.shop(folder.path(), url);
    assert!(!copy.at(started.address()).is_logged_in().await, "after a restart");
    thread::sleep(MAX_STALENESS);
    assert!(!copy.at(other.address()).is_logged_in().await, "after a second");
}

/// H11
#[actix_web::test]
async fn cached_db_with_one_process_cut_off_from_redis() {
    let proxy = Proxy::to(redis().0.port());
    with_one_process_cut_off(REDIS, &proxy, &redis().url()).await;
}

/// H11
#[actix_web::test]
async fn cached_db_with_one_process_cut_off_from_memcached() {
    let proxy = Proxy::to(memcached().0.port());
    with_one_process_cut_off(MEMCACHED, &proxy, &memcached().url()).await;
}

async fn with_one_process_cut_off(cache: CacheSetting, proxy: &Proxy, url: &str) {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    let cut_off = cache.shop(folder.path(), &proxy.url(url));
    let other = cache.shop(folder.path(), url);
    for mode in [Mode::Refuse, Mode::Hang] {
        let (visitor, copy) = member(&cut_off, &format!("{mode:?}")).await;
        visitor.add_to_cart(TEA, 1).await;
        assert_eq!(count(&copy, &other).await, 1);
        proxy.set(mode);
        visitor.add_to_cart(TEA, 1).await;
        thread::sleep(MAX_STALENESS);
        assert_eq!(count(&copy, &other).await, 2, "{mode:?}: a second after the change");
        log_out(&visitor).await;
        thread::sleep(MAX_STALENESS);
        assert!(!copy.at(other.address()).is_logged_in().await, "{mode:?}: a second after the logout");
        proxy.set(Mode::Pass);
        assert!(!copy.is_logged_in().await, "{mode:?}: in the process of the logout");
    }
}

/// H11
#[actix_web::test]
async fn cached_db_after_a_redis_that_restarted_from_an_older_snapshot() {
    let (mut server, folder) = (Redis::with_snapshots(), tempfile::tempdir().unwrap());
    prepare(folder.path());
    let shop = REDIS.shop(folder.path(), &server.url());
    let (member, copy) = member(&shop, "member").await;
    let visitor = Visitor::new(shop.address());
    visitor.add_to_cart(TEA, 1).await;
    assert_eq!(count(&visitor, &shop).await, 1);
    server.save();
    visitor.add_to_cart(TEA, 1).await;
    log_out(&member).await;
    server.0.stop();
    server.0.start_again();
    assert_ne!(server.command(&["DBSIZE"]).trim(), "0", "the snapshot is there");
    let started = REDIS.shop(folder.path(), &server.url());
    assert_eq!(count(&visitor, &started).await, 2, "after a restart");
    assert!(!copy.at(started.address()).is_logged_in().await, "after a restart");
    thread::sleep(MAX_STALENESS);
    assert_eq!(count(&visitor, &shop).await, 2, "after a second");
    assert!(!copy.is_logged_in().await, "after a second");
}

/// H11
#[actix_web::test]
async fn cached_db_after_a_process_that_was_killed_before_redis_had_its_copy() {
    let proxy = Proxy::to(redis().0.port());
    killed_before_the_copy(REDIS, &proxy, &redis().url()).await;
}

/// H11
#[actix_web::test]
async fn cached_db_after_a_process_that_was_killed_before_memcached_had_its_copy() {
    let proxy = Proxy::to(memcached().0.port());
    killed_before_the_copy(MEMCACHED, &proxy, &memcached().url()).await;
}

/// The proxy holds back the command that carries the session's data. The shop sends it
/// when the database has committed.
async fn killed_before_the_copy(cache: CacheSetting, proxy: &Proxy, url: &str) {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    let mut killed = cache.shop(folder.path(), &proxy.url(url));
    let other = cache.shop(folder.path(), url);
    let visitor = Visitor::new(killed.address());
    visitor.add_to_cart(TEA, 1).await;
    assert_eq!((count(&visitor, &other).await, count(&visitor, &killed).await), (1, 1));
    let (sender, address) = (RawClient::of(&visitor).await, killed.address());
    proxy.hang_at(b"{\"");
    let adding = thread::spawn(move || sender.add_to_cart(address, TEA));
    proxy.wait_until_it_hangs();
    killed.kill();
    proxy.set(Mode::Drop);
    // The database has the change, whether there was a response or not.
    let _ = adding.join().unwrap();
    assert_eq!(count(&visitor, &other).await, 2);
    assert_eq!(count(&visitor, &cache.shop(folder.path(), url)).await, 2, "after a restart");
}

/// H11, D22: older copies do not hide what another engine wrote before `cached_db` is
/// switched on again.
#[actix_web::test]
async fn cached_db_after_the_db_engine_has_written_to_its_database() {
    let (url, folder) = (redis().url(), tempfile::tempdir().unwrap());
    prepare(folder.path());
    let cached = REDIS.shop(folder.path(), &url);
    let visitor = Visitor::new(cached.address());
    visitor.add_to_cart(TEA, 1).await;
    assert_eq!(count(&visitor, &cached).await, 1);
    drop(cached);
    let plain = Process::start(folder.path(), &[("SESSION_ENGINE", "db")]);
    visitor.at(plain.address()).add_to_cart(TEA, 1).await;
    drop(plain);
    let cached = REDIS.shop(folder.path(), &url);
    assert_eq!(count(&visitor, &cached).await, 2);
}
