//! A random run: clients and the nemesis at work at the same time, then peace,
//! a last look at everything, and the checks.

use std::{
    env,
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use rand::{RngExt, SeedableRng, rngs::StdRng};

use super::{
    client::{Browser, Delivery},
    cluster::Cluster,
    configuration::Configuration,
    forms,
    history::{Fault, History},
    nemesis::Nemesis,
    operations::{Account, Counters, Tab, register},
    report,
};

/// How long clients and nemesis work in one history.
const ROUND: Duration = Duration::from_secs(3);

/// Far beyond what anything needs to answer again.
const RECOVERY_LIMIT: Duration = Duration::from_secs(15);

/// Four teas for each browser.
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

/// The account of each browser: the first two browsers have the same one.
const ACCOUNTS: [usize; 5] = [0, 0, 1, 2, 3];

/// The one that never logs out.
const CALM: usize = 4;

/// Runs are made one after the other: each wants the machine for itself.
pub fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes histories of a configuration, each with another seed, and checks each.
/// `HISTORY_SEED` is the first seed; `HISTORY_SECONDS` is how long it goes on.
pub fn random_histories(name: &str, configuration: Configuration) {
    let _alone = alone();
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

/// How long to go on, beyond what is made in any case.
pub fn seconds() -> Duration {
    Duration::from_secs(number("HISTORY_SECONDS").unwrap_or(0))
}

fn number(name: &str) -> Option<u64> {
    env::var(name).ok().map(|text| text.parse().expect(name))
}

fn random_history(name: &str, configuration: Configuration, seed: u64) {
    let cluster = Cluster::start(configuration);
    let accounts = ["Mei", "Lin", "Chen", "Wang"].map(Account::new);
    let stateless = configuration.promises().stateless;
    let browsers: Vec<Browser> = ACCOUNTS
        .iter()
        .enumerate()
        .map(|(number, &account)| {
            Browser::new(number, account, &TEAS[number * 4..number * 4 + 4], &cluster.recorder, stateless)
        })
        .collect();
    for (account, number) in accounts.iter().zip([0, 2, 3, 4]) {
        register(&cluster, &browsers[number], account);
    }
    let nemesis = Nemesis::new(&cluster, StdRng::seed_from_u64(seed));
    let counters: Vec<Counters> = browsers.iter().map(|_| Counters::default()).collect();
    let until = Instant::now() + ROUND;
    thread::scope(|scope| {
        scope.spawn(|| nemesis.work(until));
        let mut clients = Vec::new();
        for (browser, counters) in browsers.iter().zip(&counters) {
            // Of two responses at once the later cookie wins, where it is the session.
            for number in 0..if stateless { 1 } else { 3 } {
                let rng = StdRng::seed_from_u64(seed ^ (browser.number * 10 + number + 1) as u64);
                let (cluster, account) = (&cluster, &accounts[browser.account]);
                let is_calm = browser.number == CALM;
                clients.push(scope.spawn(move || {
                    Tab { cluster, browser, account, number, rng, is_calm, counters }.work(until);
                }));
            }
        }
        for client in clients {
            client.join().unwrap();
        }
    });
    let faults = nemesis.faults();
    let history = conclude(&cluster, &browsers, &accounts, faults);
    let operations = history.operations.len();
    eprintln!("{name}: {operations} operations, {} faults", history.faults.len());
    report::assert_holds(name, Some(seed), &history, &cluster.log());
}

/// The faults are over: everything answers, every cart is looked at through
/// every process, and the books are read.
pub fn conclude(
    cluster: &Cluster,
    browsers: &[Browser],
    accounts: &[Account],
    faults: Vec<Fault>,
) -> History {
    let recoveries = cluster.recoveries(RECOVERY_LIMIT);
    thread::sleep(cluster.configuration.promises().lag);
    for process in 0..cluster.processes() {
        for browser in browsers {
            browser.send(cluster, forms::look(), Delivery::to(process));
            browser.send(cluster, forms::look_at_preferences(), Delivery::to(process));
        }
    }
    History {
        promises: cluster.configuration.promises(),
        operations: cluster.recorder.operations(),
        faults,
        recoveries,
        accounts: accounts.iter().map(|account| account.name.clone()).collect(),
        teas: browsers.iter().map(|browser| browser.teas.clone()).collect(),
        ledger: Some(cluster.ledger()),
    }
}
