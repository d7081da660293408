//! What clients saw: each request with when it was sent and answered, and each
//! fault with when it began and ended. The checks read nothing else.

use std::time::Duration;

/// Time since the history began.
pub type Time = Duration;

/// What a session's cookie names: the session's key, or the whole cookie where
/// the data is in it.
pub type Key = String;

/// Slug of a tea and a number of packets.
pub type Line = (String, u32);

/// What a request asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Loads the cart's page.
    Look,
    /// Loads the page of preferences.
    LookAtPreferences,
    /// Adds packets of a tea to the cart.
    Add { tea: String, packets: u32 },
    /// Sets the number of teas on a page.
    Prefer { per_page: u32 },
    /// Makes an account and logs in.
    Register,
    /// Logs in.
    LogIn,
    /// Logs out, which flushes the session.
    LogOut,
    /// Changes the password, which ends all logins of the account but this one.
    ChangePassword,
    /// Moves the session to a new key.
    CycleKey,
    /// Ends the session and its data.
    Flush,
    /// A step of the checkout before the order.
    Step { path: &'static str },
    /// Places the order that the review page with this token showed.
    Place { token: String, lines: Vec<Line> },
}

/// What a response does to the session's cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetCookie {
    Nothing,
    Removes,
    Sets(Key),
}

/// What a client reads in a response. What the page does not show is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    pub status: u16,
    pub location: Option<String>,
    pub cookie: SetCookie,
    pub user: Option<String>,
    /// Packets in the cart, on every page of the shop.
    pub cart_count: Option<u32>,
    /// The cart's lines, on its own page.
    pub cart: Option<Vec<Line>>,
    pub per_page: Option<u32>,
    pub messages: Vec<String>,
}

/// A request, and what came of it.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Which browser. Its tabs share a cookie jar.
    pub browser: usize,
    pub tab: usize,
    /// Which account the browser's visitor has.
    pub account: usize,
    /// Which process of the shop it was sent to.
    pub process: usize,
    /// When that process was started.
    pub process_started: Time,
    pub action: Action,
    /// The session's cookie that the request carried.
    pub sent_key: Option<Key>,
    pub sent: Time,
    /// When the response was read to its end; `None` if there was none.
    pub answered: Option<Time>,
    pub response: Option<Response>,
    /// What the browser's jar held when the response arrived.
    pub jar_before: Option<Key>,
}

/// What a fault makes a store forget, by the store's own nature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forgets {
    Nothing,
    /// A cache that starts again: sessions of the `cache` engine may be gone, or
    /// be as they were in an older snapshot.
    Sessions,
    /// A cache before a database that starts from an older snapshot: the shop
    /// needs a moment to notice, and until then pages may be older.
    ForAMoment,
}

/// A fault, and how long it lasted.
#[derive(Clone, Debug)]
pub struct Fault {
    pub what: String,
    pub from: Time,
    pub until: Time,
    pub forgets: Forgets,
}

/// An order as the database holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub number: String,
    pub token: String,
    pub username: String,
    pub lines: Vec<Line>,
}

/// The shop's database when all is over.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Packets of each tea before the first order.
    pub stock_before: u32,
    pub stock: Vec<Line>,
    pub orders: Vec<Order>,
}

/// What a configuration of the shop promises.
#[derive(Clone, Copy, Debug)]
pub struct Promises {
    /// How long another process may serve the older state (H11).
    pub lag: Duration,
    /// Whether the data is in the cookie: then there is nothing on the server
    /// that could be ended, and of two requests at once the later response wins.
    pub stateless: bool,
}

/// Everything that happened in a run.
#[derive(Clone, Debug)]
pub struct History {
    pub promises: Promises,
    /// By the time of sending.
    pub operations: Vec<Operation>,
    pub faults: Vec<Fault>,
    /// How long each process took to answer after the last fault.
    pub recoveries: Vec<(usize, Duration)>,
    /// Names of the accounts.
    pub accounts: Vec<String>,
    /// The teas that each browser buys, and nobody else.
    pub teas: Vec<Vec<String>>,
    pub ledger: Option<Ledger>,
}

