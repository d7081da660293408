//! H13, H1: every acknowledged change counts exactly once, and an indeterminate
//! one at most once. What one page showed, later pages show too.

use std::collections::HashSet;

use super::{
    Violation,
    purchases::{Purchase, purchases},
    sessions::{Link, Sessions},
};
use crate::history::{Action, History, Key, Operation, Time};

const PROMISE: &str = "every acknowledged change counts exactly once (H13, H1)";

/// Of more changes that may be there or not, only the bounds are looked at.
const MAX_OPTIONAL: usize = 12;

pub fn check(history: &History) -> Option<Violation> {
    let sessions = Sessions::of(history);
    let mut looks: Vec<usize> = (0..history.operations.len())
        .filter(|&number| {
            let look = &history.operations[number];
            look.sent_key.is_some() && look.response.as_ref().is_some_and(|response| response.cart.is_some())
        })
        .collect();
    looks.sort_by_key(|&look| history.operations[look].end());
    looks.iter().find_map(|&look| {
        let key = history.operations[look].sent_key.as_ref()?;
        let page =
            Look { sessions: &sessions, number: look, chain: sessions.chain(key, look), looks: &looks };
        let teas = history.teas.get(history.operations[look].browser)?;
        teas.iter().find_map(|tea| page.violation(tea))
    })
}

/// A page that shows the cart.
struct Look<'h> {
    sessions: &'h Sessions<'h>,
    number: usize,
    chain: Vec<Link<'h>>,
    looks: &'h [usize],
}

impl Look<'_> {
    fn violation(&self, tea: &str) -> Option<Violation> {
        let shown = packets_shown(self.operation(), tea)?;
        let adds = self.adds(tea);
        let purchases = purchases(self.sessions, self.number, &self.chain, tea);
        if let Some((earlier, at_least)) = self.shown_before(tea, &purchases)
            && shown < at_least
        {
            let reason = format!("{tea}: {shown} in the cart, after another page has shown {at_least}");
            return Some(self.shortest(reason, Some(earlier), &adds, &purchases));
        }
        let possible = self.possible(&adds, &purchases);
        let (at_least, at_most) = (possible.at_least, possible.at_most);
        if possible.holds(shown) {
            return None;
        }
        let bounds = format!("{at_least} to {at_most}");
        let reason = format!("{tea}: {shown} in the cart, where {bounds} can be, counting each change once");
        Some(self.shortest(reason, self.page_before(tea), &adds, &purchases))
    }

    /// The last page of the session before this one.
    fn page_before(&self, tea: &str) -> Option<usize> {
        self.looks.iter().rev().copied().find(|&look| {
            let page = self.at(look);
            let is_earlier = page.end() < self.operation().sent && packets_shown(page, tea).is_some();
            is_earlier && self.is_of_chain(page.sent_key.as_ref())
        })
    }

    fn is_of_chain(&self, key: Option<&Key>) -> bool {
        self.chain.iter().any(|link| Some(link.key) == key)
    }

    fn operation(&self) -> &Operation {
        self.at(self.number)
    }

    fn at(&self, number: usize) -> &Operation {
        self.sessions.operation(number)
    }

    /// Numbers of the adds that may be in this cart.
    fn adds(&self, tea: &str) -> Vec<usize> {
        let adds = self.sessions.of_account(self.operation().account).filter(|&number| {
            let add = self.at(number);
            let is_add = matches!(&add.action, Action::Add { tea: added, .. } if added == tea);
            is_add && add.sent < self.operation().end() && self.sessions.may_be_in(number, &self.chain)
        });
        adds.collect()
    }

    /// Whether an add was acknowledged early enough, and in this very session.
    fn must_see(&self, add: usize) -> bool {
        let is_acknowledged = self.sessions.is_before(add, self.number) && self.at(add).is_acknowledged();
        is_acknowledged && self.sessions.is_in(add, &self.chain, true)
    }

    /// What the page may show.
    fn possible(&self, adds: &[usize], purchases: &[Purchase]) -> Possible {
        let mut possible = Possible::default();
        for &add in adds {
            possible.change(i64::from(packets_added(self.at(add))), self.must_see(add));
        }
        for purchase in purchases {
            if purchase.is_alone {
                possible.change(-i64::from(purchase.packets), purchase.is_certain);
            } else {
                possible.at_least -= i64::from(purchase.packets);
                possible.optional = None;
            }
        }
        possible
    }

    /// The highest number that an earlier page of the session has shown, less
    /// what may have been bought since.
    fn shown_before(&self, tea: &str, purchases: &[Purchase]) -> Option<(usize, u32)> {
        let earlier = self.looks.iter().rev().copied().filter(|&look| {
            look != self.number && self.sessions.is_before(look, self.number) && {
                let key = self.at(look).sent_key.as_ref();
                self.chain.iter().any(|link| link.is_certain && Some(link.key) == key)
            }
        });
        let shown = earlier.take(50).filter_map(|look| {
            let since = purchases.iter().filter(|purchase| purchase.until > self.at(look).sent);
            let bought: u32 = since.map(|purchase| purchase.packets).sum();
            Some((look, packets_shown(self.at(look), tea)?.saturating_sub(bought)))
        });
        shown.max_by_key(|(_, packets)| *packets)
    }

    /// The changes since a page before, and what else was done to the session
    /// since then.
    fn shortest(
        &self,
        reason: String,
        before: Option<usize>,
        adds: &[usize],
        purchases: &[Purchase],
    ) -> Violation {
        let since = before.map_or(Time::ZERO, |before| self.at(before).sent);
        let is_about_session = |&other: &usize| {
            let other = self.at(other);
            let leaves = other.set_key().is_some_and(|key| !self.is_of_chain(Some(key)));
            let is_odd = other.retires_key() || other.removes_cookie() || leaves;
            self.is_of_chain(other.sent_key.as_ref()) && is_odd
        };
        let others = self.sessions.of_account(self.operation().account).filter(is_about_session);
        let bought = purchases.iter().flat_map(|purchase| purchase.requests.iter().copied());
        let origins = self.chain.iter().filter_map(|link| self.sessions.origin(link.key));
        let around = adds.iter().copied().chain(bought).chain(others).chain(origins);
        let around =
            around.filter(|&it| self.at(it).end() >= since && self.at(it).sent < self.operation().end());
        let around: Vec<usize> = around.chain(before).chain([self.number]).collect();
        Violation::new(PROMISE, reason, &around)
    }
}

