//! D1, D2, D7: what the database and cache servers store for the shop, read by the test's
//! own client, and the default ports of the servers.

use std::{net::TcpListener, time::Duration};

use diesel::{
    Connection, MysqlConnection, PgConnection, QueryableByName, RunQueryDsl, sql_query, sql_types::Text,
};
use session_shop::{
    caches::{Cache, RedisCache},
    settings::{Settings, Sources},
};

use crate::{
    d_engines::two_weeks_from,
    support::{
        EngineAndStore, TestApp, over_every_store, over_servers::shared_memcached_cache, servers::redis,
    },
};

over_every_store! {
    only [db]:
    a_session_is_a_row_in_every_database,
}

const TEA: &str = "keemun-black";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    data: String,
    #[diesel(sql_type = Text)]
    expires: String,
}

/// D1, D2: the columns have the same names in each database.
async fn a_session_is_a_row_in_every_database(combination: EngineAndStore) {
    let app = TestApp::over_store(combination).await;
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 1).await;
    let url = app.sessions().setting("databases.sessions.url").unwrap_or_default();
    let query = |text: &str| {
        sql_query(format!(
            "SELECT session_data AS data, CAST(expire_date AS {text}) AS {quote}expires{quote} FROM sessions \
             WHERE session_key = '{}'",
            visitor.session_key(),
            quote = if text == "CHAR" { "`" } else { "\"" },
        ))
    };
    let rows: Vec<Row> = match combination {
        EngineAndStore::DbPostgres => query("TEXT").load(&mut PgConnection::establish(url).unwrap()).unwrap(),
        EngineAndStore::DbMysql => query("CHAR").load(&mut MysqlConnection::establish(url).unwrap()).unwrap(),
        _ => {
            let file = app.sqlite();
            vec![row_in_sqlite(file, &visitor.session_key())]
        }
    };
    assert_eq!(rows.len(), 1);
    assert!(rows[0].data.contains(TEA), "{}", rows[0].data);
    assert!(rows[0].expires.starts_with(&two_weeks_from(&app)), "{}", rows[0].expires);
}

fn row_in_sqlite(mut sqlite: crate::support::sqlite::Sqlite, key: &str) -> Row {
    let row = format!("sessions WHERE session_key = '{key}'");
    Row { data: sqlite.text("session_data", &row), expires: sqlite.text("expire_date", &row) }
}

/// D1, D7
#[actix_web::test]
async fn the_shop_stores_its_sessions_in_redis_and_in_memcached() {
    let app = TestApp::over_store(EngineAndStore::CacheRedis).await;
    let prefix = app.sessions().setting("session.key_prefix").unwrap().to_owned();
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 1).await;
    let mut raw = ::redis::Client::open(redis().url()).unwrap().get_connection().unwrap();
    let names: Vec<String> = ::redis::cmd("KEYS").arg(format!("{prefix}*")).query(&mut raw).unwrap();
    assert_eq!(names, [format!("{prefix}{}", visitor.session_key())]);
    let text: String = ::redis::cmd("GET").arg(&names[0]).query(&mut raw).unwrap();
    assert!(text.contains(TEA), "{text}");

    let app = TestApp::over_store(EngineAndStore::CacheMemcached).await;
    let prefix = app.sessions().setting("session.key_prefix").unwrap().to_owned();
    let visitor = app.visitor();
    visitor.add_to_cart(TEA, 1).await;
    let text = shared_memcached_cache().get(&format!("{prefix}{}", visitor.session_key())).await.unwrap();
    assert!(text.as_ref().is_some_and(|text| text.contains(TEA)), "{text:?}");
}

/// D7: a Redis URL without a port means port 6379, and without any setting both servers
/// are on this machine, at their usual ports.
#[actix_web::test]
async fn redis_is_at_port_6379_and_memcached_at_11211_by_default() {
    let settings = Settings::read(&mut Sources::default()).unwrap();
    assert_eq!(settings.caches["redis"].url, "redis://127.0.0.1:6379/0");
    assert_eq!(settings.caches["memcached"].url, "memcache://127.0.0.1:11211");
    // Another loopback address, because the port may be in use at 127.0.0.1.
    let listener = TcpListener::bind("127.83.12.7:6379").unwrap();
    let cache = RedisCache::new("redis://127.83.12.7", Duration::from_millis(100)).unwrap();
    let connects = tokio::task::spawn_blocking(move || listener.accept().unwrap());
    assert!(cache.check().await.is_err(), "no server responds there");
    connects.await.unwrap();
}
