//! Tests each order in which the steps of two processes, their cache and their database
//! can interleave (H11: no process serves an older state for longer than a second). A
//! process is an engine with its own lease. All processes share one database and one
//! cache, and each reaches the cache over a link that a test can cut or delay.

use std::sync::{Mutex, MutexGuard};

use tempfile::TempDir;
use tokio::sync::Notify;

use super::*;
use crate::{
    caches::MemoryCache,
    databases::{DEFAULT_TIMEOUT, Database},
    sessions::data::Data,
};

/// The time after which no process may serve an older state.
const MAX_STALENESS: Duration = Duration::from_secs(1);

/// The cache server and the database.
struct World {
    server: Arc<Server>,
    database: DbEngine,
    _folder: TempDir,
}

struct Server {
    run: Mutex<(MemoryCache, &'static str)>,
}

/// One process: its engine, and its link to the cache.
struct Process {
    engine: Arc<CachedDbEngine>,
    link: Arc<Link>,
}

/// The connection of one process to the cache.
struct Link {
    server: Arc<Server>,
    state: Mutex<LinkState>,
    is_held: Notify,
    released: Notify,
}

/// What happens to calls. Calls of `instance` are not counted.
#[derive(Clone, Copy)]
enum LinkState {
    Open,
    /// Each call after this number of calls fails.
    CutAfter(usize),
    /// Each call after this number of calls waits.
    HeldAfter(usize),
}

impl World {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::open("sqlite:x.sqlite3", folder.path(), 4, DEFAULT_TIMEOUT).unwrap();
        database.migrate().await.unwrap();
        let server = Arc::new(Server { run: Mutex::new((MemoryCache::new(1_000), "first")) });
        Self { server, database: DbEngine::new(database), _folder: folder }
    }

    /// Returns processes that have used the cache before, under one epoch.
    async fn processes<const N: usize>(&self) -> [Process; N] {
        let processes = std::array::from_fn(|_| self.process());
        for process in &processes {
            process.engine.lease().await.unwrap();
        }
        for process in &processes {
            process.engine.leases.invalidate();
        }
        processes
    }

    /// Returns a process that has just started.
    fn process(&self) -> Process {
        let link = Arc::new(Link {
            server: Arc::clone(&self.server),
            state: Mutex::new(LinkState::Open),
            is_held: Notify::new(),
            released: Notify::new(),
        });
        let engine = CachedDbEngine::new(self.database.clone(), link.clone(), "p:", Clock::system());
        Process { engine: Arc::new(engine), link }
    }
}

impl Process {
    async fn notes(&self, key: &SessionKey) -> Option<u32> {
        self.engine.load(key).await.unwrap()?.data.read("notes")
    }

    /// Returns the name and the text of a session's entry.
    async fn entry(&self, key: &SessionKey) -> Option<(String, String)> {
        let lease = self.engine.lease().await.unwrap();
        let name = self.engine.entry_name(key, &lease);
        let text = self.link.call(async |cache| cache.get(&name).await).unwrap()?;
        Some((name, text))
    }

    /// Runs a write until it waits for the cache after that number of calls, and drops it
    /// there, as a crash of the process would.
    async fn crash_during(&self, key: &SessionKey, change: Change, calls: usize) {
        self.link.set(LinkState::HeldAfter(calls));
        tokio::select! {
            result = change.apply(&self.engine, key) => panic!("it did not wait: {result:?}"),
            () = self.link.is_held.notified() => {}
        }
    }
}

impl Server {
    fn run(&self) -> MutexGuard<'_, (MemoryCache, &'static str)> {
        self.run.lock().unwrap()
    }
}

impl Link {
    fn set(&self, state: LinkState) {
        *self.state.lock().unwrap() = state;
    }

    async fn pass(&self) -> Result<(), CacheError> {
        let is_held = match &mut *self.state.lock().unwrap() {
            LinkState::Open => false,
            LinkState::CutAfter(0) => return Err(CacheError::Unavailable("cut".to_owned())),
            LinkState::HeldAfter(0) => true,
            LinkState::CutAfter(calls) | LinkState::HeldAfter(calls) => {
                *calls -= 1;
                false
            }
        };
        if is_held {
            self.is_held.notify_one();
            self.released.notified().await;
        }
        Ok(())
    }

