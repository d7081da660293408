//! E11: clearing expired sessions looks at each record again at the moment when
//! it removes it. A session that was prolonged since it was found expired stays.
//! (SQLite lets nobody else write meanwhile; the `file` engine's own tests have
//! the same case.)

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

/// On a busy machine too a statement waits for its lock by then.
const DEADLINE: Duration = Duration::from_secs(30);

/// A second connection to the same database, which holds the row of a session.
trait Other: SimpleConnection {
    /// How many statements wait for a lock in this database.
    fn waiting(&mut self) -> i64;
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

impl Other for PgConnection {
    fn waiting(&mut self) -> i64 {
        let waiting = "SELECT COUNT(*) AS count FROM pg_stat_activity \
                       WHERE wait_event_type = 'Lock' AND datname = current_database()";
        sql_query(waiting).get_result::<Count>(self).unwrap().count
    }
}

impl Other for MysqlConnection {
    fn waiting(&mut self) -> i64 {
        let waiting = "SELECT COUNT(*) AS count FROM information_schema.innodb_trx AS trx \
                       JOIN information_schema.processlist AS list ON list.id = trx.trx_mysql_thread_id \
                       WHERE trx.trx_state = 'LOCK WAIT' AND list.db = DATABASE()";
        sql_query(waiting).get_result::<Count>(self).unwrap().count
    }
}

#[actix_web::test]
async fn a_session_that_is_prolonged_while_postgresql_clears_stays() {
    let database = postgres().borrow();
    let folder = tempfile::tempdir().unwrap();
    let connect = || PgConnection::establish(&database.url).unwrap();
    prolonged_while_clearing(over_database(&database.url, &folder).await, connect(), connect()).await;
}

#[actix_web::test]
async fn a_session_that_is_prolonged_while_mariadb_clears_stays() {
    let database = mariadb().borrow();
    let folder = tempfile::tempdir().unwrap();
    let connect = || MysqlConnection::establish(&database.url).unwrap();
    prolonged_while_clearing(over_database(&database.url, &folder).await, connect(), connect()).await;
}

/// `clear_expired` finds two expired rows. Another connection has one of them
/// locked, so that the removal waits, and has moved its expiry when it goes on.
async fn prolonged_while_clearing(engine: DbEngine, mut other: impl Other, mut watcher: impl Other) {
    let clock = session_shop::sessions::Clock::system();
    let now = clock.now();
    let expired = Record { expire_date: now - Duration::from_secs(60), ..record_of(&clock, "1") };
    let (prolonged, removed) =
        (engine.create(&expired).await.unwrap(), engine.create(&expired).await.unwrap());
    other.batch_execute("BEGIN").unwrap();
    let later = without_zone(now + Duration::from_secs(600));
    let update =
        format!("UPDATE sessions SET expire_date = '{later}' WHERE session_key = '{}'", prolonged.as_str());
    other.batch_execute(&update).unwrap();
    let clearing = engine.clear_expired(now);
    let committing = async {
        let since = Instant::now();
        while watcher.waiting() == 0 {
            assert!(since.elapsed() < DEADLINE, "the removal never waits for the locked row");
            // MariaDB renews what it shows of transactions only after it has not been
            // read for a tenth of a second.
            tokio::time::sleep(Duration::from_millis(150)).await;
        }
        other.batch_execute("COMMIT").unwrap();
    };
    let (cleared, ()) = futures_util::future::join(clearing, committing).await;
    assert_eq!(cleared.unwrap(), Cleared::Removed(1));
    assert!(engine.load(&prolonged).await.unwrap().is_some(), "it was prolonged before it was removed");
    assert_eq!(engine.load(&removed).await.unwrap(), None);
}

/// As both databases read a timestamp.
fn without_zone(timestamp: OffsetDateTime) -> String {
    let (date, time) = (timestamp.date(), timestamp.time());
    format!("{date} {:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())
}
