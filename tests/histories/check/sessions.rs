//! Which session a request was about. A session lives under one key after the
//! other, since a login, a change of the password and `cycle_key` move it; the
//! keys that it had, the newest first, are its chain.

use std::collections::HashMap;

use crate::history::{Action, Forgets, History, Key, Operation, Time};

/// The shortest timeout of a store, with a margin.
const STORE_TIMEOUT: Time = Time::from_millis(200);

/// The sessions of a history.
pub struct Sessions<'h> {
    history: &'h History,
    /// The operation whose response set a key first, by the time of arrival.
    origins: HashMap<&'h Key, usize>,
    by_account: HashMap<usize, Vec<usize>>,
    password_changes: HashMap<usize, Vec<usize>>,
    places: HashMap<usize, Vec<usize>>,
    /// Operations that carried a key, or whose responses set it.
    by_key: HashMap<&'h Key, Vec<usize>>,
}

/// A key of a chain.
#[derive(Clone, Copy)]
pub struct Link<'h> {
    pub key: &'h Key,
    /// Whether everything in the session under this key is certain to be in
    /// the session under the newest key too.
    pub is_certain: bool,
}

impl<'h> Sessions<'h> {
    pub fn of(history: &'h History) -> Self {
        let mut sessions = Self {
            history,
            origins: HashMap::new(),
            by_account: HashMap::new(),
            password_changes: HashMap::new(),
            places: HashMap::new(),
            by_key: HashMap::new(),
        };
        for (number, operation) in history.operations.iter().enumerate() {
            sessions.by_account.entry(operation.account).or_default().push(number);
            if operation.action == Action::ChangePassword {
                sessions.password_changes.entry(operation.account).or_default().push(number);
            }
            if operation.action.is_place() {
                sessions.places.entry(operation.account).or_default().push(number);
            }
            for key in operation.sent_key.iter().chain(operation.set_key()) {
                sessions.by_key.entry(key).or_default().push(number);
            }
            let Some(key) = operation.set_key().filter(|key| operation.sent_key.as_ref() != Some(*key))
            else {
                continue;
            };
            let origin = sessions.origins.entry(key).or_insert(number);
            if history.operations[*origin].end() > operation.end() {
                *origin = number;
            }
        }
        sessions
    }

    /// Whether each browser holds its session itself, and may go on from an older one.
    pub fn are_stateless(&self) -> bool {
        self.history.promises.stateless
    }

