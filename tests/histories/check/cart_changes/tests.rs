//! Hand-written histories for the check, each with a number of packets that it must
//! accept or report.

use crate::check::example::{add, operation, view_cart};
use crate::history::{Action, DataLoss, History};

/// Returns two adds of one packet in the session `a`, both acknowledged.
fn two_packets() -> [crate::history::Operation; 2] {
    [add(1, "", 0).acknowledged(10, "a"), add(1, "a", 20).acknowledged(30, "a")]
}

fn holds(history: &History) -> bool {
    super::check(history).is_none()
}

fn after_two_packets(more: impl IntoIterator<Item = crate::history::Operation>) -> History {
    History::of(two_packets().into_iter().chain(more))
}

#[test]
fn an_acknowledged_change_counts_exactly_once() {
    for (shown, is_allowed) in [(1, false), (2, true), (3, false)] {
        assert_eq!(holds(&after_two_packets([view_cart("a", 40).shows(50, shown)])), is_allowed, "{shown}");
    }
}

#[test]
fn an_indeterminate_change_counts_at_most_once() {
    let unanswered = add(5, "a", 35);
    let failed = add(5, "a", 35).responded(36, 503);
    for change in [unanswered, failed] {
        for (shown, is_allowed) in [(2, true), (7, true), (12, false), (4, false), (1, false)] {
            let history = after_two_packets([change.clone(), view_cart("a", 40).shows(50, shown)]);
            assert_eq!(holds(&history), is_allowed, "{shown}");
        }
    }
}

#[test]
fn a_concurrent_change_may_be_seen_or_not() {
    for (shown, is_allowed) in [(2, true), (7, true), (4, false)] {
        let history =
            after_two_packets([add(5, "a", 35).acknowledged(60, "a"), view_cart("a", 40).shows(50, shown)]);
        assert_eq!(holds(&history), is_allowed, "{shown}");
    }
}

#[test]
fn later_pages_show_what_an_earlier_page_has_shown() {
    let unanswered = add(5, "a", 35);
    let pages = |first, second| {
        after_two_packets([
            unanswered.clone(),
            view_cart("a", 40).shows(50, first),
            view_cart("a", 60).shows(70, second),
        ])
    };
    assert!(holds(&pages(2, 7)));
    assert!(!holds(&pages(7, 2)));
}

#[test]
fn a_login_keeps_the_cart() {
    let login = operation(Action::LogIn, "a", 40).acknowledged(50, "b");
    for (shown, is_allowed) in [(2, true), (0, false)] {
        let history = after_two_packets([login.clone(), view_cart("b", 60).shows(70, shown)]);
        assert_eq!(holds(&history), is_allowed, "{shown}");
    }
    // Without a response the old key may be valid or not.
    let lost = operation(Action::LogIn, "a", 40);
    assert!(holds(&after_two_packets([lost, view_cart("a", 60).shows(70, 0)])));
}

#[test]
fn a_change_of_the_password_at_another_browser_empties_the_cart() {
    let change = operation(Action::ChangePassword, "x", 40).acknowledged(50, "y").at(1, 0);
    assert!(holds(&after_two_packets([change, view_cart("a", 60).shows(70, 0)])));
    let refused = operation(Action::ChangePassword, "x", 40).responded(50, 422).at(1, 0);
    assert!(!holds(&after_two_packets([refused, view_cart("a", 60).shows(70, 0)])));
}

#[test]
fn a_refused_change_of_the_password_keeps_its_own_cart() {
    let refused = |key| operation(Action::ChangePassword, key, 40).responded(50, 409);
    assert!(!holds(&after_two_packets([refused("a"), view_cart("a", 60).shows(70, 0)])));
    assert!(holds(&after_two_packets([refused("x").at(1, 0), view_cart("a", 60).shows(70, 0)])));
}

