//! H13: a preference is a register. A page shows the value of a choice that no
//! later acknowledged choice has replaced.

use super::{Violation, sessions::Sessions};
use crate::history::{Action, History};

const PROMISE: &str = "a page shows the last acknowledged choice (H13)";

/// The value before the first choice.
pub const DEFAULT: u32 = 12;

pub fn check(history: &History) -> Option<Violation> {
    let sessions = Sessions::of(history);
    (0..history.operations.len()).find_map(|view| violation(history, &sessions, view))
}

fn violation(history: &History, sessions: &Sessions, view: usize) -> Option<Violation> {
    let page = &history.operations[view];
    let (key, shown) = (page.sent_key.as_ref()?, page.response.as_ref()?.per_page?);
    let chain = sessions.chain(key, view);
    let choices: Vec<usize> = sessions
        .of_account(page.account)
        .filter(|&choice| matches!(history.operations[choice].action, Action::SetPageSize { .. }))
        .filter(|&choice| {
            history.operations[choice].sent < page.completion() && sessions.may_be_in(choice, &chain)
        })
        .collect();
    let certain: Vec<usize> = choices
        .iter()
        .copied()
        .filter(|&choice| {
            history.operations[choice].is_acknowledged() && sessions.is_in(choice, &chain, true)
        })
        .filter(|&choice| history.operations[choice].completion() + sessions.lag(choice, view) < page.sent)
        .collect();
    let replaced = |choice: usize| {
        let end = history.operations[choice].completion();
        certain.iter().copied().find(|&later| history.operations[later].sent > end)
    };
    let of_value = choices
        .iter()
        .copied()
        .filter(|&choice| history.operations[choice].action == Action::SetPageSize { per_page: shown });
    let of_value: Vec<usize> = of_value.collect();
    let is_right =
        of_value.iter().any(|&choice| replaced(choice).is_none()) || (shown == DEFAULT && certain.is_empty());
    if is_right {
        return None;
    }
    let last = certain.iter().copied().max_by_key(|&choice| history.operations[choice].sent);
    let around: Vec<usize> = of_value.into_iter().chain(last).chain([view]).collect();
    Some(Violation::new(PROMISE, format!("the page shows {shown}"), &around))
}

#[cfg(test)]
mod tests {
    use super::super::example::{add, operation};
    use crate::history::{Action, History, Operation};

    fn holds(choices: impl IntoIterator<Item = Operation>, shown: u32) -> bool {
        let page = operation(Action::ViewPreferences, "a", 100).responded(110, 200);
        let page = page.with(|page| page.per_page = Some(shown));
        let operations = [add(1, "", 0).acknowledged(10, "a")].into_iter().chain(choices).chain([page]);
        super::check(&History::of(operations)).is_none()
    }

    fn choose(per_page: u32, sent: u64) -> Operation {
        operation(Action::SetPageSize { per_page }, "a", sent)
    }

    #[test]
    fn a_page_shows_the_last_choice() {
        let choices = || [choose(20, 20).acknowledged(30, "a"), choose(21, 40).acknowledged(50, "a")];
        assert!(holds(choices(), 21));
        assert!(!holds(choices(), 20));
        assert!(!holds(choices(), super::DEFAULT));
        assert!(!holds(choices(), 99), "this number was not chosen");
        assert!(holds([], super::DEFAULT));
    }

    #[test]
    fn either_of_two_concurrent_choices_may_be_the_last() {
        for shown in [20, 21] {
            assert!(holds(
                [choose(20, 20).acknowledged(50, "a"), choose(21, 30).acknowledged(40, "a")],
                shown
            ));
        }
    }

    #[test]
    fn an_indeterminate_choice_may_be_executed_at_any_time() {
        for shown in [20, 21] {
            assert!(holds([choose(20, 20), choose(21, 40).acknowledged(50, "a")], shown));
        }
    }
}
