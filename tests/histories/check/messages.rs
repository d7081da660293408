//! H13: a message for the next page is shown, unless more than four are waiting.
//! The number of packets of an add identifies its message.

use super::{Violation, sessions::Sessions};
use crate::history::{Action, DataLoss, History};

const PROMISE: &str = "a message that waits for the next page is shown (H13)";

/// The highest number of waiting messages. A further one replaces the oldest.
const MAX_WAITING: usize = 4;

pub fn check(history: &History) -> Option<Violation> {
    if history.promises.stateless {
        return None;
    }
    let sessions = Sessions::of(history);
    (0..history.operations.len()).find_map(|add| violation(history, &sessions, add))
}

fn violation(history: &History, sessions: &Sessions, add: usize) -> Option<Violation> {
    let origin = &history.operations[add];
    let Action::Add { packets, .. } = &origin.action else { return None };
    if !origin.is_acknowledged() {
        return None;
    }
    let key = origin.session()?;
    let mut same: Vec<usize> = sessions.of_key(key).collect();
    same.dedup();
    let next = same.iter().copied().filter(|&page| {
        let operation = &history.operations[page];
        let is_page = operation.status() == Some(200)
            && operation.response.as_ref().is_some_and(|r| r.cart_count.is_some());
        is_page && operation.sent > origin.completion() + sessions.lag(add, page)
    });
    let next = next.min_by_key(|&page| history.operations[page].completion())?;
    let until = history.operations[next].completion();
    let concurrent: Vec<usize> = same
        .into_iter()
        .filter(|&number| {
            history.operations[number].sent < until && history.operations[number].completion() > origin.sent
        })
        .collect();
    let is_shown = concurrent.iter().any(|&number| {
        let response = history.operations[number].response.as_ref();
        response.is_some_and(|response| response.messages.iter().any(|message| is_about(message, *packets)))
    });
    // Other operations that may have removed the message: a page without a
    // response, or the end of the session.
    let is_certain = concurrent.iter().all(|&number| {
        let operation = &history.operations[number];
        let completed = operation.status().is_some_and(|status| [200, 303, 422].contains(&status));
        completed && !operation.retires_key()
    });
    let is_lost = history
        .faults
        .iter()
        .any(|fault| fault.loss == DataLoss::Sessions && fault.overlaps(origin.sent, until));
    let adds_message = |number: &&usize| {
        matches!(
            history.operations[**number].action,
            Action::Add { .. }
                | Action::SetPageSize { .. }
                | Action::PlaceOrder { .. }
                | Action::CheckoutStep { .. }
        )
    };
    let has_room = concurrent.iter().filter(adds_message).count() <= MAX_WAITING;
    if is_shown || !is_certain || is_lost || !has_room || !sessions.is_alive(key, next) {
        return None;
    }
    Some(Violation::new(PROMISE, format!("the message of {packets} packets was not shown"), &concurrent))
}

/// Returns whether a message is about so many packets: "In your cart now: 7 × …".
fn is_about(message: &str, packets: u32) -> bool {
    message.split(|c: char| !c.is_ascii_digit()).any(|number| number == packets.to_string())
}

#[cfg(test)]
mod tests {
    use super::super::example::{add, view_cart};
    use crate::history::{History, Operation};

    fn page(sent: u64, messages: &[u32]) -> Operation {
        let texts = messages.iter().map(|packets| format!("In your cart now: {packets} × Keemun.")).collect();
        view_cart("a", sent).shows(sent + 5, 1).with(|page| page.messages = texts)
    }

    fn holds(operations: impl IntoIterator<Item = Operation>) -> bool {
        super::check(&History::of(operations)).is_none()
    }

    #[test]
    fn the_next_page_shows_the_message() {
        assert!(holds([add(7, "", 0).acknowledged(10, "a"), page(20, &[7])]));
        assert!(!holds([add(7, "", 0).acknowledged(10, "a"), page(20, &[])]));
        assert!(!holds([add(7, "", 0).acknowledged(10, "a"), page(20, &[17])]));
    }

    #[test]
    fn a_page_at_the_same_time_may_have_shown_it() {
        assert!(holds([add(7, "a", 0).acknowledged(10, "a"), page(8, &[7]), page(20, &[])]));
    }

    #[test]
    fn a_page_without_a_response_may_have_removed_it() {
        assert!(holds([add(7, "a", 0).acknowledged(10, "a"), view_cart("a", 12), page(20, &[])]));
    }

    #[test]
    fn at_most_four_messages_wait() {
        let adds = |count: u64| {
            (0..count).map(|number| {
                add(1 + u32::try_from(number).unwrap(), "a", number * 5).acknowledged(number * 5 + 4, "a")
            })
        };
        assert!(holds(adds(5).chain([page(50, &[2, 3, 4, 5])])));
        assert!(!holds(adds(4).chain([page(50, &[2, 3, 4])])));
    }
}
