//! Builds hand-written histories, good and bad, for the tests of the checks. Times
//! are in milliseconds.

use std::time::Duration;

use crate::history::{
    Action, DataLoss, Fault, History, Killed, Line, Operation, Promises, Response, SetCookie, Time,
};

pub const TEA: &str = "keemun-black";

/// Returns an empty history of one account with two browsers.
pub fn history() -> History {
    History {
        promises: Promises {
            lag: Duration::ZERO,
            login_lag: Duration::ZERO,
            stateless: false,
            balanced: false,
        },
        operations: Vec::new(),
        faults: Vec::new(),
        recoveries: Vec::new(),
        accounts: vec!["Mei".to_owned()],
        teas: vec![vec![TEA.to_owned()], vec!["uji-matcha".to_owned()]],
        stock_and_orders: None,
    }
}

fn ms(milliseconds: u64) -> Time {
    Duration::from_millis(milliseconds)
}

/// Returns an operation without a response. It carries no key if `key` is empty.
pub fn operation(action: Action, key: &str, sent: u64) -> Operation {
    Operation {
        browser: 0,
        tab: 0,
        account: 0,
        process: 0,
        process_started: Time::ZERO,
        action,
        sent_key: (!key.is_empty()).then(|| key.to_owned()),
        sent: ms(sent),
        completed: None,
        response: None,
        jar_before: None,
    }
}

pub fn add(packets: u32, key: &str, sent: u64) -> Operation {
    operation(Action::Add { tea: TEA.to_owned(), packets }, key, sent)
}

pub fn view_cart(key: &str, sent: u64) -> Operation {
    operation(Action::ViewCart, key, sent)
}

impl Operation {
    /// Adds a response that acknowledges the operation and sets the key.
    pub fn acknowledged(self, completed: u64, key: &str) -> Self {
        let (status, location) = match &self.action {
            Action::Add { .. } => (303, Some("/cart")),
            Action::SetPageSize { .. } => (303, Some("/preferences")),
            Action::LogOut => (303, Some("/account/logged-out")),
            Action::LogIn | Action::Register | Action::ChangePassword => (303, Some("/account")),
            Action::PlaceOrder { .. } => (303, Some("/orders/N1")),
            _ => (200, None),
        };
        let mut operation = self.responded(completed, status);
        let response = operation.response.as_mut().unwrap();
        response.location = location.map(ToOwned::to_owned);
        if !key.is_empty() {
            response.cookie = SetCookie::Sets(key.to_owned());
        }
        operation
    }

    /// Adds a page that shows so many packets of the tea.
    pub fn shows(self, completed: u64, packets: u32) -> Self {
        let mut operation = self.responded(completed, 200);
        let response = operation.response.as_mut().unwrap();
        let lines: Vec<Line> = vec![(TEA.to_owned(), packets)];
        response.cart = Some(lines.into_iter().filter(|line| line.1 > 0).collect());
        response.cart_count = Some(packets);
        operation
    }

    pub fn responded(mut self, completed: u64, status: u16) -> Self {
        self.completed = Some(ms(completed));
        self.jar_before.clone_from(&self.sent_key);
        self.response = Some(Response {
            status,
            location: None,
            cookie: SetCookie::Nothing,
            user: None,
            cart_count: None,
            cart: None,
            per_page: None,
            messages: Vec::new(),
        });
        self
    }

    pub fn with(mut self, change: impl FnOnce(&mut Response)) -> Self {
        change(self.response.as_mut().expect("a response"));
        self
    }

    pub fn at(mut self, browser: usize, process: usize) -> Self {
        (self.browser, self.process) = (browser, process);
        self
    }

    /// Sets the time at which the process was started.
    pub fn started(mut self, started: u64) -> Self {
        self.process_started = ms(started);
        self
    }

    /// Sets the key in the jar when the response arrived.
    pub fn with_jar(mut self, key: &str) -> Self {
        self.jar_before = Some(key.to_owned());
        self
    }
}

impl History {
    pub fn of(operations: impl IntoIterator<Item = Operation>) -> Self {
        Self { operations: operations.into_iter().collect(), ..history() }
    }

    /// Allows other processes to be late by so many milliseconds, as with
    /// `cached_db`.
    pub fn with_lag(mut self, lag: u64) -> Self {
        self.promises.lag = ms(lag);
        self
    }

    pub fn with_login_lag(mut self, lag: u64) -> Self {
        self.promises.login_lag = ms(lag);
        self
    }

    pub fn stateless(mut self) -> Self {
        self.promises.stateless = true;
        self
    }

    pub fn with_fault(mut self, from: u64, until: u64, loss: DataLoss) -> Self {
        let description = "a fault".to_owned();
        self.faults.push(Fault { description, from: ms(from), until: ms(until), loss, killed: None });
        self
    }

    /// Puts the processes behind a load balancer.
    pub fn balanced(mut self) -> Self {
        self.promises.balanced = true;
        self
    }

    /// Adds the fault that a process is killed and started again 1,000 ms later.
    pub fn with_killed(mut self, process: usize, at: u64) -> Self {
        self = self.with_fault(at, at + 1_000, DataLoss::Nothing);
        self.faults.last_mut().unwrap().killed = Some(Killed { process, at: ms(at) });
        self
    }
}
