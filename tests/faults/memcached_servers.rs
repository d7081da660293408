//! Sessions in several Memcached servers, of which one is lost, and in a server at a Unix
//! socket.

use std::{
    process::{Child, Command},
    time::{Duration, Instant},
};

use crate::support::{process::Process, servers::Memcached, visitor::Visitor};

/// The number of visitors. The probability that one server has all sessions is 1 in 32,768.
const VISITORS: usize = 16;

const DEADLINE: Duration = Duration::from_secs(20);

fn start(folder: &std::path::Path, url: &str) -> Process {
    let settings =
        [("SESSION_ENGINE", "cache"), ("SESSION_CACHE_ALIAS", "memcached"), ("MEMCACHED_URL", url)];
    Process::start(folder, &settings)
}

async fn with_a_cart(shop: &Process) -> Visitor {
    let visitor = Visitor::new(shop.address());
    visitor.add_to_cart("keemun-black", 1).await;
    visitor
}

async fn wait_for_readyz(shop: &Process, expected: &str) {
    let since = Instant::now();
    loop {
        let body = Visitor::new(shop.address()).get("/readyz").await.body;
        if body.contains(expected) {
            return;
        }
        assert!(since.elapsed() < DEADLINE, "still {body}, not {expected}\n{}", shop.log());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// The sessions of the lost server are unavailable, and no other session notices. No visitor
/// gets an empty cart in place of the session, which would be lost.
#[actix_web::test]
async fn a_lost_server_costs_only_its_own_sessions() {
    let (kept, mut lost) = (Memcached::start(), Memcached::start());
    let address = |server: &Memcached| server.url().replace("memcache://", "");
    let url = format!("memcache://{},{}", address(&kept), address(&lost));
    let folder = tempfile::tempdir().unwrap();
    let shop = start(folder.path(), &url);
    let mut visitors = Vec::new();
    for _ in 0..VISITORS {
        visitors.push(with_a_cart(&shop).await);
    }
    lost.0.stop();
    let mut unavailable = 0;
    for visitor in &visitors {
        let cart = visitor.get("/cart").await;
        match cart.status {
            503 => unavailable += 1,
            status => assert_eq!((status, cart.cart_count()), (200, 1), "{}", shop.log()),
        }
    }
    assert!((1..VISITORS).contains(&unavailable), "{unavailable} of {VISITORS} on the lost server");
    wait_for_readyz(&shop, "sessions (cache): degraded, without some servers of its cache").await;
    lost.0.start_again();
    wait_for_readyz(&shop, "sessions (cache): ok").await;
}

/// A server that is stopped when the value is dropped.
struct AtSocket(Child);

impl Drop for AtSocket {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[actix_web::test]
async fn a_server_at_a_unix_socket_stores_sessions() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("memcached.sock");
    let path = socket.to_str().unwrap();
    let mut command = Command::new("memcached");
    let server = AtSocket(command.args(["-s", path, "-U", "0", "-u", "root"]).spawn().unwrap());
    let since = Instant::now();
    while !socket.exists() {
        assert!(since.elapsed() < DEADLINE, "memcached does not listen");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let shop = start(folder.path(), &format!("memcache://{path}"));
    let visitor = with_a_cart(&shop).await;
    assert_eq!(visitor.get("/cart").await.cart_count(), 1);
    wait_for_readyz(&shop, "sessions (cache): ok").await;
    drop(server);
    assert_eq!(visitor.get("/cart").await.status, 503);
}
