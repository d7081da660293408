//! D2: the column `expire_day`, in whose index a write changes nothing. The migration
//! that adds it keeps existing rows, and with it PostgreSQL writes half as much.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use diesel::{
    Connection, MysqlConnection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection,
    connection::{LoadConnection, SimpleConnection},
    sql_query,
    sql_types::{BigInt, Text},
};
use session_shop::{
    databases::{DEFAULT_TIMEOUT, Database},
    sessions::{
        Record,
        data::Data,
        engines::{Cleared, DbEngine, Engine, Replace},
    },
};
use time::macros::datetime;

use crate::support::servers::{Postgres, mariadb, postgres};

/// The migration that adds the column.
const MIGRATION: &str = "000014_expiry_days";

/// Returns the text of the file `name` of each migration, in their order, until
/// [`MIGRATION`], whose text is the last.
fn migrations(database: &str, name: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(database);
    let folders = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<_> = folders.filter(|folder| folder.is_dir()).collect();
    folders.sort();
    let last = folders.iter().position(|folder| folder.to_str().unwrap().ends_with(MIGRATION)).unwrap();
    folders[..=last].iter().map(|folder| fs::read_to_string(folder.join(name)).unwrap()).collect()
}

/// Runs the migrations before [`MIGRATION`].
fn migrate_before(connection: &mut impl SimpleConnection, database: &str) {
    let texts = migrations(database, "up.sql");
    for text in &texts[..texts.len() - 1] {
        connection.batch_execute(text).unwrap();
    }
}

#[derive(QueryableByName, Debug, PartialEq)]
struct Row {
    #[diesel(sql_type = Text)]
    text: String,
}

/// Inserts rows, runs the migration, reverts it and runs it again. The rows stay.
fn keep_rows<C>(mut connection: C, database: &str, text_type: &str)
where
    C: LoadConnection + SimpleConnection,
    for<'q> diesel::query_builder::SqlQuery: diesel::query_dsl::methods::LoadQuery<'q, C, Row>,
{
    migrate_before(&mut connection, database);
    let rows = "INSERT INTO sessions (session_key, session_data, expire_date, version) VALUES \
                    ('k1', '{\"cart\":[1]}', '2026-11-27 23:59:59.5', 7), \
                    ('k2', '{}', '2026-11-28 00:00:00', 1); \
                INSERT INTO users (username, username_key, password_hash, created_at) \
                    VALUES ('Mei', 'mei', '', '2026-11-27 00:00:00'); \
                INSERT INTO logins (id, user_id, created_at, user_agent, last_seen_at, expires_at) \
                    SELECT 'l1', id, created_at, 'curl', created_at, '2026-12-11 10:00:00' FROM users; \
                INSERT INTO attempts VALUES ('a1', 3, '2026-11-27 00:00:00', '2026-11-27 01:00:00')";
    connection.batch_execute(rows).unwrap();
    let both = ["up.sql", "down.sql"].map(|name| migrations(database, name).pop().unwrap());
    for text in [&both[0], &both[1], &both[0]] {
        connection.batch_execute(text).unwrap();
        let data = sql_query("SELECT session_data AS text FROM sessions WHERE version = 7");
        let data: Vec<Row> = data.load(&mut connection).unwrap();
        assert_eq!(data, [Row { text: "{\"cart\":[1]}".to_owned() }], "{database}");
    }
    let days = ["sessions ORDER BY session_key", "logins", "attempts"].map(|table| {
        let query = format!("SELECT CAST(expire_day AS {text_type}) AS text FROM {table}");
        let rows: Vec<Row> = sql_query(query).load(&mut connection).unwrap();
        rows.into_iter().map(|row| row.text).collect::<Vec<_>>().join(" ")
    });
    assert_eq!(days, ["2026-11-27 2026-11-28", "2026-12-11", "2026-11-27"], "{database}");
}

/// D2
#[test]
fn the_day_of_the_expiry_is_added_to_existing_rows() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.sqlite3");
    keep_rows(SqliteConnection::establish(file.to_str().unwrap()).unwrap(), "sqlite", "TEXT");
    keep_rows(PgConnection::establish(&postgres().new_database()).unwrap(), "postgres", "TEXT");
    keep_rows(MysqlConnection::establish(&mariadb().new_database()).unwrap(), "mysql", "CHAR");
}

/// More than one batch examines.
const SESSIONS: usize = 2_500;

