//! The server of the cache in a run. It can be restarted empty or from an older
//! snapshot. Of a Cluster, one master after the other is restarted, with its data.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    sync::{Mutex, MutexGuard},
};

use super::configuration::Cache;
use crate::support::servers::{Memcached, Redis, RedisCluster, Server};

/// The file that Redis writes a snapshot to, and reads when it starts.
const SNAPSHOT: &str = "dump.rdb";

/// A Redis, a Redis Cluster or a Memcached.
pub struct CacheServer {
    kind: Cache,
    url: String,
    servers: Mutex<Servers>,
}

enum Servers {
    One(Server),
    /// A Cluster, and the master that is restarted next.
    Cluster(Box<RedisCluster>, usize),
}

impl CacheServer {
    /// Starts the server. Returns `None` for the cache in memory.
    pub fn start(kind: Cache) -> Option<Self> {
        let (url, servers) = match kind {
            Cache::Memory => return None,
            Cache::Redis => {
                let redis = Redis::start();
                (redis.url(), Servers::One(redis.0))
            }
            Cache::DurableRedis => {
                let redis = Redis::durable();
                (redis.url(), Servers::One(redis.0))
            }
            Cache::DurableCluster => {
                let cluster = RedisCluster::durable();
                (cluster.url(), Servers::Cluster(Box::new(cluster), 0))
            }
            Cache::Memcached => {
                let memcached = Memcached::start();
                (memcached.url(), Servers::One(memcached.0))
            }
        };
        Some(Self { kind, url, servers: Mutex::new(servers) })
    }

    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// Returns the port of the only server. A Cluster has none: its nodes send clients to
    /// each other's addresses, so that no proxy can be in front of them.
    pub fn port(&self) -> Option<u16> {
        match &*self.lock() {
            Servers::One(server) => Some(server.port()),
            Servers::Cluster(..) => None,
        }
    }

    /// Returns the setting that contains its address.
    pub fn setting(&self) -> &'static str {
        if self.kind == Cache::Memcached { "MEMCACHED_URL" } else { "REDIS_URL" }
    }

    pub fn takes_snapshots(&self) -> bool {
        self.kind == Cache::Redis
    }

    pub fn freeze(&self) {
        if let Servers::One(server) = &*self.lock() {
            server.freeze();
        }
    }

    pub fn thaw(&self) {
        if let Servers::One(server) = &*self.lock() {
            server.thaw();
        }
    }

    /// Kills the server and starts it again without data.
    pub fn restart_empty(&self) {
        let Servers::One(server) = &mut *self.lock() else { panic!("a Cluster is restarted with its data") };
        server.stop();
        let _ = fs::remove_file(server.folder().join(SNAPSHOT));
        server.start_again();
    }

    /// Writes a snapshot of the current data to the server's folder.
    pub fn take_snapshot(&self) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port().unwrap())).unwrap();
        stream.write_all(b"SAVE\r\n").unwrap();
        let mut response = [0; 5];
        stream.read_exact(&mut response).unwrap();
        assert_eq!(&response, b"+OK\r\n");
    }

    /// Kills the server, or the next master of the Cluster, and starts it again with the data
    /// of the latest snapshot or, if it is durable, with all data.
    pub fn restart_from_snapshot(&self) {
        match &mut *self.lock() {
            Servers::One(server) => {
                server.stop();
                server.start_again();
            }
            Servers::Cluster(cluster, next) => {
                cluster.restart_master(*next);
                *next = (*next + 1) % cluster.masters.len();
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Servers> {
        self.servers.lock().unwrap()
    }
}
