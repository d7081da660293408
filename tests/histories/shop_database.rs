//! The shop's database, which is filled before a run and read after it.

use std::path::Path;

use diesel::{Connection as _, QueryResult, connection::SimpleConnection as _, prelude::*};
use session_shop::databases::{
    Connection,
    schema::{order_lines, orders, products, sessions, users},
};

use super::history::{Line, Order, StockAndOrders};
use crate::support::process::Process;

/// The number of packets of each tea: more than any run buys.
const STOCK: i32 = 100_000_000;

/// Creates the tables and sets the stock.
pub fn prepare(url: &str, folder: &Path) {
    drop(Process::start(folder, &[("DATABASE_URL", url)]));
    with(url, folder, |connection| {
        diesel::update(products::table).set(products::stock.eq(STOCK)).execute(connection)
    });
}

/// Returns the data of all sessions.
pub fn stored_sessions(url: &str, folder: &Path) -> Vec<String> {
    with(url, folder, |connection| sessions::table.select(sessions::session_data).load(connection))
}

/// Returns the stock that is left, and the orders.
pub fn stock_and_orders(url: &str, folder: &Path) -> StockAndOrders {
    with(url, folder, |connection| {
        let stock: Vec<(i32, String, i32)> =
            products::table.select((products::id, products::slug, products::stock)).load(connection)?;
        let users: Vec<(i32, String)> = users::table.select((users::id, users::username)).load(connection)?;
        let columns = (order_lines::order_id, order_lines::product_id, order_lines::quantity);
        let lines: Vec<(i32, i32, i32)> = order_lines::table.select(columns).load(connection)?;
        let columns = (orders::id, orders::number, orders::placed_by, orders::user_id);
        let orders: Vec<(i32, String, String, i32)> = orders::table.select(columns).load(connection)?;
        let slug = |id| stock.iter().find(|(product, ..)| *product == id).unwrap().1.clone();
        let name = |id| users.iter().find(|(user, _)| *user == id).unwrap().1.clone();
        let lines_of = |id| {
            let own = lines.iter().filter(|(order, ..)| *order == id);
            own.map(|(_, product, quantity)| (slug(*product), quantity.cast_unsigned()))
                .collect::<Vec<Line>>()
        };
        let orders = orders.into_iter().map(|(id, number, token, user)| Order {
            number,
            token,
            username: name(user),
            lines: lines_of(id),
        });
        let orders = orders.collect();
        let stock = stock.iter().map(|(_, slug, stock)| (slug.clone(), stock.cast_unsigned())).collect();
        Ok(StockAndOrders { stock_before: STOCK.cast_unsigned(), stock, orders })
    })
}

fn with<T>(url: &str, folder: &Path, work: impl FnOnce(&mut Connection) -> QueryResult<T>) -> T {
    work(&mut connect(url, folder)).unwrap()
}

fn connect(url: &str, folder: &Path) -> Connection {
    match url.split_once(':') {
        Some(("sqlite", path)) => {
            let mut sqlite = SqliteConnection::establish(folder.join(path).to_str().unwrap()).unwrap();
            sqlite.batch_execute("PRAGMA busy_timeout = 5000").unwrap();
            Connection::Sqlite(sqlite)
        }
        #[cfg(feature = "server-tests")]
        Some(("postgres", _)) => Connection::Postgres(PgConnection::establish(url).unwrap()),
        #[cfg(feature = "server-tests")]
        Some(("mysql", _)) => Connection::Mysql(MysqlConnection::establish(url).unwrap()),
        _ => panic!("{url} is no database"),
    }
}

/// Does in a PostgreSQL database what a migration of the next version could do without
/// a problem for this one: it adds columns, an index and a table. Records the migration
/// as diesel does.
#[cfg(feature = "server-tests")]
pub fn migrate_to_next_version(url: &str) {
    PgConnection::establish(url)
        .unwrap()
        .batch_execute(
            "ALTER TABLE products ADD COLUMN harvested_on DATE;
             ALTER TABLE orders ADD COLUMN note TEXT NOT NULL DEFAULT '';
             CREATE INDEX orders_note ON orders (note);
             CREATE TABLE reviews (id SERIAL PRIMARY KEY, stars INTEGER NOT NULL);
             INSERT INTO __diesel_schema_migrations (version) VALUES ('29990101000001');",
        )
        .unwrap();
}
