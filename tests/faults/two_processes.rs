//! Two processes of the shop on one store, as behind a load balancer without sticky
//! sessions. A visitor's requests alternate between them, and no change is lost (H1,
//! A3).

use std::{fs, path::Path, thread};

#[cfg(feature = "server-tests")]
use crate::support::servers::{mariadb, memcached, postgres, redis};
use crate::support::{
    process::{Process, RawClient, prepare},
    visitor::Visitor,
};

const TEA: &str = "keemun-black";

/// Sends ten requests to the processes in turn, and then 64 to both at the same time.
/// Each must get its response, and no change may be lost.
async fn lose_nothing(folder: &Path, settings: &[(&str, &str)]) {
    prepare(folder);
    let shops = [Process::start(folder, settings), Process::start(folder, settings)];
    let visitor = Visitor::new(shops[0].address());
    for (round, shop) in (1..=10).zip(shops.iter().cycle()) {
        visitor.at(shop.address()).add_to_cart(TEA, 1).await;
        assert_eq!(visitor.at(shops[0].address()).get("/").await.cart_count(), round);
        assert_eq!(visitor.at(shops[1].address()).get("/").await.cart_count(), round);
    }
    let sender = RawClient::of(&visitor).await;
    let adding = (0..64).zip(shops.iter().cycle()).map(|(_, shop)| {
        let (sender, address) = (sender.clone(), shop.address());
        thread::spawn(move || sender.add_to_cart(address, TEA).unwrap())
    });
    let adding: Vec<_> = adding.collect();
    let statuses: Vec<u16> = adding.into_iter().map(|thread| thread.join().unwrap()).collect();
    assert!(statuses.iter().all(|status| *status == 303), "{statuses:?}");
    assert_eq!(visitor.get("/cart").await.cart_lines(), [(TEA.to_owned(), 74)]);
}

#[actix_web::test]
async fn two_processes_on_one_sqlite_file_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    lose_nothing(folder.path(), &[]).await;
}

#[actix_web::test]
async fn two_processes_on_one_folder_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let files = folder.path().join("sessions");
    fs::create_dir(&files).unwrap();
    let path = files.to_str().unwrap();
    lose_nothing(folder.path(), &[("SESSION_ENGINE", "file"), ("SESSION_FILE_PATH", path)]).await;
}

#[cfg(feature = "server-tests")]
#[actix_web::test]
async fn two_processes_on_one_redis_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let url = redis().url();
    let cache = [("SESSION_CACHE_ALIAS", "redis"), ("REDIS_URL", url.as_str())];
    lose_nothing(folder.path(), &[&[("SESSION_ENGINE", "cache")], &cache[..]].concat()).await;
}

#[cfg(feature = "server-tests")]
#[actix_web::test]
async fn two_processes_on_one_memcached_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let url = memcached().url();
    let cache = [("SESSION_CACHE_ALIAS", "memcached"), ("MEMCACHED_URL", url.as_str())];
    lose_nothing(folder.path(), &[&[("SESSION_ENGINE", "cache")], &cache[..]].concat()).await;
}

#[cfg(feature = "server-tests")]
#[actix_web::test]
async fn two_processes_on_one_database_and_one_cache_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let url = redis().url();
    let cache = [("SESSION_CACHE_ALIAS", "redis"), ("REDIS_URL", url.as_str())];
    lose_nothing(folder.path(), &[&[("SESSION_ENGINE", "cached_db")], &cache[..]].concat()).await;
}

#[cfg(feature = "server-tests")]
#[actix_web::test]
async fn two_processes_on_one_postgresql_lose_nothing() {
    on_a_database_server(&postgres().borrow().url).await;
}

#[cfg(feature = "server-tests")]
#[actix_web::test]
async fn two_processes_on_one_mariadb_lose_nothing() {
    on_a_database_server(&mariadb().borrow().url).await;
}

/// The sessions are on the server, and the shop's own data is in a file (D3).
#[cfg(feature = "server-tests")]
async fn on_a_database_server(url: &str) {
    let folder = tempfile::tempdir().unwrap();
    let settings = format!("[databases.sessions]\nurl = \"{url}\"\n");
    fs::write(folder.path().join("settings.toml"), settings).unwrap();
    lose_nothing(folder.path(), &[("SESSION_DATABASE", "sessions")]).await;
}
