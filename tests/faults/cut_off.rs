//! The shop cut off from the server that holds its sessions, in each way there
//! is: every visitor is told in time, nothing is lost, and when the server is
//! back, so is the shop, by itself.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use session_shop::{
    caches::{Cache, MemcachedCache, RedisCache},
    databases::{DEFAULT_TIMEOUT, Database},
    sessions::{
        Clock, SessionKey,
        engines::{CacheEngine, DbEngine, Engine},
    },
};

use crate::support::{
    Dictionary, EngineAndStore,
    page::Page,
    proxy::{Mode, Proxy, UNAVAILABLE},
    servers::{mariadb, memcached, postgres, redis},
    visitor::Visitor,
};

/// Visitors are told within a second; a debug build on a busy machine is given
/// a little more.
pub const IN_TIME: Duration = Duration::from_millis(1_200);

/// Of a cache, as the settings have it.
pub const CACHE_TIMEOUT: Duration = Duration::from_millis(250);

/// So many requests a tenth of a second apart may still fail after the server
/// is back.
const TRIES: usize = 30;

/// H5
#[actix_web::test]
async fn cut_off_from_redis() {
    let proxy = Proxy::to(redis().0.port());
    let cache = RedisCache::new(&proxy.url(&redis().url()), CACHE_TIMEOUT).unwrap();
    cut_off(&proxy, over_cache(Arc::new(cache)), UNAVAILABLE).await;
}

/// H5
#[actix_web::test]
async fn cut_off_from_memcached() {
    let proxy = Proxy::to(memcached().0.port());
    let cache = MemcachedCache::new(&proxy.url(&memcached().url()), 4, CACHE_TIMEOUT).unwrap();
    cut_off(&proxy, over_cache(Arc::new(cache)), UNAVAILABLE).await;
}

/// H5
#[actix_web::test]
async fn cut_off_from_postgresql() {
    let proxy = Proxy::to(postgres().server.port());
    let database = postgres().borrow();
    cut_off(&proxy, over_database(&proxy.url(&database.url)).await, UNAVAILABLE).await;
}

/// H5
#[actix_web::test]
async fn cut_off_from_mariadb() {
    let proxy = Proxy::to(mariadb().server.port());
    let database = mariadb().borrow();
    cut_off(&proxy, over_database(&proxy.url(&database.url)).await, UNAVAILABLE).await;
}

pub fn over_cache(cache: Arc<dyn Cache>) -> Arc<dyn Engine> {
    let prefix = format!("{}:", SessionKey::random().as_str());
    Arc::new(CacheEngine::new(cache, prefix, Clock::system()))
}

pub async fn over_database(url: &str) -> Arc<dyn Engine> {
    let database = Database::open(url, "".as_ref(), 4, DEFAULT_TIMEOUT).unwrap();
    database.migrate().await.unwrap();
    Arc::new(DbEngine::new(database))
}

/// A server whose sessions lie there.
pub async fn dictionary(engine: Arc<dyn Engine>) -> Dictionary {
    Dictionary::over_with(EngineAndStore::CacheMemory, |options| options.engine = engine).await
}

async fn cut_off(proxy: &Proxy, engine: Arc<dyn Engine>, away: &[Mode]) {
    let dictionary = dictionary(engine).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let cookie = visitor.cookie("sessionid");
    for &mode in away {
        eprintln!("{mode:?}:");
        proxy.set(mode);
        everybody_is_told(&dictionary, &visitor).await;
        proxy.set(Mode::Pass);
        comes_back(&visitor).await;
        assert_eq!(visitor.run_line("items").await, "a=1", "{mode:?}");
    }
    for mode in [Mode::Refuse, Mode::Drop] {
        let under_way = dictionary.begin(&visitor, &["set a 2", "wait"]).await;
        proxy.set(mode);
        is_told_to_wait(&under_way.finish().await);
        proxy.set(Mode::Pass);
        comes_back(&visitor).await;
        assert_eq!(visitor.run_line("items").await, "a=1", "{mode:?} in the middle of a request");
    }
    assert_eq!(visitor.cookie("sessionid"), cookie);
}

/// Who needs the session gets a 503 in time; who doesn't, a page.
pub async fn everybody_is_told(dictionary: &Dictionary, visitor: &Visitor) {
    for line in ["get a", "set a 2", "flush"] {
        is_told_to_wait(&in_time(visitor.run(&[line])).await);
    }
    let optional = in_time(visitor.get("/with-or-without")).await;
    assert_eq!((optional.status, optional.body.as_str()), (200, "without"));
    assert_eq!(optional.set_cookie("sessionid"), None);
    assert_eq!(in_time(visitor.get("/plain")).await.status, 200);
    let stranger = dictionary.visitor();
    is_told_to_wait(&in_time(stranger.run(&["set a 1"])).await);
}

async fn in_time(request: impl Future<Output = Page>) -> Page {
    let asked = Instant::now();
    let page = request.await;
    assert!(asked.elapsed() < IN_TIME, "{:?}", asked.elapsed());
    page
}

pub fn is_told_to_wait(answer: &Page) {
    let told = (answer.status, answer.header("retry-after"), answer.set_cookie("sessionid"));
    assert_eq!(told, (503, Some("5"), None), "{}", answer.body);
}

/// By itself, and soon.
pub async fn comes_back(visitor: &Visitor) {
    let since = Instant::now();
    for tries in 1..=TRIES {
        if visitor.run(&["get a"]).await.status == 200 {
            eprintln!("  back after {tries} tries and {:?}", since.elapsed());
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("not back after {TRIES} tries and {:?}", since.elapsed());
}
