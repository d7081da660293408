//! H2: no request that starts after the acknowledged end of a session sees it
//! alive. A logout and `flush` end a session, a new key ends the old one, and a
//! change of the password ends the sessions of the account's other browsers.

use super::{Violation, sessions::Sessions};
use crate::history::{Action, DataLoss, History, Operation, Time};

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

/// Returns whether the acknowledged operation ends the session under the key that
/// it carried.
fn ends_session(history: &History, number: usize) -> bool {
    let operation = &history.operations[number];
    if !operation.is_acknowledged() {
        return false;
    }
    match operation.action {
        Action::LogOut | Action::ChangePassword => operation.sent_key.is_some(),
        // The cookie contains the data: a copy of an old cookie stays valid.
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
    if operation.sent <= ended.completion() || may_be_restored(history, ended.sent, operation) {
        return false;
    }
    let login_lag = history.login_lag_between(ended, operation);
    // The table of logins is in the database, which every process reads, at the latest
    // when what it has read before is too old.
    if ended.action == Action::ChangePassword
        && operation.sent > ended.completion() + login_lag
        && shows_user(operation)
        && has_login_from_before(history, sessions, ended, operation)
    {
        return true;
    }
    if sessions.may_have_failed(end) {
        return false;
    }
    let is_same = operation.sent_key == ended.sent_key;
    let lag = if history.promises.stateless { login_lag } else { sessions.lag(end, request) };
    let is_due = operation.sent > ended.completion() + lag;
    is_same && is_due && if history.promises.stateless { shows_user(operation) } else { is_alive(operation) }
}

/// Returns whether the login of the request's session is older than a change of the
/// password.
fn has_login_from_before(
    history: &History,
    sessions: &Sessions,
    change: &Operation,
    request: &Operation,
) -> bool {
    let Some(carried) = request.sent_key.as_ref().filter(|key| Some(*key) != change.set_key()) else {
        return false;
    };
    let origin = sessions.origin(carried).map(|origin| &history.operations[origin]);
    let is_older = origin.is_some_and(|origin| origin.completion() < change.sent);
    // A login with an older key may join the session that has that key now.
    let logs_in_again = sessions.of_account(request.account).any(|number| {
        let login = &history.operations[number];
        let is_about_it = !login.is_acknowledged() || login.set_key() == Some(carried);
        let is_since = login.completion() > change.sent && login.sent < request.completion();
        login.action == Action::LogIn && login.browser == request.browser && is_since && is_about_it
    });
    is_older && !logs_in_again
}

/// Returns whether the store may have returned to an older state, by its nature.
fn may_be_restored(history: &History, since: Time, request: &Operation) -> bool {
    let mut faults = history.faults.iter().filter(|fault| fault.loss == DataLoss::Sessions);
    faults.any(|fault| fault.overlaps(since, request.completion()))
}

fn shows_user(operation: &Operation) -> bool {
    operation.response.as_ref().is_some_and(|response| response.user.is_some())
}

/// Returns whether the response shows the session that the request carried, or
/// whether it wrote to it.
fn is_alive(operation: &Operation) -> bool {
    let Some(response) = &operation.response else { return false };
    let shows_cart = response.cart_count.is_some_and(|count| count > 0);
    let writes = operation.set_key().is_some() && operation.set_key() == operation.sent_key.as_ref();
    shows_user(operation) || shows_cart || writes
}

#[cfg(test)]
mod tests {
    use super::super::example::{add, operation, view_cart};
    use crate::history::{Action, DataLoss, History, Operation};

    fn holds(history: &History) -> bool {
        super::check(history).is_none()
    }

    fn after(end: Operation, request: Operation) -> History {
        History::of([add(1, "", 0).acknowledged(10, "a"), end, request])
    }

    #[test]
    fn a_session_has_ended_when_its_end_is_acknowledged() {
        for action in [Action::LogOut, Action::Flush] {
            let end = operation(action.clone(), "a", 20).acknowledged(30, "");
            assert!(holds(&after(end.clone(), view_cart("a", 40).shows(50, 0))));
            assert!(!holds(&after(end.clone(), view_cart("a", 40).shows(50, 1))), "{action:?}");
            assert!(!holds(&after(end.clone(), add(1, "a", 40).acknowledged(50, "a"))), "{action:?}");
            assert!(holds(&after(end, view_cart("a", 25).shows(50, 1))), "it was sent before");
            let indeterminate = operation(action, "a", 20);
            assert!(holds(&after(indeterminate, view_cart("a", 40).shows(50, 1))));
        }
    }

    #[test]
    fn the_old_key_is_invalid_when_a_session_has_moved() {
        for action in [Action::LogIn, Action::CycleKey, Action::ChangePassword] {
            let end = operation(action.clone(), "a", 20).acknowledged(30, "b");
            assert!(!holds(&after(end.clone(), view_cart("a", 40).shows(50, 1))), "{action:?}");
            assert!(holds(&after(end, view_cart("b", 40).shows(50, 1))), "{action:?}");
        }
    }

    #[test]
    fn the_old_key_may_stay_if_the_store_fails_at_the_move() {
        let end = operation(Action::LogIn, "a", 20).acknowledged(30, "b");
        let history = after(end, view_cart("a", 40).shows(50, 1));
        assert!(holds(&history.with_fault(25, 28, DataLoss::Nothing)));
        let slow = operation(Action::LogIn, "a", 20).acknowledged(1_030, "b");
        assert!(holds(&after(slow, view_cart("a", 1_040).shows(1_050, 1))));
    }

    #[test]
    fn a_change_of_the_password_ends_the_other_logins() {
        let login = operation(Action::LogIn, "", 0).acknowledged(10, "a");
        let change = operation(Action::ChangePassword, "x", 20).acknowledged(30, "y").at(1, 0);
        let page = |sent, key: &str| {
            view_cart(key, sent).shows(sent + 5, 0).with(|page| page.user = Some("Mei".to_owned()))
        };
        assert!(!holds(&History::of([login.clone(), change.clone(), page(40, "a")])));
        assert!(holds(&History::of([login.clone(), change.clone(), page(25, "a")])), "it was sent before");
        let late = History::of([login.clone(), change.clone(), page(40, "a").at(0, 1)]).with_login_lag(20);
        assert!(holds(&late), "another process may be late");
        let same = History::of([login.clone(), change.clone(), page(40, "a").at(1, 0)]).with_login_lag(20);
        assert!(!holds(&same), "the process of the change may not");
        let again = operation(Action::LogIn, "", 32).acknowledged(35, "z");
        assert!(holds(&History::of([login, change, again, page(40, "z")])));
    }

    #[test]
    fn another_process_may_be_late_and_a_new_one_may_not() {
        let end = || operation(Action::LogOut, "a", 20).acknowledged(30, "");
        let alive = |sent| view_cart("a", sent).shows(sent + 5, 1).at(0, 1);
        assert!(holds(&after(end(), alive(100)).with_lag(100)));
        assert!(!holds(&after(end(), alive(140)).with_lag(100)));
        assert!(!holds(&after(end(), alive(100).started(50)).with_lag(100)));
    }

    #[test]
    fn an_older_snapshot_of_a_cache_restores_ended_sessions() {
        let end = operation(Action::LogOut, "a", 20).acknowledged(30, "");
        let history = |sent| after(end.clone(), view_cart("a", sent).shows(sent + 5, 1));
        assert!(holds(&history(60).with_fault(40, 50, DataLoss::Sessions)));
        assert!(!holds(&history(60).with_fault(40, 50, DataLoss::Nothing)));
        // In front of a database it does so only briefly.
        assert!(holds(&history(100).with_lag(100).with_fault(40, 50, DataLoss::Briefly)));
        assert!(!holds(&history(160).with_lag(100).with_fault(40, 50, DataLoss::Briefly)));
    }

    #[test]
    fn a_copied_cookie_that_contains_the_data_is_not_logged_in_after_the_logout() {
        let end = operation(Action::LogOut, "a", 20).acknowledged(30, "");
        let page = view_cart("a", 40).shows(50, 1);
        assert!(holds(&after(end.clone(), page.clone()).stateless()));
        let page = page.with(|page| page.user = Some("Mei".to_owned()));
        assert!(!holds(&after(end, page).stateless()));
    }
}
