//! H13, H1: every acknowledged change counts exactly once, and an indeterminate one
//! at most once. What one page has shown, later pages show too.

mod possible;

use self::possible::Possible;
use super::{
    Violation,
    purchases::{Purchase, purchases},
    sessions::{ChainLink, Sessions},
};
use crate::history::{Action, History, Key, Operation, Time};

const PROMISE: &str = "every acknowledged change counts exactly once (H13, H1)";

pub fn check(history: &History) -> Option<Violation> {
    let sessions = Sessions::of(history);
    let mut views: Vec<usize> = (0..history.operations.len())
        .filter(|&number| {
            let view = &history.operations[number];
            view.sent_key.is_some() && view.response.as_ref().is_some_and(|response| response.cart.is_some())
        })
        .collect();
    views.sort_by_key(|&view| history.operations[view].completion());
    views.iter().find_map(|&view| {
        let key = history.operations[view].sent_key.as_ref()?;
        let page =
            CartView { sessions: &sessions, number: view, chain: sessions.chain(key, view), views: &views };
        let teas = history.teas.get(history.operations[view].browser)?;
        teas.iter().find_map(|tea| page.violation(tea))
    })
}

/// A page that shows the cart.
struct CartView<'h> {
    sessions: &'h Sessions<'h>,
    number: usize,
    chain: Vec<ChainLink<'h>>,
    views: &'h [usize],
}

impl CartView<'_> {
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

    /// Returns the last page of the session before this one.
    fn page_before(&self, tea: &str) -> Option<usize> {
        self.views.iter().rev().copied().find(|&view| {
            let page = self.at(view);
            let is_earlier = page.completion() < self.operation().sent && packets_shown(page, tea).is_some();
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

    /// Returns the numbers of the adds that may be in this cart.
    fn adds(&self, tea: &str) -> Vec<usize> {
        let adds = self.sessions.of_account(self.operation().account).filter(|&number| {
            let add = self.at(number);
            let is_add = matches!(&add.action, Action::Add { tea: added, .. } if added == tea);
            is_add && add.sent < self.operation().completion() && self.sessions.may_be_in(number, &self.chain)
        });
        adds.collect()
    }

    /// Returns whether the page must show an add: it was acknowledged early enough,
    /// and in this session.
    fn must_see(&self, add: usize) -> bool {
        let is_acknowledged = self.sessions.is_visible_to(add, self.number) && self.at(add).is_acknowledged();
        is_acknowledged && self.sessions.is_in(add, &self.chain, true)
    }

    /// Returns the numbers of packets that the page may show.
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

    /// Returns the highest number that an earlier page of the session has shown,
    /// minus the packets that may have been bought since then.
    fn shown_before(&self, tea: &str, purchases: &[Purchase]) -> Option<(usize, u32)> {
        let earlier = self.views.iter().rev().copied().filter(|&view| {
            view != self.number && self.sessions.is_visible_to(view, self.number) && {
                let key = self.at(view).sent_key.as_ref();
                self.chain.iter().any(|link| link.is_certain && Some(link.key) == key)
            }
        });
        let shown = earlier.take(50).filter_map(|view| {
            let since = purchases.iter().filter(|purchase| purchase.until > self.at(view).sent);
            let bought: u32 = since.map(|purchase| purchase.packets).sum();
            Some((view, packets_shown(self.at(view), tea)?.saturating_sub(bought)))
        });
        shown.max_by_key(|(_, packets)| *packets)
    }

    /// Returns the violation with few operations: the changes since a page before,
    /// and what else changed the session since then.
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
        let around = around.filter(|&it| {
            self.at(it).completion() >= since && self.at(it).sent < self.operation().completion()
        });
        let around: Vec<usize> = around.chain(before).chain([self.number]).collect();
        Violation::new(PROMISE, reason, &around)
    }
}

fn packets_added(add: &Operation) -> u32 {
    if let Action::Add { packets, .. } = &add.action { *packets } else { 0 }
}

fn packets_shown(view: &Operation, tea: &str) -> Option<u32> {
    let cart = view.response.as_ref()?.cart.as_ref()?;
    Some(cart.iter().filter(|(shown, _)| shown == tea).map(|line| line.1).sum())
}

#[cfg(test)]
mod tests;
