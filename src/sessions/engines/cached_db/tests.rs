//! Each order in which two processes, their cache and their database can cross
//! (H11). A process is an engine with a lease of its own; all share one database
//! and one cache, and each reaches the cache over a link that can be cut or held.

use std::sync::{Mutex, MutexGuard};

use tempfile::TempDir;
use tokio::sync::Notify;

use super::*;
use crate::{
    caches::MemoryCache,
    databases::{DEFAULT_TIMEOUT, Database},
    sessions::data::Data,
};

/// After that long no process may serve an older state.
const PROMISED: Duration = Duration::from_secs(1);

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

/// The way of one process to the cache.
struct Link {
    server: Arc<Server>,
    state: Mutex<LinkState>,
    is_held: Notify,
    released: Notify,
}

/// What becomes of calls, the instance's not counted.
#[derive(Clone, Copy)]
enum LinkState {
    Open,
    /// After so many calls, each fails.
    CutAfter(usize),
    /// After so many calls, each waits.
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

    /// Processes that have used the cache before, under one epoch.
    async fn processes<const N: usize>(&self) -> [Process; N] {
        let processes = std::array::from_fn(|_| self.process());
        for process in &processes {
            process.engine.lease().await.unwrap();
        }
        for process in &processes {
            process.engine.leases.drop_lease();
        }
        processes
    }

    /// A process that has just been started.
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

    /// The text of its entry, and its name.
    async fn entry(&self, key: &SessionKey) -> Option<(String, String)> {
        let lease = self.engine.lease().await.unwrap();
        let name = self.engine.name_of(key, &lease);
        let text = self.link.call(async |cache| cache.get(&name).await).unwrap()?;
        Some((name, text))
    }

