//! The system under test: processes of the shop, each behind proxies of its own. So
//! the connection to a store can be cut for one process or for all.

use std::{
    fs,
    net::SocketAddr,
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

#[cfg(feature = "server-tests")]
use super::{balancer::Balancer, cache_server::CacheServer};
use super::{
    client::Recorder,
    configuration::{BalancerKind, Cache, Configuration, Database, Engine},
    history::Time,
    process_slot::{ProcessSlot, Running, START_TIMEOUT, free_address},
    shop_database,
};
#[cfg(feature = "server-tests")]
use crate::support::servers::{Postgres, mariadb, postgres};
use crate::support::{
    page::Page,
    process::Process,
    proxy::{Mode, Proxy},
};

/// A store with a proxy in front of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    Database,
    Cache,
}

/// The processes and their stores.
pub struct Cluster {
    pub configuration: Configuration,
    pub recorder: Arc<Recorder>,
    // The processes must end before their folder is removed.
    slots: Vec<ProcessSlot>,
    #[cfg(feature = "server-tests")]
    pub cache: Option<CacheServer>,
    #[cfg(feature = "server-tests")]
    balancer: Option<Balancer>,
    /// The database's server, where a run restarts it.
    #[cfg(feature = "server-tests")]
    database_server: Option<Mutex<Postgres>>,
    database_url: String,
    folder: TempDir,
}

