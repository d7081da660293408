//! The orders that may have taken packets of a tea out of a cart.

use super::sessions::{Link, Sessions};
use crate::history::{Action, Time};

/// An order, which a form may have been sent for more than once.
pub struct Purchase {
    /// Numbers of the requests.
    pub requests: Vec<usize>,
    /// Packets of the tea.
    pub packets: u32,
    /// When the first was sent.
    pub from: Time,
    /// When the last was acknowledged.
    pub until: Time,
    /// Whether it is certain that the packets were taken out of the cart.
    pub is_certain: bool,
    /// Whether no other order was placed at the same time. Two of the same cart
    /// take out less than the sum of both: a cart does not go below nothing.
    pub is_alone: bool,
}

/// The orders that the page `look` may know of, whose session has this chain.
pub fn purchases(sessions: &Sessions, look: usize, chain: &[Link], tea: &str) -> Vec<Purchase> {
    let account = sessions.operation(look).account;
    let mut purchases: Vec<(&str, Purchase)> = Vec::new();
    for request in sessions.places(account) {
        let operation = sessions.operation(request);
        let Action::Place { token, lines } = &operation.action else { continue };
        // What was not acknowledged may still come to the cart at any time; without a
        // record of the session, so may what another page has settled already.
        let is_settled = operation.is_acknowledged() && !sessions.are_stateless();
        let until = if is_settled { operation.end() } else { Time::MAX };
        let packets = lines.iter().filter(|(bought, _)| bought == tea).map(|line| line.1).sum();
        let may_be = operation.sent < sessions.operation(look).end() && sessions.may_be_in(request, chain);
        let is_certain = sessions.is_before(request, look)
            && operation.is_acknowledged()
            && sessions.is_in(request, chain, true);
        match purchases.iter_mut().find(|(known, _)| known == token) {
            Some((_, purchase)) => {
                purchase.requests.push(request);
                purchase.from = purchase.from.min(operation.sent);
                purchase.until = purchase.until.max(until);
                // The one that was not acknowledged may have placed it, and not
                // have come to the cart.
                purchase.is_certain &= is_certain;
            }
            None if may_be => {
                let (requests, from) = (vec![request], operation.sent);
                let purchase = Purchase { requests, packets, from, until, is_certain, is_alone: true };
                purchases.push((token, purchase));
            }
            None => {}
        }
    }
    let times: Vec<_> = purchases.iter().map(|(_, purchase)| (purchase.from, purchase.until)).collect();
    for (place, (_, purchase)) in purchases.iter_mut().enumerate() {
        let mut others = times.iter().enumerate().filter(|(other, _)| *other != place);
        purchase.is_alone = others.all(|(_, (from, until))| *until < purchase.from || *from > purchase.until);
    }
    purchases.into_iter().map(|(_, purchase)| purchase).filter(|purchase| purchase.packets > 0).collect()
}
