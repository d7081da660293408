//! Another process holds SQLite's write lock for longer than a request may take. A
//! change whose response was a 503 is not written when the lock is free again.

use std::{sync::Arc, time::Duration};

use session_shop::{
    databases::{DEFAULT_TIMEOUT, Database},
    sessions::{Options, engines::DbEngine},
};
use tempfile::TempDir;

use crate::support::time_limit::in_time;
use crate::support::{Dictionary, EngineAndStore, sqlite::Sqlite};

const FILE: &str = "sessions.sqlite3";

/// How long the lock is held in the test in which a request waits for it.
const HELD: Duration = Duration::from_millis(200);

/// Much longer than that, for a busy machine.
const LONG_TIMEOUT: Duration = Duration::from_secs(20);

/// Starts a server whose sessions are in SQLite, with that timeout of a request.
async fn dictionary(folder: &TempDir, timeout: Duration) -> Dictionary {
    let url = format!("sqlite:{FILE}");
    let database = Database::open(&url, folder.path(), 4, timeout).unwrap();
    database.migrate().await.unwrap();
    let engine = Arc::new(DbEngine::new(database));
    let change = |options: &mut Options| (options.engine, options.store_timeout) = (engine, timeout);
    Dictionary::over_with(EngineAndStore::CacheMemory, change).await
}

#[actix_web::test]
async fn a_change_whose_response_was_a_503_is_not_written_later() {
    let folder = tempfile::tempdir().unwrap();
    let dictionary = dictionary(&folder, DEFAULT_TIMEOUT).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let mut holder = Sqlite::open(&folder.path().join(FILE));
    holder.run("BEGIN IMMEDIATE");
    for line in ["set a 2", "flush", "add a 5"] {
        let page = in_time(line, visitor.run(&[line])).await;
        assert_eq!(
            (page.status, page.header("retry-after"), page.set_cookie("sessionid")),
            (503, Some("5"), None)
        );
        // A read needs no lock.
        assert_eq!(visitor.run_line("get a").await, "1");
    }
    holder.run("COMMIT");
    // This write waits until all earlier writes are done.
    assert_eq!(visitor.run_line("set b 7").await, "ok");
    assert_eq!(visitor.run_line("items").await, "a=1 b=7");
}

#[actix_web::test]
async fn a_request_waits_for_a_lock_that_is_released_in_time() {
    let folder = tempfile::tempdir().unwrap();
    let dictionary = dictionary(&folder, LONG_TIMEOUT).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let mut holder = Sqlite::open(&folder.path().join(FILE));
    holder.run("BEGIN IMMEDIATE");
    let release = async {
        tokio::time::sleep(HELD).await;
        holder.run("COMMIT");
    };
    let (page, ()) = futures_util::future::join(visitor.run(&["set a 2"]), release).await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert_eq!(visitor.run_line("items").await, "a=2");
}
