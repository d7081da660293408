//! Finds the session of a request. A login, a change of the password and
//! `cycle_key` move a session to a new key. Its keys, the newest first, are its
//! chain.

use std::collections::HashMap;

use crate::history::{Action, DataLoss, History, Key, Operation, Time};

/// The shortest timeout of a store, with a margin.
const STORE_TIMEOUT: Time = Time::from_millis(200);

/// The sessions of a history.
pub struct Sessions<'h> {
    history: &'h History,
    /// The operation whose response set a key first, by the time of arrival.
    origins: HashMap<&'h Key, usize>,
    by_account: HashMap<usize, Vec<usize>>,
    password_changes: HashMap<usize, Vec<usize>>,
    orders: HashMap<usize, Vec<usize>>,
    /// The operations that carried a key, or whose responses set it.
    by_key: HashMap<&'h Key, Vec<usize>>,
}

/// A key of a chain.
#[derive(Clone, Copy)]
pub struct ChainLink<'h> {
    pub key: &'h Key,
    /// Whether everything in the session under this key is certainly in the session
    /// under the newest key too.
    pub is_certain: bool,
}

impl<'h> Sessions<'h> {
    pub fn of(history: &'h History) -> Self {
        let mut sessions = Self {
            history,
            origins: HashMap::new(),
            by_account: HashMap::new(),
            password_changes: HashMap::new(),
            orders: HashMap::new(),
            by_key: HashMap::new(),
        };
        for (number, operation) in history.operations.iter().enumerate() {
            sessions.by_account.entry(operation.account).or_default().push(number);
            if operation.action == Action::ChangePassword {
                sessions.password_changes.entry(operation.account).or_default().push(number);
            }
            if operation.action.is_order() {
                sessions.orders.entry(operation.account).or_default().push(number);
            }
            for key in operation.sent_key.iter().chain(operation.set_key()) {
                sessions.by_key.entry(key).or_default().push(number);
            }
            let Some(key) = operation.set_key().filter(|key| operation.sent_key.as_ref() != Some(*key))
            else {
                continue;
            };
            let origin = sessions.origins.entry(key).or_insert(number);
            if history.operations[*origin].completion() > operation.completion() {
                *origin = number;
            }
        }
        sessions
    }

    /// Returns whether the cookies contain the sessions, so that a browser may
    /// continue from an older one.
    pub fn are_stateless(&self) -> bool {
        self.history.promises.stateless
    }

