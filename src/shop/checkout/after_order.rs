//! What becomes of the session once an order is placed: the cart loses what was
//! bought, and the draft is forgotten. The order is in the database and the cart in
//! the session, so the one can be stored and the other not (the session store is
//! away, the process dies). Whoever meets the placed order next settles it; the
//! session remembers by the order's token that it is done, so it is done once.

use diesel::prelude::*;

use super::{Checkout, draft};
use crate::{
    databases::{
        Connection, Database, DatabaseError,
        schema::{order_lines, orders, products},
    },
    i18n::Message,
    sessions::{Error, data::Data},
    shop::cart::{self, Line},
    web::flash::{self, Level},
};

/// The tokens of the orders that were settled in this session.
const KEY: &str = "settled_orders";

/// The most tokens that are kept: a form that was sent twice arrives soon.
const MAX_KEPT: usize = 4;

/// Returns what an order bought.
///
/// # Errors
/// The database's.
pub async fn bought_by(database: &Database, number: &str) -> Result<Vec<Line>, DatabaseError> {
    let number = number.to_owned();
    let lines = move |connection: &mut Connection| {
        let rows = order_lines::table.inner_join(orders::table).inner_join(products::table);
        let rows = rows.filter(orders::number.eq(&number)).order(order_lines::product_id);
        rows.select((products::slug, order_lines::quantity)).load::<(String, i32)>(connection)
    };
    let line = |(product, quantity): (String, i32)| Line { product, quantity: quantity.unsigned_abs() };
    Ok(database.read(lines).await?.into_iter().map(line).collect())
}

/// Settles the order that was placed with `token`, unless that is done. What
/// another tab put into the cart since stays.
///
/// # Errors
/// [`Error::WrongType`] if the session holds something else where the cart or the
/// draft is kept.
pub fn settle(checkout: &Checkout, bought: Vec<Line>, token: &str, number: &str) -> Result<(), Error> {
    let settled = checkout.session.get_or(KEY, Vec::<String>::new())?;
    if settled.iter().any(|settled| settled == token) {
        return Ok(());
    }
    let token = token.to_owned();
    checkout.session.edit(move |data| settle_in(data, &bought, &token))?;
    let message = Message::new("checkout-placed").with("number", number);
    flash::add(&checkout.session, Level::Success, message)
}

fn settle_in(data: &mut Data, bought: &[Line], token: &str) -> Result<(), Error> {
    let mut settled = data.value::<Vec<String>>(KEY)?.unwrap_or_default();
    if settled.iter().any(|settled| settled == token) {
        return Ok(());
    }
    cart::remove_bought(data, bought)?;
    draft::forget(data, token)?;
    settled.push(token.to_owned());
    settled.drain(..settled.len().saturating_sub(MAX_KEPT));
    data.set_value(KEY, &settled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_settled_once_however_often_its_form_arrives() {
        let mut data = Data::default();
        data.set("cart", r#"[{"product":"a","quantity":5},{"product":"b","quantity":1}]"#);
        data.set("checkout", r#"{"review":{"token":"t","currency":"USD"}}"#);
        let bought = [Line { product: "a".to_owned(), quantity: 2 }];
        for _ in 0..2 {
            settle_in(&mut data, &bought, "t").unwrap();
            let cart = r#"[{"product":"a","quantity":3},{"product":"b","quantity":1}]"#;
            assert_eq!((data.get("cart"), data.get("checkout")), (Some(cart), None));
        }
    }

    #[test]
    fn the_last_few_tokens_are_kept() {
        let mut data = Data::default();
        for token in ["a", "b", "c", "d", "e"] {
            settle_in(&mut data, &[], token).unwrap();
        }
        assert_eq!(data.get(KEY), Some(r#"["b","c","d","e"]"#));
    }
}
