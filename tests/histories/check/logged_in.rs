//! G1: whoever has logged in stays logged in, until a logout.

use super::{Violation, sessions::Sessions};
use crate::history::{Action, History};

const PROMISE: &str = "whoever has logged in is logged in until the logout (G1)";

pub fn check(history: &History) -> Option<Violation> {
    let sessions = Sessions::of(history);
    (0..history.operations.len()).find_map(|look| {
        let page = &history.operations[look];
        let response = page.response.as_ref()?;
        let shows_stranger = page.action == Action::Look && response.status == 200 && response.user.is_none();
        let key = page.sent_key.as_ref().filter(|_| shows_stranger)?;
        let chain = sessions.chain(key, look);
        let certain = chain.iter().take_while(|link| link.is_certain);
        let login = certain.filter_map(|link| sessions.origin(link.key)).find(|&origin| {
            let login = &history.operations[origin];
            let logs_in = matches!(login.action, Action::LogIn | Action::Register | Action::ChangePassword);
            logs_in && login.is_acknowledged() && login.end() + sessions.lag(origin, look) < page.sent
        })?;
        // Who removed the cookie has likely ended the session.
        let removed = sessions.of_key(key).filter(|&other| {
            let other = &history.operations[other];
            (other.removes_cookie() || other.action == Action::LogIn) && other.sent < page.end()
        });
        let around: Vec<usize> = removed.chain([login, look]).collect();
        Some(Violation::new(PROMISE, "a page takes the visitor for a stranger", &around))
    })
}

#[cfg(test)]
mod tests {
    use super::super::example::{look, operation};
    use crate::history::{Action, History, Operation};

    fn holds(operations: impl IntoIterator<Item = Operation>) -> bool {
        super::check(&History::of(operations)).is_none()
    }

    fn member(page: Operation) -> Operation {
        page.with(|page| page.user = Some("Mei".to_owned()))
    }

    #[test]
    fn whoever_logs_in_is_logged_in_under_every_later_key() {
        let login = || operation(Action::LogIn, "", 0).done(10, "a");
        let moved = || operation(Action::CycleKey, "a", 20).done(30, "b");
        assert!(holds([login(), member(look("a", 15).shows(18, 0))]));
        assert!(!holds([login(), look("a", 15).shows(18, 0)]));
        assert!(!holds([login(), moved(), look("b", 40).shows(50, 0)]));
        assert!(holds([login(), look("a", 5).shows(18, 0)]), "it was sent before the response");
    }

    #[test]
    fn after_a_logout_nobody_is() {
        let login = operation(Action::LogIn, "", 0).done(10, "a");
        let logout = operation(Action::LogOut, "a", 20);
        assert!(holds([login, logout, look("a", 40).shows(50, 0)]));
    }
}
