//! H13: a message that was left for the next page is shown, unless more than
//! four wait. An add's number of packets tells its message from others.

use super::{Violation, sessions::Sessions};
use crate::history::{Action, Forgets, History};

const PROMISE: &str = "a message that waits for the next page is shown (H13)";

/// The most messages that wait; the oldest makes room.
const MAX_WAITING: usize = 4;

pub fn check(history: &History) -> Option<Violation> {
    if history.promises.stateless {
        return None;
    }
    let sessions = Sessions::of(history);
    (0..history.operations.len()).find_map(|add| violation(history, &sessions, add))
}

fn violation(history: &History, sessions: &Sessions, add: usize) -> Option<Violation> {
    let left = &history.operations[add];
    let Action::Add { packets, .. } = &left.action else { return None };
    if !left.is_acknowledged() {
        return None;
    }
    let key = left.session()?;
    let mut same: Vec<usize> = sessions.of_key(key).collect();
    same.dedup();
    let next = same.iter().copied().filter(|&page| {
        let operation = &history.operations[page];
        let is_page = operation.status() == Some(200)
            && operation.response.as_ref().is_some_and(|r| r.cart_count.is_some());
        is_page && operation.sent > left.end() + sessions.lag(add, page)
    });
    let next = next.min_by_key(|&page| history.operations[page].end())?;
    let until = history.operations[next].end();
    let meanwhile: Vec<usize> = same
        .into_iter()
        .filter(|&number| {
            history.operations[number].sent < until && history.operations[number].end() > left.sent
        })
        .collect();
    let is_shown = meanwhile.iter().any(|&number| {
        let response = history.operations[number].response.as_ref();
        response.is_some_and(|response| response.messages.iter().any(|message| names(message, *packets)))
    });
    // Who else may have taken the message: a page that nobody saw, a session's end.
    let is_certain = meanwhile.iter().all(|&number| {
        let operation = &history.operations[number];
        let answered = operation.status().is_some_and(|status| [200, 303, 422].contains(&status));
        answered && !operation.retires_key()
    });
    let forgotten = history
        .faults
        .iter()
        .any(|fault| fault.forgets == Forgets::Sessions && fault.overlaps(left.sent, until));
    let leaves = |number: &&usize| {
        matches!(
            history.operations[**number].action,
            Action::Add { .. } | Action::Prefer { .. } | Action::Place { .. } | Action::Step { .. }
        )
    };
    let has_room = meanwhile.iter().filter(leaves).count() <= MAX_WAITING;
    if is_shown || !is_certain || forgotten || !has_room || !sessions.is_alive(key, next) {
        return None;
    }
    Some(Violation::new(PROMISE, format!("the message of {packets} packets was never shown"), &meanwhile))
}

/// Whether a message is about so many packets: "In your cart now: 7 × …".
fn names(message: &str, packets: u32) -> bool {
    message.split(|c: char| !c.is_ascii_digit()).any(|number| number == packets.to_string())
}

#[cfg(test)]
mod tests {
    use super::super::example::{add, look};
    use crate::history::{History, Operation};

    fn page(sent: u64, messages: &[u32]) -> Operation {
        let texts = messages.iter().map(|packets| format!("In your cart now: {packets} × Keemun.")).collect();
        look("a", sent).shows(sent + 5, 1).with(|page| page.messages = texts)
    }

    fn holds(operations: impl IntoIterator<Item = Operation>) -> bool {
        super::check(&History::of(operations)).is_none()
    }

    #[test]
    fn the_next_page_shows_the_message() {
        assert!(holds([add(7, "", 0).done(10, "a"), page(20, &[7])]));
        assert!(!holds([add(7, "", 0).done(10, "a"), page(20, &[])]));
        assert!(!holds([add(7, "", 0).done(10, "a"), page(20, &[17])]));
    }

    #[test]
    fn a_page_at_the_same_time_may_have_shown_it() {
        assert!(holds([add(7, "a", 0).done(10, "a"), page(8, &[7]), page(20, &[])]));
    }

    #[test]
    fn nobody_knows_what_a_page_that_was_not_answered_took_along() {
        assert!(holds([add(7, "a", 0).done(10, "a"), look("a", 12), page(20, &[])]));
    }

    #[test]
    fn no_more_than_four_wait() {
        let adds = |count: u64| {
            (0..count).map(|number| {
                add(1 + u32::try_from(number).unwrap(), "a", number * 5).done(number * 5 + 4, "a")
            })
        };
        assert!(holds(adds(5).chain([page(50, &[2, 3, 4, 5])])));
        assert!(!holds(adds(4).chain([page(50, &[2, 3, 4])])));
    }
}
