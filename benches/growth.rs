//! Measures whether an engine becomes slower with the number of its sessions. It prints a
//! table of medians for load, create and replace with 1,000 and with 100,000 stored
//! sessions of 200 bytes.
//!
//! `cargo bench --bench growth`; `--features server-tests` adds real servers, and
//! `-- --million` (or `GROWTH_MILLION=1`) a million sessions, which takes minutes. A word,
//! as in `-- file`, selects the engines with that word in their names. The sessions that
//! the measurement creates stay stored: 2,000 for each line. The databases and files are
//! in the system's temporary folder (`TMPDIR`).

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark may panic")]

mod stores;

use std::{
    env,
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use session_shop::{
    caches::MemoryCache,
    sessions::{
        Clock, Record, SessionKey,
        engines::{Engine, FileEngine, Replace},
    },
};
use tempfile::TempDir;

#[cfg(feature = "server-tests")]
use stores::EngineAndStore;
#[cfg(feature = "server-tests")]
use stores::over_servers::{shared_memcached_cache, shared_redis_cache};
use stores::{
    OpenStore,
    combinations::{cache_engine, cached_db, sqlite},
    record, runtime,
};

/// The number of operations of each kind for a line of the table.
const OPERATIONS: usize = 2_000;

/// The number of concurrent `create` calls while a store is filled.
const AT_ONCE: usize = 64;

/// The number of entries of a session.
const ENTRIES: usize = 2;

const NAMES: &[&str] = &[
    "db-sqlite",
    "file",
    "cache-memory",
    "cached_db-memory-sqlite",
    #[cfg(feature = "server-tests")]
    "cache-redis",
    #[cfg(feature = "server-tests")]
    "cache-memcached",
    #[cfg(feature = "server-tests")]
    "cached_db-redis-sqlite",
    #[cfg(feature = "server-tests")]
    "cached_db-memcached-sqlite",
    #[cfg(feature = "server-tests")]
    "db-postgres",
    #[cfg(feature = "server-tests")]
    "db-mysql",
];

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let has = |name: &str| arguments.iter().any(|argument| argument == name);
    // `cargo test --all-targets` runs this program without `--bench`.
    if has("--test") || has("--list") || !has("--bench") {
        return;
    }
    let mut steps = vec![1_000, 100_000];
    if has("--million") || env::var("GROWTH_MILLION").is_ok_and(|value| value == "1") {
        steps.push(1_000_000);
    }
    let words: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with('-')).collect();
    println!("{:<28}{:>10}{:>12}{:>12}{:>12}", "median of 2,000", "sessions", "load", "create", "replace");
    for name in NAMES {
        if words.is_empty() || words.iter().any(|word| name.contains(word.as_str())) {
            runtime().block_on(grow(name, &steps));
        }
    }
}

/// A stored session and its version.
struct Stored {
    key: SessionKey,
    version: i64,
}

/// Prints a line for each number of sessions.
async fn grow(name: &str, steps: &[usize]) {
    let folder = tempfile::tempdir().unwrap();
    let (engine, _database) = open(name, &folder).await;
    let mut stored = Vec::new();
    for step in steps {
        fill(&*engine, *step, &mut stored).await;
        let load = load(&*engine, &stored).await;
        let replace = replace(&*engine, &mut stored).await;
        let create = create(&*engine, &mut stored).await;
        println!("{name:<28}{step:>10}{load:>12}{create:>12}{replace:>12}");
    }
}

/// Opens the engine of that name, and the database on a server that belongs to it.
async fn open(name: &str, folder: &TempDir) -> (Arc<dyn Engine>, Option<OpenStore>) {
    #[cfg(feature = "server-tests")]
    {
        let on_server = match name {
            "db-postgres" => Some(EngineAndStore::DbPostgres),
            "db-mysql" => Some(EngineAndStore::DbMysql),
            _ => None,
        };
        if let Some(combination) = on_server {
            let store = combination.open(&Clock::system()).await;
            return (Arc::clone(&store.engine), Some(store));
        }
    }
    (open_in_folder(name, folder).await, None)
}

