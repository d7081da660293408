//! D13: `cached_db` starts while its cache is unavailable, serves from the database
//! alone, and uses the cache as soon as it is available.

use std::time::{Duration, Instant};

use crate::support::process::Process;
use crate::support::{
    servers::{Memcached, Redis, Server},
    visitor::Visitor,
};

const TEA: &str = "keemun-black";

/// The time within which the cache is used, on a busy machine too.
const DEADLINE: Duration = Duration::from_secs(20);

async fn starts_without_its_cache(server: &mut Server, settings: &[(&str, &str)], used: impl Fn() -> bool) {
    let folder = tempfile::tempdir().unwrap();
    server.stop();
    let shop = Process::start(folder.path(), &[&[("SESSION_ENGINE", "cached_db")], settings].concat());
    let visitor = Visitor::new(shop.address());
    visitor.add_to_cart(TEA, 1).await;
    assert_eq!(visitor.get("/cart").await.cart_lines(), [(TEA.to_owned(), 1)]);
    assert!(shop.log().contains("sessions are read from the database alone"), "{}", shop.log());
    server.start_again();
    let (since, mut packets) = (Instant::now(), 1);
    while !used() {
        assert!(since.elapsed() < DEADLINE, "the cache is not used:\n{}", shop.log());
        visitor.add_to_cart(TEA, 1).await;
        packets += 1;
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert_eq!(visitor.get("/cart").await.cart_lines(), [(TEA.to_owned(), packets)]);
}

#[actix_web::test]
async fn cached_db_starts_without_its_redis_and_uses_it_once_it_is_available() {
    let mut redis = Redis::start();
    let url = redis.url();
    let count = url.clone();
    let holds_something = move || {
        let mut connection = ::redis::Client::open(count.as_str()).unwrap().get_connection().unwrap();
        ::redis::cmd("KEYS").arg("session:*").query::<Vec<String>>(&mut connection).unwrap()
            != Vec::<String>::new()
    };
    let settings = [("SESSION_CACHE_ALIAS", "redis"), ("REDIS_URL", url.as_str())];
    starts_without_its_cache(&mut redis.0, &settings, holds_something).await;
}

#[actix_web::test]
async fn cached_db_starts_without_its_memcached_and_uses_it_once_it_is_available() {
    let mut memcached = Memcached::start();
    let (url, port) = (memcached.url(), memcached.0.port());
    let holds_something = move || memcached_items(port) > 0;
    let settings = [("SESSION_CACHE_ALIAS", "memcached"), ("MEMCACHED_URL", url.as_str())];
    starts_without_its_cache(&mut memcached.0, &settings, holds_something).await;
}

/// Returns the number of items in a Memcached.
fn memcached_items(port: u16) -> u64 {
    use std::io::{BufRead, BufReader, Write};
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.write_all(b"stats\r\n").unwrap();
    let lines = BufReader::new(stream).lines().map(Result::unwrap).take_while(|line| line != "END");
    let items: Vec<u64> =
        lines.filter_map(|line| line.strip_prefix("STAT curr_items ")?.parse().ok()).collect();
    items[0]
}
