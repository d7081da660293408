//! The nemesis: what goes wrong while the clients work. Which fault, when and
//! for how long is drawn from the run's seed.

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
    history::{Fault, Forgets},
};
use crate::support::proxy::Mode;

/// How a store can be cut off, or be slow.
const MODES: &[Mode] = &[Mode::Refuse, Mode::Drop, Mode::Delay, Mode::Hang, Mode::Cut, Mode::Slow];

/// One that goes through its faults, and writes down what it did.
pub struct Nemesis<'c> {
    cluster: &'c Cluster,
    rng: Mutex<StdRng>,
    faults: Mutex<Vec<Fault>>,
}

#[derive(Clone, Copy)]
enum Kind {
    Kill,
    Freeze,
    CutOff(Store),
    #[cfg(feature = "server-tests")]
    EmptyCache,
    #[cfg(feature = "server-tests")]
    OlderCache,
}

impl<'c> Nemesis<'c> {
    pub fn new(cluster: &'c Cluster, rng: StdRng) -> Self {
        Self { cluster, rng: Mutex::new(rng), faults: Mutex::default() }
    }

    /// One fault after the other, until it is time; then all is well again.
    pub fn work(&self, until: Instant) {
        let kinds = self.kinds();
        while Instant::now() < until {
            thread::sleep(Duration::from_millis(self.draw(100, 500)));
            match kinds[self.draw_index(kinds.len())] {
                Kind::Kill => self.kill(),
                Kind::Freeze => self.freeze(),
                Kind::CutOff(store) => self.cut_off(store),
                #[cfg(feature = "server-tests")]
                Kind::EmptyCache => self.restart_cache(CacheStarts::Empty),
                #[cfg(feature = "server-tests")]
                Kind::OlderCache => self.restart_cache(CacheStarts::FromSnapshot),
            }
        }
    }

    pub fn faults(self) -> Vec<Fault> {
        self.faults.into_inner().unwrap()
    }

    /// Runs a fault and writes down when it was there.
    pub fn during(&self, what: impl Into<String>, forgets: Forgets, fault: impl FnOnce()) {
        let from = self.cluster.recorder.now();
        fault();
        let until = self.cluster.recorder.now();
        self.faults.lock().unwrap().push(Fault { what: what.into(), from, until, forgets });
    }

    fn kinds(&self) -> Vec<Kind> {
        let mut kinds = vec![Kind::Kill, Kind::Freeze];
        for store in [Store::Database, Store::Cache] {
            if self.cluster.has_proxy(store) {
                kinds.extend([Kind::CutOff(store); 2]);
            }
        }
        #[cfg(feature = "server-tests")]
        if let Some(cache) = &self.cluster.cache {
            kinds.push(Kind::EmptyCache);
            if cache.takes_snapshots() {
                kinds.push(Kind::OlderCache);
            }
        }
        kinds
    }

    fn kill(&self) {
        let process = self.draw_index(self.cluster.processes());
        let pause = self.draw(0, 300);
        let forgets = self.cluster.configuration.forgets_with_the_process();
        self.during(format!("process {process} is killed with SIGKILL and started again"), forgets, || {
            self.cluster.kill(process);
            thread::sleep(Duration::from_millis(pause));
            self.cluster.start_process(process);
        });
    }

    fn freeze(&self) {
        let process = self.draw_index(self.cluster.processes());
        let pause = self.draw(200, 1_500);
        self.during(format!("process {process} is stopped with SIGSTOP"), Forgets::Nothing, || {
            self.cluster.signal(process, "STOP");
            thread::sleep(Duration::from_millis(pause));
            self.cluster.signal(process, "CONT");
        });
    }

    /// For one process or for all; while it lasts a process may be killed, and
    /// is started again while its cache is still away, if it can be.
    fn cut_off(&self, store: Store) {
        let processes = self.cluster.processes();
        let process = Some(self.draw_index(processes + 1)).filter(|process| *process < processes);
        let (mode, pause) = (MODES[self.draw_index(MODES.len())], self.draw(200, 1_500));
        let dies = self.draw_index(2) == 0;
        let starts = store == Store::Cache && self.cluster.configuration.starts_without_cache();
        let whose = process.map_or("all processes".to_owned(), |process| format!("process {process}"));
        let victim = process.unwrap_or_else(|| self.draw_index(processes));
        let death = if dies { format!(", and process {victim} is killed meanwhile") } else { String::new() };
        let what = format!("connections of {whose} to the {store:?}: {mode:?}{death}");
        let forgets =
            if dies { self.cluster.configuration.forgets_with_the_process() } else { Forgets::Nothing };
        self.during(what, forgets, || {
            self.cluster.set_mode(store, process, mode);
            thread::sleep(Duration::from_millis(pause));
            if dies {
                self.cluster.kill(victim);
            }
            if dies && starts {
                self.cluster.start_process(victim);
            }
            self.cluster.set_mode(store, process, Mode::Pass);
            if dies && !starts {
                self.cluster.start_process(victim);
            }
        });
    }

    #[cfg(feature = "server-tests")]
    fn restart_cache(&self, starts: CacheStarts) {
        let Some(cache) = &self.cluster.cache else { return };
        let forgets = self.cluster.configuration.forgets_with_the_cache(starts);
        if starts == CacheStarts::Empty {
            let what = "the cache's server is killed and started again empty";
            return self.during(what, forgets, || cache.restart_empty());
        }
        cache.take_snapshot();
        let pause = Duration::from_millis(self.draw(200, 800));
        thread::sleep(pause);
        let what = format!("the cache's server is killed and started from a snapshot {pause:?} old");
        self.during(what, forgets, || cache.restart_from_snapshot());
    }

    fn draw(&self, from: u64, to: u64) -> u64 {
        self.rng.lock().unwrap().random_range(from..to)
    }

    fn draw_index(&self, length: usize) -> usize {
        self.rng.lock().unwrap().random_range(0..length)
    }
}
