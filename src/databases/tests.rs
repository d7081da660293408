//! The timeouts of calls. Closures take the role of calls that hang in a client
//! library.

use std::sync::mpsc::{Receiver, Sender, channel};

use diesel::{RunQueryDsl, dsl::sql, select, sql_query, sql_types::Integer};
use futures_util::future::join;
use tempfile::TempDir;

use super::*;

const TIMEOUT: Duration = Duration::from_millis(200);

/// The time that a thread may need to continue on a busy machine.
const WAIT_LIMIT: Duration = Duration::from_secs(20);

fn url(folder: &TempDir) -> DatabaseUrl {
    DatabaseUrl::parse("sqlite:x.sqlite3", folder.path()).unwrap()
}

fn open(folder: &TempDir, connections: u32) -> Database {
    Database::open("sqlite:x.sqlite3", folder.path(), connections, TIMEOUT).unwrap()
}

fn one(connection: &mut Connection) -> QueryResult<i32> {
    select(sql::<Integer>("1")).get_result(connection)
}

/// Blocks until the sender is dropped.
fn hang(until: &Receiver<()>) {
    let _ = until.recv();
}

fn create_table(connection: &mut Connection) -> Result<(), DatabaseError> {
    sql_query("CREATE TABLE notes (note INTEGER NOT NULL)").execute(connection)?;
    Ok(())
}

fn insert(connection: &mut Connection, note: i32) -> Result<(), DatabaseError> {
    sql_query(format!("INSERT INTO notes VALUES ({note})")).execute(connection)?;
    Ok(())
}

async fn notes(database: &Database) -> Vec<i32> {
    let sum = |connection: &mut Connection| {
        select(sql::<Integer>("(SELECT COALESCE(SUM(note), 0) FROM notes)")).load(connection)
    };
    database.read(sum).await.unwrap()
}

#[actix_web::test]
async fn a_connection_whose_call_hangs_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let database = open(&folder, 1);
    let (_hanging, until) = channel();
    let call = move |_: &mut Connection| {
        hang(&until);
        Ok(())
    };
    let hung = database.read(call).await;
    assert!(matches!(hung, Err(DatabaseError::Timeout)), "{hung:?}");
    assert_eq!(database.read(one).await.unwrap(), 1);
}

#[actix_web::test]
async fn a_call_that_finds_no_free_connection_fails_at_the_deadline() {
    let folder = tempfile::tempdir().unwrap();
    let pool = Pool::new(url(&folder), Timeouts { call: TIMEOUT }, 1, 1);
    let (hanging, until) = channel();
    let (began, has_begun) = channel();
    let holder = pool.clone();
    let held = actix_web::rt::spawn(async move {
        holder
            .call(move |_, _, state| {
                state.start();
                began.send(()).unwrap();
                hang(&until);
                Ok::<_, DatabaseError>(())
            })
            .await
    });
    actix_web::rt::task::spawn_blocking(move || has_begun.recv_timeout(WAIT_LIMIT).unwrap()).await.unwrap();
    // The started call keeps its connection for the grace time, too.
    let refused = pool.call(|connection, _, _| Ok::<_, DatabaseError>(one(connection)?)).await;
    assert!(matches!(refused, Ok(1) | Err(DatabaseError::Busy)), "{refused:?}");
    assert!(matches!(held.await.unwrap(), Err(DatabaseError::OutcomeUnknown)));
    drop(hanging);
}

#[actix_web::test]
async fn the_number_of_hung_calls_is_limited() {
    let folder = tempfile::tempdir().unwrap();
    let pool = Pool::with_limit(url(&folder), Timeouts { call: TIMEOUT }, 1, 1, 1);
    let mut hanging = Vec::new();
    let mut call = async || {
        let (sender, until): (Sender<()>, _) = channel();
        hanging.push(sender);
        let call = move |_: &mut Connection, _: &LastFailure, _: &CallState| {
            hang(&until);
            Ok::<_, DatabaseError>(())
        };
        pool.call(call).await
    };
    // The connection's call, one abandoned call, and one that tries again.
    for _ in 0..3 {
        assert!(matches!(call().await, Err(DatabaseError::Timeout)));
    }
    for _ in 0..3 {
        assert!(matches!(call().await, Err(DatabaseError::Hangs)));
    }
    drop(hanging);
    let since = Instant::now();
    while pool.call(|connection, _, _| Ok::<_, DatabaseError>(one(connection)?)).await.is_err() {
        assert!(since.elapsed() < WAIT_LIMIT, "threads that have returned free their permits");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[actix_web::test]
async fn a_started_write_is_not_reported_as_failed() {
    let folder = tempfile::tempdir().unwrap();
    let database = open(&folder, 1);
    database.write(create_table).await.unwrap();
    let (began, has_begun) = channel();
    let (hanging, until) = channel::<()>();
    let write = database.write(move |connection| -> Result<(), DatabaseError> {
        insert(connection, 1)?;
        began.send(()).unwrap();
        hang(&until);
        Ok(())
    });
    let release = actix_web::rt::task::spawn_blocking(move || {
        has_begun.recv_timeout(WAIT_LIMIT).unwrap();
        std::thread::sleep(TIMEOUT);
        drop(hanging);
    });
    let (written, released) = join(write, release).await;
    released.unwrap();
    // On a busy machine even the grace time may expire, which is a known error.
    assert!(matches!(written, Ok(()) | Err(DatabaseError::OutcomeUnknown)), "{written:?}");
    database.write(|connection| insert(connection, 10)).await.unwrap();
    assert_eq!(notes(&database).await, [11]);
}

#[actix_web::test]
async fn a_write_that_was_abandoned_in_the_queue_is_not_done() {
    let folder = tempfile::tempdir().unwrap();
    let database = open(&folder, 1);
    database.write(create_table).await.unwrap();
    let (hanging, until) = channel::<()>();
    let (began, has_begun) = channel();
    let first = database.clone();
    let first = actix_web::rt::spawn(async move {
        let write = first.write(move |_| -> Result<(), DatabaseError> {
            began.send(()).unwrap();
            hang(&until);
            Ok(())
        });
        write.await
    });
    actix_web::rt::task::spawn_blocking(move || has_begun.recv_timeout(WAIT_LIMIT).unwrap()).await.unwrap();
    let second = database.write(|connection| insert(connection, 1)).await;
    assert!(matches!(second, Err(DatabaseError::Timeout)), "{second:?}");
    drop(hanging);
    let _ = first.await.unwrap();
    database.write(|connection| insert(connection, 10)).await.unwrap();
    assert_eq!(notes(&database).await, [10]);
}

#[actix_web::test]
async fn a_connection_is_used_again_after_a_failed_query() {
    let folder = tempfile::tempdir().unwrap();
    let database = open(&folder, 1);
    let failed = database.read(|connection| sql_query("SELECT nonsense").execute(connection)).await;
    assert!(matches!(failed, Err(DatabaseError::Query(_))), "{failed:?}");
    assert_eq!(database.read(one).await.unwrap(), 1);
}
