//! H5 with real stores that are really away, seen by a visitor of the real shop:
//! servers that are frozen or stopped, a folder that is gone, a locked file.

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
    visitor::Visitor,
};

const TEA: &str = "keemun-black";

/// The response comes within a second; a debug build on a busy machine is given
/// a little more.
const IN_TIME: Duration = Duration::from_millis(1_200);

/// What does not work while the store is away.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outage {
    OfEverything,
    OfWrites,
}

/// A visitor with a cart before, during and after an outage.
async fn responds_503_and_loses_nothing(
    app: &TestApp,
    outage: Outage,
    away: impl FnOnce(),
    back: impl FnOnce(),
) {
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 1).await;
    // The page that reads the message of the last change.
    visitor.get("/cart").await;
    let cookie = visitor.cookie("sessionid");
    away();
    if outage == Outage::OfEverything {
        is_unavailable(&in_time(visitor.get("/cart")).await);
    }
    is_unavailable(&in_time(add(&visitor)).await);
    let stranger = app.visitor();
    assert_eq!(in_time(stranger.get("/")).await.status, 200, "this page needs no session");
    is_unavailable(&in_time(add(&stranger)).await);
    assert_eq!((visitor.cookie("sessionid"), stranger.cookie("sessionid")), (cookie.clone(), None));
    back();
    let since = Instant::now();
    while visitor.get("/cart").await.status != 200 {
        assert!(since.elapsed() < Duration::from_secs(10), "the store is back and the shop is not");
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
    let since = Instant::now();
    let page = request.await;
    assert!(since.elapsed() < IN_TIME, "{:?}", since.elapsed());
    page
}

fn is_unavailable(page: &Page) {
    let found = (page.status, page.header("retry-after"), page.set_cookie("sessionid"));
    assert_eq!(found, (503, Some("5"), None), "{}", page.body);
    assert!(page.contains("class=\"error-page"), "a page, not a line of text: {}", page.body);
}

/// A shop with its sessions in the cache or database at that address.
async fn shop(engine: &str, alias: (&'static str, &str), url: (&'static str, &str)) -> TestApp {
    TestApp::with(&[("session.engine", engine), alias, url]).await
}

#[actix_web::test]
async fn the_shop_without_its_redis() {
    let server = Redis::start();
    let app = shop("cache", ("session.cache_alias", "redis"), ("caches.redis.url", &server.url())).await;
    responds_503_and_loses_nothing(&app, Outage::OfEverything, || server.0.freeze(), || server.0.thaw())
        .await;
}

#[actix_web::test]
async fn the_shop_without_its_memcached() {
    let server = Memcached::start();
    let url = ("caches.memcached.url", server.url());
    let app = shop("cache", ("session.cache_alias", "memcached"), (url.0, &url.1)).await;
    responds_503_and_loses_nothing(&app, Outage::OfEverything, || server.0.freeze(), || server.0.thaw())
        .await;
}

#[actix_web::test]
async fn the_shop_without_its_postgresql() {
    let postgres = Postgres::start();
    let url = postgres.new_database();
    let app = shop("db", ("session.database", "apart"), ("databases.apart.url", &url)).await;
    let server = &postgres.server;
    responds_503_and_loses_nothing(&app, Outage::OfEverything, || server.freeze(), || server.thaw()).await;
}

#[actix_web::test]
async fn the_shop_without_its_mariadb() {
    let mariadb = MariaDb::start();
    let url = mariadb.new_database();
    let app = shop("db", ("session.database", "apart"), ("databases.apart.url", &url)).await;
    let server = &mariadb.server;
    responds_503_and_loses_nothing(&app, Outage::OfEverything, || server.freeze(), || server.thaw()).await;
}

/// Another program holds the lock of the file, such as a backup.
#[actix_web::test]
async fn the_shop_with_a_locked_sqlite_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sessions.sqlite3");
    let url = format!("sqlite:{}", file.display());
    let app = shop("db", ("session.database", "apart"), ("databases.apart.url", &url)).await;
    let other = RefCell::new(Sqlite::open(&file));
    let (lock, unlock) =
        (|| other.borrow_mut().run("BEGIN EXCLUSIVE"), || other.borrow_mut().run("ROLLBACK"));
    responds_503_and_loses_nothing(&app, Outage::OfWrites, lock, unlock).await;
}

/// Such as the mount point of a disk that is away.
#[actix_web::test]
async fn the_shop_without_the_folder_of_its_session_files() {
    let folder = tempfile::tempdir().unwrap();
    let (here, elsewhere) = (folder.path().join("sessions"), folder.path().join("elsewhere"));
    fs::create_dir(&here).unwrap();
    let path = here.to_str().unwrap();
    let app = TestApp::with(&[("session.engine", "file"), ("session.file_path", path)]).await;
    let away = || fs::rename(&here, &elsewhere).unwrap();
    let back = || fs::rename(&elsewhere, &here).unwrap();
    responds_503_and_loses_nothing(&app, Outage::OfEverything, away, back).await;
}
