//! How many packets somebody may have: the number as typed, against the
//! shelf and what is in the cart already. Whoever asks for too many is told
//! what there is; nobody is given another number than the one typed.

use std::num::IntErrorKind;

use super::MAX_QUANTITY;
use crate::i18n::Message;

/// How many more packets `typed` asks for, at least 1, if `present` are in the
/// cart. A message beside the field if it can't be.
pub fn to_add(typed: &str, present: u32, stock: u32) -> Result<u32, Message> {
    let most = stock.min(MAX_QUANTITY).saturating_sub(present);
    match whole_number(typed) {
        _ if most == 0 => Err(too_many(present, stock)),
        Some(number) if number > i64::from(most) => Err(too_many(present, stock)),
        Some(number) if number > 0 => u32::try_from(number).map_err(|_| too_many(present, stock)),
        Some(_) => Err(Message::new("cart-quantity-too-few").count("most", most)),
        None => Err(Message::new("cart-quantity-no-number").count("most", most)),
    }
}

/// How many packets `typed` asks for in all; 0 is allowed. A message beside
/// the field if it can't be.
pub fn to_set(typed: &str, stock: u32) -> Result<u32, Message> {
    let most = stock.min(MAX_QUANTITY);
    match whole_number(typed) {
        Some(number) if number > i64::from(most) => Err(too_many(0, stock)),
        Some(number) => {
            u32::try_from(number).map_err(|_| Message::new("cart-quantity-negative").count("most", most))
        }
        None => Err(Message::new("cart-quantity-no-number-or-zero").count("most", most)),
    }
}

/// What is said of a line with more packets than there are.
pub fn shortage(quantity: u32, stock: u32) -> Option<Message> {
    (quantity > stock).then(|| too_many(0, stock))
}

fn too_many(present: u32, stock: u32) -> Message {
    if stock == 0 {
        Message::new("cart-sold-out")
    } else if stock > MAX_QUANTITY {
        Message::new("cart-most-of-one-tea").count("most", MAX_QUANTITY)
    } else if present >= stock {
        Message::new("cart-only-left-all-in-cart").count("stock", stock)
    } else if present > 0 {
        Message::new("cart-only-left-some-in-cart").count("stock", stock).count("present", present)
    } else {
        Message::new("cart-only-left").count("stock", stock)
    }
}

/// A number too long to be held is the longest that can.
fn whole_number(typed: &str) -> Option<i64> {
    match typed.trim().parse() {
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
    fn what_is_on_the_shelf_may_be_added() {
        assert_eq!(to_add("1", 0, 1), Ok(1));
        assert_eq!(to_add(" 2 ", 3, 5), Ok(2));
        assert_eq!(to_add("9999", 0, 50_000), Ok(9_999));
    }

    #[test]
    fn what_is_in_the_cart_counts() {
        let some = Message::new("cart-only-left-some-in-cart").count("stock", 5).count("present", 3);
        assert_eq!(to_add("3", 3, 5), Err(some));
        let all = Message::new("cart-only-left-all-in-cart").count("stock", 5);
        assert_eq!(to_add("1", 5, 5), Err(all.clone()));
        assert_eq!(to_add("x", 7, 5), Err(all));
    }

    #[test]
    fn the_message_says_what_is_wrong_and_what_is_allowed() {
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
            assert_eq!(to_add(typed, 0, 5).as_ref(), Err(message), "{typed:?}");
        }
        assert_eq!(to_add("1", 0, 0), Err(Message::new("cart-sold-out")));
        let most = Message::new("cart-most-of-one-tea").count("most", MAX_QUANTITY);
        assert_eq!(to_add("10000", 0, 50_000), Err(most));
    }

    #[test]
    fn a_quantity_may_be_set_to_anything_from_none_to_the_stock() {
        assert_eq!(to_set("0", 5), Ok(0));
        assert_eq!(to_set("5", 5), Ok(5));
        assert_eq!(to_set("0", 0), Ok(0));
        for typed in ["6", "-1", "", "x", FAR_TOO_MANY, FAR_TOO_FEW] {
            assert!(to_set(typed, 5).is_err(), "{typed:?}");
        }
    }

    #[test]
    fn a_line_is_short_when_others_bought_what_it_holds() {
        assert_eq!(shortage(5, 5), None);
        assert_eq!(shortage(5, 4), Some(Message::new("cart-only-left").count("stock", 4)));
        assert_eq!(shortage(5, 0), Some(Message::new("cart-sold-out")));
    }
}
