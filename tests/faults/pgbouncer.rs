//! PostgreSQL through a pgbouncer in transaction mode: each transaction may run on another
//! connection to the server, which knows no prepared statement and no `SET` of the last one.

use std::{thread, time::Duration};

use diesel::{RunQueryDsl, dsl::sql, select, sql_query, sql_types::BigInt};
use session_shop::databases::{Connection, DEFAULT_TIMEOUT, Database, DatabaseError};

use crate::support::{
    customer::line,
    process::{Process, RawClient},
    servers::{PgBouncer, postgres},
    visitor::Visitor,
};

/// The setting of a database behind a pooler.
const POOLING: (&str, &str) = ("SHOP_DATABASES_DEFAULT_TRANSACTION_POOLING", "true");

const TEA: &str = "keemun-black";

/// More than the connections of the pooler to the server.
const CLIENTS: usize = 5;

const PACKETS_OF_EACH: usize = 2;

#[actix_web::test]
async fn visitors_are_served_through_pgbouncer() {
    let (pooler, folder) = (PgBouncer::start(postgres()), tempfile::tempdir().unwrap());
    let url = pooler.url(&postgres().new_database());
    let shop = Process::start(folder.path(), &[("DATABASE_URL", &url), POOLING]);
    let visitor = Visitor::new(shop.address());
    visitor.register("Mei").await;
    let (client, address) = (RawClient::of(&visitor).await, shop.address());
    let clients = (0..CLIENTS).map(|_| {
        let client = client.clone();
        thread::spawn(move || {
            let add = |_| client.add_to_cart(address, TEA).unwrap();
            (0..PACKETS_OF_EACH).map(add).collect::<Vec<u16>>()
        })
    });
    let clients: Vec<_> = clients.collect();
    let statuses: Vec<u16> = clients.into_iter().flat_map(|client| client.join().unwrap()).collect();
    assert_eq!(statuses, [303; CLIENTS * PACKETS_OF_EACH], "{}", shop.log());
    let packets = u32::try_from(statuses.len()).unwrap();
    assert_eq!(visitor.get("/cart").await.cart_lines(), [line(TEA, packets)]);
}

#[test]
fn without_the_setting_the_prepared_statements_are_lost() {
    let (pooler, folder) = (PgBouncer::start(postgres()), tempfile::tempdir().unwrap());
    let url = pooler.url(&postgres().new_database());
    let log = Process::try_start(folder.path(), &[("DATABASE_URL", &url)]).map(drop).unwrap_err();
    assert!(log.contains("prepared statement"), "{log}");
}

#[actix_web::test]
async fn the_server_ends_a_statement_at_the_timeout_of_its_transaction() {
    let pooler = PgBouncer::start(postgres());
    let direct = postgres().new_database();
    let database = Database::open_pooled(&pooler.url(&direct), "".as_ref(), 4, DEFAULT_TIMEOUT).unwrap();
    let sleep = |connection: &mut Connection| sql_query("SELECT pg_sleep(3600)").execute(connection);
    assert!(database.read(sleep).await.is_err());
    let written = database.write(move |connection| Ok::<_, DatabaseError>(sleep(connection)?)).await;
    assert!(written.is_err());
    let observer = Database::open(&direct, "".as_ref(), 1, DEFAULT_TIMEOUT).unwrap();
    let sleeping = "(SELECT COUNT(*) FROM pg_stat_activity WHERE state = 'active' \
                    AND query LIKE 'SELECT pg_sleep%' AND datname = current_database())";
    let count = |connection: &mut Connection| select(sql::<BigInt>(sleeping)).get_result::<i64>(connection);
    while observer.read(count).await.unwrap() > 0 {
        actix_web::rt::time::sleep(Duration::from_millis(20)).await;
    }
}

#[test]
fn only_postgresql_has_such_poolers() {
    let folder = tempfile::tempdir().unwrap();
    let log = Process::try_start(folder.path(), &[POOLING]).map(drop).unwrap_err();
    assert!(log.contains("databases.default: transaction_pooling"), "{log}");
}
