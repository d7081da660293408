//! Directed histories: a few fixed operations and faults each, made for one
//! defect that was there once. They go through the same recorder and the same
//! checks as the random ones.

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
    client::{Answer, Browser, Carries, Delivery, SessionCookie},
    cluster::Cluster,
    configuration::Configuration,
    forms::Request,
    history::{Forgets, Operation},
    nemesis::Nemesis,
    operations::{ATTEMPTS, Account, at_once, register},
    report,
    run::{alone, conclude},
};

/// The tea of whoever buys one tea only.
const TEA: &str = "keemun-black";

/// A cluster, and browsers that do what a scenario says. Each browser has an
/// account of its own.
struct Stage<'c> {
    cluster: &'c Cluster,
    browsers: Vec<Browser>,
    nemesis: Nemesis<'c>,
}

/// Plays a scenario and checks its history.
fn play(name: &str, configuration: Configuration, scenario: impl FnOnce(&mut Stage)) {
    let _alone: MutexGuard<()> = alone();
    let cluster = Cluster::start(configuration);
    let nemesis = Nemesis::new(&cluster, StdRng::seed_from_u64(0));
    let mut stage = Stage { cluster: &cluster, browsers: Vec::new(), nemesis };
    scenario(&mut stage);
    let Stage { browsers, nemesis, .. } = stage;
    let accounts: Vec<Account> = (0..browsers.len()).map(|number| Account::new(&name_of(number))).collect();
    let history = conclude(&cluster, &browsers, &accounts, nemesis.faults());
    report::assert_holds(name, None, &history, &cluster.log());
}

fn name_of(account: usize) -> String {
    format!("Visitor {account}")
}

impl Stage<'_> {
    /// The number of a new browser, which buys these teas.
    fn browser(&mut self, teas: &[&str]) -> usize {
        let number = self.browsers.len();
        let stateless = self.cluster.configuration.promises().stateless;
        self.browsers.push(Browser::new(number, number, teas, &self.cluster.recorder, stateless));
        number
    }

    /// The number of a new browser whose visitor has an account and is logged in.
    fn member(&mut self, teas: &[&str]) -> usize {
        let browser = self.browser(teas);
        register(self.cluster, &self.browsers[browser], &Account::new(&name_of(browser)));
        browser
    }

    /// Sends a request to a process, with the jar's cookie.
    fn send(&self, browser: usize, process: usize, request: Request) -> Operation {
        self.deliver(browser, request, Delivery::to(process))
    }

    /// Sends a request until it is acknowledged, which the first is unless the
    /// machine is too busy.
    fn done(&self, browser: usize, process: usize, request: &Request) -> Answer {
        let send = || self.browsers[browser].send(self.cluster, request.clone(), Delivery::to(process));
        let mut answers = std::iter::repeat_with(send).take(ATTEMPTS).flatten();
        let done = answers.find(|answer| answer.operation.is_acknowledged());
        done.unwrap_or_else(|| panic!("{request:?} is refused: {}", self.cluster.log()))
    }

    /// Sends a request with a cookie that was in the jar before.
    fn send_old(
        &self,
        browser: usize,
        process: usize,
        request: Request,
        cookie: &SessionCookie,
    ) -> Operation {
        let carries = Carries::This(Some(cookie.clone()));
        self.deliver(browser, request, Delivery { carries, ..Delivery::to(process) })
    }

    fn deliver(&self, browser: usize, request: Request, delivery: Delivery) -> Operation {
        let answer = self.browsers[browser].send(self.cluster, request, delivery);
        answer.expect("the process listens").operation
    }

    /// Sends requests at the same moment, with the jar's cookie.
    fn at_once(&self, browser: usize, requests: &[(usize, Request)]) -> Vec<Answer> {
        let answers = at_once(self.cluster, &self.browsers[browser], 0, requests);
        answers.into_iter().map(|answer| answer.expect("the process listens")).collect()
    }

    fn cookie(&self, browser: usize) -> SessionCookie {
        self.browsers[browser].cookie().expect("a session")
    }

    /// Waits until a process of `cached_db` may serve nothing older any more.
    fn wait_out_the_lag(&self) {
        std::thread::sleep(self.cluster.configuration.promises().lag);
    }

    /// Runs a fault that makes nothing be forgotten.
    fn during(&self, what: &str, fault: impl FnOnce()) {
        self.nemesis.during(what, Forgets::Nothing, fault);
    }
}

/// With fewer processes than a random run has.
const fn with_processes(configuration: Configuration, processes: usize) -> Configuration {
    Configuration { processes, ..configuration }
}
