//! Another client has locked one session's row, and more requests need that row than
//! there are connections. They get a 503, and requests for other sessions succeed.

use std::sync::Arc;

use diesel::{Connection, MysqlConnection, PgConnection, connection::SimpleConnection};
use futures_util::future::{join, join_all};
use session_shop::{
    databases::{DEFAULT_TIMEOUT, Database},
    sessions::engines::DbEngine,
};

use super::cut_off::{assert_retry_later, dictionary, wait_until_available};
use crate::support::{
    Dictionary,
    servers::{mariadb, postgres},
    time_limit::in_time,
    visitor::Visitor,
};

/// The default of the settings.
const CONNECTIONS: u32 = 8;

#[actix_web::test]
async fn others_are_served_while_a_row_of_postgresql_is_locked() {
    let database = postgres().borrow();
    let locker = PgConnection::establish(&database.url).unwrap();
    others_are_served_while_a_row_is_locked(&database.url, locker).await;
}

#[actix_web::test]
async fn others_are_served_while_a_row_of_mariadb_is_locked() {
    let database = mariadb().borrow();
    let locker = MysqlConnection::establish(&database.url).unwrap();
    others_are_served_while_a_row_is_locked(&database.url, locker).await;
}

async fn others_are_served_while_a_row_is_locked(url: &str, mut locker: impl SimpleConnection) {
    let database = Database::open(url, "".as_ref(), CONNECTIONS, DEFAULT_TIMEOUT).unwrap();
    database.migrate().await.unwrap();
    let dictionary = dictionary(Arc::new(DbEngine::new(database))).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let others = others(&dictionary).await;
    let key = visitor.run_line("session_key").await;
    locker.batch_execute("BEGIN").unwrap();
    let lock = format!("UPDATE sessions SET version = version WHERE session_key = '{key}'");
    locker.batch_execute(&lock).unwrap();
    let locked_out = join_all((0..10).map(|_| in_time("set a 2", visitor.run(&["set a 2"]))));
    let served = join_all(others.iter().map(|other| in_time("set b 2", other.run(&["set b 2"]))));
    let (locked_out, served) = join(locked_out, served).await;
    for page in &locked_out {
        assert_retry_later(page);
    }
    for page in &served {
        assert_eq!(page.status, 200, "{}", page.body);
    }
    locker.batch_execute("ROLLBACK").unwrap();
    wait_until_available(&visitor).await;
    assert_eq!(visitor.run_line("items").await, "a=1", "a change whose response was a 503 was written");
}

async fn others(dictionary: &Dictionary) -> Vec<Visitor> {
    let mut others = Vec::new();
    for _ in 0..6 {
        others.push(dictionary.visitor_with(&["set b 1"]).await);
    }
    others
}
