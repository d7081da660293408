//! What clients do: each tab of each browser draws one operation after the
//! other from its own random numbers, which come from the run's seed.

use std::{
    sync::{
        Barrier, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use rand::{RngExt, rngs::StdRng};

use super::{
    client::{Answer, Browser, Carries, Delivery},
    cluster::Cluster,
    forms::{self, Request},
};
use crate::support::customer::PASSWORD;

/// A cart holds at most 9,999 packets of a tea. Long before that it is bought.
const FULL: u32 = 5_000;

/// How often something is tried that only a busy machine refuses.
pub const ATTEMPTS: usize = 20;

/// The numbers of packets that are added in turn.
const MAX_PACKETS: u32 = 20;

/// An account, and the passwords that it may have.
pub struct Account {
    pub name: String,
    /// More than one after a change that was not answered.
    passwords: Mutex<Vec<String>>,
    /// One change at a time, so that it is known what came of the last.
    changing: Mutex<()>,
    changes: AtomicU32,
}

impl Account {
    pub fn new(name: &str) -> Self {
        let passwords = Mutex::new(vec![PASSWORD.to_owned()]);
        Self { name: name.to_owned(), passwords, changing: Mutex::default(), changes: AtomicU32::new(0) }
    }

    /// The password, or one of those that it may be.
    pub fn password(&self, choice: usize) -> String {
        let passwords = self.passwords.lock().unwrap();
        passwords[choice % passwords.len()].clone()
    }
}

/// A tab of a browser, with random numbers of its own.
pub struct Tab<'r> {
    pub cluster: &'r Cluster,
    pub browser: &'r Browser,
    pub account: &'r Account,
    pub number: usize,
    pub rng: StdRng,
    /// Never logs out and never moves: so that its session gets old.
    pub is_calm: bool,
    /// What the browser's tabs count up.
    pub counters: &'r Counters,
}

/// Markers that tell the changes of a browser from one another.
#[derive(Default)]
pub struct Counters {
    adds: AtomicU32,
    choices: AtomicU32,
}

impl Tab<'_> {
    /// One operation after the other, until it is time.
    pub fn work(&mut self, until: Instant) {
        while Instant::now() < until {
            self.operate();
            let pause = self.rng.random_range(0..15);
            thread::sleep(Duration::from_millis(pause));
        }
    }

    fn operate(&mut self) {
        let dice = self.rng.random_range(0..100);
        match dice {
            0..36 => drop(self.add()),
            36..66 => self.look(),
            66..72 => drop(self.choose()),
            72..77 => drop(self.send(forms::look_at_preferences())),
            77..82 => self.check_out(),
            82..88 => self.log_in_if_needed(),
            _ if self.is_calm => self.look(),
            88..91 => self.use_old_cookie(),
            91..93 => drop(self.log_in()),
            93..95 => self.double_click(),
            95..96 => drop(self.send(forms::cycle_key())),
            96..97 => drop(self.send(forms::flush())),
            97..98 => self.change_password(),
            _ => drop(self.send(forms::log_out())),
        }
    }

    fn send(&mut self, request: Request) -> Option<Answer> {
        let process = self.rng.random_range(0..self.cluster.processes());
        let delivery = Delivery { tab: self.number, ..Delivery::to(process) };
        let answer = self.browser.send(self.cluster, request, delivery)?;
        // A visitor whose session is gone clears the cookies and starts afresh.
        if answer.operation.status() == Some(409)
            && self.browser.cookie().map(|c| c.key) == answer.operation.sent_key
        {
            self.browser.set_cookie(None);
        }
        Some(answer)
    }

    fn add(&mut self) -> Option<Answer> {
        let request = self.next_add();
        self.send(request)
    }

    /// Each with another number of packets than the last ones.
    fn next_add(&mut self) -> Request {
        let count = self.counters.adds.fetch_add(1, Ordering::Relaxed);
        let teas = &self.browser.teas;
        let tea = &teas[count as usize % teas.len()];
        forms::add(tea, count / u32::try_from(teas.len()).unwrap() % MAX_PACKETS + 1)
    }

    fn look(&mut self) {
        let Some(answer) = self.send(forms::look()) else { return };
        let cart = answer.operation.response.and_then(|response| response.cart).unwrap_or_default();
        if cart.iter().any(|(_, packets)| *packets > FULL) {
            self.log_in_if_needed();
            self.check_out();
        }
    }

    fn choose(&mut self) -> Option<Answer> {
        let count = self.counters.choices.fetch_add(1, Ordering::Relaxed);
        self.send(forms::prefer(13 + count % 88))
    }

    fn log_in_request(&mut self) -> Request {
        let choice = self.rng.random_range(0..8);
        forms::log_in(&self.account.name, &self.account.password(choice))
    }

    fn log_in(&mut self) -> Option<Answer> {
        let request = self.log_in_request();
        self.send(request)
    }

    fn log_in_if_needed(&mut self) {
        let Some(answer) = self.send(forms::look()) else { return };
        if answer.operation.response.is_some_and(|response| response.status == 200 && response.user.is_none())
        {
            self.log_in();
        }
    }

    /// Two requests at the same moment, with the same cookie.
    fn double_click(&mut self) {
        let request = self.log_in_request();
        self.send_twice(&request);
    }

    fn send_twice(&mut self, request: &Request) {
        let processes = self.cluster.processes();
        let twice = [(); 2].map(|()| (self.rng.random_range(0..processes), request.clone()));
        at_once(self.cluster, self.browser, self.number, &twice);
    }

    fn use_old_cookie(&mut self) {
        let retired = self.browser.retired();
        if retired.is_empty() {
            return;
        }
        let cookie = retired[self.rng.random_range(0..retired.len())].clone();
        let request = if self.rng.random_range(0..3) == 0 { self.next_add() } else { forms::look() };
        let process = self.rng.random_range(0..self.cluster.processes());
        let carries = Carries::This(Some(cookie));
        let delivery = Delivery { tab: self.number, carries, ..Delivery::to(process) };
        self.browser.send(self.cluster, request, delivery);
    }

    fn change_password(&mut self) {
        let Ok(_one_at_a_time) = self.account.changing.try_lock() else { return };
        let choice = self.rng.random_range(0..8);
        let old = self.account.password(choice);
        let new = format!("the {}th password", self.account.changes.fetch_add(1, Ordering::Relaxed));
        self.account.passwords.lock().unwrap().push(new.clone());
        let answer = self.send(forms::change_password(&old, &new));
        let mut passwords = self.account.passwords.lock().unwrap();
        match answer.map(|answer| answer.operation) {
            Some(operation) if operation.is_acknowledged() => *passwords = vec![new],
            // A wrong old password, or nobody is logged in.
            Some(operation) if operation.status() == Some(422) || operation.status() == Some(303) => {
                passwords.retain(|password| *password != new);
            }
            _ => {}
        }
    }

    /// All steps, and at times a double click on the last.
    fn check_out(&mut self) {
        for request in [forms::address(), forms::delivery()] {
            let Some(answer) = self.send(request) else { return };
            let leads_on = |path: &str| path.starts_with("/checkout/");
            let location = answer.operation.response.and_then(|response| response.location);
            if !location.is_some_and(|path| leads_on(&path)) {
                return;
            }
        }
        let Some(page) = self.send(forms::review()).and_then(|answer| answer.page) else { return };
        let (Some(token), Some(lines)) = (page.field("order_token"), page.field("order_lines")) else {
            return;
        };
        let place = forms::place(&token, &lines);
        if self.rng.random_range(0..3) > 0 {
            self.send(place);
        } else {
            self.send_twice(&place);
        }
    }
}

