//! The operations of the clients. Each tab of each browser chooses one operation
//! after the other with its own random numbers, which are derived from the run's
//! seed.

use std::{
    sync::{
        Barrier, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::Duration,
};

use rand::{RngExt, rngs::StdRng};

use super::{
    client::{Browser, CookieChoice, Exchange, SendOptions},
    cluster::Cluster,
    forms::{self, Request},
};
use crate::support::customer::PASSWORD;

/// The tab orders the cart when it has more packets of a tea than this. A cart
/// takes at most 9,999.
const MAX_PACKETS_IN_CART: u32 = 5_000;

/// How often an operation is tried that fails only on a busy machine.
pub const ATTEMPTS: usize = 20;

/// The highest number of packets in one operation.
const MAX_PACKETS: u32 = 20;

/// An account and its possible passwords.
pub struct Account {
    pub name: String,
    /// There is more than one after a change that was not completed.
    passwords: Mutex<Vec<String>>,
    /// Only one change at a time, so that the result of the last one is known.
    changing: Mutex<()>,
    changes: AtomicU32,
}

impl Account {
    pub fn new(name: &str) -> Self {
        let passwords = Mutex::new(vec![PASSWORD.to_owned()]);
        Self { name: name.to_owned(), passwords, changing: Mutex::default(), changes: AtomicU32::new(0) }
    }

    /// Returns the password, or one of the possible passwords.
    pub fn password(&self, choice: usize) -> String {
        let passwords = self.passwords.lock().unwrap();
        passwords[choice % passwords.len()].clone()
    }
}

/// A tab of a browser, with its own random numbers.
pub struct Tab<'r> {
    pub cluster: &'r Cluster,
    pub browser: &'r Browser,
    pub account: &'r Account,
    pub number: usize,
    pub rng: StdRng,
    /// Never logs out and never changes its key, so that its session gets old.
    pub stays_logged_in: bool,
    /// Counters that the browser's tabs share.
    pub counters: &'r Counters,
}

/// Counters that make the changes of a browser distinguishable.
#[derive(Default)]
pub struct Counters {
    adds: AtomicU32,
    page_sizes: AtomicU32,
}