/// Opens an engine over a database in a file, over files, or over a cache.
async fn open_in_folder(name: &str, folder: &TempDir) -> Arc<dyn Engine> {
    let clock = Clock::system();
    // Capacity for more than a million sessions.
    let memory = || Arc::new(MemoryCache::new(2_000_000));
    match name {
        "db-sqlite" => Arc::new(sqlite(folder).await),
        "file" => Arc::new(FileEngine::open(folder.path().to_owned()).unwrap()),
        "cache-memory" => Arc::new(cache_engine(memory(), &clock)),
        "cached_db-memory-sqlite" => Arc::new(cached_db(sqlite(folder).await, memory(), &clock)),
        #[cfg(feature = "server-tests")]
        "cache-redis" => Arc::new(cache_engine(shared_redis_cache(), &clock)),
        #[cfg(feature = "server-tests")]
        "cache-memcached" => Arc::new(cache_engine(shared_memcached_cache(), &clock)),
        #[cfg(feature = "server-tests")]
        "cached_db-redis-sqlite" => Arc::new(cached_db(sqlite(folder).await, shared_redis_cache(), &clock)),
        #[cfg(feature = "server-tests")]
        "cached_db-memcached-sqlite" => {
            Arc::new(cached_db(sqlite(folder).await, shared_memcached_cache(), &clock))
        }
        other => unreachable!("{other} is not in `NAMES`"),
    }
}

/// Creates sessions, many at the same time, until the store has `sessions` of them.
async fn fill(engine: &dyn Engine, sessions: usize, stored: &mut Vec<Stored>) {
    let record = record(ENTRIES);
    let missing = stream::iter(stored.len()..sessions).map(|_| engine.create(&record));
    let keys: Vec<SessionKey> = missing.buffer_unordered(AT_ONCE).try_collect().await.unwrap();
    stored.extend(keys.into_iter().map(|key| Stored { key, version: Record::FIRST_VERSION }));
}

async fn load(engine: &dyn Engine, stored: &[Stored]) -> String {
    let mut times = Vec::new();
    for operation in 0..OPERATIONS {
        let key = &stored[spread(operation, stored.len())].key;
        let started = Instant::now();
        let record = engine.load(key).await.unwrap();
        times.push(started.elapsed());
        assert!(record.is_some(), "the store has lost sessions: it is too small for that number");
    }
    median(times)
}

async fn replace(engine: &dyn Engine, stored: &mut [Stored]) -> String {
    let mut times = Vec::new();
    let mut record = record(ENTRIES);
    for operation in 0..OPERATIONS {
        let Stored { key, version } = &mut stored[spread(operation, stored.len())];
        record.version = Record::version_after(*version);
        let started = Instant::now();
        let outcome = engine.replace(key, *version, &record).await.unwrap();
        times.push(started.elapsed());
        assert!(matches!(outcome, Replace::Replaced(_)), "no other task writes: {outcome:?}");
        *version = record.version;
    }
    median(times)
}

async fn create(engine: &dyn Engine, stored: &mut Vec<Stored>) -> String {
    let mut times = Vec::new();
    let record = record(ENTRIES);
    for _ in 0..OPERATIONS {
        let started = Instant::now();
        let key = engine.create(&record).await.unwrap();
        times.push(started.elapsed());
        stored.push(Stored { key, version: Record::FIRST_VERSION });
    }
    median(times)
}

/// Returns the index of the session for an operation: from the oldest to the newest.
fn spread(operation: usize, sessions: usize) -> usize {
    operation * sessions / OPERATIONS
}

fn median(mut times: Vec<Duration>) -> String {
    times.sort();
    format!("{:.1} µs", times[times.len() / 2].as_secs_f64() * 1e6)
}