/// E11: of sessions on several days, in several batches, those that have expired are
/// removed, and no others.
#[actix_web::test]
async fn clearing_removes_the_expired_sessions_of_every_day() {
    let folder = tempfile::tempdir().unwrap();
    let now = datetime!(2026-11-27 12:00 UTC);
    let urls = ["sqlite:x.sqlite3".to_owned(), postgres().new_database(), mariadb().new_database()];
    for url in urls {
        let database = Database::open(&url, folder.path(), 2, DEFAULT_TIMEOUT).unwrap();
        database.migrate().await.unwrap();
        let insert = |connection: &mut session_shop::databases::Connection| {
            // Each third of the sessions expires on another day, at 11, 12 or 13 o'clock.
            let rows = (0..SESSIONS).map(|number| {
                let (day, hour) = (25 + number % 3, 11 + number / 3 % 3);
                format!("('{number:032}', '{{}}', '2026-11-{day} {hour}:00:00', 1)")
            });
            let rows = rows.collect::<Vec<_>>().join(", ");
            let columns = "session_key, session_data, expire_date, version";
            connection.batch_execute(&format!("INSERT INTO sessions ({columns}) VALUES {rows}"))?;
            Ok::<_, session_shop::databases::DatabaseError>(())
        };
        database.write(insert).await.unwrap();
        let engine = DbEngine::new(database);
        let kept = (0..SESSIONS).filter(|number| number % 3 == 2 && number / 3 % 3 == 2).count();
        let removed = |number: usize| Cleared::Removed(number.try_into().unwrap());
        assert_eq!(engine.clear_expired(now).await.unwrap(), removed(SESSIONS - kept), "{url}");
        assert_eq!(engine.clear_expired(now).await.unwrap(), removed(0), "{url}");
        let later = now + Duration::from_secs(3_600);
        assert_eq!(engine.clear_expired(later).await.unwrap(), removed(kept), "{url}");
    }
}

#[derive(QueryableByName, Clone, Copy)]
struct Counts {
    #[diesel(sql_type = BigInt)]
    wal_bytes: i64,
    #[diesel(sql_type = BigInt)]
    updated: i64,
    #[diesel(sql_type = BigInt)]
    hot: i64,
}

fn counts(connection: &mut PgConnection) -> Counts {
    let query = "SELECT (pg_current_wal_lsn() - '0/0')::bigint AS wal_bytes, n_tup_upd AS updated, \
                 n_tup_hot_upd AS hot FROM pg_stat_user_tables WHERE relname = 'sessions'";
    sql_query(query).get_result(connection).unwrap()
}

/// Returns a session with a cart, which expires `step` seconds later than the first.
fn record(step: usize) -> Record {
    let mut data = Data::default();
    data.set("cart", format!(r#"[{{"product":"dong-ding-oolong","quantity":{}}}]"#, 1 + step * 7 % 120));
    data.set("preferences", r#"{"language":null,"currency":null,"theme":"dark","per_page":null}"#);
    data.set("recently_viewed", r#"["dong-ding-oolong","uji-matcha","keemun-black"]"#);
    let step = i64::try_from(step).unwrap();
    let expire_date = datetime!(2100-01-01 00:00 UTC) + time::Duration::seconds(step);
    Record { version: 1 + step, ..Record::new(data, expire_date) }
}

const VISITORS: usize = 50;
const WRITES: usize = 1_000;

/// Writes to the sessions of some visitors in turn. Returns the number of updates that
/// changed no index, and the bytes of the write-ahead log.
async fn write_sessions(url: &str) -> (i64, i64) {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(url, folder.path(), 1, DEFAULT_TIMEOUT).unwrap();
    let engine = DbEngine::new(database);
    let mut keys = Vec::new();
    for _ in 0..VISITORS {
        keys.push(engine.create(&record(0)).await.unwrap());
    }
    let mut observer = PgConnection::establish(url).unwrap();
    let before = counts(&mut observer);
    for number in 0..WRITES {
        let (key, step) = (&keys[number % VISITORS], number / VISITORS);
        let replaced = engine.replace(key, record(step).version, &record(step + 1)).await.unwrap();
        assert_eq!(replaced, Replace::Replaced(key.clone()));
    }
    let wal_bytes = counts(&mut observer).wal_bytes - before.wal_bytes;
    // The server counts the updates of a connection at the latest when it is closed.
    drop(engine);
    let since = Instant::now();
    let after = loop {
        let after = counts(&mut observer);
        if usize::try_from(after.updated) == Ok(WRITES) {
            break after;
        }
        assert!(since.elapsed() < Duration::from_secs(30), "{} updates are counted", after.updated);
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    (after.hot, wal_bytes)
}

/// D2: more than 95 % of the updates are HOT, and the log has half of the bytes.
#[actix_web::test]
async fn a_write_to_a_session_on_postgresql_changes_no_index() {
    // The log of a server has the writes of all its databases.
    let server = Postgres::start();
    let (before, after) = (server.new_database(), server.new_database());
    migrate_before(&mut PgConnection::establish(&before).unwrap(), "postgres");
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(&after, folder.path(), 1, DEFAULT_TIMEOUT).unwrap();
    database.migrate().await.unwrap();
    drop(database);
    let (hot_before, bytes_before) = write_sessions(&before).await;
    let (hot, bytes) = write_sessions(&after).await;
    assert_eq!(hot_before, 0, "the schema before the migration no longer shows the defect");
    assert!(hot * 100 > 95 * i64::try_from(WRITES).unwrap(), "{hot} of {WRITES} updates are HOT");
    assert!(2 * bytes < bytes_before, "{bytes_before} bytes before, {bytes} after");
}
