//! H5 (503 within a second, nothing overwritten, recovery without a restart) with real
//! stores and the real shop: frozen servers, a locked file, a missing folder.

use std::{
    cell::RefCell,
    fs,
    time::{Duration, Instant},
};

use crate::support::{
    TestApp,
    customer::line,
    page::Page,
    servers::{MariaDb, Memcached, Postgres, Redis},
    sqlite::Sqlite,
    time_limit::Stopwatch,
    visitor::Visitor,
};

const TEA: &str = "keemun-black";

/// The response comes within a second; a debug build on a busy machine is given
/// a little more.
const IN_TIME: Duration = Duration::from_millis(1_200);

/// Which operations fail while the store is unavailable.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outage {
    OfEverything,
    OfWrites,
}

/// Checks a visitor with a cart before, during and after an outage. `stop` begins the
/// outage and `restore` ends it.
async fn responds_503_and_loses_nothing(
    app: &TestApp,
    outage: Outage,
    stop: impl FnOnce(),
    restore: impl FnOnce(),
) {
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 1).await;
    // This page shows and removes the message about the last change.
    visitor.get("/cart").await;
    let cookie = visitor.cookie("sessionid");
    stop();
    if outage == Outage::OfEverything {
        is_unavailable(&in_time(visitor.get("/cart")).await);
    }
    is_unavailable(&in_time(add(&visitor)).await);
    let stranger = app.visitor();
    assert_eq!(in_time(stranger.get("/")).await.status, 200, "this page needs no session");
    is_unavailable(&in_time(add(&stranger)).await);
    assert_eq!((visitor.cookie("sessionid"), stranger.cookie("sessionid")), (cookie.clone(), None));
    restore();
    let since = Instant::now();
    while visitor.get("/cart").await.status != 200 {
        assert!(since.elapsed() < Duration::from_secs(10), "the shop does not recover");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 1)], "nothing was overwritten");
    assert_eq!(visitor.cookie("sessionid"), cookie);
    visitor.add_to_cart(TEA, 1).await;
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, 2)]);
}

async fn add(visitor: &Visitor) -> Page {
    visitor.post("/cart/add", &[("product", TEA), ("quantity", "1")]).await
}

async fn in_time(request: impl Future<Output = Page>) -> Page {
    let stopwatch = Stopwatch::start();
    let page = request.await;
    stopwatch.assert_within(IN_TIME, "the response");
    page
}

fn is_unavailable(page: &Page) {
    let found = (page.status, page.header("retry-after"), page.set_cookie("sessionid"));
    assert_eq!(found, (503, Some("5"), None), "{}", page.body);
    assert!(page.has(".error-page"), "not an error page: {}", page.body);
}

/// Starts a shop with its sessions in that cache or database.
async fn shop(engine: &str, alias: (&'static str, &str), url: (&'static str, &str)) -> TestApp {
    TestApp::with(&[("session.engine", engine), alias, url]).await
}

#[actix_web::test]
async fn the_shop_responds_503_while_redis_is_frozen() {
    let server = Redis::start();
    let app = shop("cache", ("session.cache_alias", "redis"), ("caches.redis.url", &server.url())).await;
    responds_503_and_loses_nothing(&app, Outage::OfEverything, || server.0.freeze(), || server.0.thaw())
        .await;
}

#[actix_web::test]
async fn the_shop_responds_503_while_memcached_is_frozen() {
    let server = Memcached::start();
    let url = ("caches.memcached.url", server.url());
    let app = shop("cache", ("session.cache_alias", "memcached"), (url.0, &url.1)).await;
    responds_503_and_loses_nothing(&app, Outage::OfEverything, || server.0.freeze(), || server.0.thaw())
        .await;
}

#[actix_web::test]
async fn the_shop_responds_503_while_postgresql_is_frozen() {
    let postgres = Postgres::start();
    let url = postgres.new_database();
    let app = shop("db", ("session.database", "apart"), ("databases.apart.url", &url)).await;
    let server = &postgres.server;
    responds_503_and_loses_nothing(&app, Outage::OfEverything, || server.freeze(), || server.thaw()).await;
}

#[actix_web::test]
async fn the_shop_responds_503_while_mariadb_is_frozen() {
    let mariadb = MariaDb::start();
    let url = mariadb.new_database();
    let app = shop("db", ("session.database", "apart"), ("databases.apart.url", &url)).await;
    let server = &mariadb.server;
    responds_503_and_loses_nothing(&app, Outage::OfEverything, || server.freeze(), || server.thaw()).await;
}

/// Another program, such as a backup, holds the lock of the file.
#[actix_web::test]
async fn the_shop_responds_503_to_writes_while_the_sqlite_file_is_locked() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sessions.sqlite3");
    let url = format!("sqlite:{}", file.display());
    let app = shop("db", ("session.database", "apart"), ("databases.apart.url", &url)).await;
    let other = RefCell::new(Sqlite::open(&file));
    let (lock, unlock) =
        (|| other.borrow_mut().run("BEGIN EXCLUSIVE"), || other.borrow_mut().run("ROLLBACK"));
    responds_503_and_loses_nothing(&app, Outage::OfWrites, lock, unlock).await;
}

/// For example the mount point of a disk that is not mounted.
#[actix_web::test]
async fn the_shop_responds_503_while_the_folder_of_session_files_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let (here, elsewhere) = (folder.path().join("sessions"), folder.path().join("elsewhere"));
    fs::create_dir(&here).unwrap();
    let path = here.to_str().unwrap();
    let app = TestApp::with(&[("session.engine", "file"), ("session.file_path", path)]).await;
    let stop = || fs::rename(&here, &elsewhere).unwrap();
    let restore = || fs::rename(&elsewhere, &here).unwrap();
    responds_503_and_loses_nothing(&app, Outage::OfEverything, stop, restore).await;
}