#[test]
fn an_order_removes_only_what_it_bought() {
    let lines = vec![(crate::check::example::TEA.to_owned(), 2)];
    let place =
        |sent| operation(Action::PlaceOrder { token: "t".to_owned(), lines: lines.clone() }, "a", sent);
    for (shown, is_allowed) in [(0, true), (2, false), (1, false)] {
        let history =
            after_two_packets([place(40).acknowledged(50, "a"), view_cart("a", 60).shows(70, shown)]);
        assert_eq!(holds(&history), is_allowed, "{shown}");
    }
    // It is unknown how much each of two concurrent orders of one cart removed.
    let other = Action::PlaceOrder { token: "u".to_owned(), lines: lines.clone() };
    let other = operation(other, "a", 45).acknowledged(55, "a");
    for shown in [0, 2] {
        let both = [place(40).acknowledged(50, "a"), other.clone(), view_cart("a", 60).shows(70, shown)];
        assert!(holds(&after_two_packets(both)), "{shown}");
    }
    // Of two requests for one order with different lines, one has placed it.
    let fewer = Action::PlaceOrder { token: "t".to_owned(), lines: vec![(lines[0].0.clone(), 1)] };
    let fewer = operation(fewer, "a", 39).acknowledged(60, "a");
    for shown in [0, 1] {
        let both = [fewer.clone(), place(41).acknowledged(50, "a"), view_cart("a", 70).shows(80, shown)];
        assert!(holds(&after_two_packets(both)), "{shown}");
    }
    // Of two requests for one order, the one without a response may have placed it.
    for shown in [0, 2] {
        let twice = [place(40), place(41).acknowledged(50, "a"), view_cart("a", 60).shows(70, shown)];
        assert!(holds(&after_two_packets(twice)), "{shown}");
    }
}

#[test]
fn a_store_that_loses_sessions_may_lose_earlier_changes() {
    let lost = |loss| after_two_packets([view_cart("a", 60).shows(70, 0)]).with_fault(40, 50, loss);
    assert!(holds(&lost(DataLoss::Sessions)));
    assert!(!holds(&lost(DataLoss::Nothing)));
}

#[test]
fn another_process_may_be_late_by_the_allowed_lag_only() {
    let late = |sent| after_two_packets([view_cart("a", sent).shows(sent + 1, 1).at(0, 1)]).with_lag(100);
    assert!(holds(&late(90)));
    assert!(!holds(&late(140)));
    let same = after_two_packets([view_cart("a", 90).shows(91, 1)]).with_lag(100);
    assert!(!holds(&same), "a process knows what it has acknowledged");
    let new = after_two_packets([view_cart("a", 90).shows(91, 1).at(0, 1).started(50)]).with_lag(100);
    assert!(!holds(&new), "a process that starts later knows nothing older");
}

#[test]
fn a_cookie_that_contains_the_data_may_name_an_ended_login() {
    let login = operation(Action::LogIn, "a", 40).acknowledged(50, "b");
    let old = [add(1, "a", 60).acknowledged(70, "c"), add(1, "c", 80).acknowledged(90, "d")];
    let operations = two_packets_in_a_cookie().into_iter().chain([login]).chain(old);
    for (key, is_allowed) in [("d", true), ("b", false)] {
        let history = History::of(operations.clone().chain([view_cart(key, 100).shows(110, 0)]));
        assert_eq!(holds(&history.stateless()), is_allowed, "{key}");
    }
}

/// Returns two adds. The second one makes another cookie of the first one's.
fn two_packets_in_a_cookie() -> [crate::history::Operation; 2] {
    [add(1, "", 0).acknowledged(10, "z"), add(1, "z", 20).acknowledged(30, "a")]
}

#[test]
fn a_cookie_that_contains_the_data_has_the_changes_of_its_own_chain() {
    let adds = [add(1, "", 0).acknowledged(10, "a"), add(1, "a", 20).acknowledged(30, "b"), add(1, "a", 40)];
    for (key, shown, is_allowed) in [("a", 1, true), ("a", 2, false), ("b", 2, true), ("b", 3, false)] {
        let history = History::of(adds.clone().into_iter().chain([view_cart(key, 50).shows(60, shown)]));
        assert_eq!(holds(&history.stateless()), is_allowed, "{key} {shown}");
    }
}