    fn call<T>(
        &self,
        call: impl AsyncFnOnce(&MemoryCache) -> Result<T, CacheError>,
    ) -> Result<T, CacheError> {
        let run = self.server.run();
        futures_util::FutureExt::now_or_never(call(&run.0)).unwrap()
    }
}

#[async_trait]
impl Cache for Link {
    fn backend(&self) -> &'static str {
        "linked"
    }

    async fn get(&self, key: &str) -> Result<Option<String>, CacheError> {
        self.pass().await?;
        self.call(async |cache| cache.get(key).await)
    }

    async fn set(&self, key: &str, text: &str, ttl: Duration) -> Result<(), CacheError> {
        self.pass().await?;
        self.call(async |cache| cache.set(key, text, ttl).await)
    }

    async fn add(&self, key: &str, text: &str, ttl: Duration) -> Result<bool, CacheError> {
        self.pass().await?;
        self.call(async |cache| cache.add(key, text, ttl).await)
    }

    async fn swap(&self, key: &str, prefix: &str, text: &str, ttl: Duration) -> Result<Swap, CacheError> {
        self.pass().await?;
        self.call(async |cache| cache.swap(key, prefix, text, ttl).await)
    }

    async fn delete(&self, key: &str) -> Result<(), CacheError> {
        self.pass().await?;
        self.call(async |cache| cache.delete(key).await)
    }

    async fn check(&self) -> Result<(), CacheError> {
        Ok(())
    }

    async fn instance(&self) -> Result<String, CacheError> {
        match *self.state.lock().unwrap() {
            LinkState::CutAfter(0) => Err(CacheError::Unavailable("cut".to_owned())),
            _ => Ok(self.server.run().1.to_owned()),
        }
    }
}

/// A change of a session with one note, in version 1.
#[derive(Clone, Copy, Debug)]
enum Change {
    /// To two notes.
    Replace,
    /// To an expiry in the past.
    Expire,
    Delete,
}

const CHANGES: [Change; 3] = [Change::Replace, Change::Expire, Change::Delete];

impl Change {
    async fn apply(self, engine: &CachedDbEngine, key: &SessionKey) -> Result<(), EngineError> {
        let outcome = match self {
            Self::Replace => engine.replace(key, 1, &next(2, 600)).await?,
            Self::Expire => engine.touch(key, &record(1, -600)).await?,
            Self::Delete => return engine.delete(key).await,
        };
        assert_eq!(outcome, Replace::Replaced(key.clone()));
        Ok(())
    }

    /// Returns whether a process sees the change.
    async fn is_seen_by(self, process: &Process, key: &SessionKey) -> bool {
        let record = process.engine.load(key).await.unwrap();
        match self {
            Self::Replace => record.unwrap().data.read("notes") == Some(2),
            Self::Expire => record.unwrap().is_expired(OffsetDateTime::now_utc()),
            Self::Delete => record.is_none(),
        }
    }
}

fn record(notes: u32, seconds: i64) -> Record {
    let mut data = Data::default();
    data.set("notes", notes.to_string());
    let expire_date = OffsetDateTime::now_utc() + time::Duration::seconds(seconds);
    Record::new(data, expire_date)
}

/// The record that replaces the first one.
fn next(notes: u32, seconds: i64) -> Record {
    Record { version: 2, ..record(notes, seconds) }
}

#[actix_web::test]
async fn a_writer_that_crashes_after_the_commit_leaves_a_marker_and_no_process_reads_the_older_copy() {
    for change in CHANGES {
        let world = World::new().await;
        let [crashing, other] = world.processes().await;
        let key = other.engine.create(&record(1, 600)).await.unwrap();
        assert_eq!(crashing.notes(&key).await, Some(1));
        if matches!(change, Change::Delete) {
            // A deletion does nothing in the cache after the commit.
            change.apply(&crashing.engine, &key).await.unwrap();
        } else {
            crashing.crash_during(&key, change, 1).await;
        }
        assert!(change.is_seen_by(&other, &key).await, "{change:?}");
        assert!(change.is_seen_by(&world.process(), &key).await, "{change:?}");
    }
}

