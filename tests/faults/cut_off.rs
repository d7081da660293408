//! The connection to the server that stores the sessions is lost, in each way that
//! `support::proxy` can simulate. Every visitor gets a response in time, no data
//! is lost, and the shop recovers by itself when the server is available again.

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

use crate::support::time_limit::in_time;
use crate::support::{
    Dictionary, EngineAndStore,
    page::Page,
    proxy::{Mode, Proxy, UNAVAILABLE},
    servers::{mariadb, memcached, postgres, redis},
    visitor::Visitor,
};

/// The timeout of a cache: the default of the settings.
pub const CACHE_TIMEOUT: Duration = Duration::from_millis(250);

/// The number of requests, one each 100 ms, of which one must succeed when the
/// server is available again.
const MAX_ATTEMPTS: usize = 30;

/// H5: a store that fails is a 503 in time, and the shop recovers by itself.
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

/// Starts a server whose sessions are in that engine.
pub async fn dictionary(engine: Arc<dyn Engine>) -> Dictionary {
    Dictionary::over_with(EngineAndStore::CacheMemory, |options| options.engine = engine).await
}

async fn cut_off(proxy: &Proxy, engine: Arc<dyn Engine>, modes: &[Mode]) {
    let dictionary = dictionary(engine).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let cookie = visitor.cookie("sessionid");
    for &mode in modes {
        eprintln!("{mode:?}:");
        proxy.set(mode);
        assert_responses_without_store(&dictionary, &visitor).await;
        proxy.set(Mode::Pass);
        wait_until_available(&visitor).await;
        assert_eq!(visitor.run_line("items").await, "a=1", "{mode:?}");
    }
    for mode in [Mode::Refuse, Mode::Drop] {
        let under_way = dictionary.begin(&visitor, &["set a 2", "wait"]).await;
        proxy.set(mode);
        assert_retry_later(&under_way.finish().await);
        proxy.set(Mode::Pass);
        wait_until_available(&visitor).await;
        assert_eq!(visitor.run_line("items").await, "a=1", "{mode:?} in the middle of a request");
    }
    assert_eq!(visitor.cookie("sessionid"), cookie);
}

/// Asserts that a request that needs the session gets a 503 in time, and that
/// another one gets its page in time.
pub async fn assert_responses_without_store(dictionary: &Dictionary, visitor: &Visitor) {
    for line in ["get a", "set a 2", "flush"] {
        assert_retry_later(&in_time(line, visitor.run(&[line])).await);
    }
    let optional = in_time("/with-or-without", visitor.get("/with-or-without")).await;
    assert_eq!((optional.status, optional.body.as_str()), (200, "without"));
    assert_eq!(optional.set_cookie("sessionid"), None);
    assert_eq!(in_time("/plain", visitor.get("/plain")).await.status, 200);
    let stranger = dictionary.visitor();
    assert_retry_later(&in_time("set a 1", stranger.run(&["set a 1"])).await);
}

/// Asserts a 503 that says when to try again and sets no session cookie.
pub fn assert_retry_later(response: &Page) {
    let head = (response.status, response.header("retry-after"), response.set_cookie("sessionid"));
    assert_eq!(head, (503, Some("5"), None), "{}", response.body);
}

/// Returns when a request succeeds.
///
/// # Panics
/// If none does within [`MAX_ATTEMPTS`].
pub async fn wait_until_available(visitor: &Visitor) {
    let since = Instant::now();
    for attempt in 1..=MAX_ATTEMPTS {
        if visitor.run(&["get a"]).await.status == 200 {
            eprintln!("  available after {attempt} requests and {:?}", since.elapsed());
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("not available after {MAX_ATTEMPTS} requests and {:?}", since.elapsed());
}
