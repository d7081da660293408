//! An order, written in one transaction: all lines are taken from the stock, or
//! none is and there is no order. All orders take their teas in the same order,
//! so that two of them never wait for each other.

use diesel::{
    prelude::*,
    result::{DatabaseErrorKind, Error as QueryError},
};
use time::{OffsetDateTime, PrimitiveDateTime, UtcOffset};

use super::{Delivery, address::Address, bill::Bill};
use crate::{
    databases::{
        Connection, Database, DatabaseError,
        schema::{order_lines, orders, products},
    },
    i18n::Currency,
    shop::cart::Line,
};

/// How often another number is drawn when one was drawn before.
const ATTEMPTS: u32 = 3;

/// Letters and digits that nobody mistakes for one another.
const NUMBER_ALPHABET: &[u8] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Letters and digits of an order number after its date.
const NUMBER_LENGTH: usize = 6;

/// An order that is to be placed.
#[derive(Clone, Debug)]
pub struct NewOrder {
    /// Token of the review page.
    pub token: String,
    /// Whose.
    pub user_id: i32,
    /// When.
    pub placed_at: OffsetDateTime,
    /// Where it goes.
    pub address: Address,
    /// How it gets there.
    pub delivery: Delivery,
    /// In which it is charged.
    pub currency: Currency,
    /// What is bought; no tea twice.
    pub lines: Vec<Line>,
}

/// An order that is placed, with its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Placed {
    /// Just now.
    Anew(String),
    /// By another request with the same token.
    Before(String),
}

/// Why an order is not placed. Nothing was changed.
#[derive(Debug)]
pub enum Refusal {
    /// There is less of a tea than is wanted.
    OutOfStock,
    /// The database did not do it.
    Failed(DatabaseError),
}

impl From<QueryError> for Refusal {
    fn from(error: QueryError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<DatabaseError> for Refusal {
    fn from(error: DatabaseError) -> Self {
        Self::Failed(error)
    }
}

impl Refusal {
    /// Whether the order's number or its token is there already.
    fn is_clash(&self) -> bool {
        let unique = DatabaseErrorKind::UniqueViolation;
        matches!(self, Self::Failed(DatabaseError::Query(QueryError::DatabaseError(kind, _))) if *kind == unique)
    }
}

/// The number of a user's order that was placed by that token.
pub async fn find(database: &Database, token: &str, user_id: i32) -> Result<Option<String>, DatabaseError> {
    let token = token.to_owned();
    database.read(move |connection| find_number(connection, &token, user_id)).await
}

/// Places an order, unless its token has placed one.
pub async fn place(database: &Database, mut order: NewOrder) -> Result<Placed, Refusal> {
    // Each transaction locks the rows of its teas one after the other.
    order.lines.sort_unstable_by(|one, other| one.product.cmp(&other.product));
    let mut attempt = 1;
    loop {
        let order = order.clone();
        let outcome = database.write(move |connection| insert(connection, &order)).await;
        match outcome {
            // Another process placed it between our look and our insert, or the
            // number was drawn before: look again, draw again.
            Err(refusal) if refusal.is_clash() && attempt < ATTEMPTS => attempt += 1,
            outcome => return outcome,
        }
    }
}

fn insert(connection: &mut Connection, order: &NewOrder) -> Result<Placed, Refusal> {
    if let Some(number) = find_number(connection, &order.token, order.user_id)? {
        return Ok(Placed::Before(number));
    }
    let taken = order.lines.iter().map(|line| take_from_stock(connection, line));
    let taken: Vec<(i32, i64)> = taken.collect::<Result<_, Refusal>>()?;
    let quantities = order.lines.iter().map(|line| line.quantity);
    let prices = taken.iter().map(|(_, us_cents)| *us_cents).zip(quantities);
    let bill = Bill::new(prices, order.delivery, order.currency);
    let (id, number) = insert_order(connection, order, &bill)?;
    for ((line, (product_id, _)), billed) in order.lines.iter().zip(taken).zip(&bill.lines) {
        let values = (
            order_lines::order_id.eq(id),
            order_lines::product_id.eq(product_id),
            order_lines::quantity.eq(line.quantity.cast_signed()),
            order_lines::unit_price.eq(billed.unit_price),
        );
        diesel::insert_into(order_lines::table).values(values).execute(connection)?;
    }
    Ok(Placed::Anew(number))
}

/// The tea's number and its present price in US cents.
fn take_from_stock(connection: &mut Connection, line: &Line) -> Result<(i32, i64), Refusal> {
    let quantity = i32::try_from(line.quantity).map_err(|_| Refusal::OutOfStock)?;
    let enough = products::table.filter(products::slug.eq(&line.product).and(products::stock.ge(quantity)));
    let hit =
        diesel::update(enough).set(products::stock.eq(products::stock - quantity)).execute(connection)?;
    if hit == 0 {
        return Err(Refusal::OutOfStock);
    }
    let product = products::table.filter(products::slug.eq(&line.product));
    Ok(product.select((products::id, products::price)).first(connection)?)
}

fn insert_order(connection: &mut Connection, order: &NewOrder, bill: &Bill) -> QueryResult<(i32, String)> {
    let placed_at = order.placed_at.to_offset(UtcOffset::UTC);
    let number = draw_number(placed_at);
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
        orders::delivery_price.eq(bill.delivery_price),
        orders::total.eq(bill.total),
    );
    diesel::insert_into(orders::table).values(values).execute(connection)?;
    let id = orders::table.filter(orders::number.eq(&number)).select(orders::id).first(connection)?;
    Ok((id, number))
}

fn find_number(connection: &mut Connection, token: &str, user_id: i32) -> QueryResult<Option<String>> {
    let own = orders::table.filter(orders::placed_by.eq(token).and(orders::user_id.eq(user_id)));
    own.select(orders::number).first(connection).optional()
}

/// The day and a few letters of chance: short enough to be read out, and
/// nobody learns from it how many orders there are.
fn draw_number(day: OffsetDateTime) -> String {
    let date = day.date();
    let draw = |_| char::from(NUMBER_ALPHABET[rand::random_range(..NUMBER_ALPHABET.len())]);
    let letters: String = (0..NUMBER_LENGTH).map(draw).collect();
    format!("{:04}{:02}{:02}-{letters}", date.year(), u8::from(date.month()), date.day())
}

#[cfg(test)]
mod tests;