    pub fn operation(&self, number: usize) -> &'h Operation {
        &self.history.operations[number]
    }

    /// The operation whose response set the key first.
    pub fn origin(&self, key: &Key) -> Option<usize> {
        self.origins.get(key).copied()
    }

    /// Numbers of the operations of an account.
    pub fn of_account(&self, account: usize) -> impl Iterator<Item = usize> + '_ {
        self.by_account.get(&account).into_iter().flatten().copied()
    }

    /// Numbers of the requests that place an account's orders.
    pub fn places(&self, account: usize) -> impl Iterator<Item = usize> + '_ {
        self.places.get(&account).into_iter().flatten().copied()
    }

    /// Numbers of an account's changes of the password.
    pub fn password_changes(&self, account: usize) -> impl Iterator<Item = usize> + '_ {
        self.password_changes.get(&account).into_iter().flatten().copied()
    }

    /// Numbers of the operations that carried a key, or whose responses set it.
    pub fn of_key(&self, key: &Key) -> impl Iterator<Item = usize> + '_ {
        self.by_key.get(key).into_iter().flatten().copied()
    }

    /// The keys that the session under `key` had until `request`, which carries
    /// `key`. Nothing is certain if the session may have ended by then.
    pub fn chain(&self, key: &'h Key, request: usize) -> Vec<Link<'h>> {
        let mut chain = vec![Link { key, is_certain: self.is_alive(key, request) }];
        while let Some(origin) = self.parent_link(chain[chain.len() - 1].key) {
            let Some(parent) = &self.operation(origin).sent_key else { break };
            if chain.iter().any(|link| link.key == parent) {
                break;
            }
            let is_certain = chain[chain.len() - 1].is_certain && self.is_alive(parent, origin);
            chain.push(Link { key: parent, is_certain });
        }
        // A cookie that holds the data can name a login that ended long before.
        if self.history.promises.stateless && chain.iter().any(|link| !link.is_certain) {
            for link in &mut chain {
                link.is_certain = false;
            }
        }
        chain
    }

    /// The operation that moved a session to this key.
    fn parent_link(&self, key: &Key) -> Option<usize> {
        let origin = self.origin(key)?;
        let operation = self.operation(origin);
        let ends = matches!(operation.action, Action::LogOut | Action::Flush);
        let moves = operation.moves_session() && operation.is_acknowledged();
        ((moves || self.history.promises.stateless) && !ends).then_some(origin)
    }

    /// Whether the session under `key` is certain to be there when `request`,
    /// which carries that key, is served: nothing that was sent before its
    /// response ended it, or may have.
    pub fn is_alive(&self, key: &Key, request: usize) -> bool {
        let (since, until) = (self.since(key), self.operation(request).end());
        let account = self.operation(request).account;
        let forgotten = self
            .history
            .faults
            .iter()
            .any(|fault| fault.forgets == Forgets::Sessions && fault.overlaps(since, until));
        !forgotten
            && !self.of_account(account).any(|other| {
                let operation = self.operation(other);
                other != request && operation.sent < until && self.may_end(other, key, since, request)
            })
    }

    /// When the key was first known; before that nobody could end its session.
    pub fn since(&self, key: &Key) -> Time {
        self.origin(key).map_or(Time::ZERO, |origin| self.operation(origin).sent)
    }

    /// Whether an operation may have ended the session under `key`, or moved it
    /// to another key than `request` did.
    fn may_end(&self, other: usize, key: &Key, since: Time, request: usize) -> bool {
        let operation = self.operation(other);
        if !operation.retires_key() || !operation.may_have_happened() || operation.end() < since {
            return false;
        }
        let made_this = operation.is_acknowledged() && operation.set_key() == Some(key);
        let same_result = operation.is_acknowledged()
            && operation.set_key().is_some()
            && operation.set_key() == self.operation(request).set_key();
        // A change that is refused may have ended other logins, but not its own.
        let own = operation.status() == Some(409) && operation.sent_key.as_ref() == Some(key);
        let is_refused = own && operation.action == Action::ChangePassword;
        if made_this || same_result || is_refused {
            return false;
        }
        // All logins of the account end, and with each the data of its session.
        let ends_account = operation.action == Action::ChangePassword;
        let same_browser = operation.browser == self.operation(request).browser;
        let carries_it = operation.sent_key.as_ref() == Some(key);
        // A cookie that holds the data can name a login that has ended.
        ends_account || carries_it || (self.history.promises.stateless && same_browser)
    }

    /// How much later than the response to `change` a request must be sent, so
    /// that it is bound to see the change.
    pub fn lag(&self, change: usize, request: usize) -> Time {
        self.history.lag_between(self.operation(change), self.operation(request))
    }

    /// Whether `request` is bound to see what `change` did, if it did it.
    pub fn is_before(&self, change: usize, request: usize) -> bool {
        let end = self.operation(change).end().checked_add(self.lag(change, request));
        end.is_some_and(|end| end < self.operation(request).sent)
    }

    /// Whether a move of a session may have left the old key as it was: the new
    /// key is stored first, and if the store fails just then the old one stays
    /// until it expires. A call that fails without a fault has timed out.
    pub fn may_have_failed(&self, number: usize) -> bool {
        let operation = self.operation(number);
        let took_long = operation.end() > operation.sent + STORE_TIMEOUT;
        let mut faults = self.history.faults.iter();
        let has_fault = faults.any(|fault| fault.overlaps(operation.sent, operation.end()));
        operation.moves_session() && (took_long || has_fault)
    }

    /// Whether an acknowledged change was made in a session of the chain.
    pub fn is_in(&self, change: usize, chain: &[Link], certain: bool) -> bool {
        let session = self.operation(change).session();
        chain.iter().any(|link| (link.is_certain || !certain) && Some(link.key) == session)
    }

    /// Whether a change may have been made in a session of the chain.
    pub fn may_be_in(&self, change: usize, chain: &[Link]) -> bool {
        let operation = self.operation(change);
        if operation.is_acknowledged() {
            return self.is_in(change, chain, false);
        }
        !self.history.promises.stateless
            && chain.iter().any(|link| Some(link.key) == operation.sent_key.as_ref())
    }
}
