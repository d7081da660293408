//! Directed histories: a few fixed operations and faults each, for one defect that
//! the shop once had. They use the same recorder and the same checks as the random
//! histories.

#[cfg(feature = "server-tests")]
mod cached_copies;
mod clicks;
#[cfg(feature = "server-tests")]
mod deadlocks;
mod logouts;
mod messages;
mod passwords;

use std::sync::MutexGuard;

use rand::{SeedableRng, rngs::StdRng};

use crate::{
    client::{Browser, CookieChoice, Exchange, SendOptions, SessionCookie},
    cluster::Cluster,
    configuration::Configuration,
    forms::Request,
    history::{DataLoss, Operation},
    nemesis::Nemesis,
    operations::{ATTEMPTS, Account, at_once, register},
    report,
    run::{exclusive_run, finish},
};

/// The tea of a browser that buys only one.
const TEA: &str = "keemun-black";

/// A cluster and the browsers of one directed history. Each browser has its own
/// account.
struct Scenario<'c> {
    cluster: &'c Cluster,
    browsers: Vec<Browser>,
    nemesis: Nemesis<'c>,
}

/// Runs the steps of a directed history and checks it.
fn run_scenario(name: &str, configuration: Configuration, steps: impl FnOnce(&mut Scenario)) {
    let _lock: MutexGuard<()> = exclusive_run();
    let cluster = Cluster::start(configuration);
    let nemesis = Nemesis::new(&cluster, StdRng::seed_from_u64(0));
    let mut scenario = Scenario { cluster: &cluster, browsers: Vec::new(), nemesis };
    steps(&mut scenario);
    let Scenario { browsers, nemesis, .. } = scenario;
    let accounts: Vec<Account> = (0..browsers.len()).map(|number| Account::new(&name_of(number))).collect();
    let history = finish(&cluster, &browsers, &accounts, nemesis.faults());
    report::assert_holds(name, None, &history, &cluster.log());
}

fn name_of(account: usize) -> String {
    format!("Visitor {account}")
}

impl Scenario<'_> {
    /// Creates a browser that buys these teas, and returns its number.
    fn browser(&mut self, teas: &[&str]) -> usize {
        let number = self.browsers.len();
        let stateless = self.cluster.configuration.promises().stateless;
        self.browsers.push(Browser::new(number, number, teas, &self.cluster.recorder, stateless));
        number
    }

    /// Creates a browser whose visitor has an account and is logged in, and returns
    /// its number.
    fn member(&mut self, teas: &[&str]) -> usize {
        let browser = self.browser(teas);
        register(self.cluster, &self.browsers[browser], &Account::new(&name_of(browser)));
        browser
    }

    /// Sends a request to a process, with the cookie in the jar.
    fn send(&self, browser: usize, process: usize, request: Request) -> Operation {
        self.send_with(browser, request, SendOptions::to(process))
    }

    /// Sends a request until it is acknowledged. Only a busy machine needs a second
    /// attempt.
    fn send_until_acknowledged(&self, browser: usize, process: usize, request: &Request) -> Exchange {
        let send = || self.browsers[browser].send(self.cluster, request.clone(), SendOptions::to(process));
        let mut exchanges = std::iter::repeat_with(send).take(ATTEMPTS).flatten();
        let done = exchanges.find(|exchange| exchange.operation.is_acknowledged());
        done.unwrap_or_else(|| panic!("{request:?} is refused: {}", self.cluster.log()))
    }

    /// Sends a request with a cookie that was in the jar before.
    fn send_with_cookie(
        &self,
        browser: usize,
        process: usize,
        request: Request,
        cookie: &SessionCookie,
    ) -> Operation {
        let cookie = CookieChoice::Given(Some(cookie.clone()));
        self.send_with(browser, request, SendOptions { cookie, ..SendOptions::to(process) })
    }

    fn send_with(&self, browser: usize, request: Request, options: SendOptions) -> Operation {
        let exchange = self.browsers[browser].send(self.cluster, request, options);
        exchange.expect("the process listens").operation
    }

    /// Sends requests at the same time, with the cookie in the jar.
    fn at_once(&self, browser: usize, requests: &[(usize, Request)]) -> Vec<Exchange> {
        let exchanges = at_once(self.cluster, &self.browsers[browser], 0, requests);
        exchanges.into_iter().map(|exchange| exchange.expect("the process listens")).collect()
    }

    fn cookie(&self, browser: usize) -> SessionCookie {
        self.browsers[browser].cookie().expect("a session")
    }

    /// Waits until no process of `cached_db` may serve an older state.
    fn wait_out_the_lag(&self) {
        std::thread::sleep(self.cluster.configuration.promises().lag);
    }

    /// Runs a fault that loses no data.
    fn during(&self, what: &str, fault: impl FnOnce()) {
        self.nemesis.during(what, DataLoss::Nothing, fault);
    }
}

/// Returns the configuration with fewer processes than a random run has.
const fn with_processes(configuration: Configuration, processes: usize) -> Configuration {
    Configuration { processes, ..configuration }
}
