//! The prices of the cart. The price of one packet is converted to the visitor's
//! currency and rounded first, and then multiplied. So the shown totals are exact
//! multiples and sums of the shown prices.

use super::CartLine;
use crate::{
    i18n::Currency,
    shop::catalogue::{Tea, Teas},
};

/// A line of the cart with its tea and its prices, in minor units (cents) of a currency.
#[derive(Clone, Copy, Debug)]
pub struct PricedLine<'a> {
    /// The tea.
    pub tea: &'a Tea,
    /// Number of packets.
    pub quantity: u32,
    /// Price of one packet.
    pub unit_price: i64,
    /// Price of all packets.
    pub total: i64,
}

/// Returns the prices of the lines whose tea is still sold, in their order.
pub fn price_lines<'a>(lines: &[CartLine], teas: &'a Teas, currency: Currency) -> Vec<PricedLine<'a>> {
    let sold = lines.iter().filter_map(|line| Some((teas.by_slug(&line.product)?, line.quantity)));
    let priced = sold.map(|(tea, quantity)| {
        let unit_price = currency.from_us_cents(tea.price);
        PricedLine { tea, quantity, unit_price, total: unit_price * i64::from(quantity) }
    });
    priced.collect()
}

/// Returns the sum of the lines.
pub fn total(lines: &[PricedLine]) -> i64 {
    lines.iter().map(|line| line.total).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(product: &str, quantity: u32) -> CartLine {
        CartLine { product: product.to_owned(), quantity }
    }

    #[test]
    fn a_line_is_a_multiple_of_the_shown_price_and_the_total_their_sum() {
        let teas = Teas::samples(vec![Tea::sample("a", "A", 1865, 9), Tea::sample("b", "B", 990, 9)]);
        let lines = price_lines(&[line("a", 3), line("b", 1)], &teas, Currency::Twd);
        // 1865 US cents are 596.8 dollars, 990 are 316.8; three times 596.8 is 1790.4.
        assert_eq!(lines.iter().map(|line| line.unit_price).collect::<Vec<_>>(), [597, 317]);
        assert_eq!(lines.iter().map(|line| line.total).collect::<Vec<_>>(), [1791, 317]);
        assert_eq!(total(&lines), 2108);
    }

    #[test]
    fn a_tea_that_is_no_longer_sold_has_no_price() {
        let teas = Teas::samples(vec![Tea::sample("a", "A", 100, 9)]);
        let lines = price_lines(&[line("gone", 5), line("a", 2)], &teas, Currency::Usd);
        assert_eq!((lines.len(), total(&lines)), (1, 200));
    }
}
