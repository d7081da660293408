//! H12: a double click on "log in". With either response the browser is logged in
//! and has its cart, because the second login joins the session of the first.

use super::{Violation, sessions::Sessions};
use crate::history::{Action, DataLoss, History};

const PROMISE: &str = "of two clicks on \"log in\" either response leads to the same session (H12)";

pub fn check(history: &History) -> Option<Violation> {
    if history.promises.stateless {
        return None;
    }
    let sessions = Sessions::of(history);
    let is_completed_login = |number: &usize| {
        let operation = &history.operations[*number];
        // 422: the password was changed. 503: a store is unavailable.
        let status = operation.status().unwrap_or(500);
        operation.action == Action::LogIn && operation.sent_key.is_some() && status != 422 && status < 500
    };
    let logins: Vec<usize> = (0..history.operations.len()).filter(is_completed_login).collect();
    logins.iter().enumerate().find_map(|(place, &first)| {
        let second = logins[place + 1..]
            .iter()
            .copied()
            .find(|&second| is_broken(history, &sessions, first, second))?;
        let statuses = [first, second].map(|login| history.operations[login].status().unwrap_or_default());
        Some(Violation::new(PROMISE, format!("their statuses are {statuses:?}"), &[first, second]))
    })
}

fn is_broken(history: &History, sessions: &Sessions, first: usize, second: usize) -> bool {
    let (one, other) = (&history.operations[first], &history.operations[second]);
    let at_once = one.sent < other.completion() && other.sent < one.completion();
    let is_double = one.browser == other.browser && one.sent_key == other.sent_key && at_once;
    // A form whose cookie against forged forms is of another login is refused: the response
    // that set the matching one was lost. Both clicks send the same cookie.
    let is_refused = [one, other].iter().all(|login| login.status() == Some(403));
    if !is_double || is_refused || one.set_key().is_some() && one.set_key() == other.set_key() {
        return false;
    }
    let key = one.sent_key.as_ref().expect("both carried one");
    let (since, until) = (sessions.since(key), one.completion().max(other.completion()));
    let is_lost =
        history.faults.iter().any(|fault| fault.loss == DataLoss::Sessions && fault.overlaps(since, until));
    // Another operation that may have ended the session, or the one that results
    // from it.
    let keys = [Some(key), one.set_key(), other.set_key()];
    let may_have_ended = sessions.of_account(one.account).any(|number| {
        let operation = &history.operations[number];
        let is_same = operation.sent_key.is_some() && keys.contains(&operation.sent_key.as_ref());
        let made_it = operation.set_key() == Some(key) && operation.is_acknowledged();
        let ends = operation.action == Action::ChangePassword || (operation.retires_key() && is_same);
        let in_time = operation.sent < until && operation.completion() > since;
        ![first, second].contains(&number) && ends && in_time && !made_it && operation.may_have_happened()
    });
    let is_certain = ![first, second].iter().any(|&login| sessions.may_have_failed(login));
    is_certain && !is_lost && !may_have_ended
}

#[cfg(test)]
mod tests {
    use super::super::example::{add, operation};
    use crate::history::{Action, History, Operation};

    fn holds(operations: impl IntoIterator<Item = Operation>) -> bool {
        super::check(&History::of([add(1, "", 0).acknowledged(10, "a")].into_iter().chain(operations)))
            .is_none()
    }

    fn login(sent: u64) -> Operation {
        operation(Action::LogIn, "a", sent)
    }

    #[test]
    fn both_clicks_lead_to_the_same_session() {
        assert!(holds([login(20).acknowledged(30, "b"), login(21).acknowledged(40, "b")]));
        assert!(!holds([login(20).acknowledged(30, "b"), login(21).acknowledged(40, "c")]));
        assert!(!holds([login(20).acknowledged(30, "b"), login(21).responded(40, 409)]));
    }

    #[test]
    fn two_refused_forms_are_no_violation_but_one_is() {
        assert!(holds([login(20).responded(30, 403), login(21).responded(40, 403)]));
        assert!(!holds([login(20).acknowledged(30, "b"), login(21).responded(40, 403)]));
    }

    #[test]
    fn an_unavailable_store_or_a_changed_password_is_no_violation() {
        assert!(holds([login(20).acknowledged(30, "b"), login(21).responded(40, 503)]));
        assert!(holds([login(20).acknowledged(30, "b"), login(21).responded(40, 422)]));
    }

    #[test]
    fn a_logout_between_them_is_no_violation() {
        let logout = operation(Action::LogOut, "b", 32).acknowledged(35, "");
        assert!(holds([login(20).acknowledged(30, "b"), login(21).responded(40, 409), logout]));
    }
}
