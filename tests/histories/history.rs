//! The record of a run: each request with its times, and each fault with its times.
//! The checks read nothing else.

use std::time::Duration;

/// The time since the run began.
pub type Time = Duration;

/// The key in a session's cookie. Where the cookie contains the data, it is the
/// whole cookie.
pub type Key = String;

/// The slug of a tea and a number of packets.
pub type Line = (String, u32);

/// The purpose of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Loads the cart's page.
    ViewCart,
    /// Loads the page of preferences.
    ViewPreferences,
    /// Adds packets of a tea to the cart.
    Add { tea: String, packets: u32 },
    /// Sets the number of teas on a page.
    SetPageSize { per_page: u32 },
    /// Creates an account and logs in.
    Register,
    /// Logs in.
    LogIn,
    /// Logs out, which flushes the session.
    LogOut,
    /// Changes the password, which ends all other logins of the account.
    ChangePassword,
    /// Moves the session to a new key.
    CycleKey,
    /// Ends the session and its data.
    Flush,
    /// A step of the checkout before the order.
    CheckoutStep { path: &'static str },
    /// Places the order of the review page with this token.
    PlaceOrder { token: String, lines: Vec<Line> },
}

/// How a response changes the session's cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetCookie {
    Nothing,
    Removes,
    Sets(Key),
}

/// What a client reads in a response. It is `None` if the page does not show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    pub status: u16,
    pub location: Option<String>,
    pub cookie: SetCookie,
    pub user: Option<String>,
    /// The number of packets in the cart, on every page of the shop.
    pub cart_count: Option<u32>,
    /// The lines of the cart, on the cart's page.
    pub cart: Option<Vec<Line>>,
    pub per_page: Option<u32>,
    pub messages: Vec<String>,
}

/// A request and its response.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The number of the browser. Its tabs share a cookie jar.
    pub browser: usize,
    pub tab: usize,
    /// The number of the visitor's account.
    pub account: usize,
    /// The process that it was sent to or, behind a load balancer, the one that the
    /// balancer names in the response.
    pub process: usize,
    /// The time at which that process was started.
    pub process_started: Time,
    pub action: Action,
    /// The key in the request's session cookie.
    pub sent_key: Option<Key>,
    pub sent: Time,
    /// The time at which the response was read completely; `None` if there was
    /// none.
    pub completed: Option<Time>,
    pub response: Option<Response>,
    /// The key in the browser's cookie jar when the response arrived.
    pub jar_before: Option<Key>,
}

/// The data that a fault may lose because of the kind of store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataLoss {
    Nothing,
    /// A cache that starts again. Sessions of the `cache` engine may be lost, or be
    /// in the state of an older snapshot.
    Sessions,
    /// The cache of `cached_db` starts from an older snapshot. Until the shop
    /// notices it, pages may show an older state.
    Briefly,
}

/// A fault and its duration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub description: String,
    pub from: Time,
    pub until: Time,
    pub loss: DataLoss,
    /// The process that was killed, if this is the fault.
    pub killed: Option<Killed>,
}

/// A process that was killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Killed {
    pub process: usize,
    /// The time from which it accepts no connection.
    pub at: Time,
}

/// An order in the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub number: String,
    pub token: String,
    pub username: String,
    pub lines: Vec<Line>,
}

/// Stock and orders in the shop's database at the end of a run.
#[derive(Clone, Debug, Default)]
pub struct StockAndOrders {
    /// The number of packets of each tea before the first order.
    pub stock_before: u32,
    pub stock: Vec<Line>,
    pub orders: Vec<Order>,
}

/// What a configuration of the shop promises.
#[derive(Clone, Copy, Debug)]
pub struct Promises {
    /// How long another process may serve the older state (H11: `cached_db` for one
    /// second).
    pub lag: Duration,
    /// How long another process may show pages to a login that has ended
    /// (`login.cache_ms`, on a database server).
    pub login_lag: Duration,
    /// Whether the cookie contains the data. Then the server can't end a session,
    /// and of two concurrent requests the later response wins.
    pub stateless: bool,
    /// Whether the clients send to a load balancer. Then no request is certain to reach
    /// the process of the request before it.
    pub balanced: bool,
}

/// Everything that happened in a run.
#[derive(Clone, Debug)]
pub struct History {
    pub promises: Promises,
    /// Sorted by the time of sending.
    pub operations: Vec<Operation>,
    pub faults: Vec<Fault>,
    /// How long each process needed to serve again after the last fault.
    pub recoveries: Vec<(usize, Duration)>,
    /// The names of the accounts.
    pub accounts: Vec<String>,
    /// The teas that only that browser buys.
    pub teas: Vec<Vec<String>>,
    pub stock_and_orders: Option<StockAndOrders>,
}

