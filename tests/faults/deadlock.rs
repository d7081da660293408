//! Two transactions lock the same rows in opposite order. The server aborts one of
//! them, and `Database` runs that one again.

use std::{
    sync::{
        Arc, Barrier,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use diesel::{RunQueryDsl, sql_query};
use futures_util::future::join;
use session_shop::databases::{Connection, Database, DatabaseError};

use crate::support::servers::{mariadb, postgres};

/// The timeout of the database. A transaction waits half of it for a lock, which is
/// longer than the time after which PostgreSQL searches for deadlocks.
const TIMEOUT: Duration = Duration::from_secs(20);

#[actix_web::test]
async fn a_deadlock_of_postgresql_is_resolved() {
    a_deadlock_is_resolved(&postgres().borrow().url).await;
}

#[actix_web::test]
async fn a_deadlock_of_mariadb_is_resolved() {
    a_deadlock_is_resolved(&mariadb().borrow().url).await;
}

async fn a_deadlock_is_resolved(url: &str) {
    let database = Database::open(url, "".as_ref(), 2, TIMEOUT).unwrap();
    database.migrate().await.unwrap();
    database
        .write(|connection| insert(connection, "a").and_then(|()| insert(connection, "b")))
        .await
        .unwrap();
    let (both, attempts) = (Arc::new(Barrier::new(2)), Arc::new(AtomicUsize::new(0)));
    let lock = |first: &'static str, second: &'static str| {
        let (both, attempts) = (Arc::clone(&both), Arc::clone(&attempts));
        database.write(move |connection| {
            increment(connection, first)?;
            // Each of the first two locks its first row before either continues.
            if attempts.fetch_add(1, Ordering::SeqCst) < 2 {
                both.wait();
            }
            increment(connection, second)
        })
    };
    let (one, other) = join(lock("a", "b"), lock("b", "a")).await;
    one.unwrap();
    other.unwrap();
    assert!(attempts.load(Ordering::SeqCst) > 2, "there was a deadlock");
    for key in ["a", "b"] {
        let condition = format!("session_key = '{key}' AND version = 3");
        let query = format!("UPDATE sessions SET version = 0 WHERE {condition}");
        let found = database.read(move |connection| sql_query(query).execute(connection)).await.unwrap();
        assert_eq!(found, 1, "each transaction incremented the version of {key}");
    }
}

fn insert(connection: &mut Connection, key: &str) -> Result<(), DatabaseError> {
    let columns = "session_key, session_data, expire_date, version";
    let values = format!("'{key}', '', '2026-01-01 00:00:00', 1");
    sql_query(format!("INSERT INTO sessions ({columns}) VALUES ({values})")).execute(connection)?;
    Ok(())
}

fn increment(connection: &mut Connection, key: &str) -> Result<(), DatabaseError> {
    let increment = format!("UPDATE sessions SET version = version + 1 WHERE session_key = '{key}'");
    sql_query(increment).execute(connection)?;
    Ok(())
}
