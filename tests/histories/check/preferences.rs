//! H13: a preference is a register. A page shows the value of a choice that was
//! sent and that no later acknowledged choice has replaced.

use super::{Violation, sessions::Sessions};
use crate::history::{Action, History};

const PROMISE: &str = "a page shows the last acknowledged choice (H13)";

/// What the page shows before anything was chosen.
pub const DEFAULT: u32 = 12;

pub fn check(history: &History) -> Option<Violation> {
    let sessions = Sessions::of(history);
    (0..history.operations.len()).find_map(|look| violation(history, &sessions, look))
}

fn violation(history: &History, sessions: &Sessions, look: usize) -> Option<Violation> {
    let page = &history.operations[look];
    let (key, shown) = (page.sent_key.as_ref()?, page.response.as_ref()?.per_page?);
    let chain = sessions.chain(key, look);
    let choices: Vec<usize> = sessions
        .of_account(page.account)
        .filter(|&choice| matches!(history.operations[choice].action, Action::Prefer { .. }))
        .filter(|&choice| history.operations[choice].sent < page.end() && sessions.may_be_in(choice, &chain))
        .collect();
    let certain: Vec<usize> = choices
        .iter()
        .copied()
        .filter(|&choice| {
            history.operations[choice].is_acknowledged() && sessions.is_in(choice, &chain, true)
        })
        .filter(|&choice| history.operations[choice].end() + sessions.lag(choice, look) < page.sent)
        .collect();
    let replaced = |choice: usize| {
        let end = history.operations[choice].end();
        certain.iter().copied().find(|&later| history.operations[later].sent > end)
    };
    let of_value = choices
        .iter()
        .copied()
        .filter(|&choice| history.operations[choice].action == Action::Prefer { per_page: shown });
    let of_value: Vec<usize> = of_value.collect();
    let is_right =
        of_value.iter().any(|&choice| replaced(choice).is_none()) || (shown == DEFAULT && certain.is_empty());
    if is_right {
        return None;
    }
    let last = certain.iter().copied().max_by_key(|&choice| history.operations[choice].sent);
    let around: Vec<usize> = of_value.into_iter().chain(last).chain([look]).collect();
    Some(Violation::new(PROMISE, format!("the page shows {shown}"), &around))
}
