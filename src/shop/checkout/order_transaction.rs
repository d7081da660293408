//! Writes an order in one transaction: either the stock of all its teas is reduced and
//! the order is inserted, or nothing is changed. All transactions lock the teas in the
//! same order, so that two of them can't deadlock.

use diesel::{
    prelude::*,
    result::{DatabaseErrorKind, Error as QueryError},
};
use time::{OffsetDateTime, PrimitiveDateTime, UtcOffset};

use super::{Delivery, address::Address, totals::OrderTotals};
use crate::{
    databases::{
        Connection, Database, DatabaseError,
        schema::{order_lines, orders, products},
    },
    i18n::Currency,
    shop::cart::CartLine,
};

/// The most attempts to insert an order, if its random number or its token exists.
const MAX_ATTEMPTS: u32 = 3;

/// Letters and digits of order numbers, without those that look alike.
const NUMBER_ALPHABET: &[u8] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Length of the random part of an order number, characters.
const NUMBER_LENGTH: usize = 6;

/// An order to place.
#[derive(Clone, Debug)]
pub struct NewOrder {
    /// Token of the review page.
    pub token: String,
    /// Id of the buyer.
    pub user_id: i32,
    /// Time of the order.
    pub placed_at: OffsetDateTime,
    /// Recipient and address.
    pub address: Address,
    /// Delivery method.
    pub delivery: Delivery,
    /// Currency of the charged amounts.
    pub currency: Currency,
    /// The bought teas; no tea occurs twice.
    pub lines: Vec<CartLine>,
}

/// A placed order, with its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlacedOrder {
    /// This request has placed it.
    New(String),
    /// Another request with the same token has placed it before.
    Existing(String),
}

/// Why an order was not placed. Nothing was changed.
#[derive(Debug)]
pub enum PlaceOrderError {
    /// The stock of a tea is smaller than its line.
    OutOfStock,
    /// The database failed.
    Failed(DatabaseError),
}

impl From<QueryError> for PlaceOrderError {
    fn from(error: QueryError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<DatabaseError> for PlaceOrderError {
    fn from(error: DatabaseError) -> Self {
        Self::Failed(error)
    }
}

impl PlaceOrderError {
    /// Returns whether an order with this number or this token exists.
    fn is_unique_violation(&self) -> bool {
        let unique = DatabaseErrorKind::UniqueViolation;
        matches!(self, Self::Failed(DatabaseError::Query(QueryError::DatabaseError(kind, _))) if *kind == unique)
    }
}

/// Returns the number of the user's order that was placed with `token`.
///
/// # Errors
/// Returns the error of the database.
pub async fn find(database: &Database, token: &str, user_id: i32) -> Result<Option<String>, DatabaseError> {
    let token = token.to_owned();
    database.read(move |connection| find_number(connection, &token, user_id)).await
}

/// Places an order, unless an order with its token exists.
///
/// # Errors
/// Returns [`PlaceOrderError::OutOfStock`], or the error of the database.
pub async fn place(database: &Database, mut order: NewOrder) -> Result<PlacedOrder, PlaceOrderError> {
    // Each transaction locks the rows of its teas one after the other, in this order.
    order.lines.sort_unstable_by(|one, other| one.product.cmp(&other.product));
    let mut attempt = 1;
    loop {
        let order = order.clone();
        let outcome = database.write(move |connection| insert(connection, &order)).await;
        match outcome {
            // Another process has inserted an order with this token or this number since
            // the query: query again, with another number.
            Err(error) if error.is_unique_violation() && attempt < MAX_ATTEMPTS => attempt += 1,
            outcome => return outcome,
        }
    }
}

fn insert(connection: &mut Connection, order: &NewOrder) -> Result<PlacedOrder, PlaceOrderError> {
    if let Some(number) = find_number(connection, &order.token, order.user_id)? {
        return Ok(PlacedOrder::Existing(number));
    }
    let products = order.lines.iter().map(|line| reduce_stock(connection, line));
    let products: Vec<(i32, i64)> = products.collect::<Result<_, PlaceOrderError>>()?;
    let quantities = order.lines.iter().map(|line| line.quantity);
    let prices = products.iter().map(|(_, us_cents)| *us_cents).zip(quantities);
    let totals = OrderTotals::new(prices, order.delivery, order.currency);
    let (id, number) = insert_order(connection, order, &totals)?;
    for ((line, (product_id, _)), line_total) in order.lines.iter().zip(products).zip(&totals.lines) {
        let values = (
            order_lines::order_id.eq(id),
            order_lines::product_id.eq(product_id),
            order_lines::quantity.eq(line.quantity.cast_signed()),
            order_lines::unit_price.eq(line_total.unit_price),
        );
        diesel::insert_into(order_lines::table).values(values).execute(connection)?;
    }
    Ok(PlacedOrder::New(number))
}

/// Reduces the stock of a line's tea. Returns the tea's primary key and its current price
/// in US cents.
fn reduce_stock(connection: &mut Connection, line: &CartLine) -> Result<(i32, i64), PlaceOrderError> {
    let quantity = i32::try_from(line.quantity).map_err(|_| PlaceOrderError::OutOfStock)?;
    let enough = products::table.filter(products::slug.eq(&line.product).and(products::stock.ge(quantity)));
    let updated =
        diesel::update(enough).set(products::stock.eq(products::stock - quantity)).execute(connection)?;
    if updated == 0 {
        return Err(PlaceOrderError::OutOfStock);
    }
    let product = products::table.filter(products::slug.eq(&line.product));
    Ok(product.select((products::id, products::price)).first(connection)?)
}

fn insert_order(
    connection: &mut Connection,
    order: &NewOrder,
    totals: &OrderTotals,
) -> QueryResult<(i32, String)> {
    let placed_at = order.placed_at.to_offset(UtcOffset::UTC);
    let number = random_number(placed_at);
    let values = (
        orders::number.eq(&number),
        orders::placed_by.eq(&order.token),
        orders::user_id.eq(order.user_id),
        orders::placed_at.eq(PrimitiveDateTime::new(placed_at.date(), placed_at.time())),
        orders::name.eq(&order.address.name),
        orders::street.eq(&order.address.street),
        orders::postcode.eq(&order.address.postcode),
        orders::city.eq(&order.address.city),
        orders::country.eq(&order.address.country),
        orders::delivery.eq(order.delivery.code()),
        orders::currency.eq(order.currency.code()),
        orders::delivery_price.eq(totals.delivery_price),
        orders::total.eq(totals.total),
    );
    diesel::insert_into(orders::table).values(values).execute(connection)?;
    let id = orders::table.filter(orders::number.eq(&number)).select(orders::id).first(connection)?;
    Ok((id, number))
}

fn find_number(connection: &mut Connection, token: &str, user_id: i32) -> QueryResult<Option<String>> {
    let own = orders::table.filter(orders::placed_by.eq(token).and(orders::user_id.eq(user_id)));
    own.select(orders::number).first(connection).optional()
}

/// Returns a number such as `20261102-7KQ2MX`: the date and random characters. It is
/// short enough to be read out, and does not reveal how many orders the shop has.
fn random_number(placed_at: OffsetDateTime) -> String {
    let date = placed_at.date();
    let random = |_| char::from(NUMBER_ALPHABET[rand::random_range(..NUMBER_ALPHABET.len())]);
    let letters: String = (0..NUMBER_LENGTH).map(random).collect();
    format!("{:04}{:02}{:02}-{letters}", date.year(), u8::from(date.month()), date.day())
}

#[cfg(test)]
mod tests;
