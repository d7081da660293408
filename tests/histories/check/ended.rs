//! H2: no request that starts after a session's end was acknowledged sees it
//! alive. A session ends by a logout, by `flush`, under its old key when it
//! moves to a new one, and at the account's other browsers when the password
//! is changed.

use super::{Violation, sessions::Sessions};
use crate::history::{Action, Forgets, History, Operation, Time};

const PROMISE: &str = "no request after the acknowledged end of a session sees it alive (H2)";

pub fn check(history: &History) -> Option<Violation> {
    let sessions = Sessions::of(history);
    (0..history.operations.len()).find_map(|request| {
        let operation = &history.operations[request];
        let carried = operation.sent_key.as_ref()?;
        let of_password = sessions.password_changes(operation.account);
        let mut ends = sessions.of_key(carried).chain(of_password).filter(|&end| ends_session(history, end));
        let end = ends.find(|&end| is_broken(history, &sessions, end, request))?;
        let reason = match history.operations[end].action {
            Action::ChangePassword => "a session that was there before the password was changed",
            Action::LogOut | Action::Flush => "a session that was ended",
            _ => "the old key of a session that was moved to a new one",
        };
        let around: Vec<usize> = sessions.origin(carried).into_iter().chain([end, request]).collect();
        Some(Violation::new(PROMISE, format!("{reason} is alive"), &around))
    })
}

/// Whether the session under the key that it carried is over once it is
/// acknowledged.
fn ends_session(history: &History, number: usize) -> bool {
    let operation = &history.operations[number];
    if !operation.is_acknowledged() {
        return false;
    }
    match operation.action {
        Action::LogOut | Action::ChangePassword => operation.sent_key.is_some(),
        // The data is in the cookie: a copy of an old one stays what it is.
        _ if history.promises.stateless => false,
        Action::Flush => operation.sent_key.is_some(),
        _ => {
            operation.moves_session()
                && operation.set_key().is_some()
                && operation.set_key() != operation.sent_key.as_ref()
        }
    }
}

fn is_broken(history: &History, sessions: &Sessions, end: usize, request: usize) -> bool {
    let (ended, operation) = (&history.operations[end], &history.operations[request]);
    if operation.sent <= ended.end() || came_back(history, ended.sent, operation) {
        return false;
    }
    if ended.action == Action::ChangePassword && shows_user(operation) {
        // The table of logins is in the database, which every process asks.
        let carried = operation.sent_key.as_ref();
        let origin = carried.and_then(|key| sessions.origin(key));
        let was_before = origin.is_some_and(|origin| history.operations[origin].end() < ended.sent);
        if was_before && carried != ended.set_key() {
            return true;
        }
    }
    let is_same = operation.sent_key == ended.sent_key;
    let is_due = operation.sent > ended.end() + sessions.lag(end, request);
    is_same && is_due && if history.promises.stateless { shows_user(operation) } else { is_alive(operation) }
}

/// Whether the store may have got an older state back, by its own nature.
fn came_back(history: &History, since: Time, request: &Operation) -> bool {
    let mut faults = history.faults.iter().filter(|fault| fault.forgets == Forgets::Sessions);
    faults.any(|fault| fault.overlaps(since, request.end()))
}

fn shows_user(operation: &Operation) -> bool {
    operation.response.as_ref().is_some_and(|response| response.user.is_some())
}

/// Whether the response shows the session that the request carried, or wrote to
/// it.
fn is_alive(operation: &Operation) -> bool {
    let Some(response) = &operation.response else { return false };
    let shows_cart = response.cart_count.is_some_and(|count| count > 0);
    let writes = operation.set_key().is_some() && operation.set_key() == operation.sent_key.as_ref();
    shows_user(operation) || shows_cart || writes
}