impl Action {
    pub fn is_order(&self) -> bool {
        matches!(self, Self::PlaceOrder { .. })
    }
}

impl Operation {
    pub fn status(&self) -> Option<u16> {
        self.response.as_ref().map(|response| response.status)
    }

    /// Returns the time of completion. A request without a response never
    /// completes.
    pub fn completion(&self) -> Time {
        self.completed.unwrap_or(Time::MAX)
    }

    /// Returns whether the response says that the request was executed.
    pub fn is_acknowledged(&self) -> bool {
        let Some(response) = &self.response else { return false };
        let leads_to = |path: &str| response.location.as_deref() == Some(path);
        match &self.action {
            Action::ViewCart | Action::ViewPreferences | Action::CycleKey | Action::Flush => {
                response.status == 200
            }
            Action::Add { .. } => response.status == 303 && leads_to("/cart"),
            Action::SetPageSize { .. } => response.status == 303 && leads_to("/preferences"),
            Action::Register | Action::LogIn => response.status == 303,
            Action::LogOut => response.status == 303 && leads_to("/account/logged-out"),
            Action::ChangePassword => response.status == 303 && leads_to("/account"),
            Action::CheckoutStep { .. } => [200, 303].contains(&response.status),
            Action::PlaceOrder { .. } => response.status == 303 && self.order_number().is_some(),
        }
    }

    /// Returns the number of the order that the response redirects to.
    pub fn order_number(&self) -> Option<&str> {
        self.response.as_ref()?.location.as_deref()?.strip_prefix("/orders/")
    }

    /// Returns whether the request may have changed something: it is acknowledged
    /// or indeterminate. A refusal has changed nothing: 403 and 422 report an
    /// invalid form, 409 that the session has ended. A logout and a change of the
    /// password are exceptions, because they change the table of logins before the
    /// session.
    pub fn may_have_happened(&self) -> bool {
        let writes_first = matches!(self.action, Action::LogOut | Action::ChangePassword);
        let refused = match self.status() {
            Some(403 | 422) => true,
            Some(409) => !writes_first,
            _ => false,
        };
        let redirected_elsewhere = self.status() == Some(303) && !self.is_acknowledged();
        !refused && !redirected_elsewhere
    }

    /// Returns the key that the response sets.
    pub fn set_key(&self) -> Option<&Key> {
        match &self.response.as_ref()?.cookie {
            SetCookie::Sets(key) => Some(key),
            _ => None,
        }
    }

    pub fn removes_cookie(&self) -> bool {
        self.response.as_ref().is_some_and(|response| response.cookie == SetCookie::Removes)
    }

    /// Returns the key of the session that an acknowledged change was made in.
    pub fn session(&self) -> Option<&Key> {
        self.set_key().or(self.sent_key.as_ref())
    }

    /// Returns whether the action moves the session to another key.
    pub fn moves_session(&self) -> bool {
        matches!(self.action, Action::LogIn | Action::Register | Action::ChangePassword | Action::CycleKey)
    }

    /// Returns whether the action ends the session or moves it away from its key.
    pub fn retires_key(&self) -> bool {
        self.moves_session() || matches!(self.action, Action::LogOut | Action::Flush)
    }
}

impl Fault {
    /// Returns whether the fault was present at some time between the two.
    pub fn overlaps(&self, from: Time, until: Time) -> bool {
        self.from <= until && self.until >= from
    }
}

impl History {
    /// Returns the delay after the response to `change` from which a request must
    /// see the change.
    pub fn lag_between(&self, change: &Operation, request: &Operation) -> Duration {
        let lag = self.promises.lag;
        let is_recent = |fault: &&Fault| {
            let overlaps = fault.from < request.completion() && request.sent < fault.until + lag;
            fault.loss == DataLoss::Briefly && overlaps && change.sent < fault.until
        };
        if let Some(fault) = self.faults.iter().find(is_recent) {
            return fault.until + lag;
        }
        if self.knows_at_once(change, request) { Duration::ZERO } else { lag }
    }

    /// Returns whether the process of `request` has no state from before `change`: it made
    /// the change, or it started after it. Behind a balancer nobody knows which process made it.
    fn knows_at_once(&self, change: &Operation, request: &Operation) -> bool {
        let is_same = !self.promises.balanced
            && change.process == request.process
            && change.process_started == request.process_started;
        is_same || request.process_started > change.completion()
    }

    /// Returns how long after `change` the process of `request` may show pages to a login
    /// that `change` has ended.
    pub fn login_lag_between(&self, change: &Operation, request: &Operation) -> Duration {
        if self.knows_at_once(change, request) { Duration::ZERO } else { self.promises.login_lag }
    }
}
