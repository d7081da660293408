//! H12: a double click on "log in". Whichever of the two responses the browser
//! keeps, it is logged in and has its cart: the second joins the session that
//! the first has made.

use super::{Violation, sessions::Sessions};
use crate::history::{Action, Forgets, History};

const PROMISE: &str = "of two clicks on \"log in\" either response leads to the same session (H12)";

pub fn check(history: &History) -> Option<Violation> {
    if history.promises.stateless {
        return None;
    }
    let sessions = Sessions::of(history);
    let is_answered_login = |number: &usize| {
        let operation = &history.operations[*number];
        // 422: the password was changed meanwhile. 503: a store is away.
        let status = operation.status().unwrap_or(500);
        operation.action == Action::LogIn && operation.sent_key.is_some() && status != 422 && status < 500
    };
    let logins: Vec<usize> = (0..history.operations.len()).filter(is_answered_login).collect();
    logins.iter().enumerate().find_map(|(place, &first)| {
        let second = logins[place + 1..]
            .iter()
            .copied()
            .find(|&second| is_broken(history, &sessions, first, second))?;
        let statuses = [first, second].map(|login| history.operations[login].status().unwrap_or_default());
        Some(Violation::new(PROMISE, format!("they are answered {statuses:?}"), &[first, second]))
    })
}

fn is_broken(history: &History, sessions: &Sessions, first: usize, second: usize) -> bool {
    let (one, other) = (&history.operations[first], &history.operations[second]);
    let at_once = one.sent < other.end() && other.sent < one.end();
    let is_double = one.browser == other.browser && one.sent_key == other.sent_key && at_once;
    if !is_double || one.set_key().is_some() && one.set_key() == other.set_key() {
        return false;
    }
    let key = one.sent_key.as_ref().expect("both carried one");
    let (since, until) = (sessions.since(key), one.end().max(other.end()));
    let forgotten =
        history.faults.iter().any(|fault| fault.forgets == Forgets::Sessions && fault.overlaps(since, until));
    // Anything else that may have ended the session, or the one that comes of it.
    let keys = [Some(key), one.set_key(), other.set_key()];
    let disturbed = sessions.of_account(one.account).any(|number| {
        let operation = &history.operations[number];
        let is_same = operation.sent_key.is_some() && keys.contains(&operation.sent_key.as_ref());
        let made_it = operation.set_key() == Some(key) && operation.is_acknowledged();
        let ends = operation.action == Action::ChangePassword || (operation.retires_key() && is_same);
        let in_time = operation.sent < until && operation.end() > since;
        ![first, second].contains(&number) && ends && in_time && !made_it && operation.may_have_happened()
    });
    let is_certain = ![first, second].iter().any(|&login| sessions.may_have_failed(login));
    is_certain && !forgotten && !disturbed
}

#[cfg(test)]
mod tests {
    use super::super::example::{add, operation};
    use crate::history::{Action, History, Operation};

    fn holds(operations: impl IntoIterator<Item = Operation>) -> bool {
        super::check(&History::of([add(1, "", 0).done(10, "a")].into_iter().chain(operations))).is_none()
    }

    fn login(sent: u64) -> Operation {
        operation(Action::LogIn, "a", sent)
    }

    #[test]
    fn both_clicks_lead_to_the_same_session() {
        assert!(holds([login(20).done(30, "b"), login(21).done(40, "b")]));
        assert!(!holds([login(20).done(30, "b"), login(21).done(40, "c")]));
        assert!(!holds([login(20).done(30, "b"), login(21).answered(40, 409)]));
    }

    #[test]
    fn a_store_that_is_away_or_another_password_is_an_excuse() {
        assert!(holds([login(20).done(30, "b"), login(21).answered(40, 503)]));
        assert!(holds([login(20).done(30, "b"), login(21).answered(40, 422)]));
    }

    #[test]
    fn a_logout_between_them_is_an_excuse() {
        let logout = operation(Action::LogOut, "b", 32).done(35, "");
        assert!(holds([login(20).done(30, "b"), login(21).answered(40, 409), logout]));
    }
}
