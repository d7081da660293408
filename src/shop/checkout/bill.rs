//! What an order comes to. The review page and the order itself are reckoned
//! here, so that what is charged is what was shown: each price is converted
//! first and multiplied then, as in the cart.

use super::Delivery;
use crate::i18n::Currency;

/// What an order comes to, in the smallest unit of a currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bill {
    /// Its lines, in their order.
    pub lines: Vec<BillLine>,
    /// The delivery.
    pub delivery_price: i64,
    /// All of it.
    pub total: i64,
}

/// What a line comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BillLine {
    /// A packet.
    pub unit_price: i64,
    /// All packets of the line.
    pub total: i64,
}

impl Bill {
    /// For lines of a price in US cents and a number of packets.
    pub fn new(lines: impl IntoIterator<Item = (i64, u32)>, delivery: Delivery, currency: Currency) -> Self {
        let lines = lines.into_iter().map(|(us_cents, quantity)| {
            let unit_price = currency.from_us_cents(us_cents);
            BillLine { unit_price, total: unit_price * i64::from(quantity) }
        });
        let lines: Vec<BillLine> = lines.collect();
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
        let bill = Bill::new([(1850, 3), (995, 1)], Delivery::Express, Currency::Twd);
        let lines = [BillLine { unit_price: 592, total: 1776 }, BillLine { unit_price: 318, total: 318 }];
        assert_eq!(bill.lines, lines);
        assert_eq!((bill.delivery_price, bill.total), (400, 2494));
    }

    #[test]
    fn picking_up_costs_nothing() {
        let bill = Bill::new([(100, 1)], Delivery::Pickup, Currency::Usd);
        assert_eq!((bill.delivery_price, bill.total), (0, 100));
    }
}
