//! Validates the number of packets in a form: it is compared with the stock and with
//! the packets that are in the cart already. A number that is too large is rejected with
//! a message that names the largest one; it is never silently reduced.

use std::num::IntErrorKind;

use super::MAX_QUANTITY;
use crate::i18n::Message;

/// Parses the number of packets to add, at least 1. `in_cart` packets are in the cart
/// already.
///
/// # Errors
/// Returns the message to show beside the field.
pub fn parse_quantity_to_add(text: &str, in_cart: u32, stock: u32) -> Result<u32, Message> {
    let max = stock.min(MAX_QUANTITY).saturating_sub(in_cart);
    match parse_whole_number(text) {
        _ if max == 0 => Err(too_many(in_cart, stock)),
        Some(number) if number > i64::from(max) => Err(too_many(in_cart, stock)),
        Some(number) if number > 0 => u32::try_from(number).map_err(|_| too_many(in_cart, stock)),
        Some(_) => Err(Message::new("cart-quantity-too-few").count("most", max)),
        None => Err(Message::new("cart-quantity-no-number").count("most", max)),
    }
}

/// Parses the number of packets to set, at least 0.
///
/// # Errors
/// Returns the message to show beside the field.
pub fn parse_quantity_to_set(text: &str, stock: u32) -> Result<u32, Message> {
    let max = stock.min(MAX_QUANTITY);
    match parse_whole_number(text) {
        Some(number) if number > i64::from(max) => Err(too_many(0, stock)),
        Some(number) => {
            u32::try_from(number).map_err(|_| Message::new("cart-quantity-negative").count("most", max))
        }
        None => Err(Message::new("cart-quantity-no-number-or-zero").count("most", max)),
    }
}

/// Returns the error message of a line with more packets than the stock has.
pub fn shortage(quantity: u32, stock: u32) -> Option<Message> {
    (quantity > stock).then(|| too_many(0, stock))
}

fn too_many(in_cart: u32, stock: u32) -> Message {
    if stock == 0 {
        Message::new("cart-sold-out")
    } else if stock > MAX_QUANTITY {
        Message::new("cart-most-of-one-tea").count("most", MAX_QUANTITY)
    } else if in_cart >= stock {
        Message::new("cart-only-left-all-in-cart").count("stock", stock)
    } else if in_cart > 0 {
        Message::new("cart-only-left-some-in-cart").count("stock", stock).count("present", in_cart)
    } else {
        Message::new("cart-only-left").count("stock", stock)
    }
}

/// Parses a whole number. A number outside the range of `i64` becomes `i64::MAX` or
/// `i64::MIN`.
fn parse_whole_number(text: &str) -> Option<i64> {
    match text.trim().parse() {
        Ok(number) => Some(number),
        Err(error) => match error.kind() {
            IntErrorKind::PosOverflow => Some(i64::MAX),
            IntErrorKind::NegOverflow => Some(i64::MIN),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAR_TOO_MANY: &str = "99999999999999999999999999";
    const FAR_TOO_FEW: &str = "-99999999999999999999999999";

    #[test]
    fn packets_in_stock_can_be_added() {
        assert_eq!(parse_quantity_to_add("1", 0, 1), Ok(1));
        assert_eq!(parse_quantity_to_add(" 2 ", 3, 5), Ok(2));
        assert_eq!(parse_quantity_to_add("9999", 0, 50_000), Ok(9_999));
    }

    #[test]
    fn packets_in_the_cart_reduce_the_number_that_can_be_added() {
        let some = Message::new("cart-only-left-some-in-cart").count("stock", 5).count("present", 3);
        assert_eq!(parse_quantity_to_add("3", 3, 5), Err(some));
        let all = Message::new("cart-only-left-all-in-cart").count("stock", 5);
        assert_eq!(parse_quantity_to_add("1", 5, 5), Err(all.clone()));
        assert_eq!(parse_quantity_to_add("x", 7, 5), Err(all));
    }

    #[test]
    fn the_message_names_the_error_and_the_limit() {
        let left = Message::new("cart-only-left").count("stock", 5);
        let few = Message::new("cart-quantity-too-few").count("most", 5);
        let no_number = Message::new("cart-quantity-no-number").count("most", 5);
        for (typed, message) in [
            ("6", &left),
            (FAR_TOO_MANY, &left),
            ("0", &few),
            ("-1", &few),
            (FAR_TOO_FEW, &few),
            ("", &no_number),
            ("two", &no_number),
            ("1.5", &no_number),
            ("1e2", &no_number),
        ] {
            assert_eq!(parse_quantity_to_add(typed, 0, 5).as_ref(), Err(message), "{typed:?}");
        }
        assert_eq!(parse_quantity_to_add("1", 0, 0), Err(Message::new("cart-sold-out")));
        let most = Message::new("cart-most-of-one-tea").count("most", MAX_QUANTITY);
        assert_eq!(parse_quantity_to_add("10000", 0, 50_000), Err(most));
    }

    #[test]
    fn a_quantity_can_be_set_from_0_to_the_stock() {
        assert_eq!(parse_quantity_to_set("0", 5), Ok(0));
        assert_eq!(parse_quantity_to_set("5", 5), Ok(5));
        assert_eq!(parse_quantity_to_set("0", 0), Ok(0));
        for typed in ["6", "-1", "", "x", FAR_TOO_MANY, FAR_TOO_FEW] {
            assert!(parse_quantity_to_set(typed, 5).is_err(), "{typed:?}");
        }
    }

    #[test]
    fn a_line_with_more_packets_than_the_stock_has_a_shortage() {
        assert_eq!(shortage(5, 5), None);
        assert_eq!(shortage(5, 4), Some(Message::new("cart-only-left").count("stock", 4)));
        assert_eq!(shortage(5, 0), Some(Message::new("cart-sold-out")));
    }
}
