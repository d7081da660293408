//! The stores that every scenario of the framework is tried over. A new
//! engine, cache or database is a line in [`ALL`].

use std::sync::Arc;

use session_shop::{
    databases::Database,
    sessions::engines::{DbEngine, Engine},
};
use tempfile::TempDir;

/// An engine over a store.
#[derive(Clone, Copy, Debug)]
pub enum Combination {
    /// The db engine over SQLite.
    DbSqlite,
}

pub const ALL: &[Combination] = &[Combination::DbSqlite];

/// An opened engine, and the folder in which its store lies.
pub struct Store {
    pub engine: Arc<dyn Engine>,
    _folder: TempDir,
}

impl Combination {
    pub fn name(self) -> &'static str {
        match self {
            Self::DbSqlite => "db-sqlite",
        }
    }

    /// A store of its own, with nothing in it.
    pub async fn open(self) -> Store {
        let folder = tempfile::tempdir().unwrap();
        let engine = match self {
            Self::DbSqlite => {
                let database = Database::open("sqlite:sessions.sqlite3", folder.path()).unwrap();
                database.migrate().await.unwrap();
                Arc::new(DbEngine::new(database))
            }
        };
        Store { engine, _folder: folder }
    }
}

/// Plays a scenario over each store. The name is shown when it fails.
pub async fn each_combination(scenario: impl AsyncFn(Combination)) {
    for combination in ALL {
        eprintln!("over {}:", combination.name());
        scenario(*combination).await;
    }
}