#[actix_web::test]
async fn the_first_reader_replaces_the_marker_of_a_crashed_writer_with_a_copy() {
    let world = World::new().await;
    let [crashing, other] = world.processes().await;
    let key = other.engine.create(&record(1, 600)).await.unwrap();
    assert_eq!(crashing.notes(&key).await, Some(1));
    crashing.crash_during(&key, Change::Replace, 1).await;
    assert_eq!(other.entry(&key).await.unwrap().1, NewEntry::marker(2).text());
    assert_eq!(other.notes(&key).await, Some(2));
    assert!(other.entry(&key).await.unwrap().1.ends_with(r#"{"notes":2}"#));
}

#[actix_web::test]
async fn a_writer_that_crashes_before_it_writes_the_database_changes_nothing() {
    for change in CHANGES {
        let world = World::new().await;
        let [crashing, other] = world.processes().await;
        let key = other.engine.create(&record(1, 600)).await.unwrap();
        assert_eq!(crashing.notes(&key).await, Some(1));
        crashing.crash_during(&key, change, 0).await;
        assert_eq!(other.notes(&key).await, Some(1), "{change:?}");
        change.apply(&other.engine, &key).await.unwrap();
        assert!(change.is_seen_by(&other, &key).await, "{change:?}");
    }
}

#[actix_web::test]
async fn a_slow_reader_does_not_cache_the_record_that_it_read_before_a_write() {
    for change in CHANGES {
        let world = World::new().await;
        let [slow, other] = world.processes().await;
        let key = world.database.create(&record(1, 600)).await.unwrap();
        slow.link.set(LinkState::HeldAfter(1));
        let reader = Arc::clone(&slow.engine);
        let read_key = key.clone();
        let reading = actix_web::rt::spawn(async move { reader.load(&read_key).await.unwrap() });
        slow.link.is_held.notified().await;
        change.apply(&other.engine, &key).await.unwrap();
        slow.link.set(LinkState::Open);
        slow.link.released.notify_one();
        assert_eq!(reading.await.unwrap().unwrap().version, 1, "it read before the write");
        for process in [&slow, &other] {
            assert!(change.is_seen_by(process, &key).await, "{change:?}");
        }
    }
}

#[actix_web::test]
async fn a_slow_reader_does_not_replace_a_crashed_writers_marker_with_the_older_record() {
    for change in [Change::Replace, Change::Expire] {
        let world = World::new().await;
        let [slow, crashing, other] = world.processes().await;
        let key = world.database.create(&record(1, 600)).await.unwrap();
        slow.link.set(LinkState::HeldAfter(1));
        let (reader, read_key) = (Arc::clone(&slow.engine), key.clone());
        let reading = actix_web::rt::spawn(async move { reader.load(&read_key).await.unwrap() });
        slow.link.is_held.notified().await;
        // The marker takes two calls, since there is no entry yet.
        crashing.crash_during(&key, change, 2).await;
        slow.link.set(LinkState::Open);
        slow.link.released.notify_one();
        reading.await.unwrap();
        assert!(change.is_seen_by(&other, &key).await, "{change:?}");
    }
}

#[actix_web::test]
async fn a_copy_that_could_not_be_stored_after_the_commit_leaves_a_marker() {
    let world = World::new().await;
    let [writer, other] = world.processes().await;
    let key = other.engine.create(&record(1, 600)).await.unwrap();
    assert_eq!(writer.notes(&key).await, Some(1));
    let epoch = world.database.cache_epoch().await.unwrap();
    writer.link.set(LinkState::CutAfter(1));
    Change::Replace.apply(&writer.engine, &key).await.unwrap();
    assert_eq!(other.notes(&key).await, Some(2));
    assert_eq!(world.database.cache_epoch().await.unwrap(), epoch);
}

#[actix_web::test]
async fn a_write_without_its_cache_raises_the_epoch_and_the_others_follow_within_a_second() {
    for change in CHANGES {
        let world = World::new().await;
        let [cut_off, other] = world.processes().await;
        let key = other.engine.create(&record(1, 600)).await.unwrap();
        assert_eq!((cut_off.notes(&key).await, other.notes(&key).await), (Some(1), Some(1)));
        let epoch = world.database.cache_epoch().await.unwrap();
        cut_off.link.set(LinkState::CutAfter(0));
        change.apply(&cut_off.engine, &key).await.unwrap();
        assert_eq!(world.database.cache_epoch().await.unwrap(), epoch + 1);
        assert!(change.is_seen_by(&cut_off, &key).await, "{change:?} by its own process at once");
        tokio::time::sleep(MAX_STALENESS).await;
        assert!(change.is_seen_by(&other, &key).await, "{change:?} after a second");
        cut_off.link.set(LinkState::Open);
        assert!(change.is_seen_by(&cut_off, &key).await, "{change:?} when the cache is back");
    }
}

/// The writer has not read yet the epoch under which the reader has a copy.
#[actix_web::test]
async fn a_write_under_an_old_epoch_is_repeated_under_the_current_one() {
    for change in CHANGES {
        let world = World::new().await;
        let [behind, other] = world.processes().await;
        let key = other.engine.create(&record(1, 600)).await.unwrap();
        let former = behind.engine.lease().await.unwrap();
        world.database.raise_cache_epoch().await.unwrap();
        other.engine.leases.invalidate();
        assert_eq!(other.notes(&key).await, Some(1));
        let refused = former.database.replace(&key, 1, &next(2, 600)).await;
        assert!(matches!(refused, Err(EngineError::CacheEpochChanged)), "{refused:?}");
        change.apply(&behind.engine, &key).await.unwrap();
        assert!(change.is_seen_by(&other, &key).await, "{change:?}");
    }
}

#[actix_web::test]
async fn an_entry_that_comes_back_with_an_older_snapshot_is_not_read() {
    let world = World::new().await;
    let [one, other] = world.processes().await;
    let key = one.engine.create(&record(1, 600)).await.unwrap();
    assert_eq!(other.notes(&key).await, Some(1));
    let (name, older) = one.entry(&key).await.unwrap();
    Change::Replace.apply(&one.engine, &key).await.unwrap();
    let restarted = MemoryCache::new(1_000);
    restarted.set(&name, &older, MARKER_TTL).await.unwrap();
    *world.server.run() = (restarted, "second");
    tokio::time::sleep(MAX_STALENESS).await;
    for process in [&one, &other, &world.process()] {
        assert_eq!(process.notes(&key).await, Some(2));
    }
}

/// So the writes of a process that still uses the old instance fail.
#[actix_web::test]
async fn the_first_use_of_an_instance_raises_the_epoch() {
    let world = World::new().await;
    let process = world.process();
    let epoch = world.database.cache_epoch().await.unwrap();
    let first = process.engine.lease().await.unwrap();
    assert_eq!((first.suffix.as_str(), epoch), ("@2.first", 1));
    assert_eq!(world.process().engine.lease().await.unwrap().suffix, "@2.first", "used before");
    world.server.run().1 = "second";
    process.engine.leases.invalidate();
    assert_eq!(process.engine.lease().await.unwrap().suffix, "@3.second");
}

#[actix_web::test]
async fn a_lease_that_was_read_before_the_epoch_was_raised_is_not_kept() {
    let world = World::new().await;
    let process = world.process();
    let lease = process.engine.lease().await.unwrap();
    let again = process.engine.lease().await.unwrap();
    assert!(Arc::ptr_eq(&lease, &again), "it is read once");
    world.database.raise_cache_epoch().await.unwrap();
    process.engine.leases.invalidate();
    assert_ne!(process.engine.lease().await.unwrap().suffix, lease.suffix);
}

#[actix_web::test]
async fn the_ttl_of_a_copy_is_between_five_minutes_and_an_hour() {
    let world = World::new().await;
    let engine = world.process().engine;
    // The clock advances between the creation of the record and the call of `ttl`.
    for (seconds, expected) in [(-600, 300..=300), (600, 590..=600), (1_209_600, 3_600..=3_600)] {
        assert!(expected.contains(&engine.ttl(&record(1, seconds)).as_secs()), "{seconds}");
    }
}
