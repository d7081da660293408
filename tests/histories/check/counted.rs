//! H13, H1: every acknowledged change counts exactly once, and an indeterminate
//! one at most once. What one page showed, later pages show too.

use super::{
    Violation,
    sessions::{Link, Sessions},
};
use crate::history::{Action, History, Operation, Time};

const PROMISE: &str = "every acknowledged change counts exactly once (H13, H1)";

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
        let (adds, places) = (self.adds(tea), self.places(tea));
        let at_least: u32 =
            adds.iter().filter(|add| self.must_see(**add)).map(|&add| self.packets(add, tea)).sum();
        let removed: u32 = places.iter().map(|&place| self.packets(place, tea)).sum();
        let at_least = at_least.saturating_sub(removed);
        if shown < at_least {
            let reason = format!("{tea}: {shown} in the cart, {at_least} acknowledged");
            return Some(self.shortest(tea, reason, &adds, &places));
        }
        if let Some((earlier, at_least)) =
            self.shown_before(tea, &places).filter(|(_, before)| shown < *before)
        {
            let reason = format!("{tea}: {shown} in the cart, after another page has shown {at_least}");
            let mut around = vec![earlier, self.number];
            around.extend(adds.iter().copied().filter(|&add| self.at(add).end() > self.at(earlier).sent));
            return Some(Violation::new(PROMISE, reason, &around));
        }
        let removed: u32 = self.certain_places(&places).iter().map(|&place| self.packets(place, tea)).sum();
        let at_most = adds.iter().map(|&add| self.packets(add, tea)).sum::<u32>().saturating_sub(removed);
        let reason =
            || format!("{tea}: {shown} in the cart, at most {at_most} were ever added and not bought");
        (shown > at_most).then(|| self.shortest(tea, reason(), &adds, &places))
    }

    fn operation(&self) -> &Operation {
        self.at(self.number)
    }

    fn at(&self, number: usize) -> &Operation {
        self.sessions.operation(number)
    }

    /// Numbers of the adds that may be in this cart.
    fn adds(&self, tea: &str) -> Vec<usize> {
        self.changes(|action| matches!(action, Action::Add { tea: added, .. } if added == tea))
    }

    /// Numbers of the orders that may have taken packets out of this cart.
    fn places(&self, tea: &str) -> Vec<usize> {
        let mut tokens = Vec::new();
        let all = self.changes(|action| {
            matches!(action, Action::Place { lines, .. } if lines.iter().any(|(bought, _)| bought == tea))
        });
        // However often a form is sent, it buys once.
        all.into_iter()
            .filter(|&place| {
                let token = token_of(self.at(place)).to_owned();
                let is_first = !tokens.contains(&token);
                tokens.push(token);
                is_first
            })
            .collect()
    }

    fn changes(&self, of: impl Fn(&Action) -> bool) -> Vec<usize> {
        let numbers = self.sessions.of_account(self.operation().account);
        let made = numbers.filter(|&number| {
            let change = self.at(number);
            of(&change.action) && change.sent < self.operation().end()
        });
        made.filter(|&number| self.sessions.may_be_in(number, &self.chain)).collect()
    }

    fn packets(&self, number: usize, tea: &str) -> u32 {
        match &self.at(number).action {
            Action::Add { packets, .. } => *packets,
            Action::Place { lines, .. } => {
                lines.iter().filter(|(bought, _)| bought == tea).map(|line| line.1).sum()
            }
            _ => 0,
        }
    }

    /// Whether an add was acknowledged early enough, and in this very session.
    fn must_see(&self, add: usize) -> bool {
        self.is_before(add) && self.at(add).is_acknowledged() && self.sessions.is_in(add, &self.chain, true)
    }

    fn is_before(&self, number: usize) -> bool {
        let lag = self.sessions.lag(number, self.number);
        self.at(number).end().checked_add(lag).is_some_and(|end| end < self.operation().sent)
    }

    /// Orders of which every request was acknowledged: the one that placed the
    /// order has taken the packets out.
    fn certain_places(&self, places: &[usize]) -> Vec<usize> {
        let certain = places.iter().copied().filter(|&place| {
            let token = token_of(self.at(place));
            let mut same = self.sessions.of_account(self.operation().account).filter(|&other| {
                matches!(&self.at(other).action, Action::Place { token: other, .. } if other == token)
            });
            same.all(|other| self.is_before(other) && self.at(other).is_acknowledged())
        });
        certain.collect()
    }

    /// The highest number that an earlier page of the session has shown, less
    /// what may have been bought since.
    fn shown_before(&self, tea: &str, places: &[usize]) -> Option<(usize, u32)> {
        let earlier = self.looks.iter().rev().copied().filter(|&look| {
            look != self.number && self.is_before(look) && {
                let key = self.at(look).sent_key.as_ref();
                self.chain.iter().any(|link| link.is_certain && Some(link.key) == key)
            }
        });
        let shown = earlier.take(50).filter_map(|look| {
            let since = |place: &&usize| self.at(**place).end() > self.at(look).sent;
            let bought: u32 = places.iter().filter(since).map(|&place| self.packets(place, tea)).sum();
            Some((look, packets_shown(self.at(look), tea)?.saturating_sub(bought)))
        });
        shown.max_by_key(|(_, packets)| *packets)
    }

    /// From the last page before that was right, or from the beginning.
    fn shortest(&self, tea: &str, reason: String, adds: &[usize], places: &[usize]) -> Violation {
        let keys: Vec<_> = self.chain.iter().map(|link| link.key).collect();
        let before = self.looks.iter().copied().filter(|&look| {
            let is_of_chain = self.at(look).sent_key.as_ref().is_some_and(|key| keys.contains(&key));
            is_of_chain
                && self.at(look).end() < self.operation().sent
                && packets_shown(self.at(look), tea).is_some()
        });
        let last = before.last();
        let since = last.map_or(Time::ZERO, |last| self.at(last).sent);
        let mut around: Vec<usize> =
            adds.iter().chain(places).copied().filter(|&it| self.at(it).end() >= since).collect();
        around.extend(last);
        around.push(self.number);
        let moved = keys.iter().filter_map(|key| self.sessions.origin(key));
        around.extend(moved.filter(|&origin| self.at(origin).end() >= since));
        // What was done with the same session at that time.
        around.extend(self.sessions.of_account(self.operation().account).filter(|&other| {
            let other = self.at(other);
            let is_there = other.sent_key.as_ref().is_some_and(|key| keys.contains(&key));
            is_there
                && other.end() >= since
                && other.sent < self.operation().end()
                && (other.retires_key() || other.set_key().is_some_and(|key| !keys.contains(&key)))
        }));
        Violation::new(PROMISE, reason, &around)
    }
}

fn packets_shown(look: &Operation, tea: &str) -> Option<u32> {
    let cart = look.response.as_ref()?.cart.as_ref()?;
    Some(cart.iter().filter(|(shown, _)| shown == tea).map(|line| line.1).sum())
}

fn token_of(place: &Operation) -> &str {
    if let Action::Place { token, .. } = &place.action { token } else { "" }
}