/// The numbers of packets that a page may show.
struct Possible {
    at_least: i64,
    at_most: i64,
    /// The changes that may be there or not; `None` if only the bounds count.
    optional: Option<Vec<i64>>,
    certain: i64,
}

impl Default for Possible {
    fn default() -> Self {
        Self { at_least: 0, at_most: 0, optional: Some(Vec::new()), certain: 0 }
    }
}

impl Possible {
    /// Adds a change of so many packets.
    fn change(&mut self, packets: i64, is_certain: bool) {
        if is_certain {
            self.certain += packets;
        } else if let Some(optional) = &mut self.optional {
            optional.push(packets);
        }
        if is_certain || packets < 0 {
            self.at_least += packets;
        }
        if is_certain || packets > 0 {
            self.at_most += packets;
        }
    }

    /// Whether the number is the sum of all certain and some optional changes.
    fn holds(&self, shown: u32) -> bool {
        let shown = i64::from(shown);
        let is_between = shown >= self.at_least && shown <= self.at_most;
        let Some(optional) = self.optional.as_ref().filter(|optional| optional.len() <= MAX_OPTIONAL) else {
            return is_between;
        };
        let mut sums = HashSet::from([self.certain]);
        for change in optional {
            let more: Vec<i64> = sums.iter().map(|sum| sum + change).collect();
            sums.extend(more);
        }
        is_between && sums.contains(&shown)
    }
}

fn packets_added(add: &Operation) -> u32 {
    if let Action::Add { packets, .. } = &add.action { *packets } else { 0 }
}

fn packets_shown(look: &Operation, tea: &str) -> Option<u32> {
    let cart = look.response.as_ref()?.cart.as_ref()?;
    Some(cart.iter().filter(|(shown, _)| shown == tea).map(|line| line.1).sum())
}

#[cfg(test)]
mod tests {
    use super::super::example::{add, look, operation};
    use crate::history::{Action, Forgets, History};

    /// Two packets in the session `a`, both acknowledged.
    fn two_packets() -> [crate::history::Operation; 2] {
        [add(1, "", 0).done(10, "a"), add(1, "a", 20).done(30, "a")]
    }

    fn holds(history: &History) -> bool {
        super::check(history).is_none()
    }

    fn after_two_packets(more: impl IntoIterator<Item = crate::history::Operation>) -> History {
        History::of(two_packets().into_iter().chain(more))
    }

    #[test]
    fn an_acknowledged_change_counts_exactly_once() {
        for (shown, right) in [(1, false), (2, true), (3, false)] {
            assert_eq!(holds(&after_two_packets([look("a", 40).shows(50, shown)])), right, "{shown}");
        }
    }

    #[test]
    fn an_indeterminate_change_counts_at_most_once() {
        let unanswered = add(5, "a", 35);
        let failed = add(5, "a", 35).answered(36, 503);
        for change in [unanswered, failed] {
            for (shown, right) in [(2, true), (7, true), (12, false), (4, false), (1, false)] {
                let history = after_two_packets([change.clone(), look("a", 40).shows(50, shown)]);
                assert_eq!(holds(&history), right, "{shown}");
            }
        }
    }

    #[test]
    fn a_concurrent_change_may_be_seen_or_not() {
        for (shown, right) in [(2, true), (7, true), (4, false)] {
            let history = after_two_packets([add(5, "a", 35).done(60, "a"), look("a", 40).shows(50, shown)]);
            assert_eq!(holds(&history), right, "{shown}");
        }
    }

    #[test]
    fn what_a_page_has_shown_later_pages_show_too() {
        let unanswered = add(5, "a", 35);
        let pages = |first, second| {
            after_two_packets([
                unanswered.clone(),
                look("a", 40).shows(50, first),
                look("a", 60).shows(70, second),
            ])
        };
        assert!(holds(&pages(2, 7)));
        assert!(!holds(&pages(7, 2)));
    }

