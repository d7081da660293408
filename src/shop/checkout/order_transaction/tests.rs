//! Orders over an `SQLite` file, placed by several buyers at the same time.

use time::macros::datetime;

use super::*;
use crate::databases::{self, schema::users};

const TEA: &str = "the-last-one";

/// A database with one tea and two users, in a temporary folder, which is removed with it.
struct Shop {
    database: Database,
    _folder: tempfile::TempDir,
}

impl Shop {
    async fn with_stock(stock: i32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database =
            Database::open("sqlite:shop.sqlite3", folder.path(), 4, databases::DEFAULT_TIMEOUT).unwrap();
        database.migrate().await.unwrap();
        let filled = database.write(move |connection| fill(connection, stock)).await;
        filled.unwrap();
        Self { database, _folder: folder }
    }

    async fn stock(&self) -> i32 {
        let stock =
            self.database.read(|connection| products::table.select(products::stock).first(connection));
        stock.await.unwrap()
    }

    async fn orders(&self) -> i64 {
        self.database.read(|connection| orders::table.count().get_result(connection)).await.unwrap()
    }
}

fn fill(connection: &mut Connection, stock: i32) -> Result<(), DatabaseError> {
    let tea = (
        products::slug.eq(TEA),
        products::category.eq("green"),
        products::price.eq(1850),
        products::grams.eq(50),
        products::stock.eq(stock),
    );
    diesel::insert_into(products::table).values(tea).execute(connection)?;
    for name in ["one", "other"] {
        let user = (
            users::username.eq(name),
            users::username_key.eq(name),
            users::password_hash.eq(""),
            users::created_at.eq(datetime!(2026-11-01 08:00)),
        );
        diesel::insert_into(users::table).values(user).execute(connection)?;
    }
    Ok(())
}

fn order(user_id: i32, token: &str, quantity: u32) -> NewOrder {
    NewOrder {
        token: token.to_owned(),
        user_id,
        placed_at: datetime!(2026-11-02 23:30 UTC),
        address: Address { name: "A".to_owned(), ..Address::default() },
        delivery: Delivery::Standard,
        currency: Currency::Twd,
        lines: vec![CartLine { product: TEA.to_owned(), quantity }],
    }
}

#[actix_web::test]
async fn of_two_buyers_of_the_last_packet_one_gets_it() {
    let shop = Shop::with_stock(1).await;
    let (one, other) = futures_util::future::join(
        place(&shop.database, order(1, "one", 1)),
        place(&shop.database, order(2, "other", 1)),
    )
    .await;
    let refused =
        [&one, &other].iter().filter(|outcome| matches!(outcome, Err(PlaceOrderError::OutOfStock))).count();
    assert_eq!((refused, shop.stock().await, shop.orders().await), (1, 0, 1), "{one:?} {other:?}");
}

#[actix_web::test]
async fn a_form_sent_many_times_at_once_places_one_order() {
    let shop = Shop::with_stock(10).await;
    let attempts = (0..8).map(|_| place(&shop.database, order(1, "token", 2)));
    let outcomes = futures_util::future::join_all(attempts).await;
    let mut new = 0;
    let mut numbers: Vec<String> = Vec::new();
    for outcome in outcomes {
        match outcome.unwrap() {
            PlacedOrder::New(number) => {
                new += 1;
                numbers.push(number);
            }
            PlacedOrder::Existing(number) => numbers.push(number),
        }
    }
    numbers.dedup();
    assert_eq!((new, numbers.len()), (1, 1));
    assert_eq!((shop.stock().await, shop.orders().await), (8, 1));
    assert_eq!(find(&shop.database, "token", 1).await.unwrap().as_ref(), numbers.first());
    assert_eq!(find(&shop.database, "token", 2).await.unwrap(), None);
}

#[actix_web::test]
async fn an_order_that_exceeds_the_stock_changes_nothing() {
    let shop = Shop::with_stock(3).await;
    let mut too_much = order(1, "token", 2);
    too_much.lines.push(CartLine { product: "unknown".to_owned(), quantity: 1 });
    assert!(matches!(place(&shop.database, too_much).await, Err(PlaceOrderError::OutOfStock)));
    assert_eq!((shop.stock().await, shop.orders().await), (3, 0));
}

#[actix_web::test]
async fn an_order_stores_the_charged_amounts_in_its_currency() {
    let shop = Shop::with_stock(3).await;
    let PlacedOrder::New(number) = place(&shop.database, order(1, "token", 3)).await.unwrap() else {
        panic!("there was no order before")
    };
    let (prefix, letters) = number.split_once('-').unwrap();
    assert_eq!((prefix, letters.len()), ("20261102", NUMBER_LENGTH));
    let charged = shop.database.read(|connection| {
        let row = orders::table.inner_join(order_lines::table);
        row.select((order_lines::unit_price, orders::delivery_price, orders::total)).first(connection)
    });
    let charged: (i64, i64, i64) = charged.await.unwrap();
    assert_eq!(charged, (592, 144, 592 * 3 + 144));
}
