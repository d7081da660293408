//! Updates the session after an order is placed: removes the bought packets from the
//! cart, and removes the draft. The order is in the database and the cart in the session,
//! and the process can stop between the two writes. So the next request that finds the
//! placed order completes it. The session stores the tokens of completed orders, so that
//! each order is completed once.

use diesel::prelude::*;

use super::{Checkout, draft};
use crate::{
    databases::{
        Connection, Database, DatabaseError,
        schema::{order_lines, orders, products},
    },
    i18n::Message,
    sessions::{Error, data::Data},
    shop::cart::{self, CartLine},
    web::flash::{self, Level},
};

/// The tokens of the orders that were completed in this session.
const KEY: &str = "settled_orders";

/// The most tokens that the session stores. A form that is sent twice arrives twice
/// within seconds, so a few tokens suffice.
const MAX_TOKENS: usize = 4;

/// Loads the lines of an order.
///
/// # Errors
/// Returns the error of the database.
pub async fn load_lines(database: &Database, number: &str) -> Result<Vec<CartLine>, DatabaseError> {
    let number = number.to_owned();
    let lines = move |connection: &mut Connection| {
        let rows = order_lines::table.inner_join(orders::table).inner_join(products::table);
        let rows = rows.filter(orders::number.eq(&number)).order(order_lines::product_id);
        rows.select((products::slug, order_lines::quantity)).load::<(String, i32)>(connection)
    };
    let line = |(product, quantity): (String, i32)| CartLine { product, quantity: quantity.unsigned_abs() };
    Ok(database.read(lines).await?.into_iter().map(line).collect())
}

/// Completes the order that was placed with `token`, unless it is completed already.
/// Packets that another tab has added to the cart meanwhile stay.
///
/// # Errors
/// Returns [`Error::WrongType`] if the session's cart or draft can't be read.
pub fn complete(checkout: &Checkout, bought: Vec<CartLine>, token: &str, number: &str) -> Result<(), Error> {
    let completed = checkout.session.get_or(KEY, Vec::<String>::new())?;
    if completed.iter().any(|completed| completed == token) {
        return Ok(());
    }
    let token = token.to_owned();
    checkout.session.edit(move |data| complete_in(data, &bought, &token))?;
    let message = Message::new("checkout-placed").with("number", number);
    flash::add(&checkout.session, Level::Success, message)
}

fn complete_in(data: &mut Data, bought: &[CartLine], token: &str) -> Result<(), Error> {
    let mut completed = data.value::<Vec<String>>(KEY)?.unwrap_or_default();
    if completed.iter().any(|completed| completed == token) {
        return Ok(());
    }
    cart::remove_bought(data, bought)?;
    draft::remove(data, token)?;
    completed.push(token.to_owned());
    completed.drain(..completed.len().saturating_sub(MAX_TOKENS));
    data.set_value(KEY, &completed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_completed_once_even_if_its_form_arrives_twice() {
        let mut data = Data::default();
        data.set("cart", r#"[{"product":"a","quantity":5},{"product":"b","quantity":1}]"#);
        data.set("checkout", r#"{"review":{"token":"t","currency":"USD"}}"#);
        let bought = [CartLine { product: "a".to_owned(), quantity: 2 }];
        for _ in 0..2 {
            complete_in(&mut data, &bought, "t").unwrap();
            let cart = r#"[{"product":"a","quantity":3},{"product":"b","quantity":1}]"#;
            assert_eq!((data.get("cart"), data.get("checkout")), (Some(cart), None));
        }
    }

    #[test]
    fn only_the_latest_tokens_are_stored() {
        let mut data = Data::default();
        for token in ["a", "b", "c", "d", "e"] {
            complete_in(&mut data, &[], token).unwrap();
        }
        assert_eq!(data.get(KEY), Some(r#"["b","c","d","e"]"#));
    }
}
