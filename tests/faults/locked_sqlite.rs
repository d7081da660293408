//! Another process holds SQLite's write lock for longer than a request may
//! take: what was answered with 503 is not written when the lock is free again.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use session_shop::{
    databases::{DEFAULT_TIMEOUT, Database},
    sessions::engines::DbEngine,
};
use tempfile::TempDir;

use crate::support::{Dictionary, EngineAndStore, sqlite::Sqlite};

/// Visitors are told within a second; a debug build on a busy machine is given
/// a little more.
const IN_TIME: Duration = Duration::from_millis(1_200);

const FILE: &str = "sessions.sqlite3";

async fn dictionary(folder: &TempDir) -> Dictionary {
    let url = format!("sqlite:{FILE}");
    let database = Database::open(&url, folder.path(), 4, DEFAULT_TIMEOUT).unwrap();
    database.migrate().await.unwrap();
    let engine = Arc::new(DbEngine::new(database));
    Dictionary::over_with(EngineAndStore::CacheMemory, |options| options.engine = engine).await
}

#[actix_web::test]
async fn what_was_answered_with_503_is_not_written_later() {
    let folder = tempfile::tempdir().unwrap();
    let dictionary = dictionary(&folder).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let mut holder = Sqlite::open(&folder.path().join(FILE));
    holder.run("BEGIN IMMEDIATE");
    for line in ["set a 2", "flush", "add a 5"] {
        let sent = Instant::now();
        let page = visitor.run(&[line]).await;
        assert_eq!(
            (page.status, page.header("retry-after"), page.set_cookie("sessionid")),
            (503, Some("5"), None)
        );
        assert!(sent.elapsed() < IN_TIME, "{line}: {:?}", sent.elapsed());
        // Reading needs no lock.
        assert_eq!(visitor.run_line("get a").await, "1");
    }
    holder.run("COMMIT");
    // A write queues behind all that were before it.
    assert_eq!(visitor.run_line("set b 7").await, "ok");
    assert_eq!(visitor.run_line("items").await, "a=1 b=7");
}

#[actix_web::test]
async fn a_lock_that_is_free_in_time_is_no_failure() {
    let folder = tempfile::tempdir().unwrap();
    let dictionary = dictionary(&folder).await;
    let visitor = dictionary.visitor_with(&["set a 1"]).await;
    let mut holder = Sqlite::open(&folder.path().join(FILE));
    holder.run("BEGIN IMMEDIATE");
    let release = async {
        tokio::time::sleep(DEFAULT_TIMEOUT / 4).await;
        holder.run("COMMIT");
    };
    let (page, ()) = futures_util::future::join(visitor.run(&["set a 2"]), release).await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert_eq!(visitor.run_line("items").await, "a=2");
}