impl Action {
    pub fn is_place(&self) -> bool {
        matches!(self, Self::Place { .. })
    }
}

impl Operation {
    pub fn status(&self) -> Option<u16> {
        self.response.as_ref().map(|response| response.status)
    }

    /// The end, which for a request without a response never comes.
    pub fn end(&self) -> Time {
        self.answered.unwrap_or(Time::MAX)
    }

    /// Whether the shop said that the request did what it asked for.
    pub fn is_acknowledged(&self) -> bool {
        let Some(response) = &self.response else { return false };
        let leads_to = |path: &str| response.location.as_deref() == Some(path);
        match &self.action {
            Action::Look | Action::LookAtPreferences | Action::CycleKey | Action::Flush => {
                response.status == 200
            }
            Action::Add { .. } => response.status == 303 && leads_to("/cart"),
            Action::Prefer { .. } => response.status == 303 && leads_to("/preferences"),
            Action::Register | Action::LogIn => response.status == 303,
            Action::LogOut => response.status == 303 && leads_to("/account/logged-out"),
            Action::ChangePassword => response.status == 303 && leads_to("/account"),
            Action::Step { .. } => [200, 303].contains(&response.status),
            Action::Place { .. } => response.status == 303 && self.order_number().is_some(),
        }
    }

    /// The order that the response leads to.
    pub fn order_number(&self) -> Option<&str> {
        self.response.as_ref()?.location.as_deref()?.strip_prefix("/orders/")
    }

    /// Whether it may have done something: it was acknowledged, or it is
    /// indeterminate. A refusal says that nothing was written: 403 and 422 that a
    /// field is wrong, 409 that the session ended meanwhile. But a logout and a
    /// change of the password write to the table of logins before they come to
    /// the session.
    pub fn may_have_happened(&self) -> bool {
        let writes_first = matches!(self.action, Action::LogOut | Action::ChangePassword);
        let refused = match self.status() {
            Some(403 | 422) => true,
            Some(409) => !writes_first,
            _ => false,
        };
        let turned_away = self.status() == Some(303) && !self.is_acknowledged();
        !refused && !turned_away
    }

    /// The key that the response sets.
    pub fn set_key(&self) -> Option<&Key> {
        match &self.response.as_ref()?.cookie {
            SetCookie::Sets(key) => Some(key),
            _ => None,
        }
    }

    pub fn removes_cookie(&self) -> bool {
        self.response.as_ref().is_some_and(|response| response.cookie == SetCookie::Removes)
    }

    /// The session in which an acknowledged change was made.
    pub fn session(&self) -> Option<&Key> {
        self.set_key().or(self.sent_key.as_ref())
    }

    /// Whether it moves the session to another key.
    pub fn moves_session(&self) -> bool {
        matches!(self.action, Action::LogIn | Action::Register | Action::ChangePassword | Action::CycleKey)
    }

    /// Whether it ends the session, or moves it away from its key.
    pub fn retires_key(&self) -> bool {
        self.moves_session() || matches!(self.action, Action::LogOut | Action::Flush)
    }
}

impl Fault {
    /// Whether it was there at some time between the two.
    pub fn overlaps(&self, from: Time, until: Time) -> bool {
        self.from <= until && self.until >= from
    }
}

impl History {
    /// How much later than the response to `change` a request must be sent, so
    /// that it is bound to see the change.
    pub fn lag_between(&self, change: &Operation, request: &Operation) -> Duration {
        let lag = self.promises.lag;
        let unsettled = |fault: &&Fault| {
            let just_now = fault.from < request.end() && request.sent < fault.until + lag;
            fault.forgets == Forgets::ForAMoment && just_now && change.sent < fault.until
        };
        if let Some(fault) = self.faults.iter().find(unsettled) {
            return fault.until + lag;
        }
        let same = change.process == request.process && change.process_started == request.process_started;
        // A process that starts after the change knows nothing older.
        if same || request.process_started > change.end() { Duration::ZERO } else { lag }
    }
}
