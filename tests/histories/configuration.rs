//! The stores of the histories, and the promises of each. Data that a store may
//! lose by its nature is listed here, with the reason.

use std::time::Duration;

use super::history::{DataLoss, Promises};

/// How long another process of `cached_db` may serve the older state, and a process
/// that uses a database server a login that has ended: one second (H11), and half a
/// second for a busy machine.
const LAG: Duration = Duration::from_millis(1_500);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    Sqlite,
    #[cfg(feature = "server-tests")]
    Postgres,
    #[cfg(feature = "server-tests")]
    MariaDb,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cache {
    Memory,
    #[cfg(feature = "server-tests")]
    Redis,
    /// A Redis that keeps every acknowledged write when it is restarted.
    #[cfg(feature = "server-tests")]
    DurableRedis,
    /// Three masters that keep every acknowledged write when they are restarted.
    #[cfg(feature = "server-tests")]
    DurableCluster,
    #[cfg(feature = "server-tests")]
    Memcached,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Db,
    File,
    Cache(Cache),
    CachedDb(Cache),
    SignedCookies,
}

/// The data with which a cache's server starts again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CacheStarts {
    Empty,
    FromSnapshot,
}

/// An engine, the database of the shop (and of the sessions of `db` and
/// `cached_db`), and the number of processes.
#[derive(Clone, Copy, Debug)]
pub struct Configuration {
    pub engine: Engine,
    pub database: Database,
    pub processes: usize,
    /// The load balancer in front of the processes, if there is one.
    pub balancer: Option<BalancerKind>,
}

/// A load balancer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BalancerKind {
    /// Sends a request to another process if a connection is refused.
    Nginx,
    /// Checks `/readyz` of each process.
    HaProxy,
}

impl Configuration {
    pub const fn new(engine: Engine, database: Database) -> Self {
        // Other processes do not see what is in the memory of one process.
        let processes = match engine {
            Engine::Cache(Cache::Memory) | Engine::CachedDb(Cache::Memory) => 1,
            _ => 3,
        };
        Self { engine, database, processes, balancer: None }
    }

    /// Returns the configuration with the processes behind a load balancer.
    pub const fn behind(self, balancer: BalancerKind) -> Self {
        Self { balancer: Some(balancer), ..self }
    }

    pub fn promises(self) -> Promises {
        Promises {
            lag: if matches!(self.engine, Engine::CachedDb(_)) { LAG } else { Duration::ZERO },
            login_lag: if self.database == Database::Sqlite { Duration::ZERO } else { LAG },
            stateless: self.engine == Engine::SignedCookies,
            balanced: self.balancer.is_some(),
        }
    }

    /// Returns the loss when a process is killed: `cache` in the process's memory
    /// loses its sessions.
    pub fn loss_with_process(self) -> DataLoss {
        if self.engine == Engine::Cache(Cache::Memory) { DataLoss::Sessions } else { DataLoss::Nothing }
    }

    /// Returns the loss when the cache's server starts again. `cache` loses
    /// sessions when the server starts empty, and has older ones when Redis starts
    /// from an older snapshot: Memcached, and Redis without `appendfsync always`,
    /// promise no more. `cached_db` loses nothing, because the database has every
    /// session. It has one second to notice that its cache has older copies.
    pub fn loss_with_cache(self, starts: CacheStarts) -> DataLoss {
        match (self.engine, starts) {
            #[cfg(feature = "server-tests")]
            (Engine::Cache(Cache::DurableRedis | Cache::DurableCluster), CacheStarts::FromSnapshot) => {
                DataLoss::Nothing
            }
            (Engine::Cache(_), _) => DataLoss::Sessions,
            (_, CacheStarts::FromSnapshot) => DataLoss::Briefly,
            _ => DataLoss::Nothing,
        }
    }

    pub fn cache(self) -> Option<Cache> {
        match self.engine {
            Engine::Cache(cache) | Engine::CachedDb(cache) => Some(cache),
            _ => None,
        }
    }

    /// Returns whether a process can start while its cache is unavailable.
    pub fn starts_without_cache(self) -> bool {
        matches!(self.engine, Engine::CachedDb(_))
    }
}
