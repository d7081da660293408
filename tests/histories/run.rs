//! A random run: clients and the nemesis at the same time, then a last page of
//! everything without faults, and the checks.

#[cfg(feature = "server-tests")]
use std::sync::atomic::{AtomicBool, Ordering};
use std::{
    env,
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
    thread,
    time::{Duration, Instant},
};

use rand::{RngExt, SeedableRng, rngs::StdRng};

use super::{
    client::{Browser, SendOptions},
    cluster::Cluster,
    configuration::Configuration,
    forms,
    history::{Fault, History},
    nemesis::Nemesis,
    operations::{Account, Counters, Tab, register},
    report,
};

/// How long the clients and the nemesis run in one history.
const ROUND: Duration = Duration::from_secs(3);

/// How long a process is given to recover before the run goes on. A correct shop
/// needs much less.
const RECOVERY_LIMIT: Duration = Duration::from_secs(15);

/// The teas of the browsers, four for each.
const TEAS: [&str; 24] = [
    "west-lake-longjing",
    "dongting-biluochun",
    "yame-gyokuro",
    "shizuoka-sencha",
    "uji-matcha",
    "bai-hao-yin-zhen",
    "bai-mu-dan",
    "aged-shou-mei",
    "alishan-high-mountain-oolong",
    "dong-ding-oolong",
    "competition-oriental-beauty",
    "anxi-tieguanyin",
    "wuyi-da-hong-pao",
    "mi-lan-xiang-dancong",
    "wenshan-baozhong",
    "keemun-black",
    "lapsang-souchong",
    "sun-moon-lake-ruby-18",
    "darjeeling-first-flush",
    "assam-second-flush",
    "menghai-ripe-puerh",
    "yiwu-raw-puerh-cake",
    "liu-bao-basket-tea",
    "tongxiang-chrysanthemum",
];

/// The account of each browser. The first two browsers share one.
const ACCOUNTS: [usize; 5] = [0, 0, 1, 2, 3];

/// The browser that never logs out.
const STAYS_LOGGED_IN: usize = 4;

/// Returns a lock, so that no two runs are made at the same time: they would slow
/// each other down.
pub fn exclusive_run() -> MutexGuard<'static, ()> {
    static LOCK: Mutex<()> = Mutex::new(());
    LOCK.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes histories of a configuration, each with another seed, and checks each.
/// `HISTORY_SEED` is the first seed. After `HISTORY_SECONDS` no further history is
/// begun.
pub fn random_histories(name: &str, configuration: Configuration) {
    let _lock = exclusive_run();
    let mut seed = number("HISTORY_SEED").unwrap_or_else(|| rand::rng().random());
    let began = Instant::now();
    loop {
        eprintln!("{name}: HISTORY_SEED={seed}");
        random_history(name, configuration, seed);
        if began.elapsed() >= seconds() {
            return;
        }
        seed = seed.wrapping_add(1);
    }
}

/// Returns `HISTORY_SECONDS`: how long further histories are made, beyond the first
/// one.
pub fn seconds() -> Duration {
    Duration::from_secs(number("HISTORY_SECONDS").unwrap_or(0))
}

pub fn number(name: &str) -> Option<u64> {
    env::var(name).ok().map(|text| text.parse().expect(name))
}

fn random_history(name: &str, configuration: Configuration, seed: u64) {
    let cluster = Cluster::start(configuration);
    // The visitors register before the round begins.
    let end = OnceLock::new();
    let until = || *end.get_or_init(|| Instant::now() + ROUND);
    let history = history(&cluster, seed, || Instant::now() < until(), |nemesis| nemesis.run(until()));
    eprintln!("{name}: {} operations, {} faults", history.operations.len(), history.faults.len());
    report::assert_holds(name, Some(seed), &history, &cluster.log());
}

/// Returns the history of clients that send operations for as long as `goes_on` returns
/// true, while `disturb` injects faults.
pub fn history(
    cluster: &Cluster,
    seed: u64,
    goes_on: impl Fn() -> bool + Sync,
    disturb: impl FnOnce(&Nemesis) + Send,
) -> History {
    let accounts = ["Mei", "Lin", "Chen", "Wang"].map(Account::new);
    let stateless = cluster.configuration.promises().stateless;
    let browsers: Vec<Browser> = ACCOUNTS
        .iter()
        .enumerate()
        .map(|(number, &account)| {
            Browser::new(number, account, &TEAS[number * 4..number * 4 + 4], &cluster.recorder, stateless)
        })
        .collect();
    for (account, number) in accounts.iter().zip([0, 2, 3, 4]) {
        register(cluster, &browsers[number], account);
    }
    let nemesis = Nemesis::new(cluster, StdRng::seed_from_u64(seed));
    let counters: Vec<Counters> = browsers.iter().map(|_| Counters::default()).collect();
    thread::scope(|scope| {
        scope.spawn(|| disturb(&nemesis));
        for (browser, counters) in browsers.iter().zip(&counters) {
            // Where the cookie contains the session, the later of two concurrent
            // responses wins, so such a browser has one tab.
            for number in 0..if stateless { 1 } else { 3 } {
                let rng = StdRng::seed_from_u64(seed ^ (browser.number * 10 + number + 1) as u64);
                let (account, goes_on) = (&accounts[browser.account], &goes_on);
                let stays_logged_in = browser.number == STAYS_LOGGED_IN;
                scope.spawn(move || {
                    Tab { cluster, browser, account, number, rng, stays_logged_in, counters }.run(goes_on);
                });
            }
        }
    });
    let faults = nemesis.faults();
    finish(cluster, &browsers, &accounts, faults)
}

/// Returns the history of clients that send operations until `disturb` returns.
#[cfg(feature = "server-tests")]
pub fn history_during(cluster: &Cluster, seed: u64, disturb: impl FnOnce(&Nemesis) + Send) -> History {
    /// Ends the operations also when `disturb` panics.
    struct SetOnDrop<'f>(&'f AtomicBool);
    impl Drop for SetOnDrop<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
    let is_over = AtomicBool::new(false);
    history(
        cluster,
        seed,
        || !is_over.load(Ordering::Relaxed),
        |nemesis| {
            let _over = SetOnDrop(&is_over);
            disturb(nemesis);
        },
    )
}

/// Ends a run after the last fault. Waits until every process serves again, loads
/// every cart and every preference through every process, and reads stock and
/// orders.
pub fn finish(cluster: &Cluster, browsers: &[Browser], accounts: &[Account], faults: Vec<Fault>) -> History {
    let recoveries = cluster.recoveries(RECOVERY_LIMIT);
    thread::sleep(cluster.configuration.promises().lag);
    for process in 0..cluster.processes() {
        for browser in browsers {
            browser.send(cluster, forms::view_cart(), SendOptions::to(process));
            browser.send(cluster, forms::view_preferences(), SendOptions::to(process));
        }
    }
    History {
        promises: cluster.configuration.promises(),
        operations: cluster.recorder.operations(),
        faults,
        recoveries,
        accounts: accounts.iter().map(|account| account.name.clone()).collect(),
        teas: browsers.iter().map(|browser| browser.teas.clone()).collect(),
        stock_and_orders: Some(cluster.stock_and_orders()),
    }
}