    /// Runs a write until it waits at the cache after so many calls, and ends it
    /// there, as the process's death would.
    async fn die_in(&self, key: &SessionKey, change: Change, calls: usize) {
        self.link.set(LinkState::HeldAfter(calls));
        tokio::select! {
            result = change.make(&self.engine, key) => panic!("it did not wait: {result:?}"),
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
    /// To an end in the past.
    Expire,
    Delete,
}

const CHANGES: [Change; 3] = [Change::Replace, Change::Expire, Change::Delete];

impl Change {
    async fn make(self, engine: &CachedDbEngine, key: &SessionKey) -> Result<(), EngineError> {
        let outcome = match self {
            Self::Replace => engine.replace(key, &record(2, 600)).await?,
            Self::Expire => engine.touch(key, &record(1, -600)).await?,
            Self::Delete => return engine.delete(key).await,
        };
        assert_eq!(outcome, Replace::Replaced(key.clone()));
        Ok(())
    }

    /// What is to be seen once it is made.
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
    Record { data, expire_date, version: 1 }
}

#[actix_web::test]
async fn a_writer_that_dies_after_the_commit_leaves_a_marker_and_nobody_reads_the_older_copy() {
    for change in CHANGES {
        let world = World::new().await;
        let [dying, other] = world.processes().await;
        let key = other.engine.create(&record(1, 600)).await.unwrap();
        assert_eq!(dying.notes(&key).await, Some(1));
        if matches!(change, Change::Delete) {
            // A deletion has nothing left to do in the cache.
            change.make(&dying.engine, &key).await.unwrap();
        } else {
            dying.die_in(&key, change, 1).await;
        }
        assert!(change.is_seen_by(&other, &key).await, "{change:?}");
        assert!(change.is_seen_by(&world.process(), &key).await, "{change:?}");
    }
}

#[actix_web::test]
async fn the_first_reader_puts_a_copy_in_the_place_of_a_dead_writers_marker() {
    let world = World::new().await;
    let [dying, other] = world.processes().await;
    let key = other.engine.create(&record(1, 600)).await.unwrap();
    assert_eq!(dying.notes(&key).await, Some(1));
    dying.die_in(&key, Change::Replace, 1).await;
    assert_eq!(other.entry(&key).await.unwrap().1, NewEntry::marker(2).text());
    assert_eq!(other.notes(&key).await, Some(2));
    assert!(other.entry(&key).await.unwrap().1.ends_with(r#"{"notes":2}"#));
}

#[actix_web::test]
async fn a_writer_that_dies_before_the_database_is_written_changes_nothing() {
    for change in CHANGES {
        let world = World::new().await;
        let [dying, other] = world.processes().await;
        let key = other.engine.create(&record(1, 600)).await.unwrap();
        assert_eq!(dying.notes(&key).await, Some(1));
        dying.die_in(&key, change, 0).await;
        assert_eq!(other.notes(&key).await, Some(1), "{change:?}");
        change.make(&other.engine, &key).await.unwrap();
        assert!(change.is_seen_by(&other, &key).await, "{change:?}");
    }
}

#[actix_web::test]
async fn a_slow_reader_does_not_put_back_what_it_read_before_a_write() {
    for change in CHANGES {
        let world = World::new().await;
        let [slow, other] = world.processes().await;
        let key = world.database.create(&record(1, 600)).await.unwrap();
        slow.link.set(LinkState::HeldAfter(1));
        let reader = Arc::clone(&slow.engine);
        let read_key = key.clone();
        let reading = actix_web::rt::spawn(async move { reader.load(&read_key).await.unwrap() });
        slow.link.is_held.notified().await;
        change.make(&other.engine, &key).await.unwrap();
        slow.link.set(LinkState::Open);
        slow.link.released.notify_one();
        assert_eq!(reading.await.unwrap().unwrap().version, 1, "it read before the write");
        for process in [&slow, &other] {
            assert!(change.is_seen_by(process, &key).await, "{change:?}");
        }
    }
}

#[actix_web::test]
async fn a_slow_reader_does_not_take_the_place_of_a_dead_writers_marker_with_what_it_replaced() {
    for change in [Change::Replace, Change::Expire] {
        let world = World::new().await;
        let [slow, dying, other] = world.processes().await;
        let key = world.database.create(&record(1, 600)).await.unwrap();
        slow.link.set(LinkState::HeldAfter(1));
        let (reader, read_key) = (Arc::clone(&slow.engine), key.clone());
        let reading = actix_web::rt::spawn(async move { reader.load(&read_key).await.unwrap() });
        slow.link.is_held.notified().await;
        // The marker takes two calls, since nothing is there yet.
        dying.die_in(&key, change, 2).await;
        slow.link.set(LinkState::Open);
        slow.link.released.notify_one();
        reading.await.unwrap();
        assert!(change.is_seen_by(&other, &key).await, "{change:?}");
    }
}

#[actix_web::test]
async fn a_copy_that_could_not_be_put_after_the_commit_leaves_a_marker() {
    let world = World::new().await;
    let [writer, other] = world.processes().await;
    let key = other.engine.create(&record(1, 600)).await.unwrap();
    assert_eq!(writer.notes(&key).await, Some(1));
    let epoch = world.database.cache_epoch().await.unwrap();
    writer.link.set(LinkState::CutAfter(1));
    Change::Replace.make(&writer.engine, &key).await.unwrap();
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
        change.make(&cut_off.engine, &key).await.unwrap();
        assert_eq!(world.database.cache_epoch().await.unwrap(), epoch + 1);
        assert!(change.is_seen_by(&cut_off, &key).await, "{change:?} by its own process at once");
        tokio::time::sleep(PROMISED).await;
        assert!(change.is_seen_by(&other, &key).await, "{change:?} after a second");
        cut_off.link.set(LinkState::Open);
        assert!(change.is_seen_by(&cut_off, &key).await, "{change:?} when the cache is back");
    }
}

/// The writer has not heard yet of the epoch under which the reader has a copy.
#[actix_web::test]
async fn a_write_under_a_former_epoch_is_made_again_under_the_present_one() {
    for change in CHANGES {
        let world = World::new().await;
        let [behind, other] = world.processes().await;
        let key = other.engine.create(&record(1, 600)).await.unwrap();
        let former = behind.engine.lease().await.unwrap();
        world.database.raise_cache_epoch().await.unwrap();
        other.engine.leases.drop_lease();
        assert_eq!(other.notes(&key).await, Some(1));
        let refused = former.database.replace(&key, &record(2, 600)).await;
        assert!(matches!(refused, Err(EngineError::CacheEpochChanged)), "{refused:?}");
        change.make(&behind.engine, &key).await.unwrap();
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
    Change::Replace.make(&one.engine, &key).await.unwrap();
    let restarted = MemoryCache::new(1_000);
    restarted.set(&name, &older, MARKER_TTL).await.unwrap();
    *world.server.run() = (restarted, "second");
    tokio::time::sleep(PROMISED).await;
    for process in [&one, &other, &world.process()] {
        assert_eq!(process.notes(&key).await, Some(2));
    }
}

/// A process that still uses the former instance can't write past the others.
#[actix_web::test]
async fn the_first_use_of_an_instance_raises_the_epoch() {
    let world = World::new().await;
    let process = world.process();
    let epoch = world.database.cache_epoch().await.unwrap();
    let first = process.engine.lease().await.unwrap();
    assert_eq!((first.suffix.as_str(), epoch), ("@2.first", 1));
    assert_eq!(world.process().engine.lease().await.unwrap().suffix, "@2.first", "used before");
    world.server.run().1 = "second";
    process.engine.leases.drop_lease();
    assert_eq!(process.engine.lease().await.unwrap().suffix, "@3.second");
}

#[actix_web::test]
async fn a_lease_that_was_read_before_a_raise_is_not_kept() {
    let world = World::new().await;
    let process = world.process();
    let lease = process.engine.lease().await.unwrap();
    let again = process.engine.lease().await.unwrap();
    assert!(Arc::ptr_eq(&lease, &again), "it is read once");
    world.database.raise_cache_epoch().await.unwrap();
    process.engine.leases.drop_lease();
    assert_ne!(process.engine.lease().await.unwrap().suffix, lease.suffix);
}

#[actix_web::test]
async fn a_copy_is_kept_for_an_hour_at_the_most_and_for_five_minutes_at_the_least() {
    let world = World::new().await;
    let engine = world.process().engine;
    // The clock moves between the making of the record and the question.
    for (seconds, expected) in [(-600, 300..=300), (600, 590..=600), (1_209_600, 3_600..=3_600)] {
        assert!(expected.contains(&engine.ttl(&record(1, seconds)).as_secs()), "{seconds}");
    }
}