    pub fn operation(&self, number: usize) -> &'h Operation {
        &self.history.operations[number]
    }

    /// Returns the operation whose response set the key first.
    pub fn origin(&self, key: &Key) -> Option<usize> {
        self.origins.get(key).copied()
    }

    /// Returns the numbers of an account's operations.
    pub fn of_account(&self, account: usize) -> impl Iterator<Item = usize> + '_ {
        self.by_account.get(&account).into_iter().flatten().copied()
    }

    /// Returns the numbers of the requests that place an account's orders.
    pub fn orders(&self, account: usize) -> impl Iterator<Item = usize> + '_ {
        self.orders.get(&account).into_iter().flatten().copied()
    }

    /// Returns the numbers of an account's changes of the password.
    pub fn password_changes(&self, account: usize) -> impl Iterator<Item = usize> + '_ {
        self.password_changes.get(&account).into_iter().flatten().copied()
    }

    /// Returns the numbers of the operations that carried a key, or whose responses
    /// set it.
    pub fn of_key(&self, key: &Key) -> impl Iterator<Item = usize> + '_ {
        self.by_key.get(key).into_iter().flatten().copied()
    }

    /// Returns the keys that the session under `key` had until `request`, which
    /// carries `key`. No link is certain if the session may have ended before.
    pub fn chain(&self, key: &'h Key, request: usize) -> Vec<ChainLink<'h>> {
        let mut chain = vec![ChainLink { key, is_certain: self.is_alive(key, request) }];
        while let Some(origin) = self.parent_link(chain[chain.len() - 1].key) {
            let Some(parent) = &self.operation(origin).sent_key else { break };
            if chain.iter().any(|link| link.key == parent) {
                break;
            }
            let is_certain = chain[chain.len() - 1].is_certain && self.is_alive(parent, origin);
            chain.push(ChainLink { key: parent, is_certain });
        }
        // A cookie that contains the data can name a login that ended long before.
        if self.history.promises.stateless && chain.iter().any(|link| !link.is_certain) {
            for link in &mut chain {
                link.is_certain = false;
            }
        }
        chain
    }

    /// Returns the operation that moved a session to this key.
    fn parent_link(&self, key: &Key) -> Option<usize> {
        let origin = self.origin(key)?;
        let operation = self.operation(origin);
        let ends = matches!(operation.action, Action::LogOut | Action::Flush);
        let moves = operation.moves_session() && operation.is_acknowledged();
        ((moves || self.history.promises.stateless) && !ends).then_some(origin)
    }

    /// Returns whether the session under `key` certainly exists when `request`,
    /// which carries that key, is served: no operation that was sent before its
    /// response ended it, or may have ended it.
    pub fn is_alive(&self, key: &Key, request: usize) -> bool {
        let (since, until) = (self.since(key), self.operation(request).completion());
        let account = self.operation(request).account;
        let is_lost = self
            .history
            .faults
            .iter()
            .any(|fault| fault.loss == DataLoss::Sessions && fault.overlaps(since, until));
        !is_lost
            && !self.of_account(account).any(|other| {
                let operation = self.operation(other);
                other != request && operation.sent < until && self.may_end(other, key, since, request)
            })
    }

    /// Returns the time from which the key was known. Before it no operation could
    /// end its session.
    pub fn since(&self, key: &Key) -> Time {
        self.origin(key).map_or(Time::ZERO, |origin| self.operation(origin).sent)
    }

    /// Returns whether an operation may have ended the session under `key`, or
    /// moved it to another key than `request` did.
    fn may_end(&self, other: usize, key: &Key, since: Time, request: usize) -> bool {
        let operation = self.operation(other);
        if !operation.retires_key() || !operation.may_have_happened() || operation.completion() < since {
            return false;
        }
        let created_this_key = operation.is_acknowledged() && operation.set_key() == Some(key);
        let same_result = operation.is_acknowledged()
            && operation.set_key().is_some()
            && operation.set_key() == self.operation(request).set_key();
        // A refused change of the password may have ended other logins, and not its
        // own.
        let own = operation.status() == Some(409) && operation.sent_key.as_ref() == Some(key);
        let is_refused = own && operation.action == Action::ChangePassword;
        if created_this_key || same_result || is_refused {
            return false;
        }
        // It ends all logins of the account, and the data of their sessions.
        let ends_account = operation.action == Action::ChangePassword;
        let same_browser = operation.browser == self.operation(request).browser;
        let carries_it = operation.sent_key.as_ref() == Some(key);
        // A cookie that contains the data can name a login that has ended.
        ends_account || carries_it || (self.history.promises.stateless && same_browser)
    }

    /// Returns the delay after the response to `change` from which `request` must
    /// see the change.
    pub fn lag(&self, change: usize, request: usize) -> Time {
        self.history.lag_between(self.operation(change), self.operation(request))
    }

    /// Returns whether `request` must see the effect of `change`, if `change` was
    /// executed.
    pub fn is_visible_to(&self, change: usize, request: usize) -> bool {
        let end = self.operation(change).completion().checked_add(self.lag(change, request));
        end.is_some_and(|end| end < self.operation(request).sent)
    }

    /// Returns whether a move to a new key may have kept the old key valid. The new
    /// key is stored first, and if the store fails then, the old one stays until it
    /// expires. A call that fails without a fault has timed out.
    pub fn may_have_failed(&self, number: usize) -> bool {
        let operation = self.operation(number);
        let took_long = operation.completion() > operation.sent + STORE_TIMEOUT;
        let mut faults = self.history.faults.iter();
        let has_fault = faults.any(|fault| fault.overlaps(operation.sent, operation.completion()));
        operation.moves_session() && (took_long || has_fault)
    }

    /// Returns whether an acknowledged change was made in a session of the chain.
    /// `certain` excludes links that are not certain.
    pub fn is_in(&self, change: usize, chain: &[ChainLink], certain: bool) -> bool {
        let session = self.operation(change).session();
        chain.iter().any(|link| (link.is_certain || !certain) && Some(link.key) == session)
    }

    /// Returns whether a change may have been made in a session of the chain.
    pub fn may_be_in(&self, change: usize, chain: &[ChainLink]) -> bool {
        let operation = self.operation(change);
        if operation.is_acknowledged() {
            return self.is_in(change, chain, false);
        }
        !self.history.promises.stateless
            && chain.iter().any(|link| Some(link.key) == operation.sent_key.as_ref())
    }
}