impl Tab<'_> {
    /// Sends one operation after the other for as long as `goes_on` returns true.
    pub fn run(&mut self, goes_on: impl Fn() -> bool) {
        while goes_on() {
            self.send_random_operation();
            let pause = self.rng.random_range(0..15);
            thread::sleep(Duration::from_millis(pause));
        }
    }

    fn send_random_operation(&mut self) {
        let dice = self.rng.random_range(0..100);
        match dice {
            0..36 => drop(self.add()),
            36..66 => self.view_cart(),
            66..72 => drop(self.set_page_size()),
            72..77 => drop(self.send(forms::view_preferences())),
            77..82 => self.check_out(),
            82..88 => self.log_in_if_needed(),
            _ if self.stays_logged_in => self.view_cart(),
            88..91 => self.use_old_cookie(),
            91..93 => drop(self.log_in()),
            93..95 => self.double_click(),
            95..96 => drop(self.send(forms::cycle_key())),
            96..97 => drop(self.send(forms::flush())),
            97..98 => self.change_password(),
            _ => drop(self.send(forms::log_out())),
        }
    }

    fn send(&mut self, request: Request) -> Option<Exchange> {
        let process = self.rng.random_range(0..self.cluster.entrances());
        let options = SendOptions { tab: self.number, ..SendOptions::to(process) };
        let exchange = self.browser.send(self.cluster, request, options)?;
        // A visitor whose session has ended deletes the cookies and begins again.
        if exchange.operation.status() == Some(409)
            && self.browser.cookie().map(|c| c.key) == exchange.operation.sent_key
        {
            self.browser.set_cookie(None);
        }
        Some(exchange)
    }

    fn add(&mut self) -> Option<Exchange> {
        let request = self.next_add();
        self.send(request)
    }

    /// Adds another number of packets than the previous operations did.
    fn next_add(&mut self) -> Request {
        let count = self.counters.adds.fetch_add(1, Ordering::Relaxed);
        let teas = &self.browser.teas;
        let tea = &teas[count as usize % teas.len()];
        forms::add(tea, count / u32::try_from(teas.len()).unwrap() % MAX_PACKETS + 1)
    }

    fn view_cart(&mut self) {
        let Some(exchange) = self.send(forms::view_cart()) else { return };
        let cart = exchange.operation.response.and_then(|response| response.cart).unwrap_or_default();
        if cart.iter().any(|(_, packets)| *packets > MAX_PACKETS_IN_CART) {
            self.log_in_if_needed();
            self.check_out();
        }
    }

    fn set_page_size(&mut self) -> Option<Exchange> {
        let count = self.counters.page_sizes.fetch_add(1, Ordering::Relaxed);
        self.send(forms::set_page_size(13 + count % 88))
    }

    fn log_in_request(&mut self) -> Request {
        let choice = self.rng.random_range(0..8);
        forms::log_in(&self.account.name, &self.account.password(choice))
    }

    fn log_in(&mut self) -> Option<Exchange> {
        let request = self.log_in_request();
        self.send(request)
    }

    fn log_in_if_needed(&mut self) {
        let Some(exchange) = self.send(forms::view_cart()) else { return };
        if exchange
            .operation
            .response
            .is_some_and(|response| response.status == 200 && response.user.is_none())
        {
            self.log_in();
        }
    }

    /// Sends two logins at the same time, with the same cookie.
    fn double_click(&mut self) {
        let request = self.log_in_request();
        self.send_twice(&request);
    }

    fn send_twice(&mut self, request: &Request) {
        let entrances = self.cluster.entrances();
        let twice = [(); 2].map(|()| (self.rng.random_range(0..entrances), request.clone()));
        at_once(self.cluster, self.browser, self.number, &twice);
    }

    fn use_old_cookie(&mut self) {
        let retired = self.browser.retired();
        if retired.is_empty() {
            return;
        }
        let cookie = retired[self.rng.random_range(0..retired.len())].clone();
        let request = if self.rng.random_range(0..3) == 0 { self.next_add() } else { forms::view_cart() };
        let process = self.rng.random_range(0..self.cluster.entrances());
        let cookie = CookieChoice::Given(Some(cookie));
        let options = SendOptions { tab: self.number, cookie, ..SendOptions::to(process) };
        self.browser.send(self.cluster, request, options);
    }

    fn change_password(&mut self) {
        let Ok(_one_at_a_time) = self.account.changing.try_lock() else { return };
        let choice = self.rng.random_range(0..8);
        let old = self.account.password(choice);
        let new = format!("the {}th password", self.account.changes.fetch_add(1, Ordering::Relaxed));
        self.account.passwords.lock().unwrap().push(new.clone());
        let exchange = self.send(forms::change_password(&old, &new));
        let mut passwords = self.account.passwords.lock().unwrap();
        match exchange.map(|exchange| exchange.operation) {
            Some(operation) if operation.is_acknowledged() => *passwords = vec![new],
            // The old password is wrong, or the visitor is not logged in.
            Some(operation) if operation.status() == Some(422) || operation.status() == Some(303) => {
                passwords.retain(|password| *password != new);
            }
            _ => {}
        }
    }

    /// Sends all steps of the checkout, and sometimes the last one twice.
    fn check_out(&mut self) {
        for request in [forms::address(), forms::delivery()] {
            let Some(exchange) = self.send(request) else { return };
            let is_checkout = |path: &str| path.starts_with("/checkout/");
            let location = exchange.operation.response.and_then(|response| response.location);
            if !location.is_some_and(|path| is_checkout(&path)) {
                return;
            }
        }
        let Some(page) = self.send(forms::review()).and_then(|exchange| exchange.page) else { return };
        let (Some(token), Some(lines)) = (page.field("order_token"), page.field("order_lines")) else {
            return;
        };
        let place = forms::place_order(&token, &lines);
        if self.rng.random_range(0..3) > 0 {
            self.send(place);
        } else {
            self.send_twice(&place);
        }
    }
}

/// Sends requests at the same time, each to a process, with the cookies that the
/// browser has now.
pub fn at_once(
    cluster: &Cluster,
    browser: &Browser,
    tab: usize,
    requests: &[(usize, Request)],
) -> Vec<Option<Exchange>> {
    // Where the cookie contains the data, a browser has one tab.
    let requests = if cluster.configuration.promises().stateless { &requests[..1] } else { requests };
    let cookie = browser.cookie();
    let key = cookie.as_ref().map(|cookie| cookie.key.clone());
    let running = (0..cluster.entrances()).find_map(|number| cluster.entrance(number));
    let csrf = running.map(|(address, _)| browser.csrf_cookie(key, address)).unwrap_or_default();
    let (cookie, barrier) = (CookieChoice::OfPage(cookie, csrf), Barrier::new(requests.len()));
    let send = |(process, request): &(usize, Request)| {
        let barrier = Some(&barrier);
        let options = SendOptions { process: *process, tab, cookie: cookie.clone(), barrier };
        browser.send(cluster, request.clone(), options)
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

/// Registers the visitor, before the first fault. Only a busy machine needs a
/// second attempt, which finds that the account exists.
pub fn register(cluster: &Cluster, browser: &Browser, account: &Account) {
    let log_in = || forms::log_in(&account.name, &account.password(0));
    let first = forms::register(&account.name, &account.password(0));
    let mut attempts = std::iter::once(first).chain(std::iter::repeat_with(log_in)).take(ATTEMPTS);
    let is_done = |request| {
        let exchange = browser.send(cluster, request, SendOptions::to(0));
        exchange.is_some_and(|exchange| exchange.operation.is_acknowledged())
    };
    assert!(attempts.any(is_done), "{}", cluster.log());
}
