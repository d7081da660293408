//! E11: `clear_expired` checks the expiry of each record again when it removes it, so a
//! session that was extended in between stays. (SQLite allows only one writer, so the case
//! cannot arise there. The `file` engine's unit tests have it.)

use std::time::{Duration, Instant};

use diesel::{
    Connection, MysqlConnection, PgConnection, QueryableByName, RunQueryDsl, connection::SimpleConnection,
    sql_query, sql_types::BigInt,
};
use session_shop::sessions::{
    Record,
    engines::{Cleared, DbEngine, Engine},
};
use time::OffsetDateTime;

use crate::{
    d_cached_db::record_of,
    support::{
        combinations::over_database,
        servers::{mariadb, postgres},
    },
};

/// Longer than it takes, on a busy machine too, until a statement waits for its lock.
const DEADLINE: Duration = Duration::from_secs(30);

/// Another connection to the same database.
trait Observer: SimpleConnection {
    /// Returns how many statements wait for a lock in this database.
    fn waiting(&mut self) -> i64;
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

impl Observer for PgConnection {
    fn waiting(&mut self) -> i64 {
        let waiting = "SELECT COUNT(*) AS count FROM pg_stat_activity \
                       WHERE wait_event_type = 'Lock' AND datname = current_database()";
        sql_query(waiting).get_result::<Count>(self).unwrap().count
    }
}

impl Observer for MysqlConnection {
    fn waiting(&mut self) -> i64 {
        let waiting = "SELECT COUNT(*) AS count FROM information_schema.innodb_trx AS trx \
                       JOIN information_schema.processlist AS list ON list.id = trx.trx_mysql_thread_id \
                       WHERE trx.trx_state = 'LOCK WAIT' AND list.db = DATABASE()";
        sql_query(waiting).get_result::<Count>(self).unwrap().count
    }
}

#[actix_web::test]
async fn a_session_extended_while_postgresql_clears_is_kept() {
    let database = postgres().borrow();
    let folder = tempfile::tempdir().unwrap();
    let connect = || PgConnection::establish(&database.url).unwrap();
    extended_while_clearing(over_database(&database.url, &folder).await, connect(), connect()).await;
}

#[actix_web::test]
async fn a_session_extended_while_mariadb_clears_is_kept() {
    let database = mariadb().borrow();
    let folder = tempfile::tempdir().unwrap();
    let connect = || MysqlConnection::establish(&database.url).unwrap();
    extended_while_clearing(over_database(&database.url, &folder).await, connect(), connect()).await;
}

/// `clear_expired` finds two expired rows. Another connection has locked one of them, so
/// the removal waits, and has moved its expiry when the removal continues.
async fn extended_while_clearing(engine: DbEngine, mut other: impl Observer, mut watcher: impl Observer) {
    let clock = session_shop::sessions::Clock::system();
    let now = clock.now();
    let expired = Record { expire_date: now - Duration::from_secs(60), ..record_of(&clock, "1") };
    let (extended, removed) =
        (engine.create(&expired).await.unwrap(), engine.create(&expired).await.unwrap());
    other.batch_execute("BEGIN").unwrap();
    let later = without_zone(now + Duration::from_secs(600));
    let update =
        format!("UPDATE sessions SET expire_date = '{later}' WHERE session_key = '{}'", extended.as_str());
    other.batch_execute(&update).unwrap();
    let clearing = engine.clear_expired(now);
    let committing = async {
        let since = Instant::now();
        while watcher.waiting() == 0 {
            assert!(since.elapsed() < DEADLINE, "the removal never waits for the locked row");
            // MariaDB refreshes `innodb_trx` only if it was not read for 100 ms.
            tokio::time::sleep(Duration::from_millis(150)).await;
        }
        other.batch_execute("COMMIT").unwrap();
    };
    let (cleared, ()) = futures_util::future::join(clearing, committing).await;
    assert_eq!(cleared.unwrap(), Cleared::Removed(1));
    assert!(engine.load(&extended).await.unwrap().is_some(), "it was extended before it was removed");
    assert_eq!(engine.load(&removed).await.unwrap(), None);
}

/// Returns a timestamp in a form that both databases read.
fn without_zone(timestamp: OffsetDateTime) -> String {
    let (date, time) = (timestamp.date(), timestamp.time());
    format!("{date} {:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())
}
