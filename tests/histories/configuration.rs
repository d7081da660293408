//! The stores that histories are made over, and what each of them promises.
//! What a store may forget by its own nature stands here, with the reason.

use std::time::Duration;

use super::history::{Forgets, Promises};

/// How long another process of `cached_db` may serve the older state: one
/// second (H11), and half a second for a busy machine.
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

/// How a cache's server starts again.
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
}

impl Configuration {
    pub const fn new(engine: Engine, database: Database) -> Self {
        // What one process holds in its memory no other process sees.
        let processes = match engine {
            Engine::Cache(Cache::Memory) | Engine::CachedDb(Cache::Memory) => 1,
            _ => 3,
        };
        Self { engine, database, processes }
    }

    pub fn promises(self) -> Promises {
        Promises {
            lag: if matches!(self.engine, Engine::CachedDb(_)) { LAG } else { Duration::ZERO },
            stateless: self.engine == Engine::SignedCookies,
        }
    }

    /// `cache` over the process's memory: sessions go with the process.
    pub fn forgets_with_the_process(self) -> Forgets {
        if self.engine == Engine::Cache(Cache::Memory) { Forgets::Sessions } else { Forgets::Nothing }
    }

    /// `cache` over a server: sessions are lost when the server starts again
    /// empty, and are as they were when Redis starts from an older snapshot.
    /// Memcached and Redis without `appendfsync always` promise no more. For
    /// `cached_db` the database is the truth, and nothing may be lost.
    /// It has a second to notice that its cache holds older copies again.
    pub fn forgets_with_the_cache(self, starts: CacheStarts) -> Forgets {
        match (self.engine, starts) {
            (Engine::Cache(_), _) => Forgets::Sessions,
            (_, CacheStarts::FromSnapshot) => Forgets::ForAMoment,
            _ => Forgets::Nothing,
        }
    }

    pub fn cache(self) -> Option<Cache> {
        match self.engine {
            Engine::Cache(cache) | Engine::CachedDb(cache) => Some(cache),
            _ => None,
        }
    }

    /// Whether a process can start while its cache is away.
    pub fn starts_without_cache(self) -> bool {
        matches!(self.engine, Engine::CachedDb(_))
    }
}
