//! Finds the orders that may have removed packets of a tea from a cart.

use super::sessions::{ChainLink, Sessions};
use crate::history::{Action, Time};

/// An order, for which more than one request may have been sent.
pub struct Purchase {
    /// The numbers of the requests.
    pub requests: Vec<usize>,
    /// The highest number of packets of the tea that one of the requests names.
    pub packets: u32,
    /// The time at which the first request was sent.
    pub from: Time,
    /// The time at which the last request was acknowledged.
    pub until: Time,
    /// Whether the packets were certainly removed from the cart.
    pub is_certain: bool,
    /// Whether no other order was placed at the same time, and all requests name the
    /// same number. Two orders of one cart remove less than the sum of both, because a
    /// cart has no negative numbers. Of requests with different numbers, which the cart
    /// had at different times, one has placed the order.
    pub is_alone: bool,
}

/// Returns the orders that the page `view` may show the effect of. `chain` are the
/// keys of its session.
pub fn purchases(sessions: &Sessions, view: usize, chain: &[ChainLink], tea: &str) -> Vec<Purchase> {
    let account = sessions.operation(view).account;
    let mut purchases: Vec<(&str, Purchase)> = Vec::new();
    for request in sessions.orders(account) {
        let operation = sessions.operation(request);
        let Action::PlaceOrder { token, lines } = &operation.action else { continue };
        // An order without an acknowledgement may still change the cart at any
        // time. Without a record of the session, so may an order that another page
        // has completed.
        let is_settled = operation.is_acknowledged() && !sessions.are_stateless();
        let until = if is_settled { operation.completion() } else { Time::MAX };
        let packets = lines.iter().filter(|(bought, _)| bought == tea).map(|line| line.1).sum();
        let may_be =
            operation.sent < sessions.operation(view).completion() && sessions.may_be_in(request, chain);
        let is_certain = sessions.is_visible_to(request, view)
            && operation.is_acknowledged()
            && sessions.is_in(request, chain, true);
        match purchases.iter_mut().find(|(known, _)| known == token) {
            Some((_, purchase)) => {
                purchase.requests.push(request);
                purchase.is_alone &= purchase.packets == packets;
                purchase.packets = purchase.packets.max(packets);
                purchase.from = purchase.from.min(operation.sent);
                purchase.until = purchase.until.max(until);
                // The request without an acknowledgement may have placed the order,
                // and not have changed the cart.
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
        purchase.is_alone &=
            others.all(|(_, (from, until))| *until < purchase.from || *from > purchase.until);
    }
    purchases.into_iter().map(|(_, purchase)| purchase).filter(|purchase| purchase.packets > 0).collect()
}
