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
        Some(Violation::new(PROMISE, "a page takes the visitor for a stranger", &[login, look]))
    })
}
