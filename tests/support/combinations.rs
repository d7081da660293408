//! The stores that every scenario of the framework is tried over. A new
//! engine, cache or database is a line in [`ALL`].

use std::sync::Arc;

use session_shop::{
    caches::MemoryCache,
    databases::Database,
    sessions::{
        Clock,
        engines::{CacheEngine, CachedDbEngine, DbEngine, Engine, FileEngine},
    },
};
use tempfile::TempDir;

/// An engine over a store.
#[derive(Clone, Copy, Debug)]
pub enum Combination {
    /// The db engine over SQLite.
    DbSqlite,
    /// The file engine.
    File,
    /// The cache engine over the memory of this process.
    CacheMemory,
    /// The cached_db engine over that memory and SQLite.
    CachedDbMemorySqlite,
}

pub const ALL: &[Combination] =
    &[Combination::DbSqlite, Combination::File, Combination::CacheMemory, Combination::CachedDbMemorySqlite];

/// An opened engine, and the folder in which its store lies.
pub struct Store {
    pub engine: Arc<dyn Engine>,
    _folder: TempDir,
}

impl Combination {
    pub fn name(self) -> &'static str {
        match self {
            Self::DbSqlite => "db-sqlite",
            Self::File => "file",
            Self::CacheMemory => "cache-memory",
            Self::CachedDbMemorySqlite => "cached_db-memory-sqlite",
        }
    }

    /// A store of its own, with nothing in it.
    pub async fn open(self, clock: &Clock) -> Store {
        let folder = tempfile::tempdir().unwrap();
        let memory = || Arc::new(MemoryCache::new(10_000));
        let engine: Arc<dyn Engine> = match self {
            Self::DbSqlite => Arc::new(sqlite(&folder).await),
            Self::File => Arc::new(FileEngine::open(folder.path().to_owned()).unwrap()),
            Self::CacheMemory => Arc::new(CacheEngine::new(memory(), "session:", clock.clone())),
            Self::CachedDbMemorySqlite => {
                Arc::new(CachedDbEngine::new(sqlite(&folder).await, memory(), "session:", clock.clone()))
            }
        };
        Store { engine, _folder: folder }
    }
}

async fn sqlite(folder: &TempDir) -> DbEngine {
    let database = Database::open("sqlite:sessions.sqlite3", folder.path(), 4).unwrap();
    database.migrate().await.unwrap();
    DbEngine::new(database)
}

/// Plays a scenario over each store. The name is shown when it fails.
pub async fn each_combination(scenario: impl AsyncFn(Combination)) {
    for combination in ALL {
        eprintln!("over {}:", combination.name());
        scenario(*combination).await;
    }
}
