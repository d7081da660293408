//! The totals of an order. The review page and the order itself compute them here, so
//! that the charged amounts are the shown ones. Each price is converted first and then
//! multiplied, as in the cart.

use super::Delivery;
use crate::i18n::Currency;

/// The totals of an order, in minor units (cents) of a currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderTotals {
    /// The lines, in their order.
    pub lines: Vec<LineTotal>,
    /// Price of the delivery.
    pub delivery_price: i64,
    /// Sum of the lines and the delivery.
    pub total: i64,
}

/// The total of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineTotal {
    /// Price of one packet.
    pub unit_price: i64,
    /// Price of all packets.
    pub total: i64,
}

impl OrderTotals {
    /// Computes the totals of lines, each of which is a price in US cents and a number of
    /// packets.
    pub fn new(lines: impl IntoIterator<Item = (i64, u32)>, delivery: Delivery, currency: Currency) -> Self {
        let lines = lines.into_iter().map(|(us_cents, quantity)| {
            let unit_price = currency.from_us_cents(us_cents);
            LineTotal { unit_price, total: unit_price * i64::from(quantity) }
        });
        let lines: Vec<LineTotal> = lines.collect();
        let delivery_price = currency.from_us_cents(delivery.price());
        let total = lines.iter().map(|line| line.total).sum::<i64>() + delivery_price;
        Self { lines, delivery_price, total }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_is_the_sum_of_what_is_shown() {
        let totals = OrderTotals::new([(1850, 3), (995, 1)], Delivery::Express, Currency::Twd);
        let lines = [LineTotal { unit_price: 592, total: 1776 }, LineTotal { unit_price: 318, total: 318 }];
        assert_eq!(totals.lines, lines);
        assert_eq!((totals.delivery_price, totals.total), (400, 2494));
    }

    #[test]
    fn picking_up_costs_nothing() {
        let totals = OrderTotals::new([(100, 1)], Delivery::Pickup, Currency::Usd);
        assert_eq!((totals.delivery_price, totals.total), (0, 100));
    }
}
