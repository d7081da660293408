//! The server of the cache in a run. It can be restarted empty or from an older
//! snapshot.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    sync::{Mutex, MutexGuard},
};

use super::configuration::Cache;
use crate::support::servers::{Memcached, Redis, Server};

/// The file that Redis writes a snapshot to, and reads when it starts.
const SNAPSHOT: &str = "dump.rdb";

/// A Redis or a Memcached.
pub struct CacheServer {
    kind: Cache,
    url: String,
    port: u16,
    server: Mutex<Server>,
}

impl CacheServer {
    /// Starts the server. Returns `None` for the cache in memory.
    pub fn start(kind: Cache) -> Option<Self> {
        let (url, server) = match kind {
            Cache::Memory => return None,
            Cache::Redis => {
                let redis = Redis::start();
                (redis.url(), redis.0)
            }
            Cache::DurableRedis => {
                let redis = Redis::durable();
                (redis.url(), redis.0)
            }
            Cache::Memcached => {
                let memcached = Memcached::start();
                (memcached.url(), memcached.0)
            }
        };
        Some(Self { kind, url, port: server.port(), server: Mutex::new(server) })
    }

    pub fn url(&self) -> String {
        self.url.clone()
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Returns the setting that contains its address.
    pub fn setting(&self) -> &'static str {
        if self.kind == Cache::Memcached { "MEMCACHED_URL" } else { "REDIS_URL" }
    }

    pub fn takes_snapshots(&self) -> bool {
        self.kind == Cache::Redis
    }

    pub fn freeze(&self) {
        self.server().freeze();
    }

    pub fn thaw(&self) {
        self.server().thaw();
    }

    /// Kills the server and starts it again without data.
    pub fn restart_empty(&self) {
        let mut server = self.server();
        server.stop();
        let _ = fs::remove_file(server.folder().join(SNAPSHOT));
        server.start_again();
    }

    /// Writes a snapshot of the current data to the server's folder.
    pub fn take_snapshot(&self) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.write_all(b"SAVE\r\n").unwrap();
        let mut response = [0; 5];
        stream.read_exact(&mut response).unwrap();
        assert_eq!(&response, b"+OK\r\n");
    }

    /// Kills the server and starts it again with the data of the latest snapshot or, if
    /// it is a durable Redis, with all data.
    pub fn restart_from_snapshot(&self) {
        let mut server = self.server();
        server.stop();
        server.start_again();
    }

    fn server(&self) -> MutexGuard<'_, Server> {
        self.server.lock().unwrap()
    }
}