/// Sends requests at the same moment, each to a process, with the cookie that
/// the browser has now.
pub fn at_once(
    cluster: &Cluster,
    browser: &Browser,
    tab: usize,
    requests: &[(usize, Request)],
) -> Vec<Option<Answer>> {
    // Where the data is in the cookie, a browser is one tab.
    let requests = if cluster.configuration.promises().stateless { &requests[..1] } else { requests };
    let (carries, together) = (Carries::This(browser.cookie()), Barrier::new(requests.len()));
    let send = |(process, request): &(usize, Request)| {
        let together = Some(&together);
        let delivery = Delivery { process: *process, tab, carries: carries.clone(), together };
        browser.send(cluster, request.clone(), delivery)
    };
    thread::scope(|scope| {
        let sending: Vec<_> = requests
            .iter()
            .map(|request| {
                let send = &send;
                scope.spawn(move || send(request))
            })
            .collect();
        sending.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

/// Registers the visitor, before anything goes wrong. Only a machine that is
/// too busy needs a second attempt, which finds the account made.
pub fn register(cluster: &Cluster, browser: &Browser, account: &Account) {
    let log_in = || forms::log_in(&account.name, &account.password(0));
    let first = forms::register(&account.name, &account.password(0));
    let mut attempts = std::iter::once(first).chain(std::iter::repeat_with(log_in)).take(ATTEMPTS);
    let is_done = |request| {
        let answer = browser.send(cluster, request, Delivery::to(0));
        answer.is_some_and(|answer| answer.operation.is_acknowledged())
    };
    assert!(attempts.any(is_done), "{}", cluster.log());
}
