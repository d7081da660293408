//! H12: the response to a request that carried an older cookie never removes or
//! replaces the cookie of a live session.

use std::time::Duration;

use super::{Violation, sessions::Sessions};
use crate::history::{Action, DataLoss, History, SetCookie};

const PROMISE: &str = "a late response to an older cookie leaves the newer one alone (H12)";

/// How long the shop knows that a key was replaced, which is some minutes.
const REMEMBERED: Duration = Duration::from_secs(60);

pub fn check(history: &History) -> Option<Violation> {
    if history.promises.stateless {
        return None;
    }
    let sessions = Sessions::of(history);
    let ends_key = |number: &usize| {
        let operation = &history.operations[*number];
        let has_retired = operation.retires_key() && operation.is_acknowledged();
        has_retired && operation.set_key() != operation.sent_key.as_ref()
    };
    (0..history.operations.len()).find_map(|late| {
        let carried = history.operations[late].sent_key.as_ref()?;
        let mut retired = sessions.of_key(carried).filter(ends_key);
        let broken = retired.find(|&by| is_broken(history, &sessions, by, late))?;
        let newer = history.operations[late].jar_before.as_ref().and_then(|key| sessions.origin(key));
        let around: Vec<usize> = newer.into_iter().chain([broken, late]).collect();
        let what = match history.operations[late].response.as_ref()?.cookie {
            SetCookie::Removes => "removes",
            _ => "replaces",
        };
        Some(Violation::new(PROMISE, format!("the last of these responses {what} the newer cookie"), &around))
    })
}

/// Returns whether `late` carried the key that `by` has retired, and whether its
/// response changes the newer cookie in the jar.
fn is_broken(history: &History, sessions: &Sessions, by: usize, late: usize) -> bool {
    let (retired, operation) = (&history.operations[by], &history.operations[late]);
    let (Some(old), Some(newer)) = (&operation.sent_key, &operation.jar_before) else { return false };
    let Some(response) = &operation.response else { return false };
    let is_about_another = by != late && retired.sent_key.as_ref() == Some(old) && old != newer;
    // The response shows whether the shop knew that the old key has ended.
    let knew = match &response.cookie {
        SetCookie::Nothing => false,
        SetCookie::Removes => true,
        // A second login may join the session of the first, whose key may have
        // changed since.
        SetCookie::Sets(_) if operation.action == Action::LogIn => false,
        SetCookie::Sets(key) => key != old && key != newer && Some(key) != retired.set_key(),
    };
    let in_time =
        retired.completion() <= operation.completion() && operation.sent < retired.completion() + REMEMBERED;
    // A key that the store has lost is unknown, and its cookie is invalid.
    let is_lost = history.faults.iter().any(|fault| {
        fault.loss == DataLoss::Sessions && fault.overlaps(sessions.since(old), operation.completion())
    });
    !sessions.may_have_failed(by)
        && is_about_another
        && knew
        && in_time
        && !is_lost
        && sessions.is_alive(newer, late)
}

#[cfg(test)]
mod tests {
    use super::super::example::{add, operation, view_cart};
    use crate::history::{Action, DataLoss, History, Operation, SetCookie};

    fn holds(history: &History) -> bool {
        super::check(history).is_none()
    }

    /// Returns a history in which a login moves the session from `a` to `b`, and
    /// then a late response arrives.
    fn after_login(late: Operation) -> History {
        History::of([
            add(1, "", 0).acknowledged(10, "a"),
            operation(Action::LogIn, "a", 20).acknowledged(30, "b"),
            late.with_jar("b"),
        ])
    }

    fn removes(late: Operation) -> Operation {
        late.with(|page| page.cookie = SetCookie::Removes)
    }

    #[test]
    fn a_late_response_to_the_old_cookie_leaves_the_new_one_alone() {
        let late = view_cart("a", 25).shows(40, 0);
        assert!(holds(&after_login(late.clone())));
        assert!(!holds(&after_login(removes(late))));
        assert!(!holds(&after_login(add(1, "a", 25).acknowledged(40, "c"))), "it sets a third one");
        assert!(
            holds(&after_login(add(1, "a", 15).acknowledged(40, "a"))),
            "it was executed before the login"
        );
    }

    #[test]
    fn a_response_to_the_current_cookie_may_change_it() {
        assert!(holds(&after_login(removes(view_cart("b", 40).shows(50, 0)))));
    }

    #[test]
    fn the_cookie_of_an_ended_session_may_be_removed() {
        let logout = operation(Action::LogOut, "b", 32);
        let mut history = after_login(removes(view_cart("a", 35).shows(40, 0)));
        history.operations.push(logout);
        assert!(holds(&history));
    }

    #[test]
    fn a_store_that_loses_sessions_loses_replaced_keys_too() {
        let history = after_login(removes(view_cart("a", 60).shows(70, 0)));
        assert!(holds(&history.clone().with_fault(40, 50, DataLoss::Sessions)));
        assert!(holds(&history.clone().with_fault(12, 18, DataLoss::Sessions)), "before the login");
        assert!(!holds(&history.with_fault(40, 50, DataLoss::Nothing)));
    }
}