impl Cluster {
    /// Starts the processes and returns when all of them serve.
    pub fn start(configuration: Configuration) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("sessions")).unwrap();
        #[cfg(feature = "server-tests")]
        let own_server = configuration.balancer.map(|_| Postgres::start());
        #[cfg(feature = "server-tests")]
        let own_url = own_server.as_ref().map(Postgres::new_database);
        #[cfg(not(feature = "server-tests"))]
        let own_url: Option<String> = None;
        let database_url = own_url.unwrap_or_else(|| match configuration.database {
            Database::Sqlite => "sqlite:shop.sqlite3".to_owned(),
            #[cfg(feature = "server-tests")]
            Database::Postgres => postgres().new_database(),
            #[cfg(feature = "server-tests")]
            Database::MariaDb => mariadb().new_database(),
        });
        shop_database::prepare(&database_url, folder.path());
        #[cfg(feature = "server-tests")]
        let cache = configuration.cache().and_then(CacheServer::start);
        let mut cluster = Self {
            configuration,
            recorder: Arc::new(Recorder::new()),
            slots: Vec::new(),
            #[cfg(feature = "server-tests")]
            cache,
            #[cfg(feature = "server-tests")]
            balancer: None,
            #[cfg(feature = "server-tests")]
            database_server: own_server.map(Mutex::new),
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
        #[cfg(feature = "server-tests")]
        if let Some(kind) = configuration.balancer {
            cluster.balancer = Some(Balancer::start(kind, &cluster.own_addresses()));
        }
        cluster
    }

    /// Returns the number of addresses that the clients send to.
    pub fn entrances(&self) -> usize {
        if self.configuration.balancer.is_some() { 1 } else { self.processes() }
    }

    /// Returns the address that the clients send to, and the time of start of the process
    /// there. It is `None` while that process does not run. A load balancer always runs.
    pub fn entrance(&self, number: usize) -> Option<(SocketAddr, Time)> {
        #[cfg(feature = "server-tests")]
        if let Some(balancer) = &self.balancer {
            return Some((balancer.address(), Time::ZERO));
        }
        self.address(number)
    }

    /// Returns the process that has served a page, if the load balancer names it.
    pub fn served_by(&self, page: &Page) -> Option<usize> {
        // Of several processes, which nginx tried, the last one.
        let address = page.header("x-upstream")?.rsplit(", ").next()?;
        self.own_addresses().iter().position(|own| own.to_string() == address)
    }

    /// Returns the last address of each process.
    fn own_addresses(&self) -> Vec<SocketAddr> {
        self.slots.iter().map(|slot| slot.running.lock().unwrap().address).collect()
    }

    pub fn processes(&self) -> usize {
        self.slots.len()
    }

    /// Returns the address of a process and its time of start, or `None` while it
    /// does not run.
    pub fn address(&self, process: usize) -> Option<(SocketAddr, Time)> {
        let running = self.slots[process].running.lock().unwrap();
        running.process.as_ref().map(|_| (running.address, running.started))
    }

    /// Kills a process with SIGKILL.
    pub fn kill(&self, process: usize) {
        self.slots[process].running.lock().unwrap().process = None;
    }

    /// Starts a killed process and returns when it listens.
    pub fn start_process(&self, process: usize) {
        let slot = &self.slots[process];
        let (since, mut address) = (Instant::now(), slot.running.lock().unwrap().address);
        loop {
            let (started, bind) = (self.recorder.now(), address.to_string());
            let settings = slot.settings.iter().map(|(name, value)| (*name, value.as_str()));
            let settings: Vec<_> = settings.chain([("SHOP_BIND", bind.as_str())]).collect();
            match Process::try_start(self.folder.path(), &settings) {
                Ok(process) => {
                    let running = Running { process: Some(process), address, started };
                    let before = std::mem::replace(&mut *slot.running.lock().unwrap(), running);
                    #[cfg(feature = "server-tests")]
                    if let Some(balancer) = self.balancer.as_ref().filter(|_| before.address != address) {
                        balancer.send_to_all(&self.own_addresses());
                    }
                    drop(before);
                    return;
                }
                Err(log) => assert!(since.elapsed() < START_TIMEOUT, "the shop does not start: {log}"),
            }
            // Another program on this machine may use the port.
            address = free_address();
        }
    }

    /// Stops a process with SIGTERM, as an operator does, and starts it again. The
    /// balancer sends no requests to it meanwhile.
    #[cfg(feature = "server-tests")]
    pub fn replace(&self, process: usize) {
        let balancer = self.balancer.as_ref().expect("a load balancer");
        balancer.send_to_others(&self.own_addresses(), process);
        let stopping = self.slots[process].running.lock().unwrap().process.take();
        stopping.expect("a running process").stop();
        self.start_process(process);
        balancer.send_to_all(&self.own_addresses());
        balancer.wait_until_used(self.own_addresses()[process]);
    }

    /// Stops the database's server at once, as a failure does, and starts it again.
    #[cfg(feature = "server-tests")]
    pub fn restart_database(&self) {
        let mut postgres = self.database_server.as_ref().expect("an own server").lock().unwrap();
        postgres.server.stop();
        postgres.server.start_again();
        postgres.wait_until_ready();
    }

    /// Adds to the tables what the next version of the shop could add, and records its
    /// migration.
    #[cfg(feature = "server-tests")]
    pub fn migrate_to_next_version(&self) {
        shop_database::migrate_to_next_version(&self.database_url);
    }

    /// Sends a signal to a process, by the signal's name.
    pub fn signal(&self, process: usize, name: &str) {
        if let Some(process) = &self.slots[process].running.lock().unwrap().process {
            process.signal(name);
        }
    }

    /// Sets the mode of the connections of one process, or of all, to a store.
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

    /// Returns whether there is a proxy in front of that store.
    pub fn has_proxy(&self, store: Store) -> bool {
        let slot = &self.slots[0];
        if store == Store::Database { slot.database.is_some() } else { slot.cache.is_some() }
    }

    /// Returns how long each process needs until it creates a new session.
    pub fn recoveries(&self, limit: Duration) -> Vec<(usize, Duration)> {
        thread::scope(|scope| {
            let recovering = self.slots.iter().map(|slot| scope.spawn(move || slot.recovery(limit)));
            let recovering: Vec<_> = recovering.collect();
            recovering.into_iter().map(|thread| thread.join().unwrap()).enumerate().collect()
        })
    }

    /// Returns stock and orders from the database, without a proxy.
    pub fn stock_and_orders(&self) -> super::history::StockAndOrders {
        shop_database::stock_and_orders(&self.database_url, self.folder.path())
    }

    /// Returns the data of all sessions from the database, without a proxy.
    pub fn stored_sessions(&self) -> Vec<String> {
        shop_database::stored_sessions(&self.database_url, self.folder.path())
    }

    /// Returns the log of all processes.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    fn slot(&self) -> ProcessSlot {
        let running = Running { process: None, address: free_address(), started: Time::ZERO };
        let mut slot = ProcessSlot {
            settings: self.settings(),
            database: None,
            cache: None,
            running: Mutex::new(running),
        };
        let mut url = self.database_url.clone();
        if self.configuration.database != Database::Sqlite {
            let proxy = Proxy::to(port_of(&url));
            url = proxy.url(&url);
            slot.database = Some(proxy);
        }
        slot.settings.push(("DATABASE_URL", url));
        #[cfg(feature = "server-tests")]
        if let Some(cache) = &self.cache {
            slot.cache = cache.port().map(Proxy::to);
            let url = slot.cache.as_ref().map_or_else(|| cache.url(), |proxy| proxy.url(&cache.url()));
            slot.settings.push((cache.setting(), url));
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
            Some(Cache::Redis | Cache::DurableRedis | Cache::DurableCluster) => "redis",
            #[cfg(feature = "server-tests")]
            Some(Cache::Memcached) => "memcached",
        };
        let balanced = self.configuration.balancer.map(|kind| {
            // nginx does not read /readyz: its list of servers is changed instead.
            let delay = if kind == BalancerKind::HaProxy { "1" } else { "0" };
            let proxy = [("SHOP_TRUSTED_PROXIES", "127.0.0.1"), ("LAB_ENABLED", "true")];
            // Here stores are stopped and never slow by intention. A timeout would only
            // measure how busy the machine and its disk are.
            let patience = [("SHOP_CACHES_REDIS_TIMEOUT_MS", "2000"), ("SESSION_STORE_TIMEOUT_MS", "3000")];
            proxy.into_iter().chain(patience).chain([("SHOP_SHUTDOWN_DELAY", delay)])
        });
        let balanced = balanced.into_iter().flatten().map(|(name, value)| (name, value.to_owned()));
        let mut settings = vec![
            ("SESSION_ENGINE", engine.to_owned()),
            ("SESSION_CACHE_ALIAS", alias.to_owned()),
            ("SESSION_FILE_PATH", self.folder.path().join("sessions").display().to_string()),
            // A long run logs in more often than a visitor may.
            ("LOGIN_ATTEMPTS_PER_ACCOUNT", "0".to_owned()),
            ("LOGIN_ATTEMPTS_PER_ADDRESS", "0".to_owned()),
        ];
        settings.extend(balanced);
        settings
    }
}

fn port_of(url: &str) -> u16 {
    let after = url.rsplit_once(':').unwrap().1;
    after.split(|c: char| !c.is_ascii_digit()).next().unwrap().parse().unwrap()
}
