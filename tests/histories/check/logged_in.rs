//! G1: a visitor who has logged in stays logged in until the logout.

use super::{Violation, sessions::Sessions};
use crate::history::{Action, History};

const PROMISE: &str = "a visitor who has logged in is logged in until the logout (G1)";

pub fn check(history: &History) -> Option<Violation> {
    let sessions = Sessions::of(history);
    (0..history.operations.len()).find_map(|view| {
        let page = &history.operations[view];
        let response = page.response.as_ref()?;
        let shows_no_user =
            page.action == Action::ViewCart && response.status == 200 && response.user.is_none();
        let key = page.sent_key.as_ref().filter(|_| shows_no_user)?;
        let chain = sessions.chain(key, view);
        let certain = chain.iter().take_while(|link| link.is_certain);
        let login = certain.filter_map(|link| sessions.origin(link.key)).find(|&origin| {
            let login = &history.operations[origin];
            let logs_in = matches!(login.action, Action::LogIn | Action::Register | Action::ChangePassword);
            logs_in && login.is_acknowledged() && login.completion() + sessions.lag(origin, view) < page.sent
        })?;
        // A response that removed the cookie has probably ended the session.
        let removed = sessions.of_key(key).filter(|&other| {
            let other = &history.operations[other];
            (other.removes_cookie() || other.action == Action::LogIn) && other.sent < page.completion()
        });
        let around: Vec<usize> = removed.chain([login, view]).collect();
        Some(Violation::new(PROMISE, "a page shows a visitor who is not logged in", &around))
    })
}

#[cfg(test)]
mod tests {
    use super::super::example::{operation, view_cart};
    use crate::history::{Action, History, Operation};

    fn holds(operations: impl IntoIterator<Item = Operation>) -> bool {
        super::check(&History::of(operations)).is_none()
    }

    fn member(page: Operation) -> Operation {
        page.with(|page| page.user = Some("Mei".to_owned()))
    }

    #[test]
    fn a_login_holds_under_every_later_key() {
        let login = || operation(Action::LogIn, "", 0).acknowledged(10, "a");
        let moved = || operation(Action::CycleKey, "a", 20).acknowledged(30, "b");
        assert!(holds([login(), member(view_cart("a", 15).shows(18, 0))]));
        assert!(!holds([login(), view_cart("a", 15).shows(18, 0)]));
        assert!(!holds([login(), moved(), view_cart("b", 40).shows(50, 0)]));
        assert!(holds([login(), view_cart("a", 5).shows(18, 0)]), "it was sent before the response");
    }

    #[test]
    fn after_a_logout_no_visitor_is_logged_in() {
        let login = operation(Action::LogIn, "", 0).acknowledged(10, "a");
        let logout = operation(Action::LogOut, "a", 20);
        assert!(holds([login, logout, view_cart("a", 40).shows(50, 0)]));
    }
}
