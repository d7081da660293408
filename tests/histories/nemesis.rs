//! The nemesis injects faults while the clients send requests. The kind, the time
//! and the duration of each fault are derived from the run's seed.

use std::{
    sync::Mutex,
    thread,
    time::{Duration, Instant},
};

use rand::{RngExt, rngs::StdRng};

#[cfg(feature = "server-tests")]
use super::configuration::CacheStarts;
use super::{
    cluster::{Cluster, Store},
    history::{DataLoss, Fault, Killed, Time},
};
use crate::support::proxy::Mode;

/// The faults of the connection to a store.
const MODES: &[Mode] = &[Mode::Refuse, Mode::Drop, Mode::Delay, Mode::Hang, Mode::Cut, Mode::Slow];

/// Injects faults and records them.
pub struct Nemesis<'c> {
    cluster: &'c Cluster,
    rng: Mutex<StdRng>,
    faults: Mutex<Vec<Fault>>,
}

#[derive(Clone, Copy)]
enum FaultKind {
    Kill,
    Freeze,
    CutOff(Store),
    #[cfg(feature = "server-tests")]
    EmptyCache,
    #[cfg(feature = "server-tests")]
    CacheFromSnapshot,
}

impl<'c> Nemesis<'c> {
    pub fn new(cluster: &'c Cluster, rng: StdRng) -> Self {
        Self { cluster, rng: Mutex::new(rng), faults: Mutex::default() }
    }

    /// Injects one fault after the other until the given time. Each fault is
    /// removed before the next one.
    pub fn run(&self, until: Instant) {
        let kinds = self.kinds();
        while Instant::now() < until {
            thread::sleep(Duration::from_millis(self.random(100, 500)));
            match kinds[self.random_index(kinds.len())] {
                FaultKind::Kill => self.kill(),
                FaultKind::Freeze => self.freeze(),
                FaultKind::CutOff(store) => self.cut_off(store),
                #[cfg(feature = "server-tests")]
                FaultKind::EmptyCache => self.restart_cache(CacheStarts::Empty),
                #[cfg(feature = "server-tests")]
                FaultKind::CacheFromSnapshot => self.restart_cache(CacheStarts::FromSnapshot),
            }
        }
    }

    pub fn faults(self) -> Vec<Fault> {
        self.faults.into_inner().unwrap()
    }

    /// Runs a fault and records its duration.
    pub fn during(&self, description: impl Into<String>, loss: DataLoss, fault: impl FnOnce()) {
        let from = self.cluster.recorder.now();
        fault();
        let until = self.cluster.recorder.now();
        let description = description.into();
        self.faults.lock().unwrap().push(Fault { description, from, until, loss, killed: None });
    }

    /// Kills a process with SIGKILL, starts it again after `pause`, and records when it
    /// was killed.
    pub fn kill_process(&self, process: usize, pause: Duration) {
        let (loss, mut killed_at) = (self.cluster.configuration.loss_with_process(), Time::ZERO);
        self.during(format!("process {process} is killed with SIGKILL and started again"), loss, || {
            self.cluster.kill(process);
            killed_at = self.cluster.recorder.now();
            thread::sleep(pause);
            self.cluster.start_process(process);
        });
        let mut faults = self.faults.lock().unwrap();
        faults.last_mut().unwrap().killed = Some(Killed { process, at: killed_at });
    }

    fn kinds(&self) -> Vec<FaultKind> {
        let mut kinds = vec![FaultKind::Kill, FaultKind::Freeze];
        for store in [Store::Database, Store::Cache] {
            if self.cluster.has_proxy(store) {
                kinds.extend([FaultKind::CutOff(store); 2]);
            }
        }
        #[cfg(feature = "server-tests")]
        if let Some(cache) = &self.cluster.cache {
            kinds.push(FaultKind::EmptyCache);
            if cache.takes_snapshots() {
                kinds.push(FaultKind::CacheFromSnapshot);
            }
        }
        kinds
    }

    fn kill(&self) {
        let process = self.random_index(self.cluster.processes());
        self.kill_process(process, Duration::from_millis(self.random(0, 300)));
    }

    fn freeze(&self) {
        let process = self.random_index(self.cluster.processes());
        let pause = self.random(200, 1_500);
        self.during(format!("process {process} is stopped with SIGSTOP"), DataLoss::Nothing, || {
            self.cluster.signal(process, "STOP");
            thread::sleep(Duration::from_millis(pause));
            self.cluster.signal(process, "CONT");
        });
    }

    /// Cuts or slows the connections of one process, or of all, to a store. During
    /// the fault a process may be killed. It is started again while its cache is
    /// still unavailable, if it can start without it.
    fn cut_off(&self, store: Store) {
        let processes = self.cluster.processes();
        let process = Some(self.random_index(processes + 1)).filter(|process| *process < processes);
        let (mode, pause) = (MODES[self.random_index(MODES.len())], self.random(200, 1_500));
        let is_killed = self.random_index(2) == 0;
        let starts = store == Store::Cache && self.cluster.configuration.starts_without_cache();
        let whose = process.map_or("all processes".to_owned(), |process| format!("process {process}"));
        let victim = process.unwrap_or_else(|| self.random_index(processes));
        let and_killed = if is_killed {
            format!(", and process {victim} is killed during that time")
        } else {
            String::new()
        };
        let description = format!("connections of {whose} to the {store:?}: {mode:?}{and_killed}");
        let loss = if is_killed { self.cluster.configuration.loss_with_process() } else { DataLoss::Nothing };
        self.during(description, loss, || {
            self.cluster.set_mode(store, process, mode);
            thread::sleep(Duration::from_millis(pause));
            if is_killed {
                self.cluster.kill(victim);
            }
            if is_killed && starts {
                self.cluster.start_process(victim);
            }
            self.cluster.set_mode(store, process, Mode::Pass);
            if is_killed && !starts {
                self.cluster.start_process(victim);
            }
        });
    }

    #[cfg(feature = "server-tests")]
    fn restart_cache(&self, starts: CacheStarts) {
        let Some(cache) = &self.cluster.cache else { return };
        let loss = self.cluster.configuration.loss_with_cache(starts);
        if starts == CacheStarts::Empty {
            let description = "the cache's server is killed and started again empty";
            return self.during(description, loss, || cache.restart_empty());
        }
        cache.take_snapshot();
        let pause = Duration::from_millis(self.random(200, 800));
        thread::sleep(pause);
        let description = format!("the cache's server is killed and started from a snapshot {pause:?} old");
        self.during(description, loss, || cache.restart_from_snapshot());
    }

    /// Returns a random number, which is less than `to`.
    pub fn random(&self, from: u64, to: u64) -> u64 {
        self.rng.lock().unwrap().random_range(from..to)
    }

    fn random_index(&self, length: usize) -> usize {
        self.rng.lock().unwrap().random_range(0..length)
    }
}
