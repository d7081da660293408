//! The system under test: processes of the shop, each behind proxies of its
//! own, so that a store can be cut off for one of them or for all.

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use rand::RngExt;
use tempfile::TempDir;

#[cfg(feature = "server-tests")]
use super::cache_server::CacheServer;
use super::{
    client::{Recorder, status},
    configuration::{Cache, Configuration, Database, Engine},
    forms,
    history::Time,
    ledger,
};
#[cfg(feature = "server-tests")]
use crate::support::servers::{mariadb, postgres};
use crate::support::{
    process::Process,
    proxy::{Mode, Proxy},
};

/// Longer than a process takes to start on a busy machine.
const START: Duration = Duration::from_secs(60);

/// How soon a process answers a request that needs no store.
const QUICK: Duration = Duration::from_millis(100);

/// A store that a proxy stands before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    Database,
    Cache,
}

/// The processes and their stores.
pub struct Cluster {
    pub configuration: Configuration,
    pub recorder: Arc<Recorder>,
    // The processes end before their folder goes.
    slots: Vec<Slot>,
    #[cfg(feature = "server-tests")]
    pub cache: Option<CacheServer>,
    database_url: String,
    folder: TempDir,
}

/// A process, or the place where one was and will be again.
struct Slot {
    settings: Vec<(&'static str, String)>,
    database: Option<Proxy>,
    cache: Option<Proxy>,
    running: Mutex<Running>,
}

struct Running {
    process: Option<Process>,
    /// Where it serves, or served.
    address: SocketAddr,
    started: Time,
}

impl Cluster {
    /// Returns when all processes serve.
    pub fn start(configuration: Configuration) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("sessions")).unwrap();
        let database_url = match configuration.database {
            Database::Sqlite => "sqlite:shop.sqlite3".to_owned(),
            #[cfg(feature = "server-tests")]
            Database::Postgres => postgres().new_database(),
            #[cfg(feature = "server-tests")]
            Database::MariaDb => mariadb().new_database(),
        };
        ledger::prepare(&database_url, folder.path());
        #[cfg(feature = "server-tests")]
        let cache = configuration.cache().and_then(CacheServer::start);
        let mut cluster = Self {
            configuration,
            recorder: Arc::new(Recorder::new()),
            slots: Vec::new(),
            #[cfg(feature = "server-tests")]
            cache,
            database_url,
            folder,
        };
        cluster.slots = (0..configuration.processes).map(|_| cluster.slot()).collect();
        thread::scope(|scope| {
            for process in 0..configuration.processes {
                let cluster = &cluster;
                scope.spawn(move || cluster.start_process(process));
            }
        });
        cluster
    }

    pub fn processes(&self) -> usize {
        self.slots.len()
    }

    /// Where a process serves, and since when; `None` while there is none.
    pub fn address(&self, process: usize) -> Option<(SocketAddr, Time)> {
        let running = self.slots[process].running.lock().unwrap();
        running.process.as_ref().map(|_| (running.address, running.started))
    }

    /// Kills a process with SIGKILL.
    pub fn kill(&self, process: usize) {
        self.slots[process].running.lock().unwrap().process = None;
    }

    /// Starts a process that was killed, and returns when it listens.
    pub fn start_process(&self, process: usize) {
        let slot = &self.slots[process];
        let (since, mut address) = (Instant::now(), slot.running.lock().unwrap().address);
        loop {
            let (started, bind) = (self.recorder.now(), address.to_string());
            let settings = slot.settings.iter().map(|(name, value)| (*name, value.as_str()));
            let settings: Vec<_> = settings.chain([("SHOP_BIND", bind.as_str())]).collect();
            match Process::try_start(self.folder.path(), &settings) {
                Ok(process) => {
                    *slot.running.lock().unwrap() = Running { process: Some(process), address, started };
                    return;
                }
                Err(log) => assert!(since.elapsed() < START, "the shop does not start: {log}"),
            }
            // Somebody else on this machine may have taken the port.
            address = free_address();
        }
    }

    /// Sends a process a signal by its name.
    pub fn signal(&self, process: usize, name: &str) {
        if let Some(process) = &self.slots[process].running.lock().unwrap().process {
            process.signal(name);
        }
    }

    /// Changes what becomes of the connections of one process, or of all, to a
    /// store.
    pub fn set_mode(&self, store: Store, process: Option<usize>, mode: Mode) {
        thread::scope(|scope| {
            for (number, slot) in self.slots.iter().enumerate() {
                let proxy = if store == Store::Database { &slot.database } else { &slot.cache };
                if let Some(proxy) = proxy.as_ref().filter(|_| process.is_none_or(|one| one == number)) {
                    scope.spawn(|| proxy.set(mode));
                }
            }
        });
    }

    /// Whether a proxy stands before that store.
    pub fn has_proxy(&self, store: Store) -> bool {
        let slot = &self.slots[0];
        if store == Store::Database { slot.database.is_some() } else { slot.cache.is_some() }
    }

    /// How long each process takes, from now on, until it makes a new session.
    pub fn recoveries(&self, limit: Duration) -> Vec<(usize, Duration)> {
        thread::scope(|scope| {
            let recovering = self.slots.iter().map(|slot| scope.spawn(move || slot.recovery(limit)));
            let recovering: Vec<_> = recovering.collect();
            recovering.into_iter().map(|thread| thread.join().unwrap()).enumerate().collect()
        })
    }

    /// The database itself, past the proxies.
    pub fn ledger(&self) -> super::history::Ledger {
        ledger::read(&self.database_url, self.folder.path())
    }

    /// The data of all sessions in the database itself, past the proxies.
    pub fn stored_sessions(&self) -> Vec<String> {
        ledger::stored_sessions(&self.database_url, self.folder.path())
    }

    /// What the processes logged.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    fn slot(&self) -> Slot {
        let running = Running { process: None, address: free_address(), started: Time::ZERO };
        let mut slot =
            Slot { settings: self.settings(), database: None, cache: None, running: Mutex::new(running) };
        let mut url = self.database_url.clone();
        if self.configuration.database != Database::Sqlite {
            let proxy = Proxy::to(port_of(&url));
            url = proxy.url(&url);
            slot.database = Some(proxy);
        }
        slot.settings.push(("DATABASE_URL", url));
        #[cfg(feature = "server-tests")]
        if let Some(cache) = &self.cache {
            let proxy = Proxy::to(cache.port());
            slot.settings.push((cache.setting(), proxy.url(&cache.url())));
            slot.cache = Some(proxy);
        }
        slot
    }

    fn settings(&self) -> Vec<(&'static str, String)> {
        let engine = match self.configuration.engine {
            Engine::Db => "db",
            Engine::File => "file",
            Engine::Cache(_) => "cache",
            Engine::CachedDb(_) => "cached_db",
            Engine::SignedCookies => "signed_cookies",
        };
        let alias = match self.configuration.cache() {
            None | Some(Cache::Memory) => "default",
            #[cfg(feature = "server-tests")]
            Some(Cache::Redis) => "redis",
            #[cfg(feature = "server-tests")]
            Some(Cache::Memcached) => "memcached",
        };
        vec![
            ("SESSION_ENGINE", engine.to_owned()),
            ("SESSION_CACHE_ALIAS", alias.to_owned()),
            ("SESSION_FILE_PATH", self.folder.path().join("sessions").display().to_string()),
        ]
    }
}

impl Slot {
    /// A machine that is too busy for a request that needs no store says nothing
    /// about the stores: that time is not counted.
    fn recovery(&self, limit: Duration) -> Duration {
        let address = self.running.lock().unwrap().address;
        let (began, mut counted) = (Instant::now(), Duration::ZERO);
        while counted < limit && began.elapsed() < START {
            let since = Instant::now();
            if status(address, &forms::add("keemun-black", 1)) == Some(303) {
                return counted;
            }
            thread::sleep(Duration::from_millis(20));
            let elapsed = since.elapsed();
            let control = Instant::now();
            if status(address, &forms::health()) == Some(200) && control.elapsed() < QUICK {
                counted += elapsed;
            }
        }
        limit
    }
}

/// An address that stays free while the process is started again: from outside
/// the range from which the system takes ports for connections.
fn free_address() -> SocketAddr {
    loop {
        let address = SocketAddr::from(([127, 0, 0, 1], rand::rng().random_range(30_000..32_000)));
        if TcpListener::bind(address).is_ok() {
            return address;
        }
    }
}

fn port_of(url: &str) -> u16 {
    let after = url.rsplit_once(':').unwrap().1;
    after.split(|c: char| !c.is_ascii_digit()).next().unwrap().parse().unwrap()
}