    #[test]
    fn a_login_takes_the_cart_along() {
        let login = operation(Action::LogIn, "a", 40).done(50, "b");
        for (shown, right) in [(2, true), (0, false)] {
            let history = after_two_packets([login.clone(), look("b", 60).shows(70, shown)]);
            assert_eq!(holds(&history), right, "{shown}");
        }
        // It was not answered: whether the old key is still good nobody knows.
        let lost = operation(Action::LogIn, "a", 40);
        assert!(holds(&after_two_packets([lost, look("a", 60).shows(70, 0)])));
    }

    #[test]
    fn a_change_of_the_password_at_another_browser_takes_the_cart_away() {
        let change = operation(Action::ChangePassword, "x", 40).done(50, "y").at(1, 0);
        assert!(holds(&after_two_packets([change, look("a", 60).shows(70, 0)])));
        let refused = operation(Action::ChangePassword, "x", 40).answered(50, 422).at(1, 0);
        assert!(!holds(&after_two_packets([refused, look("a", 60).shows(70, 0)])));
    }

    #[test]
    fn a_change_of_the_password_that_is_refused_leaves_its_own_cart_alone() {
        let refused = |key| operation(Action::ChangePassword, key, 40).answered(50, 409);
        assert!(!holds(&after_two_packets([refused("a"), look("a", 60).shows(70, 0)])));
        assert!(holds(&after_two_packets([refused("x").at(1, 0), look("a", 60).shows(70, 0)])));
    }

    #[test]
    fn an_order_takes_out_what_it_bought_and_no_more() {
        let lines = vec![(super::super::example::TEA.to_owned(), 2)];
        let place =
            |sent| operation(Action::Place { token: "t".to_owned(), lines: lines.clone() }, "a", sent);
        for (shown, right) in [(0, true), (2, false), (1, false)] {
            let history = after_two_packets([place(40).done(50, "a"), look("a", 60).shows(70, shown)]);
            assert_eq!(holds(&history), right, "{shown}");
        }
        // Of two orders of the same cart nobody knows how much each took out.
        let other = Action::Place { token: "u".to_owned(), lines: lines.clone() };
        let other = operation(other, "a", 45).done(55, "a");
        for shown in [0, 2] {
            let both = [place(40).done(50, "a"), other.clone(), look("a", 60).shows(70, shown)];
            assert!(holds(&after_two_packets(both)), "{shown}");
        }
        // Sent twice it may be that the one that placed it was not answered.
        for shown in [0, 2] {
            let twice = [place(40), place(41).done(50, "a"), look("a", 60).shows(70, shown)];
            assert!(holds(&after_two_packets(twice)), "{shown}");
        }
    }

    #[test]
    fn a_store_that_forgets_by_its_nature_may_lose_what_was_before() {
        let lost = |forgets| after_two_packets([look("a", 60).shows(70, 0)]).with_fault(40, 50, forgets);
        assert!(holds(&lost(Forgets::Sessions)));
        assert!(!holds(&lost(Forgets::Nothing)));
    }

    #[test]
    fn another_process_may_be_late_by_no_more_than_a_moment() {
        let late = |sent| after_two_packets([look("a", sent).shows(sent + 1, 1).at(0, 1)]).with_lag(100);
        assert!(holds(&late(90)));
        assert!(!holds(&late(140)));
        let same = after_two_packets([look("a", 90).shows(91, 1)]).with_lag(100);
        assert!(!holds(&same), "a process knows what it has acknowledged");
        let new = after_two_packets([look("a", 90).shows(91, 1).at(0, 1).started(50)]).with_lag(100);
        assert!(!holds(&new), "a process that starts later knows nothing older");
    }

    #[test]
    fn a_cookie_with_the_data_in_it_may_name_a_login_that_has_ended() {
        let login = operation(Action::LogIn, "a", 40).done(50, "b");
        let old = [add(1, "a", 60).done(70, "c"), add(1, "c", 80).done(90, "d")];
        let operations = two_packets_in_a_cookie().into_iter().chain([login]).chain(old);
        for (key, right) in [("d", true), ("b", false)] {
            let history = History::of(operations.clone().chain([look(key, 100).shows(110, 0)]));
            assert_eq!(holds(&history.stateless()), right, "{key}");
        }
    }

    /// The second add makes another cookie of the first one's.
    fn two_packets_in_a_cookie() -> [crate::history::Operation; 2] {
        [add(1, "", 0).done(10, "z"), add(1, "z", 20).done(30, "a")]
    }

    #[test]
    fn a_cookie_with_the_data_in_it_holds_what_was_put_in_on_its_way() {
        let adds = [add(1, "", 0).done(10, "a"), add(1, "a", 20).done(30, "b"), add(1, "a", 40)];
        for (key, shown, right) in [("a", 1, true), ("a", 2, false), ("b", 2, true), ("b", 3, false)] {
            let history = History::of(adds.clone().into_iter().chain([look(key, 50).shows(60, shown)]));
            assert_eq!(holds(&history.stateless()), right, "{key} {shown}");
        }
    }
}
